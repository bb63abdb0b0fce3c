"""Distances of pairs of one person and of two, over one axis, with τ between them to drag."""

from __future__ import annotations

from functools import partial
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from explorer.panels.faces.state import LARGEST_TAU
from explorer.panels.faces.tau.histogram_paint import (
    GENUINE,
    IMPOSTOR,
    bars_of,
    paint_bars,
    paint_names,
)
from explorer.panels.faces.tau.layers import Layers
from explorer.widgets import theme
from explorer.widgets.axis import Axis
from explorer.widgets.chart import Chart, Plane

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

    from explorer.panels.faces.tau.analysis import Analysis

STEP: Final = 0.005
DECIMALS: Final = 3
LARGE_STEP: Final = 10
ROOTS_ROW: Final = 18
NAME_ROW: Final = 18
HANDLE: Final = 14
_NICE = (1.0, 2.0, 5.0, 10.0)
_KEYS: Final[dict[int, int]] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -LARGE_STEP,
    Qt.Key.Key_PageUp: LARGE_STEP,
}
TOOLTIP: Final = "Drag τ, or press ← and → (Page Up and Page Down: ten steps)"


class HistogramChart(Chart):
    """Paints what it is told; says which τ is chosen, and what a bin holds."""

    tauChosen = Signal(float)
    pointed = Signal(str)  # "" where no bin is under the pointer

    def __init__(self) -> None:
        self._analysis: Analysis | None = None
        self._version = 0
        self._tau = 0.0
        super().__init__("Distances of pairs of one person and of two")
        self._layers = Layers(self)
        self.setToolTip(TOOLTIP)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Paint another sample; None paints none."""
        self._analysis = analysis
        self._version += 1
        self._describe()

    def show_tau(self, tau: float) -> None:
        """Put τ's line."""
        self._tau = tau
        self._describe()

    def tau_at(self, x: float) -> float:
        """Return the τ nearest to a pixel, in steps."""
        plane = self.plane()
        share = min(max((x - plane.room.left()) / max(plane.room.width(), 1.0), 0.0), 1.0)
        return stepped(plane.x.low + share * (plane.x.high - plane.x.low))

    def axes(self) -> tuple[Axis, Axis]:
        """Return the squared distances, and the share of its kind that a bin holds."""
        found = None if self._analysis is None else self._analysis.histograms
        most, end = 0.1, 1.0
        if found is not None:
            most = max(float(found.genuine_share.max()), float(found.impostor_share.max()))
            end = float(found.edges[-1])
        return (
            Axis("d, the squared distance", 0.0, end, text=lambda value: f"{value:g}"),
            Axis("share of all pairs of its kind", 0.0, round_up(most * 1.05), text=_per_cent),
        )

    def plane(self) -> Plane:
        """Leave room above for τ and for the plain distances."""
        plane = super().plane()
        px = theme.current_theme().px
        plane.room.setTop(plane.room.top() + px(ROOTS_ROW + NAME_ROW))
        return plane

    def paint_marks(self, painter: QPainter, plane: Plane) -> None:
        """Paint the plain distances, both histograms, what they are, and τ."""
        self._paint_roots(painter, plane)
        if self._analysis is not None and self._analysis.histograms is not None:
            self._paint_sides(painter, plane, self._analysis)
            paint_names(painter, plane, self._analysis)
        self._paint_tau(painter, plane)

    def sizeHint(self) -> QSize:
        """Ask for a chart that is wider than high."""
        px = theme.current_theme().px
        return QSize(px(520), px(260))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take τ to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self.tau_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag τ; or say what is in the bin under the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(self.tau_at(event.position().x()))
        self.pointed.emit(self.words_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing."""
        self.pointed.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step to stricter and looser."""
        step = _KEYS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(min(max(stepped(self._tau + step * STEP), 0.0), LARGEST_TAU))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.update()

    def words_at(self, x: float) -> str:
        """Return what the bin at a pixel holds; "" beside the bins."""
        if self._analysis is None or self._analysis.histograms is None:
            return ""
        plane, found = self.plane(), self._analysis.histograms
        place = floor((x - plane.room.left()) / plane.room.width() * len(found.genuine))
        if not 0 <= place < len(found.genuine):
            return ""
        low, high = found.edges[place], found.edges[place + 1]
        return (
            f"d {low:.3f} to {high:.3f}: {found.genuine[place]:,} genuine, "
            f"{found.impostor[place]:,} impostor"
        )

    def _choose(self, tau: float) -> None:
        if tau != self._tau:
            self.tauChosen.emit(tau)

    def _describe(self) -> None:
        text = f"τ is {self._tau:.3f}"
        if self._analysis is not None:
            genuine, impostor = len(self._analysis.genuine), len(self._analysis.impostor)
            text += f"; {genuine:,} pairs of one person, {impostor:,} of two"
        self.setAccessibleDescription(text)
        self.update()

    def _paint_roots(self, painter: QPainter, plane: Plane) -> None:
        """Mark plain distances above, at the places of their squares."""
        present, top = theme.current_theme(), plane.room.top()
        painter.setFont(present.font("number-small"))
        high = QFontMetricsF(painter.font()).height()
        for tenths in range(2, 20, 2):
            root = tenths / 10
            if root * root > plane.x.high:
                break
            x = plane.across(root * root)
            if abs(x - plane.across(self._tau)) < present.px(HANDLE):
                continue  # τ's line is there
            painter.setPen(QPen(present.colour("faint"), 1))
            painter.drawLine(QLineF(x, top, x, top - present.px(4)))
            painter.setPen(present.colour("muted"))
            room = QRectF(x - 40, top - present.px(5) - high, 80, high)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, f"{root:.1f}")
        painter.setFont(present.font("caption"))
        room = QRectF(0, top - present.px(5) - high, plane.across(0.04) - present.px(15), high)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                         "plain √d")  # fmt: skip

    def _paint_sides(self, painter: QPainter, plane: Plane, analysis: Analysis) -> None:
        """Paint what lies below τ, where impostors are errors, and what does not."""
        at = min(max(plane.across(self._tau), plane.room.left()), plane.room.right())
        whole = plane.room.adjusted(-2, -2, 2, 2)
        below, above = QRectF(whole), QRectF(whole)
        below.setRight(at)
        above.setLeft(at)
        for room, is_below in ((below, True), (above, False)):
            paint = partial(self._paint_side, plane=plane, analysis=analysis, is_below=is_below)
            self._layers.paint(painter, f"below τ: {is_below}", (self._version,), room, paint)

    def _paint_side(
        self, painter: QPainter, room: QRectF, *, plane: Plane, analysis: Analysis, is_below: bool
    ) -> None:
        """Paint both histograms in a room as they are on one side of τ: errors are stronger."""
        found = analysis.histograms
        assert found is not None
        kinds = ((found.impostor_share, IMPOSTOR, is_below),
                 (found.genuine_share, GENUINE, not is_below))  # fmt: skip
        for shares, token, is_wrong in kinds:
            bars = bars_of(plane, found.edges.tolist(), shares.tolist(), room)
            paint_bars(painter, bars, token, is_wrong=is_wrong)

    def _paint_tau(self, painter: QPainter, plane: Plane) -> None:
        """Paint τ's line, and its number above between the words for both directions."""
        present, room = theme.current_theme(), plane.room
        is_beyond = self._tau > plane.x.high
        x = plane.across(min(self._tau, plane.x.high))
        top = room.top() - present.px(ROOTS_ROW)
        painter.setPen(QPen(present.colour("text"), present.px(2 if not self.hasFocus() else 3)))
        painter.drawLine(QLineF(x, top, x, room.bottom()))
        painter.setFont(present.font("number"))
        arrow = " (beyond)" if is_beyond else ""
        text = f"strict ◂  τ = {self._tau:.3f}{arrow}  ▸ loose"
        metrics = QFontMetricsF(painter.font())
        wide = metrics.horizontalAdvance(text)
        left = min(max(x - wide / 2, room.left()), room.right() - wide)
        words = QRectF(left, top - metrics.height(), wide + 1, metrics.height())
        painter.setPen(present.colour("text"))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)


def stepped(tau: float) -> float:
    """Return the nearest τ of those that can be dragged to."""
    return round(round(tau / STEP) * STEP, DECIMALS)


def round_up(share: float) -> float:
    """Return the next of 1, 2, 5, 10 per cent and so on, or a step of a tenth of it."""
    power = 10.0 ** floor(log10(share))
    top = next(nice * power for nice in _NICE if nice * power >= share)
    return ceil(share / (top / 10) - 1e-9) * (top / 10)


def _per_cent(value: float) -> str:
    return f"{100 * value:g} %"
