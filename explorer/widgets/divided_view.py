"""Two pictures, or one with two kinds of marks, at either side of a line that can be dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, Signal

from explorer.widgets import theme
from explorer.widgets.divided import HANDLE_PX, DividedOverlay, line_at
from explorer.widgets.image_view import ImageView
from explorer.widgets.picture_overlay import PictureOverlay
from explorer.widgets.zoom import SHARP_FROM

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

    from explorer.widgets.overlays import Overlay

_STEP: Final = 0.02
_LARGE_STEP: Final = 0.1
_GRIP_PX: Final = 6.0
_SIGNS: Final[dict[int, int]] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ENDS: Final[dict[int, float]] = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: 1.0}
_TIP: Final = "Drag the line, or move it with the left and right arrows (with Shift: further)"


class DividedView(ImageView):
    """An `ImageView` with two sides; left and right move the line, Home and End to its ends.

    Each side has marks of its own over the same picture (`set_sides`), or a picture of its own
    (`set_pictures`).
    """

    shareChanged = Signal(float)

    def __init__(
        self, name: str, *, sharp_from: float = SHARP_FROM, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, sharp_from=sharp_from, parent=parent)
        self._sides: tuple[tuple[Overlay, ...], tuple[Overlay, ...]] = ((), ())
        self._names = ("", "")
        self._right: PictureOverlay | None = None
        self._share = 0.5
        self._is_dragged = False
        self._is_near = False
        self.setToolTip(_TIP)

    def set_image(self, image: QImage | None) -> None:
        """Show a picture between the same sides."""
        super().set_image(image)
        self._show_sides()

    def set_sides(
        self, left: Sequence[Overlay], right: Sequence[Overlay], names: tuple[str, str]
    ) -> None:
        """Draw some overlays left of the line and others right of it."""
        self._sides = tuple(left), tuple(right)
        self._names = names
        self._describe()
        self._show_sides()

    def set_pictures(
        self, left: NDArray[np.uint8], right: NDArray[np.uint8], names: tuple[str, str]
    ) -> None:
        """Show two pictures of the same scene, uint8 (H, W, 3); their sizes may differ.

        The right one is put over the left one, which says how large both are.
        """
        self.set_rgb(left)
        width = left.shape[1]
        if self._right is None or self._right.rgb is not right or self._right.width != width:
            self._right = PictureOverlay(right, width, self._sharp_from)
        self.set_sides((), (self._right,), names)

    def share(self) -> float:
        """Return where the line is, 0 to 1."""
        return self._share

    def set_share(self, share: float) -> None:
        """Move the line; emits nothing."""
        self._share = min(max(share, 0.0), 1.0)
        self._describe()
        self._show_sides()

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the line where the pointer is on it."""
        if event.button() == Qt.MouseButton.LeftButton and self._is_on_line(event.position()):
            self._is_dragged = True
            self._show_sides()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the line, or show that it can be."""
        if self._is_dragged:
            room = self._room()
            self._move_to((event.position().x() - room.left()) / max(room.width(), 1.0))
            return
        super().mouseMoveEvent(event)
        is_near = self._is_on_line(event.position())
        if is_near != self._is_near:
            self._is_near = is_near
            if is_near:
                self.setCursor(Qt.CursorShape.SplitHCursor)
            else:
                self.unsetCursor()
            self._show_sides()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the line."""
        if self._is_dragged:
            self._is_dragged = False
            self._show_sides()
            return
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        super().leaveEvent(event)
        self._is_near = False
        self._show_sides()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the line; all other keys are the picture's."""
        key = event.key()
        if key in _SIGNS and self.image is not None:
            far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move_to(self._share + _SIGNS[key] * (_LARGE_STEP if far else _STEP))
        elif key in _ENDS and self.image is not None:
            self._move_to(_ENDS[key])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the line has the keyboard."""
        super().focusInEvent(event)
        self._show_sides()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it has not."""
        super().focusOutEvent(event)
        self._show_sides()

    # Inside

    def _describe(self) -> None:
        left, right = self._names
        text = f"The line between {left} and {right} is at {self._share:.0%}"
        self.setAccessibleDescription(text)

    def _move_to(self, share: float) -> None:
        before = self._share
        self.set_share(share)
        if self._share != before:
            self.shareChanged.emit(self._share)

    def _show_sides(self) -> None:
        image = self.image
        if image is None:
            self.set_overlays(())
            return
        size = image.width(), image.height()
        is_active = self._is_dragged or self._is_near or self.hasFocus()
        divided = DividedOverlay(*self._sides, size, self._share, self._names, is_active)
        self.set_overlays((divided,))

    def _room(self) -> QRectF:
        """Return what is seen of the picture."""
        if self.image is None:
            return QRectF()
        whole = self.placement().rect(0, 0, self.image.width(), self.image.height())
        return whole.intersected(QRectF(self.rect()))

    def _is_on_line(self, position: QPointF) -> bool:
        room, scale = self._room(), theme.current_theme().scale
        if room.isEmpty():
            return False
        away = abs(position.x() - line_at(room, self._share))
        on_handle = abs(position.y() - room.center().y()) <= HANDLE_PX * scale
        return away <= (HANDLE_PX if on_handle else _GRIP_PX) * scale
