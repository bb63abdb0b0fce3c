"""The curve of boxes left against the IoU threshold, with today's threshold on it to drag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF

from explorer.panels.detector.compare.left_curve import STEPS
from explorer.widgets import theme
from explorer.widgets.axis import Axis
from explorer.widgets.chart import Chart, Plane

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

    from explorer.panels.detector.compare.left_curve import LeftCurve

HEIGHT = 150
POINT_PX = 5
ROOM_ABOVE = 1.1
LARGE_STEP = 10
_NICE = (1, 2, 5)
_KEYS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -LARGE_STEP,
    Qt.Key.Key_PageUp: LARGE_STEP,
}
TOOLTIP = "Click or drag, or press ← and → (Page Up and Page Down: by 0.10): the IoU threshold"


class LeftChart(Chart):
    """Says which threshold is chosen; the point goes where `show_threshold` puts it."""

    thresholdChosen = Signal(float)

    def __init__(self) -> None:
        super().__init__("Boxes left against the IoU threshold")
        self._curve: LeftCurve | None = None
        self._threshold = 0.0
        self.setToolTip(TOOLTIP)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_threshold(self, threshold: float) -> None:
        """Put the point at a threshold."""
        self._threshold = threshold
        self._describe()
        self.update()

    def show_curve(self, curve: LeftCurve | None) -> None:
        """Draw a curve; None draws none."""
        self._curve = curve
        self._describe()
        self.update()

    def curve(self) -> LeftCurve | None:
        """Return what is shown."""
        return self._curve

    def threshold_at(self, x: float) -> float:
        """Return the threshold nearest to a horizontal position."""
        room = self.plane().room
        share = (x - room.left()) / max(room.width(), 1.0)
        return round(min(max(share, 0.0), 1.0) * STEPS) / STEPS

    def axes(self) -> tuple[Axis, Axis]:
        """Return the thresholds, and the boxes up to a round number: it does not tremble live."""
        most = 1 if self._curve is None else max(int(self._curve.left[-1]), 1)
        return (
            Axis("IoU threshold", 0, 1, text=lambda value: f"{value:.1f}"),
            Axis("boxes left", 0, round_up(most) * ROOM_ABOVE, text=_whole),
        )

    def paint_marks(self, painter: QPainter, plane: Plane) -> None:
        """Paint the steps of the curve and the point on it."""
        if self._curve is None:
            return
        self._paint_curve(painter, plane, self._curve)
        self._paint_point(painter, plane, self._curve)

    def sizeHint(self) -> QSize:
        """Ask for a low chart."""
        px = theme.current_theme().px
        return QSize(px(280), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Keep that height."""
        px = theme.current_theme().px
        return QSize(px(180), px(HEIGHT))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the threshold to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self.threshold_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(self.threshold_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step to lower and higher thresholds."""
        step = round(self._threshold * STEPS)
        if event.key() in _KEYS:
            self._choose(min(max(step + _KEYS[event.key()], 0), STEPS) / STEPS)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(0.0 if event.key() == Qt.Key.Key_Home else 1.0)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring around the point."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.update()

    def _choose(self, threshold: float) -> None:
        if threshold != self._threshold:
            self.thresholdChosen.emit(threshold)

    def _describe(self) -> None:
        if self._curve is None:
            self.setAccessibleDescription("")
            return
        left = self._curve.left
        self.setAccessibleDescription(
            f"{self._curve.at(self._threshold)} boxes left at {self._threshold:.2f}, "
            f"{left[0]} at 0, {left[-1]} at 1"
        )

    def _paint_curve(self, painter: QPainter, plane: Plane, curve: LeftCurve) -> None:
        present, points = theme.current_theme(), steps_of(curve, plane)
        foot = [QPointF(points[-1].x(), plane.down(0)), QPointF(points[0].x(), plane.down(0))]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour("accent", 0.12))
        painter.drawPolygon(QPolygonF([*points, *foot]))
        painter.setPen(QPen(present.colour("accent"), present.px(2)))
        painter.drawPolyline(QPolygonF(points))

    def _paint_point(self, painter: QPainter, plane: Plane, curve: LeftCurve) -> None:
        present, radius = theme.current_theme(), theme.current_theme().px(POINT_PX)
        left = curve.at(self._threshold)
        point = plane.point(self._threshold, left)
        painter.setPen(QPen(present.colour("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(point.x(), plane.room.top()), QPointF(point.x(), plane.down(0)))
        if self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(present.colour("accent", 0.35))
            painter.drawEllipse(point, radius * 2, radius * 2)
        painter.setPen(QPen(present.colour("surface"), present.px(2)))
        painter.setBrush(present.colour("text"))
        painter.drawEllipse(point, radius, radius)
        self._paint_words(painter, plane, point, f"{self._threshold:.2f}: {left:,} left")

    @staticmethod
    def _paint_words(painter: QPainter, plane: Plane, point: QPointF, words: str) -> None:
        """Write above and left of the point: the curve is lower there."""
        present, room = theme.current_theme(), plane.room
        painter.setFont(present.font("number-small"))
        metrics, gap = painter.fontMetrics(), present.px(POINT_PX + 2)
        wide, high = metrics.horizontalAdvance(words) + present.px(6), metrics.height()
        x = min(max(point.x() - gap - wide, room.left()), room.right() - wide)
        y = min(max(point.y() - gap - high, room.top()), room.bottom() - high)
        words_room = QRectF(x, y, wide, high)
        painter.fillRect(words_room, present.colour("surface", 0.8))
        painter.setPen(present.colour("text"))
        painter.drawText(words_room, Qt.AlignmentFlag.AlignCenter, words)


def steps_of(curve: LeftCurve, plane: Plane) -> list[QPointF]:
    """Return the curve's corners: between two thresholds it goes on level, then jumps."""
    points = [plane.point(0, int(curve.left[0]))]
    for index in range(1, len(curve.left)):
        before, after = int(curve.left[index - 1]), int(curve.left[index])
        if after != before:
            points += [plane.point(index / STEPS, before), plane.point(index / STEPS, after)]
    return [*points, plane.point(1, int(curve.left[-1]))]


def round_up(count: int) -> int:
    """Return the next of 1, 2, 5, 10, 20, 50 and so on."""
    power = 1
    while True:
        for nice in _NICE:
            if nice * power >= count:
                return nice * power
        power *= 10


def _whole(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else ""
