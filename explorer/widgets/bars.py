"""Probabilities as bars: the name at the left, the percentage at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

LINE_PX = 18
BAR_PX = 4
GAP_PX = 7


class ProbabilityBars(QWidget):
    """Rows of (name, probability 0 to 1); the most probable stands out.

    Parameters
    ----------
    name
        What the screen reader calls it.
    rows
        Room is kept for so many, so that nothing jumps while pictures go by.
    compact
        One line a row: a short name, the bar, the percentage.
    """

    def __init__(
        self, name: str, rows: int, *, compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._count = rows
        self._compact = compact
        self._rows: tuple[tuple[str, float], ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def set_rows(self, rows: Sequence[tuple[str, float]]) -> None:
        """Show other probabilities."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        self.setAccessibleDescription(
            ", ".join(f"{name} {_percent(share)}" for name, share in self._rows)
        )
        self.update()

    def rows(self) -> tuple[tuple[str, float], ...]:
        """Return what is shown."""
        return self._rows

    def sizeHint(self) -> QSize:
        """Room for all rows."""
        return QSize(120 if self._compact else 240, self._count * self._pitch())

    def minimumSizeHint(self) -> QSize:
        """All rows, in whatever width."""
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        best = max((share for _, share in self._rows), default=0.0)
        for place, (name, share) in enumerate(self._rows[: self._count]):
            top = place * self._pitch()
            stands_out = share == best
            if self._compact:
                self._paint_line(painter, top, name, share, stands_out)
            else:
                self._paint_row(painter, top, name, share, stands_out)

    def event(self, event: QEvent) -> bool:
        """Give the whole name where it was shortened."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = event.pos().y() // self._pitch()
            if 0 <= place < len(self._rows):
                name, share = self._rows[place]
                QToolTip.showText(event.globalPos(), f"{name}: {share:.4%}", self)
                return True
        return super().event(event)

    def _paint_row(
        self, painter: QPainter, top: int, name: str, share: float, stands_out: bool
    ) -> None:
        present = theme.current_theme()
        number = QRectF(self.width() - present.px(52), top, present.px(52), present.px(LINE_PX))
        words = QRectF(0, top, number.left() - present.px(4), present.px(LINE_PX))
        painter.setPen(present.colour("text" if stands_out else "muted"))
        painter.setFont(present.font("label"))
        elided = painter.fontMetrics().elidedText(
            name, Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, elided)
        self._paint_percent(painter, number, share)
        bar = QRectF(0, words.bottom() + present.px(1), self.width(), present.px(BAR_PX))
        self._paint_bar(painter, bar, share, stands_out)

    def _paint_line(
        self, painter: QPainter, top: int, name: str, share: float, stands_out: bool
    ) -> None:
        present = theme.current_theme()
        high = self._pitch()
        painter.setPen(present.colour("text" if stands_out else "muted"))
        painter.setFont(present.font("number"))
        painter.drawText(QRectF(0, top, present.px(14), high), Qt.AlignmentFlag.AlignVCenter, name)
        number = QRectF(self.width() - present.px(46), top, present.px(46), high)
        self._paint_percent(painter, number, share)
        left, thick = present.px(16), present.px(BAR_PX + 2)
        wide = number.left() - left - present.px(2)
        self._paint_bar(
            painter, QRectF(left, top + (high - thick) / 2, wide, thick), share, stands_out
        )

    def _paint_percent(self, painter: QPainter, room: QRectF, share: float) -> None:
        painter.setFont(theme.current_theme().font("number-small"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, flags, _percent(share))

    def _paint_bar(self, painter: QPainter, room: QRectF, share: float, stands_out: bool) -> None:
        present = theme.current_theme()
        radius = room.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour("line"))
        painter.drawRoundedRect(room, radius, radius)
        painter.setBrush(present.colour("accent" if stands_out else "faint"))
        filled = room.width() * min(max(share, 0.0), 1.0)
        if filled >= 1:
            bar = QRectF(room.topLeft(), QSizeF(max(filled, room.height()), room.height()))
            painter.drawRoundedRect(bar, radius, radius)

    def _pitch(self) -> int:
        px = theme.current_theme().px
        return px(LINE_PX if self._compact else LINE_PX + BAR_PX + GAP_PX)

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.9995 else "100%"
