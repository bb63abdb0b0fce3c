"""What a network makes of its input, layer by layer: shapes, counts and receptive fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from explorer.engine.network.titles import title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.engine.network.errors import LayerError, Place
    from explorer.engine.network.layers import Layer, Pair
    from explorer.engine.network.rules import Windows
    from explorer.engine.network.shape import Shape
    from explorer.engine.receptive_field import AxisField

FLOPS_PER_MAC = 2
"""A multiplication and an addition."""


@dataclass(frozen=True, slots=True)
class LayerReport:
    """One layer with what goes in, what comes out and what that takes; a picture at a time.

    Attributes
    ----------
    place
        Where the layer stands: `(3,)`, or `(5, 0, 2)` for the third layer of branch 0 of block 5.
    weights, biases
        Their shapes as the course writes them; empty where there are none.
    params
        Trained numbers; of a block, those of all layers in it.
    fixed
        Stored numbers that are not trained, such as running means.
    macs
        Multiplications of convolutions and dense layers, without the bias.
    activations
        Numbers that the layer writes; of a block, all that are written in it.
    peak
        Numbers alive while the layer runs in inference: what it reads, what it writes, and what is
        kept for a later layer.
    vertical, horizontal
        The receptive fields of its cells in the network's input.
    children
        The layers of a block, branch by branch.
    """

    layer: Layer
    place: Place
    input: Shape
    output: Shape
    is_flat: bool
    weights: tuple[int, ...]
    biases: tuple[int, ...]
    params: int
    fixed: int
    macs: int
    activations: int
    peak: int
    vertical: AxisField
    horizontal: AxisField
    windows: Windows | None = None
    children: tuple[LayerReport, ...] = ()

    @property
    def title(self) -> str:
        """The user's name for the layer, or what it is."""
        return self.layer.name or title(self.layer)

    @property
    def flops(self) -> int:
        """Multiplications and additions: twice the MACs."""
        return FLOPS_PER_MAC * self.macs

    @property
    def receptive_field(self) -> Pair:
        """(height, width) in pixels of the input that one output cell depends on."""
        return (self.vertical.size, self.horizontal.size)

    @property
    def effective_stride(self) -> Pair:
        """(vertical, horizontal) pixels of the input between neighbouring output cells."""
        return (self.vertical.jump, self.horizontal.jump)

    @property
    def depth(self) -> int:
        """How many blocks the layer stands in."""
        return len(self.place) // 2

    def walk(self) -> Iterator[LayerReport]:
        """Yield this layer and those in it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def branch(self, index: int) -> tuple[LayerReport, ...]:
        """Return the layers of one branch of a block."""
        at = len(self.place)
        return tuple(child for child in self.children if child.place[at] == index)


@dataclass(frozen=True, slots=True)
class Report:
    """All layers and their totals; a picture at a time.

    ``problem`` is why the network ends where ``layers`` end, if a layer does not fit. Side heads
    are counted in ``side_params`` and ``side_macs`` and in nothing else.
    """

    input: Shape
    layers: tuple[LayerReport, ...]
    problem: LayerError | None = None
    params: int = field(init=False)
    fixed: int = field(init=False)
    macs: int = field(init=False)
    activations: int = field(init=False)
    side_params: int = field(init=False)
    side_macs: int = field(init=False)

    def __post_init__(self) -> None:
        main = [one for one in self.layers if one.layer.kind != "side-head"]
        sides = [one for one in self.walk() if one.layer.kind == "side-head"]
        for name in ("params", "fixed", "macs", "activations"):
            object.__setattr__(self, name, sum(getattr(one, name) for one in main))
        object.__setattr__(self, "side_params", sum(one.params for one in sides))
        object.__setattr__(self, "side_macs", sum(one.macs for one in sides))

    @property
    def output(self) -> Shape:
        """What the last layer returns, or the input where there is none."""
        return self.layers[-1].output if self.layers else self.input

    @property
    def flops(self) -> int:
        """Multiplications and additions: twice the MACs."""
        return FLOPS_PER_MAC * self.macs

    @property
    def peak(self) -> int:
        """The most numbers that are alive at once in inference, weights aside."""
        return max((one.peak for one in self.layers), default=self.input.size)

    def walk(self) -> Iterator[LayerReport]:
        """Yield every layer, those in blocks after their block."""
        for one in self.layers:
            yield from one.walk()

    def leaves(self) -> Iterator[LayerReport]:
        """Yield every layer that computes by itself: no blocks."""
        return (one for one in self.walk() if not one.layer.branches)

    def at(self, place: Place) -> LayerReport | None:
        """Return the layer at a place; None where the network does not reach it."""
        reports, rest = self.layers[place[0] : place[0] + 1] if place else (), place
        while rest:
            found = next((one for one in reports if one.place == place[: len(one.place)]), None)
            if found is None or found.place == place:
                return found
            reports, rest = found.children, rest[2:]
        return None
