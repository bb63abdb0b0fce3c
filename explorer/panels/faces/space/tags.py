"""Where the distances beside neighbours stand: beside their faces, or in a column with lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.widgets.label_places import Box, place_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    Point = tuple[float, float]
    Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Tag:
    """Where words stand, and whether a line has to lead there."""

    box: Box
    is_led: bool


def place_tags(
    points: Sequence[Point], sizes: Sequence[Size], taken: Sequence[Box], room: Box, gap: float
) -> list[Tag]:
    """Return a place for each of the words, over nothing that is taken and over no other.

    Where there is no free place beside its point, words go into a column beside all of the points,
    in the order of the points from above to below.

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
    placed: dict[int, Tag] = {}
    for place, (point, size) in enumerate(zip(points, sizes, strict=True)):
        blocked = [*taken, *(tag.box for tag in placed.values())]
        (box,) = place_labels([point], [size], room, gap, blocked)
        if box.is_inside(room) and not any(box.meets(other) for other in blocked):
            placed[place] = Tag(box, is_led=False)
    rest = [place for place in range(len(points)) if place not in placed]
    rest.sort(key=lambda place: points[place][1])
    blocked = [*taken, *(tag.box for tag in placed.values())]
    column = _column([points[place] for place in rest], [sizes[place] for place in rest],
                     blocked, room, gap)  # fmt: skip
    placed |= {place: Tag(box, is_led=True) for place, box in zip(rest, column, strict=True)}
    return [placed[place] for place in range(len(points))]


def _column(
    points: Sequence[Point], sizes: Sequence[Size], blocked: Sequence[Box], room: Box, gap: float
) -> list[Box]:
    """Return boxes below one another, at the right of all that is taken or at its left."""
    if not points:
        return []
    wide, high = max(size[0] for size in sizes), max(size[1] for size in sizes) + 2
    right = max(box.x + box.width for box in blocked) + gap
    left = min(box.x for box in blocked) - gap - wide
    x = right if right + wide <= room.x + room.width or left < room.x else left
    x = min(max(x, room.x), max(room.x, room.x + room.width - wide))
    middle = sum(point[1] for point in points) / len(points)
    top = middle - high * len(points) / 2
    top = min(max(top, room.y), max(room.y, room.y + room.height - high * len(points)))
    return [Box(x, top + row * high, *size) for row, size in enumerate(sizes)]
