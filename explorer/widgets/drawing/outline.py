"""A network and its report as one tree, with what is known of every layer.

Layers that do not fit are in it too: of those in a broken block, each branch is followed as far
as it goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.network import Conv, Dense, GlobalPool, RadialBasis, Shape, SparseConv
from explorer.engine.network.walk import Flow, walk_layers
from explorer.widgets.drawing.figure import INPUT

if TYPE_CHECKING:
    from explorer.engine.network import Layer, LayerError, LayerReport, Network, Place, Report
    from explorer.widgets.drawing.figure import State

PLATES = frozenset(
    {"activation", "batch-norm", "local-response-norm", "dropout", "flatten"}
)  # fmt: skip
"""Kinds of layers that are drawn as plates on the volume before them."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One layer, or the input, where ``layer`` is None.

    ``shape`` is what comes out, or a guess where the network does not reach the layer: then
    ``is_known`` is False, and the shape serves to draw a ghost.
    """

    place: Place
    layer: Layer | None
    shape: Shape
    is_known: bool = True
    state: State = "ok"
    reason: str = ""
    report: LayerReport | None = None
    lanes: tuple[tuple[Node, ...], ...] = ()

    @property
    def kind(self) -> str:
        """The layer's kind, or "input"."""
        return "input" if self.layer is None else self.layer.kind

    @property
    def is_plate(self) -> bool:
        """Whether it is drawn on the volume before it."""
        return self.kind in PLATES


def outline(network: Network, report: Report) -> tuple[Node, ...]:
    """Return the input and every layer of a network."""
    problems = {} if report.problem is None else {report.problem.place: report.problem}
    first = Node(INPUT, None, network.input)
    flow = Flow(network.input)
    return (first, *_Outliner(problems).sequence(network.layers, report.layers, (), flow))


class _Outliner:
    """Walks layers and reports together; ``problems`` grows by what broken blocks show."""

    def __init__(self, problems: dict[Place, LayerError]) -> None:
        self._problems = problems

    def sequence(
        self,
        layers: tuple[Layer, ...],
        reports: tuple[LayerReport, ...],
        place: Place,
        flow: Flow,
        reached: bool = True,
    ) -> tuple[Node, ...]:
        nodes = []
        for index, layer in enumerate(layers):
            here = (*place, index)
            if index < len(reports):
                node = self._sound(layer, reports[index], here, flow)
                flow = Flow(node.shape, reports[index].is_flat)
            else:
                node = self._unsound(layer, here, flow, reached)
                flow, reached = Flow(node.shape, flow.is_flat), False
            nodes.append(node)
        return tuple(nodes)

    def _sound(self, layer: Layer, report: LayerReport, place: Place, flow: Flow) -> Node:
        lanes: tuple[tuple[Node, ...], ...] = ()
        if report.layer.branches:
            parts = tuple(report.branch(index) for index in range(len(layer.branches)))
            lanes = self._lanes(layer, parts, place, flow, True)
        return Node(place, layer, report.output, report=report, lanes=lanes)

    def _unsound(self, layer: Layer, place: Place, flow: Flow, reached: bool) -> Node:
        """Return a layer without a report; ``reached``: a volume gets to it."""
        parts: tuple[tuple[LayerReport, ...], ...] = ((),) * len(layer.branches)
        if reached and layer.branches:
            parts = self._follow(layer, place, flow)
        lanes = self._lanes(layer, parts, place, flow, reached)
        problem = self._problems.get(place)
        state: State = "broken" if problem is not None else "unreached"
        if reached and problem is None:
            state = "ok"  # a layer inside is at fault
        return Node(place, layer, guessed(layer, flow.shape), is_known=False, state=state,
                    reason=str(problem or ""), lanes=lanes)  # fmt: skip

    def _follow(
        self, layer: Layer, place: Place, flow: Flow
    ) -> tuple[tuple[LayerReport, ...], ...]:
        """Send the volume through the branches of a block that cannot be."""
        parts = []
        for index, branch in enumerate(layer.branches):
            reports, _, problem = walk_layers(branch, flow, (*place, index))
            if problem is not None:
                self._problems.setdefault(problem.place, problem)
            parts.append(reports)
        return tuple(parts)

    def _lanes(
        self,
        layer: Layer,
        parts: tuple[tuple[LayerReport, ...], ...],
        place: Place,
        flow: Flow,
        reached: bool,
    ) -> tuple[tuple[Node, ...], ...]:
        return tuple(
            self.sequence(branch, parts[index], (*place, index), flow, reached)
            for index, branch in enumerate(layer.branches)
        )


def guessed(layer: Layer, shape: Shape) -> Shape:
    """Return about what a layer would return, for the ghost that is drawn of it."""
    if isinstance(layer, Conv | SparseConv):
        return shape._replace(channels=layer.filters)
    if isinstance(layer, Dense | RadialBasis):
        return Shape(1, 1, layer.units)
    if isinstance(layer, GlobalPool):
        return Shape(1, 1, shape.channels)
    return shape
