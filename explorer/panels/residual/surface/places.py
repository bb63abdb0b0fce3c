"""Where in a view things are: the picture, the words on contours, the point under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.widgets.label_places import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from explorer.engine.relief import Projection

_TRIED = 16
_CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))
_SHORTEST = 2.2
"""Of a line that gets a word, in lengths of the word."""


def square_in(box: Box) -> Box:
    """Return the largest square in a box, in its middle."""
    side = max(0.0, min(box.width, box.height))
    return Box(
        box.x + (box.width - side) / 2, box.y + (box.height - side) / 2, side, side
    )  # fmt: skip


def label_spots(
    lines: Sequence[Sequence[NDArray[np.float64]]],
    sizes: Sequence[tuple[float, float]],
    room: Box,
    taken: Sequence[Box] = (),
) -> list[tuple[int, Box]]:
    """Return which level's word stands where, one for each level at most.

    It stands on the level's longest line where it meets no other word, nor what is taken, and is
    inside the room; a level whose lines are all short, or all hidden, has none.

    Parameters
    ----------
    lines
        Of each level, (K, 2) in pixels.
    sizes
        Width and height of each level's word.
    """
    placed: list[tuple[int, Box]] = []
    for level, (its, (width, height)) in enumerate(zip(lines, sizes, strict=True)):
        blocked = [*taken, *(box for _, box in placed)]
        boxes = (
            Box(x - width / 2, y - height / 2, width, height)
            for line in sorted(its, key=_length, reverse=True)
            if _length(line) > _SHORTEST * width
            for x, y in _spread(line)
        )
        free = (
            box
            for box in boxes
            if box.is_inside(room) and not any(box.meets(other) for other in blocked)
        )
        if (found := next(free, None)) is not None:
            placed.append((level, found))
    return placed


def grid_point(x: float, y: float, room: Box, points: int) -> tuple[int, int] | None:
    """Return row and column of the point nearest to a pixel of a map with b upwards."""
    if not (room.width and room.height):
        return None
    across, up = (x - room.x) / room.width, 1 - (y - room.y) / room.height
    if not (0 <= across <= 1 and 0 <= up <= 1):
        return None
    return round(up * (points - 1)), round(across * (points - 1))


def surface_points(shares: NDArray[np.float64], view: Projection) -> NDArray[np.float64]:
    """Return pixels (N, N, 2) of a surface's points."""
    axis = np.linspace(-1, 1, len(shares))
    return view(*np.meshgrid(axis, axis), shares)


def surface_point(
    x: float, y: float, shares: NDArray[np.float64], view: Projection
) -> tuple[int, int] | None:
    """Return row and column of the nearest corner of the cell that is seen at a pixel.

    None beside the surface.
    """
    pixels = surface_points(shares, view)
    corners = np.stack([pixels[down : len(pixels) - 1 + down, right : len(pixels) - 1 + right]
                        for down, right in _CORNERS])  # fmt: skip
    to_next = np.roll(corners, -1, axis=0) - corners
    to_spot = np.array([x, y]) - corners
    turns = to_next[..., 0] * to_spot[..., 1] - to_next[..., 1] * to_spot[..., 0]
    inside = (turns >= 0).all(axis=0) | (turns <= 0).all(axis=0)
    if not inside.any():
        return None
    middles = np.linspace(-1, 1, 2 * len(shares) - 1)[1::2]
    depth = np.where(inside, view.depth(*np.meshgrid(middles, middles)), np.inf)
    row, column = divmod(int(np.argmin(depth)), depth.shape[1])
    away = np.hypot(*np.moveaxis(to_spot[:, row, column], 1, 0))
    down, right = _CORNERS[int(np.argmin(away))]
    return row + down, column + right


def lowest(losses: NDArray[np.float64]) -> tuple[int, int] | None:
    """Return row and column of the lowest known loss."""
    if not np.isfinite(losses).any():
        return None
    known = np.where(np.isnan(losses), np.inf, losses)
    row, column = divmod(int(np.argmin(known)), losses.shape[1])
    return row, column


def _length(line: NDArray[np.float64]) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _spread(line: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return points along a line, its middle first."""
    count = len(line)
    order = sorted(range(_TRIED), key=lambda index: abs(index - _TRIED / 2))
    return [tuple(line[index * (count - 1) // _TRIED].tolist()) for index in order]
