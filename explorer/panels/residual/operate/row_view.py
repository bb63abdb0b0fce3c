"""The network as a row of its blocks: chosen by a click or by the arrows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.panels.residual.operate.columns import Columns
from explorer.panels.residual.operate.row_paint import HEIGHT, LEAST_HEIGHT, RowLook, paint_row
from explorer.panels.residual.operate.words import identity_reason, skip_text, spoken_block
from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from explorer.engine.residual.gates import Operation
    from explorer.panels.residual.operate.values import Chain

STEP: Final = 0.1
_MOVES: Final[dict[int, int]] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_GATES: Final[dict[int, float]] = {Qt.Key.Key_Down: -STEP, Qt.Key.Key_Up: STEP}
DESCRIPTION: Final = (
    "← and → choose a block, ↑ and ↓ open and close its skip, Delete deletes it or puts it back"
)


class RowView(QWidget):
    """Says what is wanted; shows what it is told."""

    blockChosen = Signal(int)
    blockHovered = Signal(object)  # its index, or None
    gateWanted = Signal(float)  # more or less than now, for the chosen block
    deletionWanted = Signal()  # the chosen block deleted, or put back

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look: RowLook | None = None
        self._words = ""
        self.setAccessibleName("Blocks of the network")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme.watch_theme(self._apply_metrics)

    def show_chain(self, chain: Chain, operation: Operation, chosen: int) -> None:
        """Show a network, what is done to it, and which block is chosen."""
        hovered = None if self._look is None else self._look.hovered
        chosen = min(chosen, len(chain.blocks) - 1)
        self._look = RowLook(chain, operation, chosen, hovered, self.hasFocus())
        said = spoken_block(chain, chain.block(chosen), operation)
        self.setAccessibleDescription(f"{said}. {DESCRIPTION}")
        self.update()

    def show_words(self, words: str) -> None:
        """Say why there are no blocks yet."""
        self._words = words
        self.update()

    def show_hovered(self, index: int | None) -> None:
        """Mark the block that is pointed at, here or in the chart."""
        if self._look is not None and self._look.hovered != index:
            self._look = replace(self._look, hovered=index)
            self.update()

    def columns(self) -> Columns:
        """Return where the blocks stand."""
        count = 1 if self._look is None else len(self._look.chain.blocks)
        return Columns(self.width(), count, theme.current_theme().scale)

    def sizeHint(self) -> QSize:
        """Ask for a strip over the whole width."""
        px = theme.current_theme().px
        return QSize(px(640), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Be lower where there is little room; the shapes are in the tooltip then."""
        px = theme.current_theme().px
        return QSize(px(360), px(LEAST_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row, or why there is none."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._look is not None:
            paint_row(painter, self._look, self.columns(), self.height())
            return
        present = theme.current_theme()
        painter.setFont(present.font())
        painter.setPen(present.colour("muted"))
        painter.drawText(
            self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words
        )

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what a block is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip(self.columns().at(event.pos().x())), self)
            return True
        return super().event(event)

    def tip(self, index: int | None) -> str:
        """Return what is said of a block."""
        look = self._look
        if look is None or index is None:
            return DESCRIPTION
        block = look.chain.blocks[index]
        place = look.chain.place(block)
        said = spoken_block(look.chain, block, look.operation)
        more = identity_reason(block) if place is None else f"around it: {skip_text(place)}"
        return f"{said}\nF: {block.inside}\n{more}"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a block."""
        index = self.columns().at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self._choose(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a block."""
        self.blockHovered.emit(self.columns().at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at none."""
        self.blockHovered.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go along the row; open, close and delete."""
        look, key = self._look, event.key()
        if look is None:
            super().keyPressEvent(event)
        elif key in _MOVES:
            self._choose(look.chosen + _MOVES[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(0 if key == Qt.Key.Key_Home else len(look.chain.blocks) - 1)
        elif key in _GATES:
            self.gateWanted.emit(_GATES[key])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deletionWanted.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self._show_focus()

    def _choose(self, index: int) -> None:
        if self._look is not None and 0 <= index < len(self._look.chain.blocks):
            self.blockChosen.emit(index)

    def _show_focus(self) -> None:
        if self._look is not None:
            self._look = replace(self._look, has_focus=self.hasFocus())
            self.update()

    def _apply_metrics(self) -> None:
        self.setMaximumHeight(theme.current_theme().px(HEIGHT))
        self.updateGeometry()
        self.update()
