"""d(A, P), d(A, N) and α on one line: P, the zone behind it, and where N lies."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.faces.triplets.values import DECIMALS, SLOT_TOKENS
from explorer.widgets import theme
from explorer.widgets.axis import Axis

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from explorer.panels.faces.triplets.values import Triplet

HEIGHT = 126
SIDE = 12
BAND = 26
"""Height of the zone."""
MARK = 7
ROUND = 0.5
"""The line ends at a multiple of this, so that it rests while α moves."""
LEAST_END = 1.0
AIR = 1.06
PITCH = 64
TITLE = "squared distance from A"
TOOLTIP = (
    "P: the same person. N: somebody else. The zone reaches from P as far as α. L is what N lacks "
    "to its end: 0 if N lies beyond it."
)


class LineView(QWidget):
    """Painted; nothing on it can be moved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._triplet: Triplet | None = None
        self.setAccessibleName("Distances of the triplet on a line")
        self.setToolTip(TOOLTIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_triplet(self, triplet: Triplet | None) -> None:
        """Show other distances; None shows none."""
        self._triplet = triplet
        self.setAccessibleDescription("" if triplet is None else _described(triplet))
        self.update()

    def axis(self) -> Axis:
        """Return the line from 0 to a round number beyond everything on it."""
        triplet = self._triplet
        far = 0.0 if triplet is None else max(triplet.reach, triplet.to_negative) * AIR
        end = max(ceil(far / ROUND) * ROUND, LEAST_END)
        return Axis(TITLE, 0.0, end, text=lambda value: f"{value:.3g}")

    def across(self, distance: float) -> float:
        """Return the pixel of a distance."""
        side = theme.current_theme().px(SIDE)
        return side + self.axis().share(distance) * (self.width() - 2 * side)

    def sizeHint(self) -> QSize:
        """Ask for a low strip."""
        px = theme.current_theme().px
        return QSize(px(320), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Keep room for both names."""
        px = theme.current_theme().px
        return QSize(px(220), px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, then the zone, then what is on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        triplet = self._triplet
        if triplet is not None:
            self._paint_zone(painter, triplet)
        self._paint_line(painter)
        if triplet is not None:
            self._paint_loss(painter, triplet)
            # The nearer one's words reach to the left, so that no line crosses the other's.
            is_near = triplet.to_negative < triplet.to_positive
            self._paint_mark(painter, "N", triplet.to_negative, row=0, leftwards=is_near)
            self._paint_mark(painter, "P", triplet.to_positive, row=1, leftwards=not is_near)

    def _base(self) -> float:
        """Return where the line runs."""
        return float(self.height() - theme.current_theme().px(42))

    def _paint_line(self, painter: QPainter) -> None:
        present, base = theme.current_theme(), self._base()
        axis = self.axis()
        painter.setPen(QPen(present.colour("muted"), present.px(1)))
        painter.drawLine(QLineF(self.across(0), base, self.across(axis.high), base))
        painter.setFont(present.font("number-small"))
        high = painter.fontMetrics().height()
        for tick in axis.ticks(max(2, self.width() // present.px(PITCH))):
            x = self.across(tick.value)
            painter.drawLine(QLineF(x, base, x, base + present.px(4)))
            room = QRectF(x - 40, base + present.px(5), 80, high)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, tick.text)
        painter.setFont(present.font("caption"))
        side = present.px(SIDE)
        below = QRectF(side, base + present.px(6) + high, self.width() - 2 * side, 1.4 * high)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{TITLE} →")

    def _paint_zone(self, painter: QPainter, triplet: Triplet) -> None:
        """Paint from P as far as α, and say how wide that is."""
        present, base = theme.current_theme(), self._base()
        left, right = self.across(triplet.to_positive), self.across(triplet.reach)
        high = present.px(BAND)
        zone = QRectF(left, base - high, right - left, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour("warm", 0.22))
        painter.drawRect(zone)
        painter.setPen(QPen(present.colour("warm"), present.px(1), Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(right, base - high, right, base))
        painter.setFont(present.font("number-small"))
        text = f"α = {triplet.margin:.{DECIMALS}f}"
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
        stranger = min(max(self.across(triplet.to_negative), left), right)
        parts = ((left, stranger), (stranger, right))  # N's line runs between them
        start, end = max(parts, key=lambda part: part[1] - part[0])
        if wide <= end - start - present.px(10):
            painter.setPen(present.colour("warm"))
            room = QRectF(start, zone.top(), end - start, high)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_loss(self, painter: QPainter, triplet: Triplet) -> None:
        """Paint how far N would have to move: from N to the end of the zone."""
        if not triplet.loss:
            return
        present, base = theme.current_theme(), self._base()
        left, right = self.across(triplet.to_negative), self.across(triplet.reach)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour("bad"))
        thick = present.px(4)
        painter.drawRect(QRectF(left, base - thick / 2, right - left, thick))
        text = f"L = {triplet.loss:.{DECIMALS}f}"
        painter.setFont(present.font("number-small"))
        metrics = QFontMetricsF(painter.font())
        wide = metrics.horizontalAdvance(text)
        x = min(max((left + right - wide) / 2, 0.0), self.width() - wide)
        room = QRectF(x, self.height() - metrics.height() - 1, wide + 2, metrics.height())
        painter.setPen(present.colour("bad"))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_mark(
        self, painter: QPainter, slot: str, distance: float, row: int, *, leftwards: bool
    ) -> None:
        """Paint a mark on the line, and its number in a row of its own above."""
        present, base = theme.current_theme(), self._base()
        x, colour = self.across(distance), present.colour(SLOT_TOKENS[slot])
        painter.setFont(present.font("number"))
        metrics = QFontMetricsF(painter.font())
        text = f"d(A, {slot}) = {distance:.{DECIMALS}f}"
        wide = metrics.horizontalAdvance(text)
        top = row * metrics.height() * 1.15
        wanted = x - wide + 1 if leftwards else x - 1
        left = min(max(wanted, 0.0), max(self.width() - wide, 0.0))
        painter.setPen(QPen(colour, present.px(1.5)))
        painter.drawLine(QLineF(x, top + metrics.height(), x, base))
        plate = QRectF(left - 2, top, wide + 4, metrics.height())
        painter.fillRect(plate, present.colour("surface"))
        painter.drawText(QPointF(left, top + metrics.ascent()), text)
        self._paint_shape(painter, slot, QPointF(x, base))

    def _paint_shape(self, painter: QPainter, slot: str, at: QPointF) -> None:
        """Paint P as a disc, N as a diamond."""
        present, half = theme.current_theme(), theme.current_theme().px(MARK)
        painter.setPen(QPen(present.colour("surface"), present.px(2)))
        painter.setBrush(present.colour(SLOT_TOKENS[slot]))
        if slot == "P":
            painter.drawEllipse(at, half, half)
            return
        x, y, wide = at.x(), at.y(), 1.2 * half
        corners = [
            QPointF(x, y - wide), QPointF(x + wide, y), QPointF(x, y + wide), QPointF(x - wide, y),
        ]  # fmt: skip
        painter.drawPolygon(QPolygonF(corners))

    def _apply_metrics(self) -> None:
        self.setFixedHeight(theme.current_theme().px(HEIGHT))
        self.updateGeometry()
        self.update()


def _described(triplet: Triplet) -> str:
    return (
        f"d(A, P) {triplet.to_positive:.{DECIMALS}f}, zone up to {triplet.reach:.{DECIMALS}f}, "
        f"d(A, N) {triplet.to_negative:.{DECIMALS}f}, loss {triplet.loss:.{DECIMALS}f}"
    )
