"""Bars below the blocks: what each is worth, by what is left without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.panels.residual.operate.bars_values import INVITATION, NAMES, tip
from explorer.panels.residual.operate.columns import Columns
from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from explorer.panels.residual.operate.accuracy import Pair
    from explorer.panels.residual.operate.bars_values import BarsView

TOKENS: Final = ("accent", "good")
FACE_TOKENS: Final = ("accent", "warm")
LEGEND, FOOT = 20, 16
WIDEST_BAR = 14
STALE = 0.35
ROWS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


class BarsChart(QWidget):
    """Two bars a block; the whole network's two shares are dashed lines across."""

    blockChosen = Signal(int)
    blockHovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: BarsView | None = None
        self._hovered: int | None = None
        self.setAccessibleName("What is left without each block")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_metrics)

    def show_view(self, view: BarsView) -> None:
        """Show the bars so far."""
        self._view = view
        blocks = range(len(view.chain.blocks))
        said = [tip(view, index) for index in blocks if view.without(index) is not None]
        self.setAccessibleDescription(". ".join(said) or INVITATION[view.chain.network])
        self.update()

    def show_hovered(self, index: int | None) -> None:
        """Mark the block that is pointed at, here or in the row."""
        if index != self._hovered:
            self._hovered = index
            self.update()

    def columns(self) -> Columns:
        """Return where the blocks stand."""
        count = 1 if self._view is None else len(self._view.chain.blocks)
        return Columns(self.width(), count, theme.current_theme().scale)

    def sizeHint(self) -> QSize:
        """Ask for bars that can be compared; the layout gives more."""
        px = theme.current_theme().px
        return QSize(px(640), px(124))

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        px = theme.current_theme().px
        return QSize(px(360), px(68))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axis, the whole network's lines, and the bars."""
        view = self._view
        if view is None:
            return
        painter, columns = QPainter(self), self.columns()
        if not view.pairs:
            self._paint_invitation(painter, view, columns)
            return
        self._paint_grounds(painter, view, columns)
        self._paint_axis(painter, columns)
        self._paint_bars(painter, view, columns)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter, view, columns)

    def event(self, event: QEvent) -> bool:
        """Give the exact numbers in a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if self._view is not None:
                said = tip(self._view, self._index_at(event.pos().x()))
                QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a block by its bars."""
        index = self.columns().at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self.blockChosen.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a block."""
        self.blockHovered.emit(self.columns().at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at none."""
        self.blockHovered.emit(None)

    def _index_at(self, x: float) -> int | None:
        columns = self.columns()
        return columns.count if x >= columns.right else columns.at(x)

    def _room(self) -> QRectF:
        present = theme.current_theme()
        return QRectF(self.rect()).adjusted(
            0, present.px(LEGEND), 0, -present.px(FOOT)
        )  # fmt: skip

    def _down(self, share: float) -> float:
        room = self._room()
        return room.bottom() - share * room.height()

    def _paint_grounds(self, painter: QPainter, view: BarsView, columns: Columns) -> None:
        present, room = theme.current_theme(), self._room()
        for index, token in ((self._hovered, "hover"), (view.chosen, "accent-soft")):
            if index is not None and index < columns.count:
                left = columns.centre(index) - columns.pitch / 2
                ground = QRectF(left + 1, room.top(), columns.pitch - 2, self.height())
                painter.fillRect(ground, present.colour(token))

    def _paint_axis(self, painter: QPainter, columns: Columns) -> None:
        present = theme.current_theme()
        painter.setFont(present.font("number-small"))
        high = painter.fontMetrics().height()
        for share in ROWS:
            y = self._down(share)
            painter.setPen(QPen(present.colour("line", 0.9 if share % 0.5 == 0 else 0.4), 1))
            painter.drawLine(QLineF(columns.left, y, self.width(), y))
            if share % 0.5 == 0:
                painter.setPen(present.colour("muted"))
                words = QRectF(0, y - high, columns.left - present.px(6), 2 * high)
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(words, flags, f"{share:.0%}")

    def _paint_invitation(self, painter: QPainter, view: BarsView, columns: Columns) -> None:
        present = theme.current_theme()
        painter.setFont(present.font())
        painter.setPen(present.colour("muted"))
        room = QRectF(columns.left, 0, columns.right - columns.left, self.height())
        words = "Measuring…" if view.is_running else INVITATION[view.chain.network]
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, flags, words)

    def _paint_bars(self, painter: QPainter, view: BarsView, columns: Columns) -> None:
        present = theme.current_theme()
        for index, block in enumerate(view.chain.blocks):
            pair, centre = view.without(index), columns.centre(index)
            if pair is None:
                self._paint_foot(painter, centre, columns.pitch, "–", "faint")
                continue
            self._paint_pair(painter, view, pair, centre, columns.pitch)
            self._paint_foot(painter, centre, columns.pitch, str(block.number), "muted")
        if view.now is not None:
            middle = (columns.right + self.width()) / 2
            painter.setOpacity(STALE if view.is_stale else 1)
            self._paint_pair(painter, view, view.now, middle, columns.pitch)
            painter.setOpacity(1)
            self._paint_foot(painter, middle, self.width() - columns.right, "as set", "text")
        self._paint_whole(painter, view, columns, present)

    def _paint_pair(
        self, painter: QPainter, view: BarsView, pair: Pair, centre: float, pitch: float
    ) -> None:
        present = theme.current_theme()
        wide = min(pitch * 0.34, present.px(WIDEST_BAR))
        bottom = self._down(0)
        for left, share, token in zip(
            (centre - wide - 1, centre + 1), (pair.first, pair.second), _tokens(view), strict=True
        ):
            if share == share:  # not a number where no picture of a known class was seen yet
                top = min(self._down(share), bottom - present.px(1))
                bar = QRectF(left, top, wide, bottom - top)
                painter.fillRect(bar, present.colour(token))

    def _paint_whole(
        self, painter: QPainter, view: BarsView, columns: Columns, present: theme.Theme
    ) -> None:
        assert view.whole is not None
        shares = (view.whole.first, view.whole.second)
        for share, token in zip(shares, _tokens(view), strict=True):
            if share == share:
                pen = QPen(present.colour(token), present.px(1.5), Qt.PenStyle.DashLine)
                painter.setPen(pen)
                y = self._down(share)
                painter.drawLine(QLineF(columns.left, y, self.width(), y))

    def _paint_foot(
        self, painter: QPainter, centre: float, wide: float, text: str, token: str
    ) -> None:
        present = theme.current_theme()
        painter.setFont(present.font("number-small" if text.isdigit() else "caption"))
        painter.setPen(present.colour(token))
        room = QRectF(centre - wide / 2, self._down(0), wide, present.px(FOOT))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_legend(self, painter: QPainter, view: BarsView, columns: Columns) -> None:
        """Name both colours, and the dashed lines."""
        present = theme.current_theme()
        painter.setFont(present.font("caption"))
        metrics, x = painter.fontMetrics(), columns.left
        side, gap = present.px(8), present.px(5)
        y = (present.px(LEGEND) - metrics.height()) / 2
        for name, token in zip(NAMES[view.chain.network], _tokens(view), strict=True):
            painter.fillRect(QRectF(x, y + (metrics.height() - side) / 2, side, side),
                             present.colour(token))  # fmt: skip
            x += side + gap
            painter.setPen(present.colour("text"))
            painter.drawText(QRectF(x, y, self.width(), metrics.height()), name)
            x += metrics.horizontalAdvance(name) + 3 * gap
        painter.setPen(QPen(present.colour("muted"), present.px(1.5), Qt.PenStyle.DashLine))
        middle = y + metrics.height() / 2
        painter.drawLine(QLineF(x, middle, x + 3 * side, middle))
        painter.setPen(present.colour("muted"))
        x += 3 * side + gap
        painter.drawText(QRectF(x, y, self.width(), metrics.height()), "whole network")

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _tokens(view: BarsView) -> tuple[str, str]:
    return FACE_TOKENS if view.chain.network == "dlib-face" else TOKENS
