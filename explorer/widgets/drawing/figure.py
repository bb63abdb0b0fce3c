"""A drawing as a value: solids, links, frames and marks, in units of a pixel at zoom 1.

x runs to the right and y downwards; a solid's depth recedes to the upper right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import KeysView

    from explorer.engine.network import LayerReport, Place

INPUT: Place = ()
"""The place of the network's input in a drawing."""
State = Literal["ok", "broken", "unreached"]
FormName = Literal["volume", "bar", "plate", "box"]
LinkKind = Literal["flow", "skip", "branch"]

# A unit of depth in the drawing: 30 degrees upwards.
OBLIQUE_X = 0.866
OBLIQUE_Y = 0.5


class Room(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether a point lies in the rectangle, or so near to it."""
        return (
            self.x - margin <= x <= self.right + margin
            and self.y - margin <= y <= self.bottom + margin
        )

    def meets(self, other: Room) -> bool:
        """Whether two rectangles have a point in common."""
        return (
            self.x <= other.right
            and other.x <= self.right
            and self.y <= other.bottom
            and other.y <= self.bottom
        )


class Titled:
    """What has words, the longest first, for what it is and what it returns."""

    __slots__ = ()
    titles: tuple[str, ...]
    shapes: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it is, in full."""
        return self.titles[0]

    @property
    def shape_text(self) -> str:
        """What it returns, in full; empty where that is not known."""
        return self.shapes[0] if self.shapes else ""


@dataclass(frozen=True, slots=True)
class Solid(Titled):
    """One layer: a cuboid, an upright bar, a thin plate, or a flat box with its words inside.

    Attributes
    ----------
    x, y, width, height
        The front face.
    depth
        Length of the receding edges.
    titles, shapes
        What it is and what it returns, in words, the longest first; no shapes where they are not
        known.
    shape
        What the layer returns, (height, width, channels); None where it is not known.
    label, lines
        Where its words go, and on how many lines; None where there are none.
    repeat, group
        ×N: the layers from ``group`` on stand in a row so many times. ``group`` is None for a
        solid that carries no badge.
    is_open
        The group is drawn in full, and the badge folds it again.
    is_cut
        Drawn shorter than it is, with a break.
    reason
        Why the layer cannot be.
    note
        More for the tooltip.
    """

    place: Place
    kind: str
    form: FormName
    x: float
    y: float
    width: float
    height: float
    depth: float = 0.0
    titles: tuple[str, ...] = ("",)
    shapes: tuple[str, ...] = ()
    shape: tuple[int, int, int] | None = None
    label: Room | None = None
    lines: int = 2
    repeat: int = 1
    group: Place | None = None
    is_open: bool = False
    is_cut: bool = False
    state: State = "ok"
    reason: str = ""
    note: str = ""
    report: LayerReport | None = field(default=None, compare=False, repr=False)

    @property
    def dx(self) -> float:
        """How far the receding edges go to the right."""
        return self.depth * OBLIQUE_X

    @property
    def dy(self) -> float:
        """How far the receding edges go up."""
        return self.depth * OBLIQUE_Y

    @property
    def bounds(self) -> Room:
        """The smallest rectangle around all faces."""
        return Room(self.x, self.y - self.dy, self.width + self.dx, self.height + self.dy)


@dataclass(frozen=True, slots=True)
class Link:
    """A line from layer to layer; ``is_arrow``: it ends in a head."""

    points: tuple[tuple[float, float], ...]
    kind: LinkKind = "flow"
    is_arrow: bool = True
    state: State = "ok"

    @property
    def bounds(self) -> Room:
        """The smallest rectangle around the line."""
        xs = [x for x, _ in self.points]
        ys = [y for _, y in self.points]
        return Room(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


@dataclass(frozen=True, slots=True)
class Frame(Titled):
    """A block around its layers; ``kind`` is the block's, or "repeat" for a group of layers."""

    place: Place
    kind: str
    x: float
    y: float
    width: float
    height: float
    titles: tuple[str, ...] = ("",)
    shapes: tuple[str, ...] = ()
    label: Room | None = None
    lines: int = 2
    repeat: int = 1
    group: Place | None = None
    is_open: bool = False
    state: State = "ok"
    reason: str = ""
    note: str = ""
    report: LayerReport | None = field(default=None, compare=False, repr=False)

    @property
    def bounds(self) -> Room:
        """The frame's rectangle."""
        return Room(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where lines meet: ⊕ of a residual block, or the stack of an inception module.

    ``parts`` are the channels that each branch adds to a stack.
    """

    place: Place
    kind: Literal["sum", "stack"]
    x: float
    y: float
    width: float
    height: float
    parts: tuple[int, ...] = ()
    state: State = "ok"

    @property
    def bounds(self) -> Room:
        """The mark's rectangle."""
        return Room(self.x, self.y, self.width, self.height)


class Caption(NamedTuple):
    """Words of their own, such as what a layer costs: the longest of ``texts`` that has room.

    ``tone`` is one of the theme's; ``align`` says at which side of its room the text stands.
    """

    room: Room
    texts: tuple[str, ...]
    tone: str = "muted"
    is_strong: bool = False
    align: Literal["left", "middle", "right"] = "middle"


class Slot(NamedTuple):
    """Where a layer can be put in: before the layer at ``before``, on a vertical line."""

    before: Place
    x: float
    top: float
    bottom: float


class Fold(NamedTuple):
    """Layers that are drawn once: from ``place`` on, ``period`` layers stand ``times`` times."""

    place: Place
    period: int
    times: int


Item = Solid | Frame


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A whole drawing. Frames come before those inside; solids are in the network's order.

    ``legend`` is one line that says how lengths are drawn.
    """

    width: float
    height: float
    solids: tuple[Solid, ...] = ()
    links: tuple[Link, ...] = ()
    frames: tuple[Frame, ...] = ()
    marks: tuple[Mark, ...] = ()
    slots: tuple[Slot, ...] = ()
    folds: tuple[Fold, ...] = ()
    legend: str = ""
    is_network: bool = True
    captions: tuple[Caption, ...] = ()
    _items: dict[Place, Item] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        items: dict[Place, Item] = {frame.place: frame for frame in self.frames
                                    if frame.kind != "repeat"}  # fmt: skip
        items |= {solid.place: solid for solid in self.solids}
        object.__setattr__(self, "_items", items)

    def item(self, place: Place) -> Item | None:
        """Return what is drawn for a place; None where nothing is, as in a folded group."""
        return self._items.get(place)

    @property
    def items(self) -> tuple[Item, ...]:
        """All frames and solids."""
        return (*self.frames, *self.solids)

    @property
    def places(self) -> KeysView[Place]:
        """Every place that has a solid or a frame of its own."""
        return self._items.keys()

    def shown(self, place: Place) -> Place:
        """Return the place that stands for another one: of folded layers, the first."""
        shown = place
        for at in range(0, len(place), 2):
            shown = (*shown[:at], self._folded(shown[: at + 1]), *shown[at + 1 :])
        return shown

    def _folded(self, place: Place) -> int:
        index = place[-1]
        for fold in self.folds:
            first = fold.place[-1]
            if fold.place[:-1] == place[:-1] and first <= index < first + fold.period * fold.times:
                return first + (index - first) % fold.period
        return index


EMPTY = Figure(1.0, 1.0, is_network=False)
"""Nothing at all, as before a file is opened."""
