"""The line around a box, painted once for each look, to be put together for any size of box."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from explorer.widgets.theme import PICTURE_HALO

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint32]

PREMULTIPLIED: Final = QImage.Format.Format_ARGB32_Premultiplied
LONGEST_EDGE: Final = 1 << 15


class Line(NamedTuple):
    """How the line around a box looks; lengths are in pixels of the device.

    Parameters
    ----------
    colour
        As ``0xRRGGBB``.
    width, radius, halo
        Of the line, of its corners, and of the dark rim on each side of it.
    opacity
        0 to 1.
    dash, gap
        Of a broken line; 0 for one without gaps.
    """

    colour: int
    width: float
    radius: float = 0.0
    halo: float = 0.0
    opacity: float = 1.0
    dash: int = 0
    gap: int = 0


class Corner(NamedTuple):
    """One of the corners: where it is, its pixels, and which of them are painted at all."""

    rows: slice
    columns: slice
    pixels: Pixels
    is_painted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Ring:
    """A line around a small square, as premultiplied ARGB, uint32 (side, side).

    Parameters
    ----------
    before, after
        Pixels that the line takes on either side of an edge, seen from the left or from above.
    corner
        Side of the blocks that hold the corners; the line runs straight between them.
    dashes
        Which pixels along an edge a broken line fills; None for one without gaps.
    """

    pixels: Pixels
    before: int
    after: int
    corner: int
    dashes: NDArray[np.bool_] | None
    corners: tuple[Corner, ...] = field(init=False)

    def __post_init__(self) -> None:
        near, far = slice(None, self.corner), slice(-self.corner, None)
        blocks = ((rows, columns, self.pixels[rows, columns])
                  for rows in (near, far) for columns in (near, far))  # fmt: skip
        corners = tuple(Corner(rows, columns, block, block != 0) for rows, columns, block in blocks)
        object.__setattr__(self, "corners", corners)

    @property
    def thickness(self) -> int:
        """Pixels across the line."""
        return self.before + self.after


@lru_cache(2048)
def ring_of(line: Line) -> Ring:
    """Return the ring of a look."""
    # A line of one or three whole pixels is sharp where its middle is the middle of a pixel.
    shift = 0.5 if line.width % 2 == 1 else 0.0
    before = ceil(line.width / 2 + line.halo - shift)
    after = ceil(line.width / 2 + line.halo + shift)
    corner = before + after + ceil(line.radius)
    side = 2 * corner + 1
    image = QImage(side, side, PREMULTIPLIED)
    image.fill(0)
    room = QRectF(before + shift, before + shift, side - before - after, side - before - after)
    _paint(image, room, line)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(side, side).copy()
    dashes = _dashes(line.dash, line.gap) if line.dash else None
    return Ring(faded(pixels, line.opacity), before, after, corner, dashes)


@lru_cache(64)
def _dashes(dash: int, gap: int) -> NDArray[np.bool_]:
    """Return which pixels of an edge are painted, for as long an edge as any screen has."""
    return np.asarray(np.arange(LONGEST_EDGE) % (dash + gap) < dash)


def _paint(image: QImage, room: QRectF, line: Line) -> None:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pens = [QPen(QColor.fromRgb(line.colour), line.width)]
    if line.halo:
        pens.insert(0, QPen(QColor(PICTURE_HALO), line.width + 2 * line.halo))
    for pen in pens:
        painter.setPen(pen)
        painter.drawRoundedRect(room, line.radius, line.radius)
    painter.end()


def faded(pixels: Pixels, opacity: float) -> Pixels:
    """Return premultiplied pixels with an opacity of 0 to 1."""
    if opacity >= 1:
        return pixels
    channels = np.rint(pixels.view(np.uint8) * max(opacity, 0.0))
    return np.asarray(channels, np.uint8).view(np.uint32)
