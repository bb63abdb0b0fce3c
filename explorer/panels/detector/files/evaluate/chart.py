"""Precision over recall: a curve for each class, the chosen ones bright, a point to read off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF

from explorer.widgets import theme
from explorer.widgets.axis import Axis
from explorer.widgets.chart import Chart, Plane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.files.evaluate.curves import ClassCurve

NEAR: Final = 40
NAMED: Final = 10
SWATCH: Final = 9
LINE: Final = 16
RADIUS: Final = 4
TOOLTIP = (
    "One curve a class; choose classes in the table. As the score threshold falls, more is found "
    "(to the right) and more of it is wrong (down). Ring: at the slider's score. Arrows walk."
)


class PrecisionChart(Chart):
    """Paints what it is told; says what the point under the pointer means."""

    pointed = Signal(str)  # "" where there is none

    def __init__(self, parent: QWidget | None = None) -> None:
        self._curves: tuple[ClassCurve, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._score = 0.25
        self._probe: tuple[int, int] | None = None  # curve, point
        super().__init__("Precision over recall", parent)
        self.setToolTip(TOOLTIP)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_curves(self, curves: tuple[ClassCurve, ...]) -> None:
        """Show other curves."""
        self._curves = curves
        self._set_probe(None)
        names = ", ".join(curve.name for curve in curves[:NAMED])
        self.setAccessibleDescription(f"{len(curves)} classes: {names}")
        self.update()

    def choose(self, names: Sequence[str]) -> None:
        """Show these classes alone in full; none is all."""
        self._chosen = frozenset(names)
        self._set_probe(None)
        self.update()

    def show_score(self, score: float) -> None:
        """Mark where a score threshold is on the curves."""
        self._score = score
        self.update()

    def bright(self) -> tuple[ClassCurve, ...]:
        """Return the curves that are shown in full."""
        chosen = tuple(curve for curve in self._curves if curve.name in self._chosen)
        return chosen or self._curves

    def axes(self) -> tuple[Axis, Axis]:
        """Return recall and precision, from 0 to 1."""
        return (
            Axis("recall: how much of what is there was found", 0.0, 1.0, text=_share),
            Axis("precision: how much of what was found is there", 0.0, 1.0, text=_share),
        )

    def paint_marks(self, painter: QPainter, plane: Plane) -> None:
        """Paint faint curves, bright ones, rings at the threshold, names, the point."""
        present, bright = theme.current_theme(), self.bright()
        if len(bright) == 1:
            _paint_area(painter, plane, bright[0])
        for curve in self._curves:
            is_bright = curve in bright
            colour = present.colour(curve.colour, 1.0 if is_bright else 0.18)
            painter.setPen(QPen(colour, present.px(2 if is_bright and self._chosen else 1.5)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(_line(plane, curve))
        for curve in bright:
            self._paint_ring(painter, plane, curve)
        _paint_names(painter, plane, bright)
        if self._probe is not None:
            curve, place = self._curves[self._probe[0]], self._probe[1]
            painter.setPen(QPen(present.colour("text"), present.px(2)))
            painter.setBrush(present.colour(curve.colour))
            painter.drawEllipse(_point(plane, curve, place), present.px(5), present.px(5))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the nearest point of a bright curve."""
        self._set_probe(self._nearest(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._set_probe(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the curve with Left and Right, to another one with Up and Down."""
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
                 Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        walked = [curve for curve in self.bright() if len(curve.scores)]
        if step is None or not walked:
            super().keyPressEvent(event)
            return
        here = self._curves[self._probe[0]] if self._probe is not None else walked[0]
        at = walked.index(here) if here in walked else 0
        curve = walked[(at + step[0]) % len(walked)]
        place = self._walked(curve, step[1])
        self._set_probe((self._curves.index(curve), place))

    def _walked(self, curve: ClassCurve, step: int) -> int:
        """Return the next corner of a curve; of another one, that of about the same recall."""
        corners = curve.corners()
        if self._probe is None:
            return int(corners[0])
        before = self._curves[self._probe[0]]
        recall = before.recall[self._probe[1]]
        place = self._probe[1] if before is curve else int((curve.recall < recall).sum())
        at = int(np.searchsorted(corners, place)) + step
        return int(corners[min(max(at, 0), len(corners) - 1)])

    def _nearest(self, position: QPointF) -> tuple[int, int] | None:
        plane = self.plane()
        best, least = None, float(theme.current_theme().px(NEAR)) ** 2
        bright = self.bright()
        for number, curve in enumerate(self._curves):
            if curve not in bright or not len(curve.scores):
                continue
            x = plane.room.left() + curve.recall * plane.room.width() - position.x()
            y = plane.room.bottom() - curve.precision * plane.room.height() - position.y()
            distance = x * x + y * y
            place = int(distance.argmin())
            if distance[place] < least:
                best, least = (number, place), float(distance[place])
        return best

    def _set_probe(self, probe: tuple[int, int] | None) -> None:
        if probe == self._probe:
            return
        self._probe = probe
        self.pointed.emit("" if probe is None else self._curves[probe[0]].words(probe[1]))
        self.update()

    def _paint_ring(self, painter: QPainter, plane: Plane, curve: ClassCurve) -> None:
        count = curve.count(self._score)
        if not count:
            return
        present = theme.current_theme()
        painter.setPen(QPen(present.colour(curve.colour), present.px(2)))
        painter.setBrush(present.colour("surface"))
        radius = present.px(RADIUS)
        painter.drawEllipse(_point(plane, curve, count - 1), radius, radius)


def _share(value: float) -> str:
    return f"{value:.1f}"


def _point(plane: Plane, curve: ClassCurve, place: int) -> QPointF:
    return plane.point(float(curve.recall[place]), float(curve.precision[place]))


def _line(plane: Plane, curve: ClassCurve) -> QPolygonF:
    corners = curve.corners()
    points = zip(curve.recall[corners].tolist(), curve.precision[corners].tolist(), strict=True)
    return QPolygonF([plane.point(*one) for one in points])


def _paint_area(painter: QPainter, plane: Plane, curve: ClassCurve) -> None:
    """Fill what lies below the curve without its teeth: all of it is the AP of all points."""
    corners = curve.corners()
    if not len(corners):
        return
    points = [plane.point(0, float(curve.envelope[0]))]
    before = float(curve.envelope[0])
    for recall, best in zip(curve.recall[corners].tolist(), curve.envelope[corners].tolist(),
                            strict=True):  # fmt: skip
        # The best precision at this recall or beyond holds back to the recall before.
        points += [QPointF(points[-1].x(), plane.down(best)), plane.point(recall, best)]
        before = recall
    points += [plane.point(before, 0), plane.point(0, 0)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current_theme().colour(curve.colour, 0.16))
    painter.drawPolygon(QPolygonF(points))


def _paint_names(painter: QPainter, plane: Plane, curves: Sequence[ClassCurve]) -> None:
    """Write the names at the lower left, where good curves are not."""
    present = theme.current_theme()
    painter.setFont(present.font("caption"))
    side, line = present.px(SWATCH), present.px(LINE)
    rows = max(int(plane.room.height() / line) - 2, 1)
    shown = curves[: min(NAMED, rows)]
    more = len(curves) - len(shown)
    texts = [(curve.name, curve.colour) for curve in shown]
    texts += [(f"and {more:,} more", "")] if more else []
    top = plane.room.bottom() - line * len(texts) - present.px(theme.SMALL)
    left = plane.room.left() + present.px(theme.MEDIUM)
    for row, (text, colour) in enumerate(texts):
        y = top + row * line
        if colour:
            painter.fillRect(QRectF(left, y + (line - side) / 2, side, side),
                             present.colour(colour))  # fmt: skip
        painter.setPen(present.colour("text" if colour else "muted"))
        room = QRectF(left + 2 * side, y, plane.room.width(), line)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
