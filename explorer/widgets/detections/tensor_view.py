"""An output volume with the chosen cell's column, and the column as groups of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.widgets import theme
from explorer.widgets.detections.save_menu import run_save_menu
from explorer.widgets.detections.slice_layout import laid_out
from explorer.widgets.detections.slice_paint import paint_slice
from explorer.widgets.enlarged import enlarged_image
from explorer.widgets.svg import painted_svg

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QContextMenuEvent,
        QImage,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
    )

    from explorer.widgets.detections.output_slice import OutputSlice
    from explorer.widgets.detections.slice_layout import SliceLayout

_NOWHERE: Final = (-1, -1)
_STEPS: Final[dict[int, int]] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class OutputTensorView(QWidget):
    """Paints an `OutputSlice`; a click on a group, or up and down, chooses its anchor.

    Its height follows from its width; put it into a scroll area where there is less.
    """

    anchorChosen = Signal(int)
    numberHovered = Signal(int, int)  # anchor, number in its group; −1, −1 where there is none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: OutputSlice | None = None
        self._layout: SliceLayout | None = None
        self._hovered = _NOWHERE
        self._empty = "Choose a cell of the grid"
        self.setAccessibleName("Output of the network and the chosen cell's numbers")
        self.setToolTip("Each number in words; the arrows choose an anchor")  # read out; see below
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.watch_theme(self._apply_metrics)

    def show_slice(self, value: OutputSlice | None) -> None:
        """Show an output's column; None shows the empty text."""
        shape = None if self._value is None else (self._value.size, self._value.values.shape)
        self._value = value
        self._lay_out()
        self.setAccessibleDescription("" if value is None else value.caption())
        if value is None or shape != (value.size, value.values.shape):
            self._hovered = _NOWHERE
            self.updateGeometry()

    def set_empty(self, text: str) -> None:
        """Say what to do while there is nothing to show."""
        self._empty = text
        self.update()

    def layout_shown(self) -> SliceLayout | None:
        """Return where everything is."""
        return self._layout

    def rendered(self) -> QImage:
        """Return the drawing twice as large, for slides."""
        return enlarged_image(self._whole(), self._paint)

    def svg(self) -> str:
        """Return the drawing as SVG."""
        return painted_svg(self._whole(), self.accessibleName(), self._paint)

    # Events

    def hasHeightForWidth(self) -> bool:
        """Say that a narrower drawing is a higher one."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that all groups need."""
        if self._value is None:
            return theme.current_theme().px(140)
        return round(laid_out(self._value, width, theme.current_theme().scale).height) + 1

    def sizeHint(self) -> QSize:
        """Ask for room beside the block, where there is a choice."""
        width = theme.current_theme().px(620)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Room for five numbers."""
        px = theme.current_theme().px
        return QSize(px(240), px(140))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the drawing out in the new width."""
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint block, column and numbers."""
        painter = QPainter(self)
        if self._layout is None:
            painter.setPen(theme.current_theme().colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(self.rect(), flags, self._empty)
            return
        self._paint(painter)

    def event(self, event: QEvent) -> bool:
        """Say in words what the number under the pointer is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._described(QPointF(event.pos())), self)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(_NOWHERE)
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the number under the pointer."""
        if self._layout is None:
            return
        x, y = event.position().x(), event.position().y()
        cell = self._layout.cell_at(x, y)
        self._hover(_NOWHERE if cell is None else (cell.anchor, cell.number))
        over = self._layout.anchor_at(x, y) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the anchor of a group."""
        if self._layout is None or event.button() != Qt.MouseButton.LeftButton:
            return
        anchor = self._layout.anchor_at(event.position().x(), event.position().y())
        if anchor is not None:
            self.anchorChosen.emit(anchor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the click."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the anchor before or after."""
        step = _STEPS.get(event.key())
        if step is None or self._value is None:
            super().keyPressEvent(event)
            return
        anchor = self._value.anchor + step
        if 0 <= anchor < self._value.anchors:
            self.anchorChosen.emit(anchor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy and save."""
        if self._value is not None:
            run_save_menu(self, event.globalPos(), "output tensor", self.rendered, self.svg)

    # Inside

    def _paint(self, painter: QPainter) -> None:
        if self._value is None or self._layout is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = None if self._hovered == _NOWHERE else self._hovered
        paint_slice(painter, self._value, self._layout, theme.current_theme(), hovered)

    def _whole(self) -> QSize:
        if self._layout is None:
            return QSize(1, 1)
        return QSize(round(self._layout.width) + 1, round(self._layout.height) + 1)

    def _described(self, position: QPointF) -> str:
        if self._value is None or self._layout is None:
            return ""
        cell = self._layout.cell_at(position.x(), position.y())
        return "" if cell is None else self._value.described(cell.anchor, cell.number)

    def _hover(self, where: tuple[int, int]) -> None:
        if where != self._hovered:
            self._hovered = where
            self.numberHovered.emit(*where)
            self.update()

    def _lay_out(self) -> None:
        scale = theme.current_theme().scale
        self._layout = None if self._value is None else laid_out(self._value, self.width(), scale)
        self.update()

    def _apply_metrics(self) -> None:
        self._lay_out()
        self.updateGeometry()
