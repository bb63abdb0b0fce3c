"""The curve itself: cost against width, the direct cost, break-even, and today's point to drag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF

from explorer.engine.bottleneck.derivation import UNITS
from explorer.engine.bottleneck.latex import decimal_text
from explorer.panels.bottleneck.inks import BOTTLENECKED, DIRECT
from explorer.widgets import theme
from explorer.widgets.axis import Axis
from explorer.widgets.chart import Chart, Plane
from explorer.widgets.label_places import Box, place_labels
from explorer.widgets.numbers import big_text

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

    from explorer.engine.bottleneck.curve import BreakEven, Curve

ROOM_ABOVE = 1.18
"""The vertical axis reaches so far beyond the highest cost, for the words on the lines."""
POINT_PX = 6
LEAST_SHARE = 0.001
"""What is smaller is not given in digits."""
LARGE_STEP = 10
STEPS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -LARGE_STEP,
    Qt.Key.Key_PageUp: LARGE_STEP,
}
TOOLTIP = "Drag the point, or press ← and → (Page Up and Page Down: by 10): the bottleneck's width"


class CostCurve(Chart):
    """Says the width that the point is dragged to; the point goes where `show_curve` puts it."""

    widthChosen = Signal(int)

    def __init__(self) -> None:
        super().__init__("Cost against the bottleneck's width")
        self._curve: Curve | None = None
        self._break_even: BreakEven | None = None
        self._width = 1
        self.setToolTip(TOOLTIP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def show_width(self, width: int) -> None:
        """Take the width from which keys step on: the curve that has it may still be counted."""
        self._width = width

    def show_curve(self, curve: Curve, found: BreakEven) -> None:
        """Draw a curve with its break-even width."""
        self._curve, self._break_even = curve, found
        self.setAccessibleDescription(
            f"{curve.today.cost:,} {UNITS[curve.quantity]} at a width of {curve.today.width:,}. "
            f"{curve_words(curve, found)}"
        )
        self.update()

    def curve(self) -> Curve | None:
        """Return what is shown."""
        return self._curve

    def width_at(self, x: float) -> int:
        """Return the width nearest to a horizontal position, from 1 to the axis's end."""
        plane = self.plane()
        share = (x - plane.room.left()) / max(plane.room.width(), 1.0)
        value = plane.x.low + share * (plane.x.high - plane.x.low)
        return min(max(round(value), 1), self._last())

    def position_of_today(self) -> QPointF:
        """Return where today's point is."""
        if self._curve is None:
            return QPointF()
        return self.plane().point(*self._curve.today)

    def axes(self) -> tuple[Axis, Axis]:
        """Return the widths from 0 on, and the costs from 0 on."""
        if self._curve is None:
            return Axis("", 0, 1), Axis("", 0, 1)
        curve = self._curve
        highest = max(curve.direct, self._cost(self._last()), curve.today.cost)
        return (
            Axis(f"width of the bottleneck b, up to {self._last():,}", 0, self._last()),
            Axis(UNITS[curve.quantity], 0, highest * ROOM_ABOVE),
        )

    def paint_marks(self, painter: QPainter, plane: Plane) -> None:
        """Paint what is saved, the two costs, where they meet, and today's point."""
        if self._curve is None or self._break_even is None:
            return
        self._paint_saving(painter, plane, self._curve)
        self._paint_lines(painter, plane, self._curve)
        taken = self._paint_meeting(painter, plane, self._curve, self._break_even)
        self._paint_today(painter, plane, self._curve, taken)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the point to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self.width_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the point."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(self.width_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step to narrower and wider bottlenecks."""
        if self._curve is None:
            return
        if event.key() in STEPS:
            self._choose(min(max(self._width + STEPS[event.key()], 1), self._last()))
        elif event.key() == Qt.Key.Key_Home:
            self._choose(1)
        elif event.key() == Qt.Key.Key_End:
            self._choose(self._last())
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

    def _choose(self, width: int) -> None:
        if self._curve is not None and width != self._width:
            self.widthChosen.emit(width)

    def _last(self) -> int:
        """Return the widest bottleneck that can be dragged to."""
        return 2 if self._curve is None else max(self._curve.points[-1].width, 2)

    def _paint_saving(self, painter: QPainter, plane: Plane, curve: Curve) -> None:
        """Shade what lies between the two costs: saved at the left, lost at the right."""
        present = theme.current_theme()
        painter.setPen(Qt.PenStyle.NoPen)
        meeting, end = self._meeting(), plane.x.high
        level = plane.down(curve.direct)
        for start, stop, tone in ((0.0, meeting, "good"), (meeting, end, "bad")):
            if stop <= start:
                continue
            left, right = (QPointF(plane.across(at), plane.down(self._cost(at)))
                           for at in (start, stop))  # fmt: skip
            painter.setBrush(present.colour(tone, 0.13))
            painter.drawPolygon(
                QPolygonF([left, right, QPointF(right.x(), level), QPointF(left.x(), level)])
            )

    def _paint_lines(self, painter: QPainter, plane: Plane, curve: Curve) -> None:
        present = theme.current_theme()
        level = plane.down(curve.direct)
        painter.setPen(QPen(present.colour(DIRECT), present.px(2)))
        painter.drawLine(QLineF(plane.room.left(), level, plane.room.right(), level))
        painter.setPen(QPen(present.colour(BOTTLENECKED), present.px(2)))
        ends = ((at, self._cost(at)) for at in (1.0, plane.x.high))
        painter.drawLine(QLineF(*(plane.point(*end) for end in ends)))
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour(DIRECT))
        words = f"directly: {big_text(curve.direct)}"
        high = painter.fontMetrics().height()
        room = QRectF(plane.room.left() + present.px(theme.TIGHT), level - high - present.px(2),
                      plane.room.width(), high)  # fmt: skip
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft, words)

    def _paint_meeting(
        self, painter: QPainter, plane: Plane, curve: Curve, found: BreakEven
    ) -> list[Box]:
        """Paint where the costs meet; return the room that this takes."""
        present = theme.current_theme()
        if not plane.x.holds(self._meeting()):
            return []
        point = plane.point(self._meeting(), curve.direct)
        painter.setPen(QPen(present.colour("text"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(point.x(), point.y(), point.x(), plane.room.bottom()))
        painter.setBrush(present.colour("surface"))
        painter.setPen(QPen(present.colour("text"), present.px(2)))
        radius = present.px(3)
        painter.drawEllipse(point, radius, radius)
        relation, text = decimal_text(found.width)
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("text"))
        words = self._paint_beside(painter, plane, point.x(), f"b* {relation} {text}")
        return [words, Box(point.x() - 1, point.y(), 2, plane.room.bottom() - point.y())]

    def _paint_beside(self, painter: QPainter, plane: Plane, x: float, words: str) -> Box:
        """Write beside the dashed line, near its foot, at the side where there is room."""
        present = theme.current_theme()
        metrics, gap = painter.fontMetrics(), present.px(5)
        wide = metrics.horizontalAdvance(words)
        left = x + gap if x + gap + wide <= plane.room.right() else x - gap - wide
        top = plane.room.bottom() - metrics.height() - gap
        room = Box(left, top, wide + 1, metrics.height())
        painter.drawText(QRectF(*room), 0, words)
        return room

    def _paint_today(self, painter: QPainter, plane: Plane, curve: Curve, taken: list[Box]) -> None:
        present = theme.current_theme()
        point, radius = plane.point(*curve.today), present.px(POINT_PX)
        if self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(present.colour("accent", 0.35))
            painter.drawEllipse(point, radius * 1.9, radius * 1.9)
        painter.setPen(QPen(present.colour("surface"), present.px(2)))
        painter.setBrush(present.colour("text"))
        painter.drawEllipse(point, radius, radius)
        painter.setFont(present.font("number-small"))
        words = f"b = {curve.today.width:,}: {big_text(curve.today.cost)}"
        high = painter.fontMetrics().height()
        level = Box(plane.room.x(), plane.down(curve.direct) - high, plane.room.width(), high + 3)
        self._paint_words(painter, plane, point, words, [level, *taken])

    @staticmethod
    def _paint_words(
        painter: QPainter, plane: Plane, point: QPointF, words: str, taken: list[Box]
    ) -> None:
        """Write beside today's point, where no other words are."""
        present, metrics = theme.current_theme(), painter.fontMetrics()
        size = (metrics.horizontalAdvance(words) + 2.0, float(metrics.height()))
        room = Box(plane.room.x(), plane.room.y(), plane.room.width(), plane.room.height())
        gap = 2.0 * present.px(POINT_PX)
        (place,) = place_labels([(point.x(), point.y())], [size], room, gap, taken)
        painter.fillRect(QRectF(*place), present.colour("surface", 0.8))
        painter.setPen(present.colour("text"))
        painter.drawText(QRectF(*place), Qt.AlignmentFlag.AlignVCenter, words)

    def _cost(self, width: float) -> float:
        assert self._curve is not None
        return self._curve.line.fixed + self._curve.line.per_channel * width

    def _meeting(self) -> float:
        return 0.0 if self._break_even is None else float(self._break_even.width)


def curve_words(curve: Curve, found: BreakEven) -> str:
    """Say up to which width it saves, and what today's width does."""
    unit = UNITS[curve.quantity]
    if not found.whole:
        return f"No width saves {unit} here: even one channel costs as much or more."
    cost, direct = curve.today.cost, curve.direct
    today = "saves" if cost < direct else "costs" if cost > direct else "changes"
    share = abs(direct - cost) / direct
    part = f"{share:.1%}" if share >= LEAST_SHARE else f"less than {LEAST_SHARE:.1%}"
    end = "nothing" if cost == direct else part + (" more" if cost > direct else "")
    now = f"today's {curve.today.width:,} {today} {end}"
    return f"Up to b = {found.whole:,} the bottleneck saves {unit}; {now}."
