"""The ROC: how many of one's own are known against how many strangers get in, for every τ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from explorer.engine.verification import percent
from explorer.panels.faces.state import LARGEST_TAU
from explorer.panels.faces.tau.layers import Layers
from explorer.widgets import theme
from explorer.widgets.axis import Axis
from explorer.widgets.chart import Chart, Plane

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QMouseEvent

    from explorer.engine.verification import Interval, Roc
    from explorer.panels.faces.state import AcceptsAxis
    from explorer.panels.faces.tau.analysis import Analysis, AtTau

BELOW: Final = 0.5
"""The logarithmic axis begins at half of one pair: 0 is drawn there."""
POINT: Final = 5
ACROSS: Final = "false accepts"
UP: Final = "true accepts (1 − false rejects)"
TOOLTIP: Final = (
    "Each point is a τ: click one to take it. The bars through the point are the 95 % intervals, "
    "with the people drawn anew."
)


class RocChart(Chart):
    """Paints what it is told; says which τ is chosen."""

    tauChosen = Signal(float)

    def __init__(self) -> None:
        self._roc: Roc | None = None
        self._analysis: Analysis | None = None
        self._at: AtTau | None = None
        self._version = 0
        self._tau = 0.0
        self._kind: AcceptsAxis = "log"
        super().__init__("ROC: true accepts against false accepts")
        self._layers = Layers(self)
        self.setToolTip(TOOLTIP)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Paint another curve; None paints none."""
        self._analysis, self._at = analysis, None
        self._roc = None if analysis is None else analysis.roc
        self._version += 1
        self._describe()

    def show_tau(self, tau: float) -> None:
        """Put the point."""
        self._tau = tau
        self._describe()

    def show_at(self, at: AtTau | None) -> None:
        """Paint the intervals of a τ; they go when the point is at another."""
        self._at = at
        self.update()

    def show_axis(self, kind: AcceptsAxis) -> None:
        """Take the other kind of horizontal axis."""
        self._kind = kind
        self.update()

    def axes(self) -> tuple[Axis, Axis]:
        """Return false and true accepts."""
        up = Axis(UP, 0.0, 1.0, text=_share)
        if self._kind == "linear":
            return Axis(ACROSS, 0.0, 1.0, text=_share), up
        least = BELOW / max(1 if self._roc is None else self._roc.impostor, 2)
        return Axis(f"{ACROSS}, logarithmic", least, 1.0, is_log=True, text=_share), up

    def tau_at(self, position: QPointF) -> float | None:
        """Return the τ of the curve's point nearest to a pixel; None without a curve."""
        if self._roc is None:
            return None
        line = self._line(self.plane(), self._roc)
        distances = np.hypot(line[:, 0] - position.x(), line[:, 1] - position.y())
        tau = float(self._roc.tau[int(distances.argmin())])
        return min(tau, LARGEST_TAU)

    def paint_marks(self, painter: QPainter, plane: Plane) -> None:
        """Paint what guessing gives, the curve, equal errors, and the point with its intervals."""
        if self._roc is None or self._analysis is None:
            return
        curve = self._roc
        self._layers.paint(
            painter,
            "curve",
            (self._version, self._kind),
            plane.room.adjusted(-4, -4, 4, 4),
            lambda to, _room: self._paint_curve(to, plane, curve),
        )
        self._paint_point(painter, plane, self._analysis)

    def sizeHint(self) -> QSize:
        """About a square."""
        px = theme.current_theme().px
        return QSize(px(300), px(240))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the τ of the nearest point."""
        tau = self.tau_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and tau is not None:
            self.tauChosen.emit(tau)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the point along the curve."""
        tau = self.tau_at(event.position())
        if event.buttons() & Qt.MouseButton.LeftButton and tau is not None and tau != self._tau:
            self.tauChosen.emit(tau)

    def _across(self, plane: Plane, rate: float) -> float:
        return plane.across(max(rate, plane.x.low))

    def _line(self, plane: Plane, curve: Roc) -> NDArray[np.float64]:
        rates = np.maximum(curve.false_accept_rate, plane.x.low)
        if plane.x.is_log:
            shares = np.log10(rates / plane.x.low) / np.log10(plane.x.high / plane.x.low)
        else:
            shares = rates
        x = plane.room.left() + shares * plane.room.width()
        y = plane.room.bottom() - curve.true_accept_rate * plane.room.height()
        return np.stack([x, y], axis=1)

    def _describe(self) -> None:
        if self._analysis is None or self._roc is None:
            self.setAccessibleDescription("")
        else:
            rates = self._analysis.rates(self._tau)
            self.setAccessibleDescription(
                f"At τ = {self._tau:.3f}: {percent(rates.false_accept_rate)} false accepts, "
                f"{percent(1 - rates.false_reject_rate)} true accepts"
            )
        self.update()

    def _paint_curve(self, painter: QPainter, plane: Plane, curve: Roc) -> None:
        """Paint all that stays where it is."""
        self._paint_unseen(painter, plane, curve)
        self._paint_guess(painter, plane)
        present = theme.current_theme()
        painter.setPen(QPen(present.colour("accent"), present.px(2)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        points = self._line(plane, curve).tolist()
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))
        self._paint_equal(painter, plane, curve)

    def _paint_unseen(self, painter: QPainter, plane: Plane, curve: Roc) -> None:
        """Shade what the pairs are too few to see: rates below one of them."""
        if not plane.x.is_log:
            return
        present, room = theme.current_theme(), plane.room
        one = plane.across(1 / curve.impostor)
        painter.fillRect(QRectF(room.left(), room.top(), one - room.left(), room.height()),
                         present.colour("raised"))  # fmt: skip
        painter.setPen(QPen(present.colour("muted"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(one, room.top(), one, room.bottom()))
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        high = QFontMetricsF(painter.font()).height()
        top = room.bottom() - high - present.px(4)
        words = QRectF(one + present.px(5), top, room.width(), high)
        painter.drawText(words, f"1 of {curve.impostor:,} pairs: below it nothing is seen")

    def _paint_guess(self, painter: QPainter, plane: Plane) -> None:
        present = theme.current_theme()
        painter.setPen(QPen(present.colour("muted"), 1, Qt.PenStyle.DashLine))
        if plane.x.is_log:
            ratio = plane.x.high / plane.x.low
            rates = [plane.x.low * ratio ** (step / 60) for step in range(61)]
        else:
            rates = [0.0, 1.0]
        painter.drawPolyline(QPolygonF([plane.point(rate, rate) for rate in rates]))

    def _paint_equal(self, painter: QPainter, plane: Plane, curve: Roc) -> None:
        """Ring the place where both errors are equally frequent."""
        present, rate = theme.current_theme(), curve.equal_error.rate
        painter.setPen(QPen(present.colour("muted"), present.px(1.5)))
        painter.setBrush(present.colour("surface"))
        centre = QPointF(self._across(plane, rate), plane.down(1 - rate))
        painter.drawEllipse(centre, present.px(POINT), present.px(POINT))

    def _paint_point(self, painter: QPainter, plane: Plane, analysis: Analysis) -> None:
        present, rates = theme.current_theme(), analysis.rates(self._tau)
        x = self._across(plane, rates.false_accept_rate)
        y = plane.down(1 - rates.false_reject_rate)
        if self._at is not None and self._at.rates.tau == self._tau:
            accepts = self._at.people.false_accepts or self._at.accepts
            rejects = self._at.people.false_rejects or self._at.rejects
            self._paint_intervals(painter, plane, QPointF(x, y), accepts, rejects)
        painter.setPen(QPen(present.colour("surface"), present.px(2)))
        painter.setBrush(present.colour("text"))
        painter.drawEllipse(QPointF(x, y), present.px(POINT), present.px(POINT))

    def _paint_intervals(
        self, painter: QPainter, plane: Plane, at: QPointF, accepts: Interval, rejects: Interval
    ) -> None:
        present, cap = theme.current_theme(), theme.current_theme().px(3)
        low, high = self._across(plane, accepts.low), self._across(plane, accepts.high)
        top, bottom = plane.down(1 - rejects.low), plane.down(1 - rejects.high)
        painter.setPen(QPen(present.colour("text", 0.75), present.px(1.5)))
        lines = [QLineF(low, at.y(), high, at.y()), QLineF(at.x(), top, at.x(), bottom)]
        lines += [QLineF(x, at.y() - cap, x, at.y() + cap) for x in (low, high)]
        lines += [QLineF(at.x() - cap, y, at.x() + cap, y) for y in (top, bottom)]
        painter.drawLines(lines)


def _share(value: float) -> str:
    return f"{100 * value:g} %"
