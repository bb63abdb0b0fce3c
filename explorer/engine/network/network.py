"""A network as a value: an input and layers. Two equal networks are one key of a dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.network.errors import LayerError
from explorer.engine.network.limits import DEEPEST, LARGEST, MOST_LAYERS, check_name, short
from explorer.engine.network.report import Report
from explorer.engine.network.shape import Shape
from explorer.engine.network.walk import Flow, walk_layers

if TYPE_CHECKING:
    from torch import nn

    from explorer.engine.network.errors import Place
    from explorer.engine.network.layers import Layer

_SIDES = ("height", "width", "number of channels")


@dataclass(frozen=True, slots=True)
class Network:
    """Layers, one after another, on an input of (height, width, channels).

    Examples
    --------
    >>> from explorer.engine.network import Dense, Network, Shape, conv, pool
    >>> net = Network(Shape(32, 32, 1), (conv(6, 5), pool("average", 2), Dense(10)))
    >>> net.report().params
    11926
    """

    input: Shape
    layers: tuple[Layer, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        check_name(self.name)
        for name, side in zip(_SIDES, self.input, strict=True):
            if not 1 <= side <= LARGEST:
                raise LayerError(
                    f"The input's {name} is {short(side)}; it has to lie from 1 to {LARGEST:,}."
                )
        _check_extent(self.layers)
        object.__setattr__(self, "input", Shape(*self.input))

    def report(self) -> Report:
        """Return shapes, counts and receptive fields of all layers.

        Raises
        ------
        LayerError
            A layer does not fit; the text has the rule and the numbers, ``place`` says where.
        """
        report = self.trace()
        if report.problem is not None:
            raise report.problem
        return report

    def trace(self) -> Report:
        """Return the report as far as the layers fit; ``problem`` says why it ends there."""
        reports, _, problem = walk_layers(self.layers, Flow(self.input))
        return Report(self.input, reports, problem)

    def to_module(self) -> nn.Module:
        """Build the network in PyTorch, with fresh weights: (N, C, H, W) in.

        Raises
        ------
        LayerError
            As `report`.
        """
        from explorer.engine.network.built.module import build_module

        return build_module(self)

    def to_source(self) -> str:
        """Return PyTorch source that builds the same network and runs on its own."""
        from explorer.engine.network.text.source import pytorch_source

        return pytorch_source(self)

    def to_json(self) -> str:
        """Return the network as JSON; `from_json` returns an equal one."""
        from explorer.engine.network.json_form import to_json

        return to_json(self)

    @staticmethod
    def from_json(text: str) -> Network:
        """Read what `to_json` wrote.

        Raises
        ------
        NetworkError
            The text is no network; the message names the place.
        """
        from explorer.engine.network.json_form import from_json

        return from_json(text)


def _check_extent(layers: tuple[Layer, ...], place: Place = (), before: int = 0) -> int:
    """Refuse more layers, or blocks in blocks, than can be shown and read from a file again.

    Returns how many layers there are, with as many ``before`` them.
    """
    count = before + len(layers)
    if count > MOST_LAYERS:
        raise LayerError(
            f"{count:,} layers, those in blocks included: at most {MOST_LAYERS:,}.", place=place
        )
    if len(place) > 2 * DEEPEST:
        raise LayerError(f"Blocks lie in blocks more than {DEEPEST} deep.", place=place)
    for index, layer in enumerate(layers):
        for branch, inner in enumerate(layer.branches):
            count = _check_extent(inner, (*place, index, branch), count)
    return count
