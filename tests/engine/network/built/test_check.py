"""The three-way check: nothing differs where nothing is wrong, and it is found where it is."""

from __future__ import annotations

import math
import random

import pytest
import torch
from torch import nn

from explorer.engine.network import (
    Activation,
    BatchNorm,
    Concat,
    Dense,
    Flatten,
    GlobalPool,
    Inception,
    LayerError,
    Network,
    NetworkError,
    Pool,
    RadialBasis,
    Residual,
    Shape,
    SideHead,
    SparseConv,
    conv,
    conv_norm,
    pool,
    relu,
    rules,
)
from explorer.engine.network.built.check import WHOLE, check, check_in_steps
from tests.engine.network.random_networks import random_network

# Table I of LeCun et al. 1998: which of the 6 maps each of the 16 filters of C3 sees.
C3 = (
    *(tuple((i + j) % 6 for j in range(3)) for i in range(6)),
    *(tuple((i + j) % 6 for j in range(4)) for i in range(6)),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5), (0, 1, 2, 3, 4, 5),
)  # fmt: skip
LENET_1998 = Network(
    Shape(32, 32, 1),
    (
        conv(6, 5), Pool("average", trainable=True), Activation("tanh"),
        SparseConv(C3, (5, 5), name="C3"), Pool("average", trainable=True), Activation("tanh"),
        conv(120, 5), Activation("tanh"), Dense(84), Activation("tanh"), RadialBasis(10),
    ),
)  # fmt: skip
SMALL = Network(
    Shape(8, 8, 3),
    (
        conv(4, 3, p=1, name="stem"),
        BatchNorm(),
        Residual((conv(4, 3, p=1), relu(), SideHead((Dense(7),)))),
        Inception(((conv(2, 1),), (pool("max", 3, s=1, p=1),))),
        SideHead((GlobalPool(), Flatten(), Dense(5), SideHead((Dense(2),)))),
        Concat(("stem",)),
        Dense(10),
    ),
)


def test_a_small_network_by_hand() -> None:
    found = check(SMALL)
    assert found.differences == ()
    assert found.at((0,), "params").formula == (9 * 3 + 1) * 4
    assert found.at((0,), "macs").seen == found.at((0,), "macs").counted == 64 * 9 * 3 * 4
    assert found.at((2, 0, 0), "macs").counted == 64 * 9 * 4 * 4
    assert found.at((6,), "output").seen == (1, 1, 10)
    trunk = 112 + 8 + 148 + 10 + (64 * 10 + 1) * 10
    assert found.params.seen == found.params.formula == trunk
    assert found.macs.counted == 64 * (108 + 144 + 8) + 6400
    assert {one.verdict for one in (*found.layers, *found.totals)} == {"equal"}


def test_side_heads_are_seen_and_count_in_nothing_else() -> None:
    found = check(SMALL)
    assert found.at((2, 0, 2), "params").seen == (256 + 1) * 7
    assert found.at((2, 0, 2), "macs").counted == 256 * 7
    assert found.at((2,), "params").seen == 148
    assert found.at((4,), "params").seen == (6 + 1) * 5  # without the head in it
    assert found.at((4,), "macs").counted == 6 * 5
    assert found.at((4, 0, 3, 0, 0), "macs").counted == 5 * 2


def test_what_the_counter_cannot_count_is_said_and_is_no_difference() -> None:
    found = check(LENET_1998)
    assert found.differences == ()
    assert found.params.seen == 60_000
    assert found.at((3,), "params").verdict == "equal"
    sparse = found.at((3,), "macs")
    assert (sparse.formula, sparse.seen, sparse.counted) == (150_000, 150_000, 240_000)
    assert sparse.verdict == "cannot count"
    assert "240,000 MACs instead of 150,000" in sparse.note
    distances = found.at((10,), "macs")
    assert (distances.seen, distances.counted) == (840, 0)
    assert distances.verdict == "cannot count"
    assert found.macs.verdict == "cannot count"
    assert found.macs.counted == found.macs.formula + 90_000 - 840
    assert found.macs.note.startswith("C3: ")


def test_a_fully_connected_sparse_layer_can_be_counted() -> None:
    network = Network(Shape(4, 4, 2), (SparseConv(((0, 1), (0, 1)), (3, 3)),))
    assert check(network).macs.verdict == "equal"


def test_a_wrong_module_is_found() -> None:
    """One filter more in the stem: its own numbers differ and all that follows from them."""
    module = Network(SMALL.input, (conv(4, 5, p=2, name="stem"), *SMALL.layers[1:])).to_module()
    found = check(SMALL, module)
    assert {(one.place, one.quantity) for one in found.differences} == {
        ((0,), "params"), ((0,), "macs"), (WHOLE, "params"), (WHOLE, "macs"),
    }  # fmt: skip
    stem = found.at((0,), "params")
    assert (stem.formula, stem.seen) == (112, 304)
    assert check(Network(SMALL.input, SMALL.layers[1:2]), module).at((0,), "params").seen == 304


def test_a_layer_that_the_module_lacks_is_found() -> None:
    module = Network(Shape(4, 4, 1), (conv(2, 3),)).to_module()
    found = check(Network(Shape(4, 4, 1), (conv(2, 3), BatchNorm())), module)
    assert [(one.place, one.seen) for one in found.differences[:3]] == [((1,), None)] * 3
    assert "no layer" in found.differences[0].note


def test_a_vector_for_a_volume_is_found() -> None:
    module = Network(Shape(1, 1, 4), (conv(2, 1), Flatten())).to_module()
    found = check(Network(Shape(1, 1, 4), (conv(2, 1), relu())), module)
    assert "a vector, the formula a volume" in found.at((1,), "output").note
    assert {one.place for one in found.differences} == {(1,), WHOLE}


def test_a_wrong_formula_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the formula take every kernel for one number larger than it is."""
    rules.effect_of.cache_clear()
    monkeypatch.setattr(rules, "prod", lambda values: 1 + math.prod(values))
    try:
        found = check(Network(Shape(5, 5, 2), (conv(3, 3),)))
    finally:
        rules.effect_of.cache_clear()
    assert found.at((0,), "params").formula == found.at((0,), "params").seen + 1
    assert found.at((0,), "macs").formula == found.at((0,), "macs").counted + 9
    assert {one.quantity for one in found.differences} == {"params", "macs"}


def test_a_module_that_counts_more_than_its_hooks_see_is_found() -> None:
    """The third leg is one of its own: the counter sees a product that no kernel explains."""

    class Wasteful(nn.ReLU):
        def forward(self, input: torch.Tensor) -> torch.Tensor:
            _ = input[0, 0] @ input[0, 0].T
            return super().forward(input)

    network = Network(Shape(4, 4, 1), (conv(2, 1), relu()))
    module = network.to_module()
    module[1] = Wasteful()
    wrong = check(network, module).at((1,), "macs")
    assert (wrong.formula, wrong.seen, wrong.counted, wrong.verdict) == (0, 0, 64, "differs")


def test_a_module_is_left_as_it_was() -> None:
    module = SMALL.to_module().train()
    before = {name: one.clone() for name, one in module.state_dict().items()}
    check(SMALL, module)
    assert all(one.training for one in module.modules())
    assert all(torch.equal(before[name], one) for name, one in module.state_dict().items())
    assert not any(one._forward_hooks or one._forward_pre_hooks for one in module.modules())


@pytest.mark.parametrize("module", [nn.Conv2d(3, 4, 3), Network(Shape(8, 8, 5), (conv(2),))])
def test_a_module_of_no_network_or_of_another_input_is_refused(module: nn.Module) -> None:
    module = module.to_module() if isinstance(module, Network) else module
    with pytest.raises(NetworkError, match=r"has no places|does not run on \(1, 3, 8, 8\)"):
        check(SMALL, module)


def test_an_illegal_network_is_refused() -> None:
    with pytest.raises(LayerError, match="does not fit"):
        check(Network(Shape(4, 4, 1), (conv(1, 5),)))


def test_an_empty_network() -> None:
    found = check(Network(Shape(4, 5, 6)))
    assert found.layers == ()
    assert (found.output.seen, found.macs.counted) == ((4, 5, 6), 0)


def test_it_can_be_left_between_phases() -> None:
    steps = check_in_steps(SMALL)
    assert next(steps) == "building the module"
    steps.close()
    assert len(list(check_in_steps(SMALL))) == 3


@pytest.mark.parametrize("seed", range(60))
def test_random_networks_with_blocks(seed: int) -> None:
    network = random_network(random.Random(seed))
    found = check(network)
    assert found.differences == ()
    module = network.to_module().eval()
    height, width, channels = network.input
    shape = network.report().output
    flat = network.report().layers[-1].is_flat
    out = module(torch.rand(2, channels, height, width))
    assert out.shape[1:] == ((shape.channels,) if flat else (shape.channels, *shape[:2]))


def test_a_large_network() -> None:
    """ResNet-152, whose numbers are those of torchvision."""

    def block(c: int, s: int, first: bool) -> Residual:
        body = (*conv_norm(c, 1), *conv_norm(c, 3, s=s, p=1),
                *conv_norm(4 * c, 1, function="none"))  # fmt: skip
        return Residual(body, conv_norm(4 * c, 1, s=s, function="none") if first else ())

    blocks = (
        block(64 * 2**stage, 2 if stage and not i else 1, not i)
        for stage, count in enumerate((3, 8, 36, 3))
        for i in range(count)
    )
    network = Network(
        Shape(224, 224, 3),
        (*conv_norm(64, 7, s=2, p=3), pool("max", 3, s=2, p=1), *blocks, GlobalPool(), Flatten(),
         Dense(1000)),
    )  # fmt: skip
    found = check(network)
    assert found.differences == ()
    assert (found.params.seen, found.macs.counted) == (60_192_808, 11_513_626_624)
