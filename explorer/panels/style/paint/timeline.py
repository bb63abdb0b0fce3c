"""All moments that are kept, a lane for each branch: look back, choose, go on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.panels.style.moments import key_of
from explorer.panels.style.paint.lanes import at_or_before, beside, nearest
from explorer.panels.style.paint.step_axis import step_axis
from explorer.panels.style.paint.timeline_paint import Look, Thumbs, paint_lane
from explorer.panels.style.paint.words import moment_words
from explorer.widgets import theme
from explorer.widgets.labels import plain_tip

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from explorer.panels.style.paint.lanes import Lane
    from explorer.panels.style.paint.step_axis import StepAxis
    from explorer.panels.style.values import Moment

TALL_PX: Final = 50
LOW_PX: Final = 24
ROOM_PX: Final = 108
"""What all lanes take together, unless even low ones take more."""
EMPTY: Final = "Nothing is kept yet"
TIP: Final = (
    "Click or drag to look back; arrows, Home and End do the same, up and down change the branch. "
    "Shift and a click, or P, pins a moment to compare with; F forks; Escape follows the newest. "
    "The green mark is the lowest loss"
)
_STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_PAGES: Final = {Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
_LANES: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_FAR: Final = 1_000_000
_ENDS: Final = {Qt.Key.Key_Home: -_FAR, Qt.Key.Key_End: _FAR}


class Timeline(QWidget):
    """Paints the lanes it is told, and says which moment is meant."""

    chosen = Signal(object)  # Moment
    pinned = Signal(object)  # Moment
    followRequested = Signal()
    forkRequested = Signal(object)  # Moment

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lanes: tuple[Lane, ...] = ()
        self._total = 1
        self._look = Look()
        self._thumbs = Thumbs()
        self._lane: int | None = None  # that is dragged in
        self.setAccessibleName("Timeline of the painting")
        self.setToolTip(TIP)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        theme.watch_theme(self._apply_metrics)

    def show_lanes(
        self,
        lanes: tuple[Lane, ...],
        total: int,
        shown: Moment | None,
        pinned: Moment | None,
        *,
        follows: bool,
    ) -> None:
        """Show other moments, or mark others."""
        is_as_high = len(lanes) == len(self._lanes)
        self._lanes, self._total = lanes, total
        self._look = Look(shown, pinned, self._look.hovered, follows=follows)
        self._thumbs.keep(lanes)
        self.setAccessibleDescription(self._described())
        if not is_as_high:
            self.updateGeometry()
        self.update()

    def shown(self) -> Moment | None:
        """Return the moment that is marked as the one on the screen."""
        return self._look.shown

    def axis(self) -> StepAxis:
        """Return where the steps lie."""
        return step_axis(self.width(), self._total, theme.current_theme())

    def lane_height(self) -> float:
        """Return how high a lane is: lower where there are many, or a low window."""
        room = self.height() / max(len(self._lanes), 1)
        return max(min(room, self._wanted_height()), theme.current_theme().px(LOW_PX))

    def sizeHint(self) -> QSize:
        """All lanes, and no more."""
        px = theme.current_theme().px
        return QSize(px(400), round(self._wanted_height() * max(len(self._lanes), 1)))

    def minimumSizeHint(self) -> QSize:
        """All lanes as low as can be, in whatever width."""
        px = theme.current_theme().px
        return QSize(px(160), px(LOW_PX) * max(len(self._lanes), 1))

    def _wanted_height(self) -> float:
        """Return how high a lane is where there is room for it."""
        px = theme.current_theme().px
        room = px(ROOM_PX) / max(len(self._lanes), 1)
        return max(min(room, px(TALL_PX)), px(LOW_PX))

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lanes, from top to bottom."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        present = theme.current_theme()
        if not self._lanes:
            painter.setPen(present.colour("muted"))
            painter.setFont(present.font("caption"))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(self.rect(), flags, EMPTY)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        axis, height = self.axis(), self.lane_height()
        for number in range(len(self._lanes)):
            paint_lane(painter, self._lanes, number, axis, height, self._thumbs, self._look)
        if self.hasFocus():
            painter.setPen(present.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the moment under the pointer; with Shift, pin it."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        moment = self.moment_at(event.position())
        if moment is None:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pinned.emit(moment)
            return
        self._lane = moment.branch
        self.chosen.emit(moment)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub while the button is down; show what is under the pointer otherwise."""
        moment = self.moment_at(event.position(), self._lane)
        if self._lane is None:
            self._hover(moment)
        elif moment is not None and not _same(moment, self._look.shown):
            self.chosen.emit(moment)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the scrubbing."""
        self._lane = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click is two clicks."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self._hover(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another moment, or another branch; Escape follows the newest."""
        key = Qt.Key(event.key())
        by = _STEPS.get(key) or _PAGES.get(key) or _ENDS.get(key)
        if key == Qt.Key.Key_Escape:
            self.followRequested.emit()
        elif by is not None:
            self._go(by)
        elif key in _LANES:
            self._change_lane(_LANES[key])
        elif key == Qt.Key.Key_F and self._look.shown is not None:
            self.forkRequested.emit(self._look.shown)
        elif key == Qt.Key.Key_P and self._look.shown is not None:
            self.pinned.emit(self._look.shown)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        self.update()

    def event(self, event: QEvent) -> bool:
        """Say what is known of the moment under the pointer; elsewhere, what can be done."""
        if event.type() != QEvent.Type.ToolTip:
            return super().event(event)
        help_event: QHelpEvent = event  # type: ignore[assignment]
        moment = self.moment_at(help_event.pos().toPointF())
        text = TIP if moment is None else f"{self._words(moment)}\n{TIP}"
        QToolTip.showText(help_event.globalPos(), plain_tip(text), self)
        return True

    # Inside

    def moment_at(self, position: QPointF, lane: int | None = None) -> Moment | None:
        """Return the moment that is nearest to a point, in its lane or in another."""
        if not self._lanes:
            return None
        number = int(position.y() // self.lane_height()) if lane is None else lane
        if not 0 <= number < len(self._lanes):
            return None
        return nearest(self._lanes[number].moments, self.axis().index(position.x()))

    def _go(self, by: int) -> None:
        shown = self._look.shown
        if shown is None:
            return
        moment = beside(self._lanes[shown.branch].moments, shown.index, by)
        if moment is not None:
            self.chosen.emit(moment)

    def _change_lane(self, by: int) -> None:
        shown = self._look.shown
        if shown is None or not 0 <= shown.branch + by < len(self._lanes):
            return
        moment = at_or_before(self._lanes[shown.branch + by].moments, shown.index)
        if moment is not None:
            self.chosen.emit(moment)

    def _hover(self, moment: Moment | None) -> None:
        if _same(moment, self._look.hovered):
            return
        look = self._look
        self._look = Look(look.shown, look.pinned, moment, follows=look.follows)
        self.update()

    def _words(self, moment: Moment) -> str:
        lane = self._lanes[moment.branch]
        return moment_words(lane.name, moment, lane.end, is_best=lane.best == moment.index)

    def _described(self) -> str:
        if self._look.shown is None or self._look.shown.branch >= len(self._lanes):
            return EMPTY
        follows = ", the newest is followed" if self._look.follows else ""
        return f"{self._words(self._look.shown)}{follows}"

    def _apply_metrics(self) -> None:
        self._thumbs.clear()
        self.updateGeometry()
        self.update()


def _same(one: Moment | None, other: Moment | None) -> bool:
    if one is None or other is None:
        return one is other
    return key_of(one) == key_of(other)
