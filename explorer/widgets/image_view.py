"""A picture that fits its room, never stretched; zoomed, panned, probed, drawn over, saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPalette
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.buttons import push_button, set_button_text
from explorer.widgets.labels import label
from explorer.widgets.overlays import Placement
from explorer.widgets.qimages import qimage_from_indices, qimage_from_rgb, scaled_part
from explorer.widgets.zoom import SHARP_FROM, View, fitted, moved, place, visible_part, zoomed_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import (
        QContextMenuEvent,
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from explorer.widgets.overlays import Overlay

WHEEL_STEP = 1.25
DRAG_STARTS_PX = 4
TOOLTIP = "The wheel zooms, dragging moves, a double click fits the picture again"
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ImageView(QWidget):
    """Shows one picture.

    Wheel zooms about the pointer, dragging moves, a double click fits again; with the keyboard
    + and − zoom, 0 fits, the arrows move the probe and Enter chooses.

    Parameters
    ----------
    pixelated
        Show square pixels at every size.
    sharp_from
        Screen pixels to a pixel of the picture from which on pixels are square anyway.
    """

    hovered = Signal(int, int)  # row, column of the pixel under the pointer
    unhovered = Signal()
    clicked = Signal(int, int)  # row, column
    viewChanged = Signal(object)  # View, by the user's hand
    actionRequested = Signal()  # the button of the empty state

    def __init__(
        self,
        name: str,
        *,
        pixelated: bool = False,
        sharp_from: float = SHARP_FROM,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pixelated = pixelated
        self._sharp_from = sharp_from
        self._rgb: NDArray[np.uint8] | None = None
        self._image: QImage | None = None
        self._scaled: tuple[object, QImage] | None = None
        self._overlays: tuple[Overlay, ...] = ()
        self._view = View()
        self._pressed: QPointF | None = None
        self._dragged = False
        self._probe: tuple[int, int] | None = None
        self._ring = False
        self._has_empty_action = False
        self._empty_text = label("", "label", wrap=True)
        self._empty_button = push_button("", "Show a bundled picture", "image")
        self._build_empty_state()
        self.setAccessibleName(name)
        self.setToolTip(TOOLTIP)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_empty("Nothing to show yet")

    # What is shown

    def set_rgb(self, rgb: NDArray[np.uint8] | None) -> None:
        """Show a uint8 (H, W, 3) or (H, W, 4) picture without copying it; None shows nothing.

        The same array again changes nothing if nobody can have written to it: a photograph is not
        scaled anew for every step of a slider.
        """
        if rgb is not None and rgb is self._rgb and not rgb.flags.writeable:
            return
        self.set_image(None if rgb is None else qimage_from_rgb(rgb))
        self._rgb = rgb

    def set_indices(self, indices: NDArray[np.uint8], colours: Sequence[int]) -> None:
        """Show uint8 (H, W) palette indices with up to 256 colours ``0xAARRGGBB``."""
        self.set_image(qimage_from_indices(indices, colours))

    def set_image(self, image: QImage | None) -> None:
        """Show a QImage; the zoom stays, so that live pictures do not jump."""
        had = self._image is not None
        self._rgb = None
        self._image = image
        self._scaled = None
        if had != (image is not None):
            self._empty_text.setVisible(image is None)
            self._empty_button.setVisible(image is None and self._has_empty_action)
        self.update()

    @property
    def image(self) -> QImage | None:
        """The picture that is shown, without overlays."""
        return self._image

    def set_pixelated(self, pixelated: bool) -> None:
        """Show square pixels at every size, or only when enlarged."""
        self._pixelated = pixelated
        self._scaled = None
        self.update()

    def set_overlays(self, overlays: Sequence[Overlay]) -> None:
        """Draw these over the picture, in this order."""
        self._overlays = tuple(overlays)
        self.update()

    def set_empty(self, text: str, action: str = "") -> None:
        """Say what to do while there is no picture, and offer it on a button."""
        self._has_empty_action = bool(action)
        self._empty_text.setText(text)
        set_button_text(self._empty_button, action)
        self._empty_text.setVisible(self._image is None)
        self._empty_button.setVisible(self._image is None and bool(action))

    def rendered(self) -> QImage:
        """Return the picture with its overlays, each pixel of the picture at least once."""
        if self._image is None:
            return QImage()
        factor = max(1, round(640 / max(self._image.width(), self._image.height())))
        image = QImage(self._image.size() * factor, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        is_smooth = not self._pixelated and factor < self._sharp_from
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        painter.drawImage(image.rect(), self._image)
        self._paint_overlays(painter, Placement(0, 0, factor))
        painter.end()
        return image

    # Which part of it

    def view(self) -> View:
        """Return zoom and centre."""
        return self._view

    def set_view(self, view: View) -> None:
        """Take the zoom and centre of another view; says nothing."""
        if view != self._view:
            self._view = view
            self._scaled = None
            self.update()

    def fit(self) -> None:
        """Show the whole picture."""
        self._change_view(View())

    def pixel_at(self, position: QPointF) -> tuple[int, int] | None:
        """Return (row, column) of the pixel at a point of the widget, or None outside."""
        if self._image is None:
            return None
        where = self.placement()
        column = (position.x() - where.left) // where.scale
        row = (position.y() - where.top) // where.scale
        inside = 0 <= column < self._image.width() and 0 <= row < self._image.height()
        return (int(row), int(column)) if inside else None

    def placement(self) -> Placement:
        """Return where the picture lies in the widget."""
        if self._image is None:
            return Placement(0, 0, 1)
        whole = self._pixelated or fitted(self.size(), self._image.size()) >= self._sharp_from
        return place(
            self._view, self.size(), self._image.size(), self.devicePixelRatioF() if whole else 0
        )

    def sizeHint(self) -> QSize:
        """Ask for a picture of moderate size; the layout gives more."""
        return QSize(360, 270)

    def minimumSizeHint(self) -> QSize:
        """Stay recognisable."""
        return QSize(96, 72)

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint picture, overlays and the ring of the focus."""
        painter = QPainter(self)
        if self._image is not None:
            where = self.placement()
            self._paint_image(painter, where)
            self._paint_overlays(painter, where)
        if self._ring:
            painter.setPen(self.palette().color(QPalette.ColorRole.Accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Forget the scaled picture."""
        self._scaled = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        steps = event.angleDelta().y() / 120
        if self._image is None or not steps:
            event.ignore()
            return
        self._zoom(WHEEL_STEP**steps, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note where a click or a drag begins."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self._dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while the button is down; probe otherwise."""
        if self._pressed is None or self._image is None:
            self._set_probe(self.pixel_at(event.position()))
            return
        step = event.position() - self._pressed
        if not self._dragged and step.manhattanLength() < DRAG_STARTS_PX:
            return
        self._dragged = True
        self._pressed = event.position()
        if self._view.zoom > 1:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._change_view(moved(self._view, step, self.size(), self._image.size()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or choose the pixel."""
        pixel = self.pixel_at(event.position())
        if self._pressed is not None and not self._dragged and pixel is not None:
            self.clicked.emit(*pixel)
        self._pressed = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit."""
        self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        """End the probing."""
        self._set_probe(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, move the probe, choose."""
        key = Qt.Key(event.key())
        centre = QPointF(self.rect().center())
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(WHEEL_STEP, centre)
        elif key == Qt.Key.Key_Minus:
            self._zoom(1 / WHEEL_STEP, centre)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in _ARROWS and self._image is not None:
            self._step_probe(*_ARROWS[key], self._image)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._probe is not None:
            self.clicked.emit(*self._probe)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring when the keyboard came here."""
        self._ring = event.reason() in _BY_KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        self._ring = False
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy, save and fit."""
        if self._image is None:
            return
        from explorer.widgets.export import copy_image, save_image

        menu = QMenu(self)
        name = self.accessibleName()
        menu.addAction("Copy picture", lambda: copy_image(self.rendered()))
        menu.addAction("Save picture as PNG…", lambda: save_image(self, self.rendered(), name))
        menu.addSeparator()
        menu.addAction("Fit (double click)", self.fit)
        menu.exec(event.globalPos())
        menu.deleteLater()

    # Inside

    def _build_empty_state(self) -> None:
        self._empty_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty_button.clicked.connect(self.actionRequested)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self._empty_text)
        layout.addWidget(self._empty_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def _paint_image(self, painter: QPainter, where: Placement) -> None:
        if self._image is None:
            return
        ratio = self.devicePixelRatioF()
        source, target = visible_part(where, self.size(), self._image.size())
        key = (where, ratio, self.size().toTuple())
        if self._scaled is None or self._scaled[0] != key:
            smooth = not self._pixelated and where.scale < self._sharp_from
            size = (target.size() * ratio).toSize()
            self._scaled = key, scaled_part(self._image, source, size, smooth=smooth)
            self._scaled[1].setDevicePixelRatio(ratio)
        painter.drawImage(target.topLeft(), self._scaled[1])

    def _paint_overlays(self, painter: QPainter, where: Placement) -> None:
        present = theme.current_theme()
        for overlay in self._overlays:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            overlay.paint(painter, where, present)
            painter.restore()

    def _zoom(self, factor: float, about: QPointF) -> None:
        if self._image is not None:
            size = self._image.size()
            self._change_view(zoomed_at(self._view, factor, about, self.size(), size))

    def _change_view(self, view: View) -> None:
        if view != self._view:
            self.set_view(view)
            self.viewChanged.emit(view)

    def _step_probe(self, rows: int, columns: int, image: QImage) -> None:
        row, column = self._probe or (image.height() // 2, image.width() // 2)
        row = min(max(row + rows, 0), image.height() - 1)
        column = min(max(column + columns, 0), image.width() - 1)
        self._set_probe((row, column))

    def _set_probe(self, pixel: tuple[int, int] | None) -> None:
        if pixel == self._probe:
            return
        self._probe = pixel
        if pixel is None:
            self.unhovered.emit()
        else:
            self.hovered.emit(*pixel)


def link_views(*views: ImageView) -> None:
    """Let views of the same scene zoom and move together."""
    for view in views:
        for other in views:
            if other is not view:
                view.viewChanged.connect(other.set_view)
