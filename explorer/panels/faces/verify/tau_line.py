"""The number line: d, and τ that tells one person from two; strict at the left, loose at the right.

Below are squared distances, as in the course; above are plain ones, at the places of their squares.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.faces.state import LARGEST_TAU
from explorer.panels.faces.verify.difference import is_same
from explorer.widgets import theme
from explorer.widgets.axis import Axis

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

HEIGHT: Final = 96
BAND: Final = 24
BAND_TOP: Final = 46
STEP: Final = 0.005
DECIMALS: Final = 3
LARGE_STEP: Final = 10
USUAL_END: Final = 1.0
EDGE: Final = 26
HANDLE: Final = 18
DOT: Final = 7
_STEPS: Final[dict[int, int]] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -LARGE_STEP,
    Qt.Key.Key_PageUp: LARGE_STEP,
}
TOOLTIP: Final = "Drag τ, or press ← and →: strict at the left, loose at the right"
SAME, OTHER = "same person: d < τ", "different persons: d ≥ τ"


class TauLine(QWidget):
    """Says which τ is chosen; the mark goes where `show_tau` puts it."""

    tauChosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._d: float | None = None
        self._tau = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(TOOLTIP)
        self.setAccessibleName("τ and d on a line")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_tau(self, tau: float) -> None:
        """Put τ's mark."""
        self._tau = tau
        self._describe()

    def show_distance(self, d: float | None) -> None:
        """Put d's mark; None puts none."""
        self._d = d
        self._describe()

    def axis(self) -> Axis:
        """Return the squared distances on the line: to 1, or to more where d or τ lie beyond."""
        farthest = max(self._d or 0.0, self._tau)
        end = USUAL_END if farthest <= USUAL_END else max(LARGEST_TAU, math.ceil(2 * farthest) / 2)
        return Axis("d", 0.0, end, text=lambda value: f"{value:g}")

    def across(self, d: float) -> float:
        """Return the pixel of a squared distance."""
        band = self._band()
        return band.left() + self.axis().share(d) * band.width()

    def tau_at(self, x: float) -> float:
        """Return the τ nearest to a pixel, in steps."""
        band, axis = self._band(), self.axis()
        share = min(max((x - band.left()) / max(band.width(), 1.0), 0.0), 1.0)
        return _stepped(min(axis.low + share * (axis.high - axis.low), LARGEST_TAU))

    def sizeHint(self) -> QSize:
        """A low strip."""
        px = theme.current_theme().px
        return QSize(px(420), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Keep its height."""
        px = theme.current_theme().px
        return QSize(px(220), px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint band, axes, τ and d."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_band(painter)
        self._paint_axes(painter)
        self._paint_tau(painter)
        if self._d is not None:
            self._paint_distance(painter, self._d)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take τ to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self.tau_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(self.tau_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step to stricter and looser."""
        step = _STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(min(max(_stepped(self._tau + step * STEP), 0.0), LARGEST_TAU))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.update()

    def _choose(self, tau: float) -> None:
        if tau != self._tau:
            self.tauChosen.emit(tau)

    def _describe(self) -> None:
        d = "" if self._d is None else f"d is {self._d:.3f}, "
        self.setAccessibleDescription(f"{d}τ is {self._tau:.3f}")
        self.update()

    def _band(self) -> QRectF:
        px = theme.current_theme().px
        edge = px(EDGE)
        top = px(BAND_TOP)
        return QRectF(edge, top, max(self.width() - 2 * edge, 1), px(BAND))

    def _paint_band(self, painter: QPainter) -> None:
        """Paint both sides of τ, and say in each what it means, where there is room."""
        present, band = theme.current_theme(), self._band()
        at = self.across(self._tau)
        same = QRectF(band.topLeft(), QPointF(at, band.bottom()))
        other = QRectF(QPointF(at, band.top()), band.bottomRight())
        painter.fillRect(same, present.colour("good", 0.22))
        painter.fillRect(other, present.colour("bad", 0.20))
        self._paint_meaning(painter, same, SAME)
        self._paint_meaning(painter, other, OTHER)

    def _paint_meaning(self, painter: QPainter, room: QRectF, text: str) -> None:
        """Write what one side of τ means where neither an end nor d is in the way."""
        present = theme.current_theme()
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("text"))
        wide, air = QFontMetricsF(painter.font()).horizontalAdvance(text), present.px(12)
        taken = QRectF() if self._d is None else self._mark_of(self._d)
        lefts = (room.center().x() - wide / 2, room.left() + air, room.right() - air - wide)
        for left in lefts:
            words = QRectF(left, room.top(), wide, room.height())
            is_inside = room.contains(words.adjusted(-air / 2, 0, air / 2, 0))
            if is_inside and not words.intersects(taken):
                painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)
                return

    def _paint_axes(self, painter: QPainter) -> None:
        present, band, axis = theme.current_theme(), self._band(), self.axis()
        below = [(tick.value, tick.text) for tick in axis.ticks(7)]
        roots = [number / 10 for number in range(0, 20, 2) if (number / 10) ** 2 <= axis.high]
        above = [(root * root, f"{root:g}") for root in roots if root != 0.2]
        painter.setFont(present.font("number-small"))
        tick = present.px(4)
        for y, direction, marks, name in (
            (band.bottom(), 1, below, "d"), (band.top(), -1, above, "√d")
        ):  # fmt: skip
            for value, text in marks:
                x = self.across(value)
                if direction < 0 and abs(x - self.across(self._tau)) < present.px(HANDLE):
                    continue  # τ's mark is there
                painter.setPen(QPen(present.colour("faint"), 1))
                painter.drawLine(QLineF(x, y, x, y + direction * tick))
                self._write(painter, x, y + direction * tick, direction, text)
            self._write(painter, band.left() - present.px(EDGE / 2), y + direction * tick,
                        direction, name)  # fmt: skip

    def _write(self, painter: QPainter, x: float, y: float, direction: int, text: str) -> None:
        present, high = theme.current_theme(), QFontMetricsF(painter.font()).height()
        painter.setPen(present.colour("muted"))
        room = QRectF(x - 40, y if direction > 0 else y - high, 80, high)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_tau(self, painter: QPainter) -> None:
        present, band = theme.current_theme(), self._band()
        x, half, over = self.across(self._tau), present.px(6), present.px(7)
        if self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(present.colour("accent", 0.35))
            painter.drawEllipse(QPointF(x, band.top() - over), 2 * half, 2 * half)
        painter.setPen(QPen(present.colour("accent"), present.px(2)))
        painter.drawLine(QLineF(x, band.top() - over, x, band.bottom() + over))
        painter.setBrush(present.colour("accent"))
        top = band.top() - over
        painter.drawPolygon(QPolygonF([QPointF(x - half, top - half), QPointF(x + half, top - half),
                                       QPointF(x, top + half / 2)]))  # fmt: skip
        self._paint_name(painter, x)

    def _paint_name(self, painter: QPainter, x: float) -> None:
        """Write τ above its mark, between the words for either direction."""
        present = theme.current_theme()
        painter.setFont(present.font("number"))
        text = f"strict ◂  τ = {self._tau:.3f}  ▸ loose"
        metrics = QFontMetricsF(painter.font())
        wide = metrics.horizontalAdvance(text)
        left = min(max(x - wide / 2, 0.0), max(self.width() - wide, 0.0))
        painter.setPen(present.colour("accent"))
        painter.drawText(QRectF(left, 0, wide + 1, metrics.height()), text)

    def _paint_distance(self, painter: QPainter, d: float) -> None:
        """Paint d as a dot on the band, and its number beside it."""
        present, room = theme.current_theme(), self._mark_of(d)
        centre = QPointF(self.across(d), self._band().center().y())
        painter.setPen(QPen(present.colour("surface"), present.px(2)))
        painter.setBrush(present.colour("good" if is_same(d, self._tau) else "bad"))
        painter.drawEllipse(centre, present.px(DOT), present.px(DOT))
        gap = present.px(3 * DOT)
        is_right = room.center().x() > centre.x()
        room = room.adjusted(gap, 0, 0, 0) if is_right else room.adjusted(0, 0, -gap, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour("surface", 0.92))
        painter.drawRoundedRect(room, present.px(3), present.px(3))
        painter.setFont(present.font("number"))
        painter.setPen(present.colour("text"))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, f"d = {d:.3f}")

    def _mark_of(self, d: float) -> QRectF:
        """Return the room of d's dot and its number: to the right of the dot, or to the left."""
        present, band, x = theme.current_theme(), self._band(), self.across(d)
        metrics = QFontMetricsF(present.font("number"))
        wide = metrics.horizontalAdvance(f"d = {d:.3f}") + present.px(3 * DOT + 8)
        dot = present.px(DOT)
        left = x - dot if x - dot + wide <= band.right() else x + dot - wide
        return QRectF(left, band.center().y() - metrics.height() / 2, wide, metrics.height())

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _stepped(tau: float) -> float:
    return round(round(tau / STEP) * STEP, DECIMALS)
