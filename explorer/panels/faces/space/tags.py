"""Where the distances beside neighbours stand: beside their faces, or in a column with lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.widgets.label_places import Box, place_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    Point = tuple[float, float]
    Size = tuple[float, float]


LINE_GAP = 2


@dataclass(frozen=True, slots=True)
class Tag:
    """Where words stand, and whether a line has to lead there."""

    box: Box
    is_led: bool


def place_tags(
    points: Sequence[Point], sizes: Sequence[Size], taken: Sequence[Box], room: Box, gap: float
) -> list[Tag]:
    """Return a place for each of the words, over nothing that is taken and over no other.

    Where not all of them have a place beside their points, all go into a column beside the points,
    in the order of these from above to below, so that lines to them seldom cross.

    Parameters
    ----------
    points
        What the words are of.
    sizes
        Widths and heights of the words.
    taken
        Boxes that have to stay free, those of faces.
    gap
        Between a point and words beside it.
    """
    boxes: list[Box] = []
    for point, size in zip(points, sizes, strict=True):
        (box,) = place_labels([point], [size], room, gap, [*taken, *boxes])
        if not box.is_inside(room) or any(box.meets(other) for other in (*taken, *boxes)):
            return _column(points, sizes, taken, room, gap)
        boxes.append(box)
    return [Tag(box, is_led=False) for box in boxes]


def _column(
    points: Sequence[Point], sizes: Sequence[Size], taken: Sequence[Box], room: Box, gap: float
) -> list[Tag]:
    """Return words below one another, at the right of all that is taken or at its left."""
    wide, high = max(size[0] for size in sizes), max(size[1] for size in sizes) + LINE_GAP
    right = max(box.x + box.width for box in taken) + gap
    left = min(box.x for box in taken) - gap - wide
    x = right if right + wide <= room.x + room.width or left < room.x else left
    x = min(max(x, room.x), max(room.x, room.x + room.width - wide))
    top = sum(point[1] for point in points) / len(points) - high * len(points) / 2
    top = min(max(top, room.y), max(room.y, room.y + room.height - high * len(points)))
    order = sorted(range(len(points)), key=lambda place: points[place][1])
    rows = {place: row for row, place in enumerate(order)}
    return [
        Tag(Box(x, top + rows[place] * high, *size), is_led=True)
        for place, size in enumerate(sizes)
    ]
