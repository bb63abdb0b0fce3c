"""The frame of a painted chart: two axes with their numbers and names, and a plane for marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from explorer.widgets.axis import Axis

TICK_GAP = 6
TITLE_GAP = 2
LEAST_PITCH = 64
"""Between the numbers of the horizontal axis."""
LEAST_RISE = 26
"""Between those of the vertical one."""


@dataclass(frozen=True, slots=True)
class Plane:
    """The room of the marks, and the axes that say where a number lies in it."""

    room: QRectF
    x: Axis
    y: Axis

    def across(self, value: float) -> float:
        """Return the pixel of a number on the horizontal axis."""
        return self.room.left() + self.x.share(value) * self.room.width()

    def down(self, value: float) -> float:
        """Return the pixel of a number on the vertical axis."""
        return self.room.bottom() - self.y.share(value) * self.room.height()

    def point(self, x: float, y: float) -> QPointF:
        """Return where two numbers meet."""
        return QPointF(self.across(x), self.down(y))


class Chart(QWidget):
    """Paints grid, numbers and names; a subclass says the axes and paints the marks."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_metrics)

    def axes(self) -> tuple[Axis, Axis]:
        """Return the horizontal and the vertical axis."""
        raise NotImplementedError

    def paint_marks(self, painter: QPainter, plane: Plane) -> None:
        """Paint what the chart shows."""
        raise NotImplementedError

    def plane(self) -> Plane:
        """Return where the marks are."""
        x, y = self.axes()
        present = theme.current_theme()
        numbers = QFontMetricsF(present.font("number-small"))
        words = QFontMetricsF(present.font("caption"))
        gap, air = present.px(TICK_GAP), present.px(TITLE_GAP)
        ticks = y.ticks(self._most_up())
        left = max((numbers.horizontalAdvance(tick.text) for tick in ticks), default=0) + gap
        top = words.height() + numbers.height() / 2 + air
        bottom = numbers.height() + gap + words.height() + air
        right = numbers.horizontalAdvance("1,000 M") / 2
        room = QRectF(self.rect()).adjusted(left, top, -right, -bottom)
        return Plane(room, x, y)

    def sizeHint(self) -> QSize:
        """Ask for a chart that can be read; the layout gives more."""
        px = theme.current_theme().px
        return QSize(px(420), px(240))

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        px = theme.current_theme().px
        return QSize(px(200), px(120))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, then the marks."""
        plane = self.plane()
        if plane.room.width() <= 0 or plane.room.height() <= 0:
            return
        painter = QPainter(self)
        # Level and upright lines are sharper without it, and take a fraction of the time.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self._paint_across(painter, plane)
        self._paint_up(painter, plane)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_titles(painter, plane)
        self.paint_marks(painter, plane)

    def _paint_across(self, painter: QPainter, plane: Plane) -> None:
        present, room = theme.current_theme(), plane.room
        painter.setFont(present.font("number-small"))
        most = max(2, int(room.width() / present.px(LEAST_PITCH)))
        for tick in plane.x.ticks(most):
            x = plane.across(tick.value)
            _fill_line(painter, QRectF(x, room.top(), 1, room.height()), is_strong=bool(tick.text))
            painter.setPen(present.colour("muted"))
            wide = painter.fontMetrics().horizontalAdvance(tick.text)
            words = QRectF(x - wide, room.bottom() + present.px(TICK_GAP), 2 * wide, self.height())
            painter.drawText(
                words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, tick.text
            )

    def _paint_up(self, painter: QPainter, plane: Plane) -> None:
        present, room = theme.current_theme(), plane.room
        painter.setFont(present.font("number-small"))
        high = painter.fontMetrics().height()
        for tick in plane.y.ticks(self._most_up()):
            y = plane.down(tick.value)
            _fill_line(painter, QRectF(room.left(), y, room.width(), 1), is_strong=bool(tick.text))
            painter.setPen(present.colour("muted"))
            words = QRectF(0, y - high, room.left() - present.px(TICK_GAP), 2 * high)
            painter.drawText(
                words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tick.text
            )

    def _paint_titles(self, painter: QPainter, plane: Plane) -> None:
        present = theme.current_theme()
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("text"))
        room = QRectF(self.rect())
        painter.drawText(
            room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, plane.y.title
        )
        room.setRight(plane.room.right())
        painter.drawText(
            room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, plane.x.title
        )

    def _most_up(self) -> int:
        return max(2, int(self.height() / theme.current_theme().px(LEAST_RISE)))

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _fill_line(painter: QPainter, line: QRectF, *, is_strong: bool) -> None:
    """Paint a line of the grid as what it is, a rectangle: that takes a thirtieth of the time."""
    painter.fillRect(line, theme.current_theme().colour("line", 0.9 if is_strong else 0.35))
