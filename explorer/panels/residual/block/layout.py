"""Where the parts of the drawn block lie: the layers in a row, and above them the way around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.engine.residual.block_values import Form, StageKey

ROW: Final[tuple[StageKey, ...]] = ("a0", "z1", "a1", "z2", "sum", "a2")
"""The tensors in the order of the pass; the seventh lies on the way around."""
CAPTION_LINES: Final = 4
FEW_LINES: Final = 2
"""Name and shape, where there is little room."""
ALL_LINES_HEIGHT: Final = 180
LINE_HEIGHT: Final = 14
CAPTION_WIDTH: Final = 84
"""The first and the last map stay so far from the edges that their words are whole."""
LEAST_GAP: Final = 54
FORK: Final = 16
"""More room in the first gap, where the way around leaves."""
SMALLEST_MAP: Final = 40
ABOVE_SHARE: Final = 0.86
"""Side of the map on the way around, to that of the maps in the row."""
BETWEEN: Final = 16
EDGE: Final = 4
BOX: Final = (40, 34)
CIRCLE: Final = 22
TILE_GAP: Final = 2


class Point(NamedTuple):
    """A place in pixels."""

    x: float
    y: float


class Rect(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    @property
    def middle(self) -> Point:
        """Its centre."""
        return Point(self.left + self.width / 2, self.top + self.height / 2)

    def holds(self, x: float, y: float) -> bool:
        """Whether a place lies in it."""
        return self.left <= x < self.right and self.top <= y < self.bottom


class Step(NamedTuple):
    """What happens between two tensors: a box of a word or two, or a circle of a sign."""

    text: str
    below: str
    rect: Rect
    is_circle: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that is painted, in pixels.

    ``skip`` is the way around from where it leaves a[l]'s line to the addition; ``shortcut`` the
    room of what is done there to make shapes fit, None where nothing is; ``factor`` the circle
    that multiplies by α; ``captions`` hold so many ``lines`` each.
    """

    maps: Mapping[StageKey, Rect]
    captions: Mapping[StageKey, Rect]
    steps: tuple[Step, ...]
    arrows: tuple[tuple[Point, Point], ...]
    skip: tuple[Point, ...]
    picture: Rect
    factor: Rect
    shortcut: Rect | None
    lines: int = CAPTION_LINES

    def place_at(self, x: float, y: float) -> StageKey | None:
        """Return the tensor whose map lies at a point."""
        found = (key for key, rect in self.maps.items() if rect.holds(x, y))
        return next(found, None)


def block_layout(width: float, height: float, form: Form, scale: float = 1.0) -> Layout:
    """Lay the block out in a room of this size; ``scale`` enlarges what is not a map."""
    lines = CAPTION_LINES if height >= ALL_LINES_HEIGHT * scale else FEW_LINES
    words = lines * LINE_HEIGHT * scale
    side = _side(width, height, words, scale)
    fork = FORK * scale
    edge = max(EDGE * scale, (CAPTION_WIDTH * scale - side) / 2)
    gap = (width - 2 * edge - fork - len(ROW) * side) / (len(ROW) - 1)
    above = ABOVE_SHARE * side
    upper = max(above, words)
    spare = height - upper - side - words - 2 * EDGE * scale
    between = min(max(spare, BETWEEN * scale), 4 * BETWEEN * scale)
    top = max(EDGE * scale, (height - upper - between - side - words) / 2)
    row_top = top + upper + between
    maps = {
        key: Rect(edge + place * (side + gap) + fork * (place > 0), row_top, side, side)
        for place, key in enumerate(ROW)
    }
    steps = _steps(maps, gap, form, scale)
    plus = steps[3].rect.middle
    line = top + upper / 2
    maps["skip"] = Rect(plus.x - 26 * scale - above, line - above / 2, above, above)
    captions = {key: _below(maps[key], gap, words) for key in ROW}
    beside = plus.x + 16 * scale
    captions["skip"] = Rect(beside, line - words / 2, width - beside, words)
    branch = Point((maps["a0"].right + steps[0].rect.left) / 2 - 3 * scale, maps["a0"].middle.y)
    circle = CIRCLE * scale
    factor = Rect(maps["skip"].left - 16 * scale - circle, line - circle / 2, circle, circle)
    return Layout(
        maps,
        captions,
        steps,
        _arrows(maps, steps),
        (branch, Point(branch.x, line), Point(plus.x, line), Point(plus.x, steps[3].rect.top)),
        maps["skip"]._replace(left=maps["a0"].left + (side - above) / 2 - 4 * scale),
        factor,
        _shortcut(branch.x, factor.left, line, above, form, scale),
        lines,
    )


def _side(width: float, height: float, words: float, scale: float) -> float:
    """Return the largest side at which maps, gaps and words fit in both directions."""
    free = width - (FORK + (len(ROW) - 1) * LEAST_GAP) * scale
    across = min(
        (free - 2 * EDGE * scale) / len(ROW), (free - CAPTION_WIDTH * scale) / (len(ROW) - 1)
    )
    left = height - words - (BETWEEN + 2 * EDGE) * scale
    down = min(left / (1 + ABOVE_SHARE), left - words)
    return max(min(across, down), SMALLEST_MAP * scale)


def _steps(maps: Mapping[StageKey, Rect], gap: float, form: Form, scale: float) -> tuple[Step, ...]:
    """Return what stands in the five gaps; nothing but a word where no g follows the addition."""
    halves = form in ("A", "B")
    texts = (
        ("conv", "3×3, /2" if halves else "3×3"),
        ("ReLU", ""),
        ("conv", "3×3"),
        ("+", ""),
        ("", "no g") if form == "linear" else ("g", "ReLU"),
    )
    return tuple(
        _step(text, below, Point(maps[after].left - gap / 2, maps[after].middle.y), scale)
        for after, (text, below) in zip(ROW[1:], texts, strict=True)
    )


def _step(text: str, below: str, middle: Point, scale: float) -> Step:
    is_circle = text == "+"
    width, height = (CIRCLE, CIRCLE) if is_circle else BOX
    wide, high = width * scale, height * scale
    rect = Rect(middle.x - wide / 2, middle.y - high / 2, wide, high)
    return Step(text, below, rect, is_circle)


def _below(rect: Rect, gap: float, words: float) -> Rect:
    """Return the room of the words under a map: they may stand out at both sides."""
    out = gap / 2 - 1
    return Rect(rect.left - out, rect.bottom + 1, rect.width + 2 * out, words)


def _arrows(
    maps: Mapping[StageKey, Rect], steps: tuple[Step, ...]
) -> tuple[tuple[Point, Point], ...]:
    """Return the lines into each step and out of it; one line where there is no step."""
    arrows: list[tuple[Point, Point]] = []
    for step, before, after in zip(steps, ROW[:-1], ROW[1:], strict=True):
        y = maps[before].middle.y
        ends = (maps[before].right, step.rect.left, step.rect.right, maps[after].left)
        if step.text:
            arrows.append((Point(ends[0], y), Point(ends[1], y)))
            arrows.append((Point(ends[2], y), Point(ends[3], y)))
        else:
            arrows.append((Point(ends[0], y), Point(ends[3], y)))
    return tuple(arrows)


def _shortcut(
    left: float, right: float, line: float, above: float, form: Form, scale: float
) -> Rect | None:
    if form not in ("A", "B"):
        return None
    inset = 16 * scale
    return Rect(left + inset, line - above / 2, right - left - 2 * inset, above)


def tile_rects(room: Rect, count: int, rows: int, scale: float = 1.0) -> tuple[Rect, ...]:
    """Return squares for so many tiles, row by row, in the middle of a room."""
    columns = -(-count // rows)
    gap = TILE_GAP * scale
    side = min((room.width + gap) / columns - gap, (room.height + gap) / rows - gap)
    wide, high = columns * (side + gap) - gap, rows * (side + gap) - gap
    left, top = room.left + (room.width - wide) / 2, room.top + (room.height - high) / 2
    return tuple(
        Rect(left + column * (side + gap), top + row * (side + gap), side, side)
        for row, column in (divmod(index, columns) for index in range(count))
    )
