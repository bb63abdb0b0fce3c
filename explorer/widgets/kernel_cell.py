"""One number of a kernel: typed, dragged, turned by the wheel, tinted by its sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from explorer.widgets import theme
from explorer.widgets.numbers import NumberError, parse_number, short_number

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent

STEP = 0.1
COARSE_STEP = 1.0
DRAG_PX = 5
TINT = 0.6


class KernelCell(QLineEdit):
    """Shows a value; what the user makes of it is emitted, and shown when it is set."""

    edited = Signal(float)
    rejected = Signal(str)  # why the text is no number; "" when it is one again
    moved = Signal(int, int)  # rows and columns to the cell that shall have the focus

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0.0
        self._limit = 1.0
        self._drag_from: QPointF | None = None
        self._drag_value = 0.0
        self._is_dragged = False
        self._is_invalid = False
        self.setProperty("role", "cell")
        self.setFrame(False)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(name)
        self.setToolTip("Type a number or a fraction, or drag up and down (with Shift: by ones)")
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        # A press must not take the focus: it may begin a drag.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.returnPressed.connect(lambda: self.moved.emit(1, 0))

    def value(self) -> float:
        """Return the value that is in force."""
        return self._value

    def set_value(self, value: float, limit: float) -> None:
        """Show a value; `limit` is the one with the strongest tint."""
        self._value, self._limit = value, max(limit, 1e-9)
        self._is_invalid = False
        self.setText(short_number(value))
        if self.hasFocus() and not self._is_dragged:
            self.selectAll()
        self.update()

    def commit(self) -> None:
        """Take the text as the value, or say why not."""
        if self.text() == short_number(self._value):
            if self._is_invalid:
                self._set_invalid("")
            return
        try:
            value = parse_number(self.text())
        except NumberError as error:
            self._set_invalid(str(error))
        else:
            self._set_invalid("")
            self.edited.emit(value)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tint and the ring below the text."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = "bad" if self._is_invalid else "accent" if self.hasFocus() else "line"
        painter.setPen(QPen(present.colour(ring), 1))
        painter.setBrush(present.colour("raised"))
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = present.px(5)
        painter.drawRoundedRect(room, radius, radius)
        share = min(abs(self._value) / self._limit, 1.0)
        token = "positive" if self._value > 0 else "negative"
        painter.setBrush(present.colour(token, TINT * share if self.isEnabled() else 0))
        painter.drawRoundedRect(room, radius, radius)
        painter.end()
        super().paintEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag, unless the text is being edited."""
        if self.hasFocus() or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._drag_from = event.position()
        self._drag_value = self._value
        self._is_dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Change the value by the way that the pointer went up."""
        if self._drag_from is None:
            super().mouseMoveEvent(event)
            return
        steps = int((self._drag_from.y() - event.position().y()) / DRAG_PX)
        if steps or self._is_dragged:
            self._is_dragged = True
            self._emit_stepped(self._drag_value, steps, event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Begin to edit where nothing was dragged."""
        if self._drag_from is None:
            super().mouseReleaseEvent(event)
            return
        if not self._is_dragged:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.selectAll()
        self._drag_from = None
        self._is_dragged = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the value while the cell is edited; leave the wheel to the page otherwise."""
        if not self.hasFocus():
            event.ignore()
            return
        steps = round(event.angleDelta().y() / 120)
        self._emit_stepped(self._value, steps, event.modifiers())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between cells, step the value, take back what was typed."""
        key = Qt.Key(event.key())
        at_end = self.hasSelectedText() or self.cursorPosition() in (0, len(self.text()))
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1, 0)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and at_end and not event.modifiers():
            self.moved.emit(0, -1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            steps = 1 if key == Qt.Key.Key_PageUp else -1
            self._emit_stepped(self._value, steps, event.modifiers())
        elif key == Qt.Key.Key_Escape:
            self._set_invalid("")
            self.set_value(self._value, self._limit)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the number, so that typing replaces it."""
        super().focusInEvent(event)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed."""
        super().focusOutEvent(event)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.deselect()
        self.commit()

    def _emit_stepped(self, start: float, steps: int, modifiers: Qt.KeyboardModifier) -> None:
        coarse = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        value = round(start + steps * (COARSE_STEP if coarse else STEP), 6)
        self._set_invalid("")
        if value != self._value:
            self.edited.emit(value)

    def _set_invalid(self, why: str) -> None:
        self._is_invalid = bool(why)
        self.rejected.emit(why)
        self.update()
