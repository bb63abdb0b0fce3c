"""The grid: the originals, and beside each what the layers keep of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.engine.style.reconstruct import BLOCKS, LOSSES, Target
from explorer.panels.style.keeps.grid_layout import COLUMNS, ROWS, GridLayout
from explorer.panels.style.keeps.words import alike_words, kept, loss_words, share_text, title_of
from explorer.widgets import theme
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import (
        QFocusEvent,
        QImage,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
    )

    from explorer.panels.style.keeps.values import Cell, KeepsView

CAPTION: Final = 38
LINE: Final = 17
BAR: Final = 3
FADED: Final = 0.45
NAMES: Final = ("Photograph", "Painting")
WAITS, LEFT_OUT, NOT_MADE = "waits", "left out", "not made yet"
ENOUGH: Final = 320
"""Pixels of the longer side of an original in the grid."""
_MOVES: Final[dict[int, tuple[int, int]]] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class GridView(QWidget):
    """Paints what it is told; a click or the arrows choose a reconstruction."""

    chosen = Signal(object)  # Target

    def __init__(self) -> None:
        super().__init__()
        self._view: KeepsView | None = None
        self._images: dict[object, tuple[object, QImage]] = {}
        self.setAccessibleName("Reconstructions by layer")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        theme.watch_theme(self._apply_metrics)

    def show_view(self, view: KeepsView) -> None:
        """Show other pictures."""
        self._view = view
        self.setAccessibleDescription(_described(view))
        self.update()

    def layout_of(self) -> GridLayout:
        """Return where everything lies."""
        px = theme.current_theme().px
        return GridLayout(
            self.width(), self.height(), self._aspects(), px(CAPTION), px(theme.SMALL)
        )

    def target_at(self, x: float, y: float) -> Target | None:
        """Return the reconstruction at a point; None at the originals."""
        found = self.layout_of().at(x, y)
        return None if found is None or found[1] == 0 else _target(*found)

    def sizeHint(self) -> QSize:
        """Ask for pictures of a moderate size."""
        px = theme.current_theme().px
        return QSize(px(760), px(270))

    def minimumSizeHint(self) -> QSize:
        """Stay recognisable."""
        px = theme.current_theme().px
        return QSize(px(420), px(150))

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all cells, and the ring about the chosen one."""
        if self._view is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        places = self.layout_of()
        for row in range(ROWS):
            self._paint_original(painter, places, self._view, row)
            for column in range(1, COLUMNS):
                self._paint_cell(painter, places, self._view, row, column)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose."""
        target = self.target_at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and target is not None:
            self.chosen.emit(target)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what can be chosen."""
        target = self.target_at(event.position().x(), event.position().y())
        shape = Qt.CursorShape.ArrowCursor if target is None else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the neighbour."""
        if event.key() not in _MOVES or self._view is None:
            super().keyPressEvent(event)
            return
        rows, columns = _MOVES[event.key()]
        row, column = _place(self._view.chosen)
        row = min(max(row + rows, 0), ROWS - 1)
        self.chosen.emit(_target(row, min(max(column + columns, 1), COLUMNS - 1)))

    def event(self, event: QEvent) -> bool:
        """Answer where the pointer rests with what the layer keeps."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            target = self.target_at(event.pos().x(), event.pos().y())
            text = "" if target is None else f"{title_of(target)}. {kept(target)}"
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        self.update()

    # Inside

    def _paint_original(
        self, painter: QPainter, places: GridLayout, view: KeepsView, row: int
    ) -> None:
        present = theme.current_theme()
        room = QRectF(*places.picture(row, 0))
        original = view.originals[row]
        if original is None:
            painter.fillRect(room, present.colour("raised"))
        else:
            painter.drawImage(room, self._image((row, "original"), original.rgb))
        title = "" if original is None else original.title
        self._paint_words(painter, places, (row, 0), (NAMES[row], ""), (title, ""))

    def _paint_cell(
        self, painter: QPainter, places: GridLayout, view: KeepsView, row: int, column: int
    ) -> None:
        target = _target(row, column)
        room, cell = QRectF(*places.picture(row, column)), view.cells.get(target)
        title = target.layer if target.loss == "content" else f"to {target.layer}"
        if cell is None or cell.picture is None:
            self._paint_place(painter, room)
            words = (title, ""), (_why_none(view, target), "")
        else:
            is_faint = view.is_stale and not view.is_running
            painter.setOpacity(FADED if is_faint else 1.0)
            painter.drawImage(room, self._image(target, cell.picture))
            painter.setOpacity(1.0)
            words = (title, alike_words(cell)), (self._loss_words(cell, places), _state(view, cell))
        self._paint_words(painter, places, (row, column), *words)
        if cell is not None and not cell.step.is_last and view.is_running:
            self._paint_progress(painter, room, cell)
        if target == view.chosen:
            self._paint_ring(painter, room)

    def _paint_place(self, painter: QPainter, room: QRectF) -> None:
        present = theme.current_theme()
        painter.fillRect(room, present.colour("raised"))
        painter.setPen(QPen(present.colour("line"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_words(
        self,
        painter: QPainter,
        places: GridLayout,
        place: tuple[int, int],
        first: tuple[str, str],
        second: tuple[str, str],
    ) -> None:
        present = theme.current_theme()
        left, top, width, height = places.cell(*place)
        line = present.px(LINE)
        begin = top + height - places.caption + present.px(2)
        lines = ((first, "caption", "text"), (second, "number-small", "muted"))
        for at, (words, role, token) in enumerate(lines):
            room = QRectF(left, begin + at * line, width, line)
            painter.setFont(present.font(role))
            painter.setPen(present.colour(token))
            self._paint_line(painter, room, words)

    def _paint_line(self, painter: QPainter, room: QRectF, words: tuple[str, str]) -> None:
        """Paint words at the left and, if there is room, at the right."""
        middle, (left, right) = Qt.AlignmentFlag.AlignVCenter, words
        metrics = painter.fontMetrics()
        gap = theme.current_theme().px(theme.TIGHT)
        wide = metrics.horizontalAdvance(right)
        fits = metrics.horizontalAdvance(left) + gap + wide <= room.width()
        if right and fits:
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, right)
        elided = metrics.elidedText(left, Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, elided)

    def _loss_words(self, cell: Cell, places: GridLayout) -> str:
        """Return the loss and its part of the noise's; where both do not fit, the part."""
        words = loss_words(cell)
        metrics = QFontMetricsF(theme.current_theme().font("number-small"))
        fits = metrics.horizontalAdvance(words) <= places.column_width
        return words if fits else share_text(cell.share)

    def _paint_progress(self, painter: QPainter, room: QRectF, cell: Cell) -> None:
        present = theme.current_theme()
        high = present.px(BAR)
        bar = QRectF(room.left(), room.bottom() - high, room.width(), high)
        painter.fillRect(bar, present.on_picture("background", 0.6))
        bar.setWidth(room.width() * cell.step.index / cell.step.steps)
        painter.fillRect(bar, present.on_picture("accent"))

    def _paint_ring(self, painter: QPainter, room: QRectF) -> None:
        present = theme.current_theme()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(present.colour("accent"), present.px(3 if self.hasFocus() else 2)))
        painter.drawRect(room.adjusted(-1, -1, 1, 1))

    def _image(self, key: object, rgb: NDArray[np.uint8]) -> QImage:
        """Return a picture of the grid, thinned where it is large, kept until it is another."""
        kept_one = self._images.get(key)
        if kept_one is None or kept_one[0] is not rgb:
            step = max(1, max(rgb.shape[:2]) // ENOUGH)
            kept_one = self._images[key] = rgb, qimage_from_rgb(rgb[::step, ::step])
        return kept_one[1]

    def _aspects(self) -> tuple[float, float]:
        originals = (None, None) if self._view is None else self._view.originals
        first, second = (
            1.5 if one is None else one.rgb.shape[1] / one.rgb.shape[0] for one in originals
        )
        return first, second

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _target(row: int, column: int) -> Target:
    return Target(LOSSES[row], BLOCKS[column - 1])


def _place(target: Target) -> tuple[int, int]:
    return LOSSES.index(target.loss), BLOCKS.index(target.block) + 1


def _why_none(view: KeepsView, target: Target) -> str:
    if target.block not in view.blocks:
        return LEFT_OUT
    return WAITS if view.is_running else NOT_MADE


def _state(view: KeepsView, cell: Cell) -> str:
    if view.is_stale and not view.is_running:
        return "old"
    return "" if cell.step.is_last or view.is_running else "stopped"


def _described(view: KeepsView) -> str:
    texts = [
        f"{title_of(target)}: loss {loss_words(cell)} of the noise's, {alike_words(cell)}"
        for target, cell in view.cells.items()
    ]
    return "; ".join(texts) or "Nothing is reconstructed yet"
