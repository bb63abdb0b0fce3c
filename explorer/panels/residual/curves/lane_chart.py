"""A chart whose lines are networks: their names are above it, their numbers beside the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from explorer.panels.residual.curves.readout import Readout, paint_readout
from explorer.widgets import theme
from explorer.widgets.chart import Chart, Plane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QColor, QMouseEvent
    from PySide6.QtWidgets import QWidget

    from explorer.panels.residual.curves.values import Ink
    from explorer.widgets.axis import Axis

SAMPLE = 16
"""Length of the line before a name."""
GAP = 6
ENTRY_GAP = 14


class LaneChart(Chart):
    """Axes, names of the lanes, and what is read where the pointer is."""

    hovered = Signal(object)  # a number on the horizontal axis, or None: the pointer has left

    def __init__(self, name: str, across: Axis, up: Axis, parent: QWidget | None = None) -> None:
        self._axes = (across, up)
        self._hover: float | None = None
        self._waiting = ""
        super().__init__(name, parent)
        self.setMouseTracking(True)

    def axes(self) -> tuple[Axis, Axis]:
        """Return the horizontal and the vertical axis."""
        return self._axes

    def set_axes(self, across: Axis, up: Axis) -> None:
        """Take other axes."""
        if (across, up) != self._axes:
            self._axes = (across, up)
            self.update()

    def set_waiting(self, text: str) -> None:
        """Say this while there is nothing to draw."""
        self._waiting = text
        self.update()

    def set_hover(self, x: float | None) -> None:
        """Read at a place, as if the pointer were there; emits nothing."""
        if x != self._hover:
            self._hover = x
            self.update()

    def hover(self) -> float | None:
        """Return where values are read."""
        return self._hover

    def legend(self) -> Sequence[tuple[str, Ink]]:
        """Return the networks that are drawn."""
        raise NotImplementedError

    def readout(self, x: float) -> Readout | None:
        """Return what is to be read at a place; None if nothing is there."""
        raise NotImplementedError

    def nearest(self, x: float) -> float:
        """Return the place nearest to one on the axis at which there is something to read."""
        return x

    def plane(self) -> Plane:
        """Return where the marks are: below the names, where these do not fit beside the title."""
        plane = super().plane()
        rows = self._legend_rows(plane)
        line = QFontMetricsF(theme.current_theme().font("caption")).height()
        return Plane(plane.room.adjusted(0, rows * line, 0, 0), plane.x, plane.y)

    def paint_marks(self, painter: QPainter, plane: Plane) -> None:
        """Paint names, lines, and what is read."""
        self._paint_legend(painter, plane)
        if not self.legend():
            painter.setPen(theme.current_theme().colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(plane.room, flags, self._waiting)
            return
        self.paint_lines(painter, plane)
        if self._hover is not None:
            self._paint_hover(painter, plane, self._hover)

    def paint_lines(self, painter: QPainter, plane: Plane) -> None:
        """Paint the lanes, nothing of them outside the plane."""
        raise NotImplementedError

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read where the pointer is."""
        self._point(event.position())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing any more."""
        self._tell(None)
        super().leaveEvent(event)

    def _point(self, place: QPointF) -> float | None:
        plane = self.plane()
        room = plane.room
        reach = theme.current_theme().px(8)
        x: float | None = None
        if room.width() > 0 and room.adjusted(-reach, -reach, reach, reach).contains(place):
            share = min(max((place.x() - room.left()) / room.width(), 0.0), 1.0)
            x = self.nearest(plane.x.low + share * (plane.x.high - plane.x.low))
        self._tell(x)
        return x

    def _tell(self, x: float | None) -> None:
        if x != self._hover:
            self.set_hover(x)
            self.hovered.emit(x)

    def _paint_hover(self, painter: QPainter, plane: Plane, x: float) -> None:
        said = self.readout(x)
        if said is None or not plane.x.holds(x):
            return
        present, at = theme.current_theme(), plane.across(x)
        painter.setPen(QPen(present.colour("muted", 0.8), 1))
        painter.drawLine(QLineF(at, plane.room.top(), at, plane.room.bottom()))
        paint_readout(painter, plane.room, at, said)

    def _legend_rows(self, plane: Plane) -> int:
        """Return how many lines the names need below that of the title."""
        places = self._legend_places(plane)
        return max((row for _, row in places), default=0)

    def _legend_places(self, plane: Plane) -> list[tuple[float, int]]:
        """Return where each name begins and in which line: in the title's, if all of them fit."""
        present = theme.current_theme()
        metrics = QFontMetricsF(present.font("caption"))
        before, gap = present.px(SAMPLE + GAP), present.px(ENTRY_GAP)
        widths = [before + metrics.horizontalAdvance(name) for name, _ in self.legend()]
        right = plane.room.right()
        title = metrics.horizontalAdvance(plane.y.title) + 2 * gap
        wide = sum(widths) + gap * (len(widths) - 1)
        if title + wide <= right:
            left, row = right - wide, 0
        else:
            left, row = plane.room.left(), 1
        places: list[tuple[float, int]] = []
        for width in widths:
            if row and places and left + width > right:
                left, row = plane.room.left(), row + 1
            places.append((left, row))
            left += width + gap
        return places

    def _paint_legend(self, painter: QPainter, plane: Plane) -> None:
        present = theme.current_theme()
        painter.setFont(present.font("caption"))
        metrics = QFontMetricsF(painter.font())
        sample, high = present.px(SAMPLE), metrics.height()
        for (left, row), (name, ink) in zip(self._legend_places(plane), self.legend(), strict=True):
            y = row * high + high / 2
            painter.setPen(QPen(colour_of(ink), present.px(3)))
            painter.drawLine(QLineF(left, y, left + sample, y))
            painter.setPen(present.colour("text"))
            room = QRectF(left + sample + present.px(GAP), row * high, self.width(), high)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft, name)


def colour_of(ink: Ink) -> QColor:
    """Return an ink as a colour of the present theme."""
    return theme.current_theme().colour(ink.token, ink.strength)
