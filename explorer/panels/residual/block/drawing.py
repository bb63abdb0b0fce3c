"""The block as a drawing that can be pointed at, clicked and walked through."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.panels.residual.block.layout import ROW, block_layout
from explorer.panels.residual.block.paint import Drawing, caption, images_of
from explorer.widgets import theme
from explorer.widgets.enlarged import enlarged_image
from explorer.widgets.svg import painted_svg

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPaintEvent

    from explorer.engine.residual.block_values import StageKey
    from explorer.panels.residual.block.layout import Layout
    from explorer.panels.residual.block.values import Found
    from explorer.widgets.cells import Cell

TITLE = "Residual block"
HINT = "Click to see all channels below; the left and right arrows go from one to the next"
ORDER: tuple[StageKey, ...] = (*ROW[:4], "skip", *ROW[4:])
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class BlockDrawing(QWidget):
    """Shows a block; a click chooses a tensor, the pointer over a map a pixel."""

    placeChosen = Signal(str)  # StageKey
    pixelHovered = Signal(int, int)  # row, column of the output
    unhovered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing: Drawing | None = None
        self._empty = ""
        self._has_ring = False
        self.setAccessibleName(TITLE)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._on_theme_changed)

    def show_block(self, found: Found, pixel: Cell) -> None:
        """Show a block with its chosen tensor framed, and a pixel of the output marked."""
        former = self._drawing
        if former is not None and former.found is found:
            images, hovered = former.images, former.hovered
        else:
            images, hovered = images_of(found), None if former is None else former.hovered
        layout = self._laid_out(found)
        self._drawing = Drawing(found, images, layout, hovered, pixel)
        words = ", ".join(text for text, _, _ in caption(found, found.places[found.place]))
        self.setAccessibleDescription(f"chosen: {words}")
        self.update()

    def show_empty(self, text: str) -> None:
        """Say what is missing while there is no block."""
        self._empty = text
        self.update()

    def place_at(self, position: QPointF) -> StageKey | None:
        """Return the tensor whose map lies at a point."""
        drawing = self._drawing
        return None if drawing is None else drawing.layout.place_at(position.x(), position.y())

    def middle_of(self, key: StageKey) -> QPointF:
        """Return the centre of a tensor's map."""
        assert self._drawing is not None
        return QPointF(*self._drawing.layout.maps[key].middle)

    def rendered(self) -> QImage:
        """Return the drawing twice as large, for slides."""
        return enlarged_image(self.size(), self._paint)

    def svg(self) -> str:
        """Return the drawing as SVG, its maps as pictures in it."""
        return painted_svg(self.size(), TITLE, self._paint)

    def sizeHint(self) -> QSize:
        """Ask for a drawing that can be read; the layout gives more."""
        px = theme.current_theme().px
        return QSize(px(760), px(270))

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        px = theme.current_theme().px
        return QSize(px(572), px(140))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the block, or what is missing, and the ring of the focus."""
        painter = QPainter(self)
        if self._drawing is None:
            painter.setPen(theme.current_theme().colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(self.rect(), flags, self._empty)
            return
        self._paint(painter)
        if self._has_ring:
            painter.setPen(theme.current_theme().colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: object) -> None:
        """Lay the parts out anew."""
        self._lay_out()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Note the tensor and the pixel under the pointer."""
        key = self.place_at(event.position())
        self._hover(key)
        self.setCursor(Qt.CursorShape.PointingHandCursor if key else Qt.CursorShape.ArrowCursor)
        pixel = self._pixel_at(event.position(), key)
        if pixel is None:
            self.unhovered.emit()
        else:
            self.pixelHovered.emit(*pixel)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget them."""
        self._hover(None)
        self.unhovered.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the tensor under the pointer."""
        key = self.place_at(event.position())
        if key is not None and event.button() == Qt.MouseButton.LeftButton:
            self.placeChosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the tensor before or behind."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or self._drawing is None:
            super().keyPressEvent(event)
            return
        place = ORDER.index(self._drawing.found.place) + step
        self.placeChosen.emit(ORDER[min(max(place, 0), len(ORDER) - 1)])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard led here."""
        self._has_ring = event.reason() in _BY_KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        self._has_ring = False
        self.update()

    def event(self, event: QEvent) -> bool:
        """Answer with the numbers of the tensor where the pointer rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _tip(self, position: QPointF) -> str:
        drawing, key = self._drawing, self.place_at(position)
        if drawing is None or key is None:
            return ""
        place, stage = drawing.found.places[key], drawing.found.view.stage(key)
        words = [text for text, _, _ in caption(drawing.found, place)]
        span = f"from {stage.smallest:.4g} to {stage.largest:.4g}, deviation {stage.deviation:.4g}"
        return "\n".join(
            (", ".join(words), span, f"Numbers of all channels; the map is channel {place.channel}",
             HINT)
        )  # fmt: skip

    def _pixel_at(self, position: QPointF, key: StageKey | None) -> Cell | None:
        drawing = self._drawing
        if drawing is None or key is None:
            return None
        rect, (rows, columns) = drawing.layout.maps[key], drawing.found.output_size
        row = int((position.y() - rect.top) / rect.height * rows)
        column = int((position.x() - rect.left) / rect.width * columns)
        return min(row, rows - 1), min(column, columns - 1)

    def _hover(self, key: StageKey | None) -> None:
        drawing = self._drawing
        if drawing is not None and drawing.hovered != key:
            self._drawing = replace(drawing, hovered=key)
            self.update()

    def _paint(self, painter: QPainter) -> None:
        if self._drawing is not None:
            self._drawing.paint(painter)

    def _laid_out(self, found: Found) -> Layout:
        return block_layout(self.width(), self.height(), found.form, theme.current_theme().scale)

    def _lay_out(self) -> None:
        drawing = self._drawing
        if drawing is not None:
            self._drawing = replace(drawing, layout=self._laid_out(drawing.found))
            self.update()

    def _on_theme_changed(self) -> None:
        drawing = self._drawing
        if drawing is not None:
            self._drawing = replace(drawing, images=images_of(drawing.found))
        self._lay_out()
        self.updateGeometry()
