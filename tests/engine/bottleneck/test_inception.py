"""The designer: the paper's module in its forms, all nine presets, branch by branch."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given, settings

from explorer.engine import zoo
from explorer.engine.bottleneck.errors import BottleneckError
from explorer.engine.bottleneck.inception import PRESETS, InceptionDesign, preset, preset_of
from explorer.engine.bottleneck.inception_costs import BRANCHES, compare_designs, design_cost
from explorer.engine.network import Inception, Shape
from explorer.engine.zoo.googlenet import MODULES, inception
from tests.engine.bottleneck.random_specs import counted, designs

FIRST = preset("3a")
CELLS = 28 * 28


def test_the_totals_of_3a() -> None:
    found = compare_designs(FIRST)
    assert found.naive.whole.macs == 303_464_448
    assert found.naive_projected.whole.macs == 308_281_344
    assert found.bottlenecked.whole.macs == found.today.whole.macs == 128_049_152
    assert found.naive.output == (28, 28, 416)
    assert found.naive_projected.output == found.bottlenecked.output == (28, 28, 256)
    assert found.ratio("macs") == pytest.approx(303_464_448 / 128_049_152)
    assert [form.key for form in found.all] == [
        "today", "naive", "naive-projected", "bottlenecked",
    ]  # fmt: skip


def test_the_branches_of_3a() -> None:
    branches = design_cost(FIRST).branches
    assert tuple(branch.key for branch in branches) == BRANCHES
    assert [branch.title for branch in branches] == [
        "1×1", "3×3 reduce → 3×3", "5×5 reduce → 5×5", "pool → pool proj",
    ]  # fmt: skip
    assert [branch.macs for branch in branches] == [
        CELLS * 192 * 64,
        CELLS * (192 * 96 + 9 * 96 * 128),
        12_443_648,  # the course's example
        CELLS * 192 * 32,
    ]
    pooling = branches[3].layers[0]
    assert (pooling.macs, pooling.params, pooling.weights, pooling.weight_count) == (0, 0, (), 0)
    assert pooling.traffic == 4 * 2 * CELLS * 192
    assert pooling.intensity == 0


@pytest.mark.parametrize("key", MODULES)
def test_presets_are_googlenet_s_modules(key: str) -> None:
    design = preset(key)
    widths, shape = MODULES[key]
    assert design.module() == inception(widths, name=f"inception {key}")
    assert design.naive().module() == inception(
        widths, bottlenecked=False, pool_projection=False, name=f"inception {key}"
    )
    assert (design.input, design.widths) == (shape, widths)
    assert design.remarks() == ()
    assert preset_of(design) == key
    assert preset_of(design.naive()) == ""
    assert design_cost(design).whole.macs < design_cost(design.naive()).whole.macs


def test_presets_are_all_nine_and_follow_one_another() -> None:
    assert len(PRESETS) == 9
    assert FIRST.network() == zoo.build("inception3a")
    for one, after in pairwise(PRESETS.values()):
        assert one.output.channels == after.input.channels
    in_googlenet = zoo.build("googlenet").report()
    blocks = [one for one in in_googlenet.layers if isinstance(one.layer, Inception)]
    for block, design in zip(blocks, PRESETS.values(), strict=True):
        assert block.layer == design.module()
        assert block.macs == design_cost(design).whole.macs
        assert block.input == design.input


@pytest.mark.parametrize("on", list(product((False, True), repeat=3)))
def test_each_bottleneck_is_switched_by_itself(on: tuple[bool, bool, bool]) -> None:
    three, five, pooled = on
    design = replace(FIRST, reduce_three=three, reduce_five=five, project_pool=pooled)
    macs = 192 * 64
    macs += 192 * 96 + 9 * 96 * 128 if three else 9 * 192 * 128
    macs += 192 * 16 + 25 * 16 * 32 if five else 25 * 192 * 32
    macs += 192 * 32 if pooled else 0
    assert design_cost(design).whole.macs == CELLS * macs
    lengths = [sum(layer.kind != "activation" for layer in path) for path in design.module().paths]
    assert lengths == [1, 1 + three, 1 + five, 1 + pooled]
    assert design.output.channels == 64 + 128 + 32 + (32 if pooled else 192)
    assert design.name == "inception 3a"
    assert design.bottlenecked() == FIRST


@settings(deadline=None, max_examples=40)
@given(design=designs)
def test_counts_are_torch_s(design: InceptionDesign) -> None:
    macs, params, shape = counted(design.network())
    cost = design_cost(design)
    assert (cost.whole.macs, cost.whole.params) == (macs, params)
    assert shape[1:] == (design.output.channels, *design.input[:2])
    assert design.network().report().output == design.output == cost.output
    assert sum(branch.output.channels for branch in cost.branches) == design.output.channels
    assert cost.whole.traffic == sum(branch.traffic for branch in cost.branches)


def test_a_reduction_by_itself_is_a_bottleneck() -> None:
    assert FIRST.bottleneck("five").bottlenecked().report().macs == 12_443_648
    three = FIRST.bottleneck("three")
    assert (three.f, three.filters, three.width) == (3, 128, 96)


def test_a_batch_reads_parameters_once() -> None:
    one, four = design_cost(FIRST).whole, design_cost(FIRST, batch=4, bytes_per_number=2).whole
    assert four.macs == 4 * one.macs
    assert four.traffic == 2 * (4 * (one.traffic // 4 - one.params) + one.params)


@pytest.mark.parametrize("field", ["three_reduce", "five_reduce", "pool_proj"])
def test_a_1x1_that_widens(field: str) -> None:
    wide = replace(FIRST, **{field: 256})
    (remark,) = wide.remarks()
    assert (remark.field, remark.is_wrong) == (field, True)
    assert "256 channels" in remark.text
    assert "192" in remark.text
    assert "it is no bottleneck" in remark.text
    assert wide.naive().remarks() == ()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("one", "filters of 1×1 is 0"),
        ("three_reduce", "filters of 3×3 reduce is 0"),
        ("three", "filters of 3×3 is 0"),
        ("five_reduce", "filters of 5×5 reduce is 0"),
        ("five", "filters of 5×5 is 0"),
        ("pool_proj", "filters of pool proj is 0: it has to lie from 1"),
    ],
)
def test_widths_out_of_range(field: str, text: str) -> None:
    with pytest.raises(BottleneckError, match=text) as error:
        replace(FIRST.naive(), **{field: 0})
    assert error.value.field == field


def test_an_input_and_a_preset_that_cannot_be() -> None:
    with pytest.raises(BottleneckError, match="height is 0") as error:
        replace(FIRST, input=Shape(0, 28, 192))
    assert error.value.field == "input.height"
    with pytest.raises(BottleneckError, match="no inception module '6a'; it has: 3a, 3b") as error:
        preset("6a")
    assert error.value.field == "preset"
