"""The parts of a drawing before they have a position: how large they are, and how to put them.

A drawing is series and parallel: chains of clusters (a volume with the plates on it) and of blocks,
whose branches are chains again. Every part lies on a horizontal axis, along which the data flow.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from explorer.widgets.drawing.figure import OBLIQUE_X, OBLIQUE_Y, Link, Room, Slot, Solid
from explorer.widgets.drawing.labels import shapes, titles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.engine.network import Place
    from explorer.widgets.drawing.figure import (
        Fold,
        FormName,
        Frame,
        LinkKind,
        Mark,
        State,
    )
    from explorer.widgets.drawing.outline import Node

Point = tuple[float, float]


class Form(NamedTuple):
    """How one layer is drawn: its front face and how deep it is."""

    form: FormName
    width: float
    height: float
    depth: float = 0.0
    is_cut: bool = False


class Style(Protocol):
    """What makes a drawing one of volumes or a graph.

    ``compact`` is asked for layers inside a block, which have less room.
    """

    words_inside: bool

    def gap(self, compact: bool) -> float:
        """Room between two clusters."""
        ...

    def pitch(self, compact: bool) -> float:
        """The least width of a cluster, for its words."""
        ...

    def lines(self, compact: bool) -> int:
        """Lines of words under a cluster; 0 where they stand inside."""
        ...

    def frame_lines(self, compact: bool) -> int:
        """Lines of words along the lower edge of a block."""
        ...

    def host(self, node: Node, compact: bool) -> Form:
        """Return the form of a layer that stands for itself."""
        ...

    def plate(self, node: Node, host: Form | None) -> Form:
        """Return the form of a plate on a volume, or of one that has none before it."""
        ...


@dataclass(slots=True)
class Sheet:
    """What has been put so far."""

    solids: list[Solid] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    folds: list[Fold] = field(default_factory=list)

    def link(
        self,
        points: Sequence[Point],
        kind: LinkKind = "flow",
        *,
        is_arrow: bool = False,
        state: State = "ok",
    ) -> None:
        """Draw a line, unless it has no length."""
        if len(points) > 1 and points[0] != points[-1]:
            self.links.append(Link(tuple(points), kind, is_arrow, state))


class Piece(Protocol):
    """A part: ``above`` and ``below`` its axis, entered and left so far from its left edge.

    ``span`` is how many layers of its sequence it stands for. ``has_arrow``: a line to it ends in
    a head. ``has_words``: its words stand below it, outside.
    """

    place: Place
    span: int
    state: State
    width: float
    above: float
    below: float
    entry: float
    exit: float
    has_arrow: bool
    has_words: bool

    def put(self, sheet: Sheet, x: float, axis: float, label: Room | None) -> None:
        """Put the part with its left edge at x."""
        ...


class Badge(NamedTuple):
    """×N on a part: how often, and the place of the first of the group."""

    repeat: int = 1
    group: Place | None = None
    is_open: bool = False

    @property
    def copies(self) -> int:
        """How many copies one drawn part stands for."""
        return 1 if self.is_open else self.repeat


ALONE = Badge()
PLATE_GAP = 1.5


class Cluster:
    """A volume and the plates on it."""

    has_arrow = True
    has_words = True

    def __init__(
        self, nodes: tuple[Node, ...], style: Style, compact: bool, badge: Badge = ALONE
    ) -> None:
        self.nodes = nodes
        self.place = nodes[0].place
        self.span = badge.copies * sum(1 for node in nodes if node.layer is not None)
        self.state: State = nodes[0].state
        self._badge = badge
        self._lines = style.lines(compact)
        self._inside = style.words_inside
        self.forms = _forms(nodes, style, compact)
        last = self.forms[-1]
        front = sum(form.width for form in self.forms) + PLATE_GAP * (len(nodes) - 1)
        rise = OBLIQUE_Y * last.depth
        solid = front + OBLIQUE_X * last.depth
        self.width = max(solid, style.pitch(compact))
        self.height = max(form.height for form in self.forms)
        self.above = self.height / 2 + rise
        self.below = self.height / 2
        self.entry = (self.width - solid) / 2
        # The line comes into sight where the receding side no longer hides it.
        hidden = 1.0 if rise <= last.height / 2 else last.height / 2 / rise
        self.exit = self.entry + front + OBLIQUE_X * last.depth * hidden

    def put(self, sheet: Sheet, x: float, axis: float, label: Room | None) -> None:
        """Put the volume and its plates, from left to right."""
        left = x + self.entry
        for index, (node, form) in enumerate(zip(self.nodes, self.forms, strict=True)):
            solid = _solid(node, form, left, axis - form.height / 2)
            if index == 0:
                words = solid.bounds if self._inside else label
                badge = self._badge
                solid = replace(solid, label=words, lines=self._lines, repeat=badge.repeat,
                                group=badge.group, is_open=badge.is_open)  # fmt: skip
            elif node.layer is not None:
                gap = left - PLATE_GAP / 2
                sheet.slots.append(Slot(node.place, gap, axis - self.above, axis + self.below))
            sheet.solids.append(solid)
            left += form.width + PLATE_GAP


def _forms(nodes: tuple[Node, ...], style: Style, compact: bool) -> list[Form]:
    host = None if nodes[0].is_plate else style.host(nodes[0], compact)
    plates = nodes if host is None else nodes[1:]
    first = [] if host is None else [host]
    return first + [style.plate(node, host) for node in plates]


def _solid(node: Node, form: Form, x: float, y: float) -> Solid:
    return Solid(
        node.place, node.kind, form.form, x, y, form.width, form.height, form.depth,
        titles(node.layer), shapes(node.shape) if node.is_known else (),
        node.shape if node.is_known else None, is_cut=form.is_cut, state=node.state,
        reason=node.reason, report=node.report,
    )  # fmt: skip
