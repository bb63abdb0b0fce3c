"""Memory: peaks worked by hand and by following every volume; kept volumes against autograd."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from explorer.engine import zoo
from explorer.engine.errors import ExplorerError
from explorer.engine.network import (
    BatchNorm,
    Concat,
    Dense,
    Dropout,
    Flatten,
    Inception,
    Network,
    Report,
    Residual,
    Shape,
    SideHead,
    conv,
    pool,
    relu,
)
from explorer.engine.network.counts.memory import (
    BatchError,
    inference_memory,
    kept_activations,
    training_memory,
)

if TYPE_CHECKING:
    from explorer.engine.network import Layer, Place

CELLS = Shape(4, 4, 2)  # 32 numbers; a convolution of 3 filters gives 48, of 2 gives 32


def same(filters: int, name: str = "") -> Layer:
    return conv(filters, 3, p="same", name=name)


@pytest.mark.parametrize(
    ("layers", "peak"),
    [
        ((), 32),
        ((same(3),), 32 + 48),
        ((same(3), relu(), same(2)), 48 + 48),
        ((Dropout(), same(3), Flatten(), Dense(10)), 32 + 48),  # views write nothing
        # The body's second layer: the kept input, 48 read, 32 written; the sum: 32 + 32 + 32.
        ((Residual((same(3), same(2))),), 32 + 48 + 32),
        # Without a wide body the sum decides, then g: 3 · 32.
        ((Residual((same(2),)),), 3 * 32),
        # The shortcut's layer: the body's 48, 32 read, 48 written; the sum: 48 + 48 + 48.
        ((Residual((same(3),), (conv(3, 1),)),), 3 * 48),
        # Branch 1 ends with 48; branch 2 reads 32 and writes 64 with 48 waiting; stack: 112 + 112.
        ((Inception(((same(3),), (same(4),))),), 2 * (48 + 64)),
        # Branch 1 passes on the input, which is counted once: 32 + 64, written 96.
        ((Inception(((), (same(4),))),), 32 + 64 + 96),
        # An inner layer is widest: input 32, read 16·20, written 16·20, nothing waiting.
        ((Inception(((same(20), same(20), same(1)), (same(1),))),), 32 + 320 + 320),
        # "a" waits for the stack, and is not counted twice while it is read.
        ((same(3, "a"), same(5), Concat(("a",))), 48 + 80 + 128),
        ((same(3, "a"), same(1), same(1), Concat(("a",))), 48 + 16 + 64),
        # The input of the sequence is one that can be asked for.
        ((same(3), Concat(("input",))), 32 + 48 + 80),
        # A view of "a" lies where "a" lies.
        ((same(3, "a"), Dropout(), Concat(("a",))), 48 + 96),
        # What a block reads and a later stack needs stays through the block, its shortcut included:
        # "a" 48, the body's 128, the shortcut's 128, then the sum 128.
        ((same(3, "a"), Residual((same(8),), (conv(8, 1),)), Concat(("a",))), 48 + 3 * 128),
        # A side head is beside the network.
        ((same(3), SideHead((same(50),)), relu()), 48 + 48),
    ],
)  # fmt: skip
def test_peak_by_hand(layers: tuple[Layer, ...], peak: int) -> None:
    assert Network(CELLS, layers).report().peak == peak


class Tape:
    """Every volume of a forward pass, and when it is written and read last."""

    def __init__(self, network: Network) -> None:
        self.report = network.report()
        self.sizes = [network.input.size]
        self.steps: list[tuple[set[int], int]] = []
        self.run(network.layers, 0, ())

    def write(self, reads: set[int], size: int) -> int:
        self.sizes.append(size)
        self.steps.append((reads, len(self.sizes) - 1))
        return len(self.sizes) - 1

    def run(self, layers: tuple[Layer, ...], x: int, place: Place) -> int:
        names = {"input": x}
        for index, layer in enumerate(layers):
            x = self.layer(layer, x, (*place, index), names)
            names[layer.name] = x
        return x

    def layer(self, layer: Layer, x: int, place: Place, names: dict[str, int]) -> int:
        one = self.report.at(place)
        assert one is not None
        if isinstance(layer, SideHead) or (not one.activations and not layer.branches):
            return x
        size = one.output.size
        if isinstance(layer, Concat):
            return self.write({x, *(names[name] for name in layer.sources)}, size)
        if not layer.branches:
            return self.write({x}, size)
        ends = {self.run(path, x, (*place, i)) for i, path in enumerate(layer.branches)}
        total = self.write(ends, size)
        if isinstance(layer, Residual) and layer.after != "none":
            return self.write({total}, size)
        return total

    def peak(self) -> int:
        last = {x: at for at, (reads, _) in enumerate(self.steps) for x in reads}
        alive, most = {0}, self.sizes[0]
        for at, (_, written) in enumerate(self.steps):
            alive.add(written)
            most = max(most, sum(self.sizes[x] for x in alive))
            alive = {x for x in alive if last.get(x, -1) > at}
        return most


def dense_block(depth: int) -> tuple[Layer, ...]:
    """Return DenseNet's pattern: each layer sees all before it."""
    layers: tuple[Layer, ...] = (same(4, "x0"),)
    for i in range(depth):
        layers += (same(3, f"x{i + 1}"), Concat(tuple(f"x{j}" for j in range(i, -1, -1))))
    return layers


NESTED = (
    same(3, "a"),
    relu(),
    Residual(
        (
            Inception(((same(2),), (), (same(1, "b"), Dropout(), relu(), Concat(("b", "input"))))),
            same(3),
            Concat(("input",)),
        ),
        (conv(6, 1),),
    ),
    SideHead((same(90),)),
    Inception(((Residual((same(6),), after="none"),), (same(2),))),
    Concat(("a",)),
    same(1),
)


@pytest.mark.parametrize("layers", [NESTED, dense_block(1), dense_block(4)])
def test_peak_is_that_of_following_every_volume(layers: tuple[Layer, ...]) -> None:
    network = Network(CELLS, layers)
    assert network.report().peak == Tape(network).peak()


@pytest.mark.parametrize("name", ["vgg16", "resnet18", "resnet50", "googlenet", "squeezenet"])
def test_peak_of_the_classics(name: str) -> None:
    network = zoo.build(name)
    assert network.report().peak == Tape(network).peak()


def test_parts_by_hand() -> None:
    layers = (conv(3, 3), BatchNorm(), relu(), Dense(10))
    report = Network(CELLS, layers).report()
    # Output 2×2×3 = 12: conv 57, batch norm 6 and 6 fixed, dense 130; written 3 · 12 + 10.
    params, fixed = 57 + 6 + 130, 6
    inference = inference_memory(report, batch=8, bytes_per_number=2)
    assert inference.parts() == (
        ("weights", 2 * params),
        ("stored, not trained", 2 * fixed),
        ("gradients", 0),
        ("optimiser's state", 0),
        ("activations", 2 * 8 * (32 + 12)),
    )
    training = training_memory(report, 8, "adam")
    assert training.weights == training.gradients == 4 * params
    assert training.optimiser == 2 * 4 * params
    assert training.activations == 4 * 8 * (32 + 3 * 12 + 10)
    assert training.total == sum(size for _, size in training.parts())
    assert training_memory(report, 8, "momentum").optimiser == 4 * params
    assert training_memory(report, 8).optimiser == 0
    assert training_memory(report, in_place=True).activations == 4 * (32 + 2 * 12 + 10)


def kept(layers: tuple[Layer, ...]) -> int:
    report: Report = Network(CELLS, layers).report()
    return kept_activations(report) - kept_activations(report, in_place=True)


def test_what_can_lie_in_place() -> None:
    assert kept((same(2), relu())) == 32
    assert kept((same(2), relu("gelu"))) == 0  # its derivative needs its input
    assert kept((relu(),)) == 0  # it would write over the picture
    assert kept((pool("max", 2), relu())) == 0
    assert kept((same(2, "a"), relu(), Concat(("a",)))) == 0
    assert kept((same(2), relu(), relu("tanh"))) == 32  # the second would spoil the first's
    assert kept((Residual((relu(), same(2), relu(), same(2))),)) == 2 * 32  # within, and g
    assert kept((Residual((same(2),), after="none"), relu())) == 32
    assert kept((same(2), SideHead((same(2), relu())), relu())) == 0


def test_kept_volumes_are_what_autograd_saves() -> None:
    layers = (same(3), BatchNorm(), relu(), same(2), relu("tanh"), Flatten(), Dense(5), relu())
    module = nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(inplace=True),
        nn.Conv2d(3, 2, 3, padding=1), nn.Tanh(), nn.Flatten(), nn.Linear(32, 5),
        nn.ReLU(inplace=True),
    )  # fmt: skip
    own = {one.data_ptr() for one in (*module.parameters(), *module.buffers())}
    saved: dict[int, int] = {}

    def pack(x: torch.Tensor) -> torch.Tensor:
        storage = x.untyped_storage()
        if storage.data_ptr() not in own and x.dim() > 1:
            saved[storage.data_ptr()] = storage.nbytes() // 4
        return x

    picture = torch.zeros(1, 2, 4, 4)
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda x: x):
        module(picture)
    report = Network(CELLS, layers).report()
    assert kept_activations(report, in_place=True) == sum(saved.values())


def test_what_cannot_be_is_said() -> None:
    report = Network(CELLS).report()
    with pytest.raises(BatchError, match="A batch of 0"):
        inference_memory(report, 0)
    with pytest.raises(ExplorerError, match="0 bytes"):
        training_memory(report, bytes_per_number=0)
