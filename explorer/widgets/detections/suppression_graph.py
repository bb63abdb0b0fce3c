"""Who suppressed whom, drawn: kept boxes as rows, and hanging from each what it suppressed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from explorer.widgets import theme
from explorer.widgets.detections.save_menu import run_save_menu
from explorer.widgets.detections.suppression_layout import GraphLayout, Measures, laid_out
from explorer.widgets.detections.suppression_paint import EDGE, Emphasis, GraphPainter
from explorer.widgets.enlarged import enlarged_image
from explorer.widgets.svg import painted_svg

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QContextMenuEvent,
        QFocusEvent,
        QImage,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
    )

    from explorer.widgets.detections.suppression import Suppression
    from explorer.widgets.detections.suppression_layout import Node

_HEAD: Final = 32
_CHIP: Final = (58, 24)
_MIXED_CHIP: Final = 104
"""Where a box may be suppressed by one of another class, and so says its own."""
_INDENT: Final = 38
_TRUNK: Final = 10
_GAP: Final = 6
_ROW_GAP: Final = 12
_DIRECTIONS: Final[dict[int, Literal["left", "right", "up", "down"]]] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SuppressionGraph(QAbstractScrollArea):
    """Shows a `Suppression`; scrolls, and folds what a box suppressed beyond two lines.

    The arrows go from box to box, Enter chooses, and folds or unfolds.
    """

    boxHovered = Signal(int)  # index of a box, or −1 where there is none
    boxChosen = Signal(int)

    def __init__(self, name: str = "Who suppressed whom", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Suppression | None = None
        self._layout = GraphLayout()
        self._unfolded: set[int] = set()
        self._emphasis = Emphasis()
        self._cursor: int | None = None
        self._empty = "Nothing was suppressed yet"
        self.setAccessibleName(name)
        self.setToolTip("The arrows go from box to box, Enter chooses one")  # read out; see below
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        theme.watch_theme(self._lay_out)

    # What is shown

    def show_suppression(self, value: Suppression | None) -> None:
        """Show what was kept and suppressed; None shows the empty text."""
        self._value = value
        self._unfolded.clear()
        self._cursor = None
        self._emphasis = Emphasis()
        self._lay_out()

    def set_step(self, row: int | None, killed: int | None = None) -> None:
        """Say how far the steps have come.

        Parameters
        ----------
        row
            Which of the kept boxes is at work, counted from 0; None: all are done.
        killed
            How many of the boxes that it suppresses are gone; None: all of them.
        """
        self._emphasis = replace(self._emphasis, row=row, killed=killed)
        if self._value is not None and row is not None and row < len(self._value.kept):
            self._bring_into_view(self._value.kept[row])
        self.viewport().update()

    def set_hovered(self, box: int) -> None:
        """Mark the box that is pointed at elsewhere; −1 for none. Emits nothing."""
        self._emphasis = replace(self._emphasis, hovered=box)
        self.viewport().update()

    def set_chosen(self, box: int | None) -> None:
        """Mark a box as chosen, and unfold its row if it is folded away. Emits nothing."""
        self._emphasis = replace(self._emphasis, chosen=box)
        if box is not None and self._value is not None and self._layout.find(box) is None:
            by = self._value.suppressed_by[box]
            if by >= 0:
                self._unfolded.add(by)
                self._lay_out()
        if box is not None:
            self._bring_into_view(box)
        self.viewport().update()

    def set_empty(self, text: str) -> None:
        """Say what to do while there is nothing to show."""
        self._empty = text
        self.viewport().update()

    def layout_shown(self) -> GraphLayout:
        """Return where the nodes are, before scrolling."""
        return self._layout

    def rendered(self) -> QImage:
        """Return all of the graph, scrolled away or not, twice as large, for slides."""
        return enlarged_image(self._whole(), self._paint_all)

    def svg(self) -> str:
        """Return all of the graph as SVG."""
        return painted_svg(self._whole(), self.accessibleName(), self._paint_all)

    # Events

    def sizeHint(self) -> QSize:
        """Ask for a few rows; the layout gives more."""
        px = theme.current_theme().px
        return QSize(px(320), px(260))

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        px = theme.current_theme().px
        return QSize(px(160), px(96))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what of the graph is in view."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        present = theme.current_theme()
        if self._value is None or not self._layout.nodes:
            painter.setPen(present.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
            painter.drawText(self.viewport().rect(), flags, self._empty)
            return
        top = self._scrolled()
        painter.translate(0, -top)
        shown = GraphPainter(painter, self._value, self._emphasis, present)
        shown.paint(self._layout, top, top + self.viewport().height())
        if self._cursor is not None and self.hasFocus():
            room = self._layout.nodes[self._cursor].room
            painter.setPen(QPen(present.colour("accent"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(int(room.x), int(room.y), int(room.width) - 1, int(room.height) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the nodes out in the new width."""
        self._lay_out()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say in words what became of the box under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            node = self._node_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._described(node), self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the box under the pointer."""
        self._hover(self._node_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a box, fold or unfold."""
        node = self._node_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and node is not None:
            self._cursor = self._layout.nodes.index(node)
            self._activate(node)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the click."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from box to box, choose, fold."""
        key, nodes = event.key(), self._layout.nodes
        if not nodes:
            super().keyPressEvent(event)
        elif key in _DIRECTIONS:
            here = self._cursor
            self._go(0 if here is None else self._layout.step(here, _DIRECTIONS[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else len(nodes) - 1)
        elif key in _ENTER and self._cursor is not None:
            self._activate(nodes[self._cursor])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide where the keyboard was."""
        super().focusOutEvent(event)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy and save."""
        if self._layout.nodes:
            run_save_menu(self, event.globalPos(), self.accessibleName(), self.rendered, self.svg)

    # Inside

    def _lay_out(self) -> None:
        present = theme.current_theme()
        px = present.px
        chip = _MIXED_CHIP if self._value is not None and self._value.is_mixed else _CHIP[0]
        measures = Measures(
            px(_HEAD), px(chip), px(_CHIP[1]), px(EDGE), px(_INDENT), px(_TRUNK), px(_GAP),
            px(_ROW_GAP),
        )  # fmt: skip
        width = self.viewport().width()
        self._layout = (
            GraphLayout() if self._value is None
            else laid_out(self._value, width, measures, self._unfolded)
        )  # fmt: skip
        bar = self.verticalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(px(_HEAD))
        bar.setRange(0, max(0, round(self._layout.height) - self.viewport().height()))
        self.viewport().update()

    def _paint_all(self, painter: QPainter) -> None:
        if self._value is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = GraphPainter(painter, self._value, self._emphasis, theme.current_theme())
        shown.paint(self._layout, 0, self._layout.height)

    def _whole(self) -> QSize:
        return QSize(max(round(self._layout.width), 1), max(round(self._layout.height), 1))

    def _scrolled(self) -> int:
        return self.verticalScrollBar().value()

    def _node_at(self, position: QPointF) -> Node | None:
        return self._layout.at(position.x(), position.y() + self._scrolled())

    def _activate(self, node: Node) -> None:
        if node.kind in ("more", "less"):
            self._unfolded ^= {node.box}
            self._lay_out()
            self._cursor = min(self._cursor or 0, len(self._layout.nodes) - 1)
        else:
            self._emphasis = replace(self._emphasis, chosen=node.box)
            self.boxChosen.emit(node.box)
        self.viewport().update()

    def _go(self, index: int) -> None:
        self._cursor = index
        node = self._layout.nodes[index]
        self.setAccessibleDescription(self._described(node))
        self._show_room(node)
        self._hover(node)
        self.viewport().update()

    def _hover(self, node: Node | None) -> None:
        box = node.box if node is not None and node.kind in ("kept", "victim") else -1
        if box != self._emphasis.hovered:
            self._emphasis = replace(self._emphasis, hovered=box)
            self.boxHovered.emit(box)
            self.viewport().update()
        pointed = Qt.CursorShape.PointingHandCursor if node else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(pointed)

    def _described(self, node: Node | None) -> str:
        if node is None or self._value is None:
            return ""
        if node.kind == "more":
            return f"Show the other {node.folded} boxes that it suppressed"
        return "Fold" if node.kind == "less" else self._value.described(node.box)

    def _bring_into_view(self, box: int) -> None:
        node = self._layout.find(box)
        if node is not None:
            self._show_room(node)

    def _show_room(self, node: Node) -> None:
        """Scroll until a node is seen, with the edge above it and, of a kept box, its victims."""
        below = [other.room.bottom for other in self._layout.nodes if other.row == node.row]
        bottom = max(below) if node.kind == "kept" else node.room.bottom
        top = node.room.y - (0 if node.kind == "kept" else theme.current_theme().px(EDGE))
        bar, high = self.verticalScrollBar(), self.viewport().height()
        if bottom > bar.value() + high:
            bar.setValue(round(min(bottom - high, top)))
        if top < bar.value():
            bar.setValue(round(top))
