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
    x: float, y: float, shares: NDArray[np.float64], view: Projection, near: float
) -> tuple[int, int] | None:
    """Return row and column of the point at a pixel, the foremost of several; None if none is."""
    pixels = surface_points(shares, view)
    away = np.hypot(pixels[..., 0] - x, pixels[..., 1] - y)
    if not (away <= near).any():
        return None
    axis = np.linspace(-1, 1, len(shares))
    depth = np.where(away <= near, view.depth(*np.meshgrid(axis, axis)), np.inf)
    depth += away * 1e-3
    row, column = np.unravel_index(int(np.argmin(depth)), depth.shape)
    return int(row), int(column)


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
