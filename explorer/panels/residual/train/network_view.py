"""The networks side by side: two layers a block, with a way around it or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.residual.curves.lane_chart import colour_of
from explorer.panels.residual.train.network_values import STAGES
from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from explorer.panels.residual.train.network_values import NetworkRow, NetworksView

NAMES = 128
"""Room for names and parameters at the left."""
ROW = 74
"""The most that a row is high."""
GAP = 0.3
"""Between two blocks, in widths of a block."""
ARC = 0.3
"""How high a skip goes, of a row."""
WIDEST = 110
RADIUS = 3
STRENGTHS = (0.35, 0.55, 0.8)
"""How strong the fill is in each stage."""
TOOLTIP = (
    "Each box is a block of two 3×3 convolutions; each arc hands the block’s input on to its "
    "output. Dashed arcs: the shapes differ there. At the ends: the first convolution and the "
    "dense layer."
)


class NetworkView(QWidget):
    """Paints each network as a row of blocks in three stages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: NetworksView | None = None
        self.setAccessibleName("The networks")
        self.setToolTip(TOOLTIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_metrics)

    def show_view(self, view: NetworksView) -> None:
        """Show other networks."""
        if view != self._view:
            self._view = view
            self.setAccessibleDescription(view.text)
            self.update()

    def view(self) -> NetworksView | None:
        """Return what is shown."""
        return self._view

    def sizeHint(self) -> QSize:
        """Ask for a row or two."""
        px = theme.current_theme().px
        return QSize(px(420), px(150))

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        px = theme.current_theme().px
        return QSize(px(240), px(80))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint row after row, and below them what the stages are."""
        view = self._view
        if view is None or not view.rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        present = theme.current_theme()
        line = QFontMetricsF(present.font("caption")).height()
        foot = 2 * line
        high = min((self.height() - foot) / len(view.rows), float(present.px(ROW)))
        top = (self.height() - foot - high * len(view.rows)) / 2
        for place, row in enumerate(view.rows):
            self._paint_row(painter, QRectF(0, top + place * high, self.width(), high), row)
        last = max(view.rows, key=lambda row: row.lane.depth)
        below = QRectF(0, top + len(view.rows) * high, self.width(), foot)
        self._paint_stages(painter, below, last, view.stages)

    def pitch(self, blocks: int) -> tuple[float, float]:
        """Return the width of a block and the step from one to the next, in pixels."""
        px = theme.current_theme().px
        room = self.width() - px(NAMES) - px(theme.SMALL)
        wide = min(room / ((STAGES * blocks + 2) * (1 + GAP)), float(px(WIDEST)))
        return wide, wide * (1 + GAP)

    def _paint_row(self, painter: QPainter, room: QRectF, row: NetworkRow) -> None:
        self._paint_names(painter, room, row)
        wide, pitch = self.pitch(row.blocks)
        left = float(theme.current_theme().px(NAMES))
        top, tall = room.top() + ARC * room.height(), (1 - ARC) * room.height() * 0.72
        colour = colour_of(row.ink)
        for place in range(STAGES * row.blocks + 2):
            box = QRectF(left + place * pitch, top, wide, tall)
            stage = (place - 1) // row.blocks
            is_end = place in (0, STAGES * row.blocks + 1)
            _paint_box(painter, box, row, 0.15 if is_end else STRENGTHS[stage], halves=not is_end)
            painter.setPen(QPen(colour, 1))
            if place:
                middle = box.center().y()
                painter.drawLine(
                    QPointF(box.left() - wide * GAP, middle), QPointF(box.left(), middle)
                )
            if not is_end and not row.lane.is_plain:
                is_new = place > 1 and (place - 1) % row.blocks == 0
                _paint_arc(painter, box, row, room.top() + room.height() * 0.06, wide * GAP, is_new)

    def _paint_names(self, painter: QPainter, room: QRectF, row: NetworkRow) -> None:
        present = theme.current_theme()
        words = QRectF(room.left(), room.top(), present.px(NAMES), room.height())
        middle = words.top() + ARC * room.height() + (1 - ARC) * room.height() * 0.36
        painter.setFont(present.font("strong"))
        painter.setPen(colour_of(row.ink))
        high = QFontMetricsF(painter.font()).height()
        painter.drawText(QRectF(0, middle - high, words.width(), high), 0, row.lane.name)
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        count = "… parameters" if row.parameters is None else f"{row.parameters:,} parameters"
        painter.drawText(QRectF(0, middle, words.width(), high), 0, count)

    def _paint_stages(
        self,
        painter: QPainter,
        room: QRectF,
        row: NetworkRow,
        stages: tuple[tuple[int, int], ...],
    ) -> None:
        present = theme.current_theme()
        painter.setFont(present.font("caption"))
        wide, pitch = self.pitch(row.blocks)
        first = present.px(NAMES) + pitch
        for stage, (channels, side) in enumerate(stages):
            left = first + stage * row.blocks * pitch
            right = left + row.blocks * pitch - wide * GAP
            painter.setPen(QPen(present.colour("line"), 1))
            painter.drawLine(QPointF(left, room.top() + 2), QPointF(right, room.top() + 2))
            painter.setPen(present.colour("muted"))
            words = QRectF(left - pitch, room.top() + 4, right - left + 2 * pitch, room.height())
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(words, flags, f"{side}×{side}×{channels}")

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _paint_box(
    painter: QPainter, box: QRectF, row: NetworkRow, strength: float, *, halves: bool
) -> None:
    present, colour = theme.current_theme(), colour_of(row.ink)
    fill = colour_of(row.ink)
    fill.setAlphaF(strength * row.ink.strength)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(fill)
    radius = min(present.px(RADIUS), box.width() / 4)
    painter.drawRoundedRect(box, radius, radius)
    if halves:
        x = box.center().x()
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))


def _paint_arc(
    painter: QPainter, box: QRectF, row: NetworkRow, top: float, gap: float, is_new: bool
) -> None:
    """Paint the way around a block; dashed where the shape changes."""
    present = theme.current_theme()
    style = Qt.PenStyle.DashLine if is_new else Qt.PenStyle.SolidLine
    painter.setPen(QPen(colour_of(row.ink), present.px(1.5), style))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    left, right = box.left() - gap / 2, box.right() + gap / 2
    path = QPainterPath(QPointF(left, box.center().y()))
    path.lineTo(left, box.top())
    path.cubicTo(QPointF(left, top), QPointF(right, top), QPointF(right, box.top()))
    path.lineTo(right, box.center().y())
    painter.drawPath(path)
