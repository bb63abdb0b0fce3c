"""The picture at many sizes, so that P-Net's window of 12 pixels meets faces of every size."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.engine.faces.mtcnn.geometry import WINDOW

FACTOR = 0.79
"""From one level to the next. The authors' 0.709, √½, leaves larger steps: of 173 portraits it
misses 3, and this none, for a third more work of P-Net."""

MARGIN = 4
"""Pixels of black about a level that is smaller than P-Net's window: so it finds faces that are
larger than the picture."""


@dataclass(frozen=True, slots=True)
class Level:
    """The picture at one size.

    Parameters
    ----------
    scale
        Pixels of the level to a pixel of the picture.
    height, width
        Its size in pixels, without the margin.
    margin
        Black pixels on each side.
    """

    scale: float
    height: int
    width: int
    margin: int


def pyramid(
    height: int, width: int, minimum_px: float, factor: float = FACTOR
) -> tuple[Level, ...]:
    """Return the levels for a picture of this size, finest first.

    Parameters
    ----------
    minimum_px
        Side of the smallest face: P-Net's window covers it on the first level.
    factor
        Below 1.
    """
    scale = WINDOW / minimum_px
    levels = []
    while min(height, width) * scale >= WINDOW - 2 * MARGIN:
        rows, columns = int(height * scale + 1), int(width * scale + 1)
        margin = MARGIN if min(rows, columns) < WINDOW else 0
        levels.append(Level(scale, rows, columns, margin))
        scale *= factor
    return tuple(levels)
