"""Training and test errors of several networks over a training, as in the paper's figure 6."""

from __future__ import annotations

from bisect import bisect_left
from math import isfinite
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen

from explorer.panels.residual.curves.lane_chart import LaneChart, colour_of
from explorer.panels.residual.curves.lines import Line
from explorer.panels.residual.curves.readout import Readout, Row
from explorer.panels.residual.curves.values import Curve, Ink, Mark, names_of, series_of
from explorer.widgets import theme
from explorer.widgets.axis import Axis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QWidget

    from explorer.widgets.chart import Plane

BOLD, THIN = 2.5, 1.0
HEAD = 3.5
NONE = "–"


def _epoch(x: float) -> str:
    return f"epoch {x:,.6g}"


def _percent(value: float) -> str:
    return f"{value:.2f}"


class ErrorChart(LaneChart):
    """Curves that may grow, a cursor at a place of the training, and marks where something changed.

    Parameters
    ----------
    name
        For screen readers.
    where, text
        How a place of the training and a value are written where they are read.
    """

    cursorMoved = Signal(float)  # pressed or dragged to this place on the horizontal axis

    def __init__(
        self,
        name: str,
        where: Callable[[float], str] = _epoch,
        text: Callable[[float], str] = _percent,
        parent: QWidget | None = None,
    ) -> None:
        self._curves: tuple[Curve, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._cursor: float | None = None
        self._growth: float | None = None
        self._where = where
        self._text = text
        self._lines: tuple[Line, ...] = ()
        self._lines_for: Plane | None = None
        super().__init__(name, Axis("epoch", 0.0, 1.0), Axis("error, %", 0.0, 100.0), parent)

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Show other curves, in the order in which they are named; those last lie on top."""
        if tuple(curves) == self._curves:
            return
        self._curves, self._lines_for = tuple(curves), None
        self._describe()
        self.update()

    def set_words(self, where: Callable[[float], str], text: Callable[[float], str]) -> None:
        """Write places and values otherwise."""
        self._where, self._text = where, text
        self._describe()
        self.update()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show dotted lines, for example where the learning rate falls."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self.update()

    def set_cursor(self, x: float | None) -> None:
        """Put the cursor at a place, or nowhere; emits nothing."""
        if x != self._cursor:
            self._cursor = x
            self.update()

    def set_growth(self, x: float | None) -> None:
        """Draw the curves up to a place, with a dot at their heads; None: all there is."""
        if x != self._growth:
            self._growth = x
            self.update()

    def curves(self) -> tuple[Curve, ...]:
        """Return what is shown."""
        return self._curves

    def marks(self) -> tuple[Mark, ...]:
        """Return the places that are marked."""
        return self._marks

    def cursor_at(self) -> float | None:
        """Return where the cursor is."""
        return self._cursor

    def growth(self) -> float | None:
        """Return up to where curves are drawn; None: all of them."""
        return self._growth

    def legend(self) -> Sequence[tuple[str, Ink]]:
        """Return the networks."""
        inks = {curve.name: curve.ink for curve in self._curves}
        return tuple(inks.items())

    def nearest(self, x: float) -> float:
        """Return the nearest place at which there is a value."""
        places = {one for curve in self._curves for one in self._around(curve, x)}
        return min(places, key=lambda one: abs(one - x), default=x)

    def readout(self, x: float) -> Readout | None:
        """Return the values at a place; behind the head of curves that grow there are none."""
        if self._growth is not None and x > self._growth:
            return None
        columns = series_of(self._curves)
        rows = []
        for name in names_of(self._curves):
            own = {curve.series: curve for curve in self._curves if curve.name == name}
            ink = next(iter(own.values())).ink
            texts = tuple(self._value_text(own.get(series), x) for series in columns)
            rows.append(Row(name, ink, texts))
        where = self._where(x)
        title = where if len(columns) > 1 else f"{where}, {columns[0]}" if columns else where
        return Readout(title, columns, tuple(rows))

    def paint_lines(self, painter: QPainter, plane: Plane) -> None:
        """Paint marks, curves, their heads, then the cursor."""
        self._paint_marks(painter, plane)
        lines = self._lines_in(plane)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for curve, line in zip(self._curves, lines, strict=True):
            painter.setPen(_pen(curve))
            for polygon in line.polygons(self._growth):
                if polygon.size() > 1:
                    painter.drawPolyline(polygon)
                else:
                    self._paint_dot(painter, curve, polygon.first())
        self._paint_mark_words(painter, plane)
        if self._growth is not None:
            self._paint_dots(painter, plane, lines, self._growth)
        elif self._cursor is not None:
            self._paint_cursor(painter, plane, lines, self._cursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the cursor where it is pressed."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read there, and drag the cursor along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event)
        else:
            super().mouseMoveEvent(event)

    def _ask(self, event: QMouseEvent) -> None:
        x = self._point(event.position())
        if x is not None:
            self.cursorMoved.emit(x)

    def _around(self, curve: Curve, x: float) -> tuple[float, ...]:
        index = bisect_left(curve.xs, x)
        return curve.xs[max(index - 1, 0) : index + 1]

    def _value_text(self, curve: Curve | None, x: float) -> str:
        value = None if curve is None else curve.at(x)
        if value is None:
            return NONE
        return self._text(value) if isfinite(value) else "∞"

    def _lines_in(self, plane: Plane) -> tuple[Line, ...]:
        if plane != self._lines_for:
            self._lines = tuple(Line(curve, plane) for curve in self._curves)
            self._lines_for = plane
        return self._lines

    def _paint_marks(self, painter: QPainter, plane: Plane) -> None:
        present, room = theme.current_theme(), plane.room
        painter.setPen(QPen(present.colour("muted", 0.8), 1, Qt.PenStyle.DotLine))
        for mark in self._marks:
            x = plane.across(mark.x)
            painter.drawLine(QLineF(x, room.top(), x, room.bottom()))

    def _paint_mark_words(self, painter: QPainter, plane: Plane) -> None:
        """Write what happened, readable over the curves."""
        present, room = theme.current_theme(), plane.room
        painter.setFont(present.font("caption"))
        metrics, air = painter.fontMetrics(), present.px(3)
        taken, high = room.left(), metrics.height() + air
        for mark in sorted(self._marks, key=lambda one: one.x):
            wide = metrics.horizontalAdvance(mark.text) + 2 * air
            left = plane.across(mark.x) + 1
            below = high if left < taken else 0.0  # words that would meet stand under each other
            words = QRectF(left, room.top() + 1 + below, wide, high)
            taken = words.right()
            painter.fillRect(words, present.colour("surface", 0.8))
            painter.setPen(present.colour("muted"))
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, mark.text)

    def _paint_cursor(
        self, painter: QPainter, plane: Plane, lines: Sequence[Line], x: float
    ) -> None:
        present, at = theme.current_theme(), plane.across(x)
        painter.setPen(QPen(present.colour("text", 0.75), present.px(1.3)))
        painter.drawLine(QLineF(at, plane.room.top(), at, plane.room.bottom()))
        self._paint_dots(painter, plane, lines, x)

    def _paint_dots(self, painter: QPainter, plane: Plane, lines: Sequence[Line], x: float) -> None:
        for curve, line in zip(self._curves, lines, strict=True):
            head = line.head(x)
            if head is not None:
                self._paint_dot(painter, curve, head)

    def _paint_dot(self, painter: QPainter, curve: Curve, at: QPointF) -> None:
        """Paint one value: full for a bold line, hollow for a thin one."""
        present, radius = theme.current_theme(), theme.current_theme().px(HEAD)
        painter.setBrush(colour_of(curve.ink) if curve.is_bold else present.colour("surface"))
        painter.setPen(QPen(colour_of(curve.ink), present.px(1.3)))
        painter.drawEllipse(at, radius, radius)

    def _describe(self) -> None:
        said = [
            f"{curve.name}, {curve.series}: {self._value_text(curve, curve.xs[-1])}"
            for curve in self._curves
            if curve.xs
        ]
        self.setAccessibleDescription("; ".join(said) or "nothing yet")


def _pen(curve: Curve) -> QPen:
    present = theme.current_theme()
    colour = colour_of(curve.ink)
    if curve.is_bold:
        pen = QPen(colour, present.px(BOLD * 10) / 10)
    else:
        pen = QPen(colour, present.px(THIN * 10) / 10)
        pen.setDashPattern([5.0, 3.0])
    # Round joins and caps, and a hair more than one pixel, take Qt four times as long.
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
