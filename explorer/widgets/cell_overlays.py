"""What pages draw over pictures whose pixels are cells of a map, in the picture's coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QBrush, QPen

from explorer.widgets.numbers import format_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter

    from explorer.widgets.overlays import Placement
    from explorer.widgets.theme import Theme

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom."""

SMALLEST_FRAME_PX = 13
CELLS_FROM_PX = 9
HATCH_FROM_PX = 4
NUMBERS_FROM_PX = 40


@dataclass(frozen=True, slots=True)
class Regions:
    """Parts of the picture that are set apart: its padding, what is dropped, what is not yet.

    Parameters
    ----------
    alpha
        Opacity of the colour.
    hatched
        Diagonal lines in place of an even colour.
    """

    rects: tuple[Rect, ...]
    colour: str
    alpha: float = 0.5
    hatched: bool = False

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Fill the parts."""
        colour = theme.colour(self.colour, self.alpha)
        style = Qt.BrushStyle.BDiagPattern if self.hatched else Qt.BrushStyle.SolidPattern
        painter.setRenderHint(painter.RenderHint.Antialiasing, on=False)
        for rect in self.rects:
            area = place.rect(*rect).toAlignedRect()
            # A hatch needs room: a rim of a pixel or two shows what it holds, and no pattern.
            if not self.hatched or min(area.width(), area.height()) >= HATCH_FROM_PX:
                painter.fillRect(area, QBrush(colour, style))


@dataclass(frozen=True, slots=True, eq=False)
class CellNumbers:
    """Each cell's number, written into it once the picture is enlarged so far that it fits.

    Parameters
    ----------
    values
        (rows, columns), one number a pixel of the picture.
    image
        The picture that they are written on: it decides on dark or bright ink.
    """

    values: NDArray[np.floating]
    image: QImage
    decimals: int = 2

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Write the numbers of the cells that are seen."""
        if place.scale < NUMBERS_FROM_PX * theme.scale:
            return
        painter.setFont(theme.font("number-small"))
        room = painter.viewport()
        (top, bottom), (left, right) = (
            (max(0, int(-start / place.scale)), min(count, int((end - start) / place.scale) + 1))
            for start, end, count in (
                (place.top, room.height(), self.values.shape[0]),
                (place.left, room.width(), self.values.shape[1]),
            )
        )
        for row in range(top, bottom):
            for column, value in enumerate(self.values[row, left:right].tolist(), start=left):
                cell = place.rect(column, row, column + 1, row + 1)
                painter.setPen(theme.text_on(self.image.pixelColor(column, row)))
                text = format_number(value, self.decimals)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)


@dataclass(frozen=True, slots=True)
class WindowFrame:
    """The cells under a kernel, framed; the frame grows where they are too small to be seen."""

    left: float
    top: float
    columns: int
    rows: int
    colour: str = "warm"

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw the lines between the cells, then the frame with a halo."""
        right, bottom = self.left + self.columns, self.top + self.rows
        rect = place.rect(self.left, self.top, right, bottom)
        if place.scale >= CELLS_FROM_PX * theme.scale and self.columns * self.rows > 1:
            painter.setPen(QPen(theme.colour(self.colour, 0.55), 1))
            painter.drawLines(self._lines(place))
        _paint_frame(painter, rect, self.colour, theme)

    def _lines(self, place: Placement) -> list[QLineF]:
        right, bottom = self.left + self.columns, self.top + self.rows
        lines = [
            QLineF(place.point(x, self.top), place.point(x, bottom))
            for x in (self.left + step for step in range(1, self.columns))
        ]
        lines += [
            QLineF(place.point(self.left, y), place.point(right, y))
            for y in (self.top + step for step in range(1, self.rows))
        ]
        return lines


@dataclass(frozen=True, slots=True)
class CellFrame:
    """A cell of a map on the picture that the map was computed from, framed as a window is."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str = "warm"

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw the frame with a halo; it grows where the cell is too small to be seen."""
        rect = place.rect(self.left, self.top, self.right, self.bottom)
        _paint_frame(painter, rect, self.colour, theme)


def _paint_frame(painter: QPainter, rect: QRectF, token: str, theme: Theme) -> None:
    missing = SMALLEST_FRAME_PX * theme.scale - min(rect.width(), rect.height())
    if missing > 0:
        rect.adjust(-missing / 2, -missing / 2, missing / 2, missing / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = 2.0 * theme.scale
    halo = theme.colour("background", 0.6)
    for colour, width in ((halo, 4.5), (theme.colour(token), 2.5)):
        painter.setPen(QPen(colour, width * theme.scale))
        painter.drawRoundedRect(rect, radius, radius)


def edge_strips(
    outer: tuple[float, float], inner: tuple[float, float, float, float]
) -> tuple[Rect, ...]:
    """Return the strips of a picture (width, height) that lie outside an inner rectangle."""
    width, height = outer
    left, top, right, bottom = inner
    strips = (
        (0.0, 0.0, width, top),
        (0.0, bottom, width, height),
        (0.0, top, left, bottom),
        (right, top, width, bottom),
    )
    return tuple(rect for rect in strips if rect[2] > rect[0] and rect[3] > rect[1])


def unvisited(cell: tuple[int, int], output: tuple[int, int]) -> tuple[Rect, ...]:
    """Return the parts of a response (rows, columns) behind a cell in reading order."""
    (row, column), (rows, columns) = cell, output
    parts = (
        (float(column + 1), float(row), float(columns), float(row + 1)),
        (0.0, float(row + 1), float(columns), float(rows)),
    )
    return tuple(rect for rect in parts if rect[2] > rect[0] and rect[3] > rect[1])
