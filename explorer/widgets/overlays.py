"""What is drawn over a picture, as values in the picture's coordinates.

A point's ``x`` runs over columns and ``y`` over rows; pixel (row, column) covers the square from
(column, row) to (column + 1, row + 1). Line widths and radii are in screen pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.widgets.theme import Theme


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the picture lies on the screen: pixel (x, y) is at (left + x·scale, top + y·scale)."""

    left: float
    top: float
    scale: float

    def point(self, x: float, y: float) -> QPointF:
        """Return a point of the picture on the screen."""
        return QPointF(self.left + x * self.scale, self.top + y * self.scale)

    def rect(self, left: float, top: float, right: float, bottom: float) -> QRectF:
        """Return a rectangle of the picture on the screen."""
        return QRectF(self.point(left, top), self.point(right, bottom))


ROUND_AT_MOST = 600


class Overlay(Protocol):
    """Anything that can be drawn over a picture."""

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw with the picture at `place`."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with an optional label on a tab of its colour.

    Parameters
    ----------
    left, top, right, bottom
        Edges in pixels of the picture; right and bottom are outside (xyxy).
    colour
        Token of the theme or ``#rrggbb``.
    dashed
        Faint and dashed, for what was suppressed.
    fill
        Opacity of the inside, 0 to 1.
    width
        Of the line, in screen pixels.
    """

    left: float
    top: float
    right: float
    bottom: float
    colour: str = "warm"
    label: str = ""
    dashed: bool = False
    fill: float = 0.0
    width: float = 2.5

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw the rectangle, then its tab."""
        rect = place.rect(self.left, self.top, self.right, self.bottom)
        width = self.width * theme.scale
        colour = theme.on_picture(self.colour, 0.8 if self.dashed else 1.0)
        pen = QPen(colour, width * (0.6 if self.dashed else 1.0))
        if self.dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.on_picture(self.colour, self.fill))
        # A box of a few pixels would be all corner.
        radius = min(3.0 * theme.scale, rect.width() / 6, rect.height() / 6)
        painter.drawRoundedRect(rect, radius, radius)
        if self.label:
            self._paint_tab(painter, rect, theme)

    def _paint_tab(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        font = theme.font("caption")
        metrics = QFontMetricsF(font)
        height = metrics.height() + theme.px(4)
        width = metrics.horizontalAdvance(self.label) + theme.px(12)
        half = self.width * theme.scale / 2
        top = rect.top() - height + half
        if top < painter.viewport().top():  # no room above: inside
            top = rect.top() - half
        tab = QRectF(rect.left() - half, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.on_picture(self.colour))
        painter.drawRoundedRect(tab, theme.px(3), theme.px(3))
        painter.setFont(font)
        painter.setPen(theme.text_on(theme.on_picture(self.colour)))
        painter.drawText(tab, Qt.AlignmentFlag.AlignCenter, self.label)


@dataclass(frozen=True, slots=True, eq=False)
class Dots:
    """Many small marks, for example the winners of max pooling.

    Parameters
    ----------
    points
        Float (N, 2) of x, y.
    radius
        In screen pixels, but never more than half a pixel of the picture is wide.
    """

    points: NDArray[np.floating]
    colour: str = "warm"
    radius: float = 3.0

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw round dots; thousands of them as squares, which takes a tenth of the time."""
        radius = max(0.75, min(self.radius * theme.scale, place.scale / 2))
        points = self.points.tolist()
        if len(points) <= ROUND_AT_MOST:
            painter.setPen(QPen(theme.colour(self.colour), 2 * radius, c=Qt.PenCapStyle.RoundCap))
            painter.drawPoints([place.point(x, y) for x, y in points])
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self.colour))
        first, side, scale = place.point(0, 0), 2 * radius, place.scale
        left, top = first.x() - radius, first.y() - radius
        painter.drawRects(
            [QRectF(left + x * scale, top + y * scale, side, side) for x, y in points]
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines between cells.

    Parameters
    ----------
    xs, ys
        Where vertical and horizontal lines lie, in pixels of the picture.
    width, height
        Of the picture (the lines' length), in its pixels.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    width: float
    height: float
    colour: str = "#ffffff"
    alpha: float = 0.35

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw hair lines."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QPen(theme.on_picture(self.colour, self.alpha), 1))
        lines = [QLineF(place.point(x, 0), place.point(x, self.height)) for x in self.xs]
        lines += [QLineF(place.point(0, y), place.point(self.width, y)) for y in self.ys]
        painter.drawLines(lines)


@dataclass(frozen=True, slots=True, eq=False)
class Heat:
    """A half-transparent picture over a part of the picture: a feature map, a Grad-CAM.

    Parameters
    ----------
    rgba
        uint8 (h, w, 4).
    left, top, right, bottom
        The part of the picture that it covers.
    smooth
        Blend between its pixels, or show them square.
    """

    rgba: NDArray[np.uint8]
    left: float
    top: float
    right: float
    bottom: float
    smooth: bool = True

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw it stretched over its part."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.smooth)
        target = place.rect(self.left, self.top, self.right, self.bottom)
        painter.drawImage(target, qimage_from_rgb(self.rgba))
