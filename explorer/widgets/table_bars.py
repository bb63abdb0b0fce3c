"""Bars in the cells of a table: a step from one share of the cell's width to another."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

BAR_ROLE = Qt.ItemDataRole.UserRole + 1
BAR_PX = 5
SHORTEST_PX = 2
PADDING_PX = 8
FRAME_PX = 3
"""Where the words of a cell begin: by the style sheet, and by Qt's own margin, never scaled."""
EM_SPACE = "\u2003"


class Span(NamedTuple):
    """A bar from one share of the width to another, 0 to 1, in a tone of the theme."""

    start: float
    end: float
    tone: str = "accent"


class BarDelegate(QStyledItemDelegate):
    """Paints the words of a cell, and its bar below them; cells without one as ever."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Room for the words and the bar."""
        size = super().sizeHint(option, index)
        high = theme.current_theme().px(BAR_PX) if index.data(BAR_ROLE) else 0
        return QSize(size.width(), size.height() + high)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint ground, words and bar."""
        span = index.data(BAR_ROLE)
        if span is None:
            super().paint(painter, option, index)
            return
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        words, shown.text = shown.text, ""
        widget: QWidget = shown.widget
        element = QStyle.ControlElement.CE_ItemViewItem
        widget.style().drawControl(element, shown, painter, widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(shown.font)
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
        _paint(painter, QRectF(shown.rect), words, span)
        painter.restore()


def _paint(painter: QPainter, room: QRectF, words: str, span: Span) -> None:
    px = theme.current_theme().px
    inset = px(PADDING_PX) + FRAME_PX
    room = room.adjusted(inset, 0, -inset, 0)
    metrics = painter.fontMetrics()
    top = room.center().y() - (metrics.height() + px(BAR_PX + 2)) / 2
    line = QRectF(room.left(), top, room.width(), metrics.height())
    text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, ceil(room.width()) + 1)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
    indent = len(words) - len(words.lstrip(EM_SPACE))
    room.setLeft(room.left() + metrics.horizontalAdvance(EM_SPACE * indent))
    start, end = sorted((span.start, span.end))
    wide = max((end - start) * room.width(), px(SHORTEST_PX))
    left = min(room.left() + start * room.width(), room.right() - wide)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current_theme().colour(span.tone))
    bar = QRectF(left, line.bottom() + px(2), wide, px(BAR_PX))
    painter.drawRoundedRect(bar, px(1), px(1))
