"""Both variants against the course's figures, torch's counter and traffic worked by hand."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.bottleneck.errors import BottleneckError
from explorer.engine.bottleneck.variants import COURSE, BottleneckSpec, compare_variants
from explorer.engine.network import Activation, Conv, Shape
from tests.engine.bottleneck.random_specs import counted, specs

CELLS = 28 * 28


def test_the_course_s_example() -> None:
    found = compare_variants(COURSE)
    assert found.direct.macs == 120_422_400
    assert [layer.macs for layer in found.bottlenecked.layers] == [2_408_448, 10_035_200]
    assert found.bottlenecked.macs == 12_443_648
    assert found.bottlenecked.flops == 24_887_296
    assert found.ratio("macs") == found.ratio("flops") == pytest.approx(9.677, abs=5e-4)
    assert (found.direct.params, found.bottlenecked.params) == (153_632, 15_920)
    assert (found.direct.weight_count, found.bottlenecked.weight_count) == (153_600, 15_872)
    assert (found.direct.activations, found.bottlenecked.activations) == (25_088, 37_632)
    assert found.direct.output == found.bottlenecked.output == (28, 28, 32)
    assert [part.key for part in found.variants] == ["direct", "bottlenecked"]
    assert [part.title for part in found.variants] == ["5×5 directly", "1×1 to 16, then 5×5"]


def test_traffic_by_hand() -> None:
    found = compare_variants(COURSE)
    direct = 4 * (CELLS * 192 + 153_632 + CELLS * 32)
    first = 4 * (CELLS * 192 + 193 * 16 + CELLS * 16)
    second = 4 * (CELLS * 16 + 401 * 32 + CELLS * 32)
    assert found.direct.traffic == direct == 1_316_992
    assert [layer.traffic for layer in found.bottlenecked.layers] == [first, second]
    assert found.direct.intensity == 240_844_800 / direct
    assert found.bottlenecked.layers[0].intensity == pytest.approx(7.247, abs=1e-3)
    assert found.bottlenecked.intensity == 24_887_296 / (first + second)
    assert found.intensity_ratio == pytest.approx(
        found.ratio("macs") / found.ratio("traffic"), rel=1e-12
    )


def test_a_batch_reads_its_parameters_once() -> None:
    one = compare_variants(COURSE, bytes_per_number=2).direct
    eight = compare_variants(COURSE, batch=8, bytes_per_number=2).direct
    assert eight.traffic == 2 * (8 * CELLS * (192 + 32) + 153_632)
    assert eight.macs == 8 * one.macs
    assert eight.activations == 8 * one.activations
    assert eight.params == one.params
    assert eight.intensity > one.intensity
    assert eight.layers[0].written == 2 * 8 * CELLS * 32


def test_the_networks_of_the_variants() -> None:
    direct, narrow = COURSE.direct(), COURSE.bottlenecked()
    assert [type(layer) for layer in direct.layers] == [Conv, Activation]
    assert [type(layer) for layer in narrow.layers] == [Conv, Activation] * 2
    assert [layer.name for layer in narrow.layers[::2]] == ["1×1 bottleneck", "5×5"]
    linear = replace(COURSE, relu=False)
    assert [type(layer) for layer in linear.bottlenecked().layers] == [Conv, Conv]
    assert compare_variants(linear).bottlenecked.total("traffic") == 866_496
    assert compare_variants(COURSE).bottlenecked.total("traffic") == 866_496
    assert compare_variants(replace(COURSE, bias=False)).direct.params == 153_600


@settings(deadline=None, max_examples=60)
@given(spec=specs, batch=st.integers(1, 5))
def test_counts_are_torch_s(spec: BottleneckSpec, batch: int) -> None:
    found = compare_variants(spec, batch=batch)
    for network, part in zip((spec.direct(), spec.bottlenecked()), found.variants, strict=True):
        macs, params, shape = counted(network, batch)
        assert (part.macs, part.params) == (macs, params)
        assert shape == (batch, spec.filters, spec.input.height, spec.input.width)
        assert part.output == (*spec.input[:2], spec.filters)


@pytest.mark.parametrize("f", [2, 4, 6])
def test_an_even_kernel_keeps_the_size(f: int) -> None:
    spec = replace(COURSE, f=f)
    assert spec.direct().report().output == (28, 28, 32)


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"input": Shape(0, 28, 192)}, "input.height", "height is 0: it has to lie from 1 to"),
        ({"input": Shape(28, -1, 192)}, "input.width", "width is -1"),
        ({"input": Shape(28, 28, 0)}, "input.channels", "input channels is 0"),
        ({"f": 0}, "f", "size f of the filters is 0: it has to lie from 1 to 1,024"),
        ({"f": 1025}, "f", "is 1,025"),
        ({"filters": 0}, "filters", "number of filters is 0"),
        ({"width": 0}, "width", "bottleneck's number of channels is 0"),
        ({"width": 1_000_001}, "width", "1,000,001: it has to lie from 1 to 1,000,000"),
    ],
)
def test_sizes_out_of_range(changes: dict[str, object], field: str, text: str) -> None:
    with pytest.raises(BottleneckError, match=text) as error:
        replace(COURSE, **changes)  # type: ignore[arg-type]
    assert error.value.field == field


def test_a_batch_and_a_number_that_cannot_be() -> None:
    with pytest.raises(BottleneckError, match="A batch of 0: it needs") as error:
        compare_variants(COURSE, batch=0)
    assert error.value.field == "batch"
    with pytest.raises(BottleneckError, match="0 bytes: a number takes") as error:
        compare_variants(COURSE, bytes_per_number=0)
    assert error.value.field == "bytes_per_number"


def test_no_torch_is_imported() -> None:
    names = (
        "variants", "curve", "derivation", "formulas", "remarks", "inception", "inception_costs",
        "cost_table",
    )  # fmt: skip
    imports = "; ".join(f"import explorer.engine.bottleneck.{name}" for name in names)
    code = f"{imports}; import sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
