"""How the training goes: the loss, the two mean distances, and what is left to learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.faces.triplets.values import SLOT_TOKENS
from explorer.widgets import theme
from explorer.widgets.axis import Axis
from explorer.widgets.chart import Plane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from explorer.panels.faces.triplets.training import Row

LEFT = 40
AIR = 5
DISTANCES_END = 0.4
MOST_POINTS = 600
GROWTH = 1.25
NONE_MINED = "none mined"
WAITING = "Start the training: the curves come here"
TOOLTIP = (
    "Of each batch, before it is learned from. Above: the mean loss of the mined triplets. Middle: "
    "their mean d(A, P) and d(A, N). Below: the share of all triplets of the batch that still lose."
)


@dataclass(frozen=True, slots=True)
class Curve:
    """Numbers over the steps, None where there is none; a colour; whether it is dashed."""

    name: str
    values: tuple[float | None, ...]
    token: str
    style: Qt.PenStyle = Qt.PenStyle.SolidLine


@dataclass(frozen=True, slots=True)
class Pane:
    """One of the plots above one another; ``level`` is a number that is marked across it."""

    title: str
    curves: tuple[Curve, ...]
    end: float
    level: tuple[float, str] | None = None
    is_share: bool = False


def panes_of(rows: Sequence[Row], margin: float) -> tuple[Pane, ...]:
    """Return what is plotted of a training."""
    loss = Curve("loss", tuple(row.loss for row in rows), "accent")
    positive = Curve("d(A, P)", tuple(row.positive for row in rows), SLOT_TOKENS["P"])
    negative = Curve(
        "d(A, N)", tuple(row.negative for row in rows), SLOT_TOKENS["N"], Qt.PenStyle.DashLine
    )
    active = Curve("active", tuple(row.active for row in rows), "muted")
    return (
        Pane("loss", (loss,), _end((loss,), 1.6 * margin), (margin, "α")),
        Pane("d(A, P), d(A, N)", (positive, negative), _end((positive, negative), DISTANCES_END)),
        Pane("triplets that still lose", (active,), 1.0, is_share=True),
    )


def _end(curves: tuple[Curve, ...], least: float) -> float:
    """Return the end of an axis: the largest value, by round steps, so that it seldom moves."""
    values = [value for curve in curves for value in curve.values if value is not None]
    most, end = max(values, default=0.0), least
    while end < most:
        end *= GROWTH
    return end


class CurvesView(QWidget):
    """Three plots over the same steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panes: tuple[Pane, ...] = ()
        self._total = 1
        self._steps = 0
        self.setAccessibleName("Loss and hardness over the steps of the training")
        self.setToolTip(TOOLTIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_metrics)

    def show_rows(self, rows: Sequence[Row], total: int, margin: float) -> None:
        """Plot a training that takes ``total`` steps."""
        self._panes, self._total, self._steps = panes_of(rows, margin), max(total, 1), len(rows)
        self.setAccessibleDescription(_described(rows))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for three low plots."""
        px = theme.current_theme().px
        return QSize(px(260), px(280))

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        px = theme.current_theme().px
        return QSize(px(180), px(180))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint plot after plot, then the steps below them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        present = theme.current_theme()
        if not self._steps:
            painter.setPen(present.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(self.rect(), flags, WAITING)
            return
        line = QFontMetricsF(present.font("caption")).height()
        foot = line + present.px(AIR)
        high = (self.height() - foot) / len(self._panes)
        for place, pane in enumerate(self._panes):
            top = place * high
            plane = self._plane(pane, QRectF(0, top, self.width(), high), line)
            self._paint_pane(painter, pane, plane, top)
        self._paint_steps(painter, line)

    def _plane(self, pane: Pane, room: QRectF, line: float) -> Plane:
        px = theme.current_theme().px
        inner = room.adjusted(px(LEFT), line + px(3), -px(AIR), -px(AIR))
        text = _percent if pane.is_share else _number
        return Plane(
            inner, Axis("", 0.0, float(self._total)), Axis(pane.title, 0.0, pane.end, text=text)
        )

    def _paint_pane(self, painter: QPainter, pane: Pane, plane: Plane, top: float) -> None:
        self._paint_title(painter, pane, top)
        self._paint_grid(painter, plane)
        if pane.level is not None:
            self._paint_level(painter, plane, *pane.level)
        for curve in pane.curves:
            _paint_curve(painter, plane, curve)

    def _paint_title(self, painter: QPainter, pane: Pane, top: float) -> None:
        """Name each curve in its colour, with its newest value at the right."""
        present = theme.current_theme()
        painter.setFont(present.font("caption"))
        metrics = QFontMetricsF(painter.font())
        left = float(present.px(LEFT))
        for curve in pane.curves:
            name = pane.title if len(pane.curves) == 1 else curve.name
            value = _newest(curve, is_share=pane.is_share)
            text = f"{name}  {value}"
            painter.setPen(present.colour(curve.token if curve.token != "muted" else "text"))
            painter.drawText(QPointF(left, top + metrics.ascent()), text)
            left += max(metrics.horizontalAdvance(text), present.px(96)) + present.px(10)

    def _paint_grid(self, painter: QPainter, plane: Plane) -> None:
        present = theme.current_theme()
        painter.setFont(present.font("number-small"))
        room, high = plane.room, painter.fontMetrics().height()
        for tick in plane.y.ticks(max(3, int(room.height() / present.px(22)))):
            y = plane.down(tick.value)
            painter.setPen(QPen(present.colour("line", 0.8), 1))
            painter.drawLine(QLineF(room.left(), y, room.right(), y))
            painter.setPen(present.colour("muted"))
            words = QRectF(0, y - high, room.left() - present.px(AIR), 2 * high)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(words, flags, tick.text)

    def _paint_level(self, painter: QPainter, plane: Plane, value: float, name: str) -> None:
        present, y = theme.current_theme(), plane.down(value)
        painter.setPen(QPen(present.colour("warm"), present.px(1.2), Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(plane.room.left(), y, plane.room.right(), y))
        painter.setFont(present.font("number-small"))
        text = f"{name} = {value:.2f}"
        wide = painter.fontMetrics().horizontalAdvance(text)
        painter.drawText(QPointF(plane.room.right() - wide, y - present.px(2)), text)

    def _paint_steps(self, painter: QPainter, line: float) -> None:
        present = theme.current_theme()
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        px = present.px
        room = QRectF(px(LEFT), self.height() - line, self.width() - px(LEFT + AIR), line)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, "steps")
        painter.drawText(room, Qt.AlignmentFlag.AlignRight, f"{self._total:,}")

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _paint_curve(painter: QPainter, plane: Plane, curve: Curve) -> None:
    """Paint a line over the steps, broken where a batch had no triplet."""
    present = theme.current_theme()
    painter.setPen(QPen(present.colour(curve.token), present.px(1.5), curve.style))
    stride = max(1, len(curve.values) // MOST_POINTS)
    points: list[QPointF] = []
    for index in range(0, len(curve.values), stride):
        value = curve.values[index]
        if value is not None:
            points.append(plane.point(index, value))
            continue
        _draw(painter, points)
        points = []
    _draw(painter, points)


def _draw(painter: QPainter, points: list[QPointF]) -> None:
    if len(points) == 1:
        painter.drawPoint(points[0])
    elif points:
        painter.drawPolyline(QPolygonF(points))


def _newest(curve: Curve, *, is_share: bool) -> str:
    value = curve.values[-1] if curve.values else None
    if value is None:
        return NONE_MINED
    return f"{value:5.1%}".replace("%", " %") if is_share else f"{value:.3f}"


def _number(value: float) -> str:
    return f"{value:.3g}"


def _percent(value: float) -> str:
    return f"{100 * value:.3g} %"


def _described(rows: Sequence[Row]) -> str:
    if not rows:
        return WAITING
    last = rows[-1]
    loss = "no triplet mined" if last.loss is None else f"loss {last.loss:.3f}"
    return f"Step {last.index:,}: {loss}, {last.active:.1%} of the triplets still lose"
