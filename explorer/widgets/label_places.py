"""Where the words beside marks stand: inside the chart, over no other words and no other mark."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Box(NamedTuple):
    """A rectangle in pixels, y downwards."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        """Whether both share some room."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def is_inside(self, other: Box) -> bool:
        """Whether nothing of it is outside the other."""
        return (
            other.x <= self.x
            and self.x + self.width <= other.x + other.width
            and other.y <= self.y
            and self.y + self.height <= other.y + other.height
        )


def place_labels(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    room: Box,
    gap: float,
    taken: Sequence[Box] = (),
) -> list[Box]:
    """Return a box for each label, in the order of the points.

    A label stands where the first of these is free: right of its point, left, above, below, and
    the corners. Where none is, it stands at the right, moved into the room.

    Parameters
    ----------
    sizes
        Width and height of each label.
    gap
        Between a point and its label; a mark takes that much room around its point.
    taken
        Boxes that no label may meet.
    """
    marks = [Box(x - gap / 2, y - gap / 2, gap, gap) for x, y in points]
    placed: list[Box] = []
    for (x, y), (width, height) in zip(points, sizes, strict=True):
        blocked = [*taken, *placed, *marks]
        candidates = _candidates(x, y, width, height, gap)
        free = (
            box
            for box in candidates
            if box.is_inside(room) and not any(box.meets(other) for other in blocked)
        )
        placed.append(next(free, _moved_in(candidates[0], room)))
    return placed


def along(points: Sequence[tuple[float, float]], air: float, parts: int = 24) -> list[Box]:
    """Return small boxes that cover the line through points, for labels to keep off it."""
    boxes = []
    for (x, y), (to_x, to_y) in pairwise(points):
        wide, high = (to_x - x) / parts, (to_y - y) / parts
        for index in range(parts):
            left = min(x + index * wide, x + (index + 1) * wide)
            top = min(y + index * high, y + (index + 1) * high)
            boxes.append(Box(left, top - air, abs(wide), abs(high) + 2 * air))
    return boxes


def _candidates(x: float, y: float, width: float, height: float, gap: float) -> list[Box]:
    left, right = x - gap - width, x + gap
    above, below, middle = y - gap - height, y + gap, y - height / 2
    corners = ((right, middle), (left, middle), (x - width / 2, above), (x - width / 2, below),
               (right, above), (right, below), (left, above), (left, below))  # fmt: skip
    return [Box(one, other, width, height) for one, other in corners]


def _moved_in(box: Box, room: Box) -> Box:
    x = min(max(box.x, room.x), max(room.x, room.x + room.width - box.width))
    y = min(max(box.y, room.y), max(room.y, room.y + room.height - box.height))
    return Box(x, y, box.width, box.height)
