"""What all sketches draw with: captions, text that is shortened to its room, a theme's colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPen

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from explorer.widgets.theme import Theme

CAPTION = 18
CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Pen:
    """A painter with its theme."""

    painter: QPainter
    theme: Theme

    def text(
        self,
        rect: QRectF,
        text: str,
        token: str = "muted",
        align: Qt.AlignmentFlag = CENTRE,
        role: str = "caption",
    ) -> None:
        """Write one line into a rectangle, shortened where it does not fit."""
        font = self.theme.font(role)
        self.painter.setFont(font)
        self.painter.setPen(self.theme.colour(token))
        # A hair more than measured: rounding must not shorten what fits.
        room = rect.width() + 1
        short = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.painter.drawText(rect, align, short)

    def width_of(self, text: str, role: str = "caption") -> float:
        """Return how wide a line is."""
        return QFontMetricsF(self.theme.font(role)).horizontalAdvance(text)

    def line(self, token: str, width: float = 1.0, alpha: float = 1.0) -> None:
        """Draw lines and outlines from now on, without filling."""
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(self.theme.colour(token, alpha), width * self.theme.scale))

    def fill(self, token: str, alpha: float = 1.0) -> None:
        """Fill from now on, without an outline."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(self.theme.colour(token, alpha))

    def arrow(self, points: list[QPointF], token: str = "muted", width: float = 1.5) -> None:
        """Draw a path of straight lines, with a head at its end."""
        self.line(token, width)
        self.painter.drawPolyline(points)
        end, before = points[-1], points[-2]
        dx, dy = end.x() - before.x(), end.y() - before.y()
        length = max((dx * dx + dy * dy) ** 0.5, 1e-6)
        ux, uy = dx / length * self.theme.px(6), dy / length * self.theme.px(6)
        self.fill(token)
        self.painter.drawPolygon(
            [
                end,
                QPointF(end.x() - ux - uy / 2, end.y() - uy + ux / 2),
                QPointF(end.x() - ux + uy / 2, end.y() - uy - ux / 2),
            ]
        )
