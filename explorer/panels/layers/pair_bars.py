"""Totals of two networks as pairs of bars, each pair to its own larger one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.widgets import theme
from explorer.widgets.numbers import big_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

LABEL_WIDTH = 150
NUMBER_WIDTH = 140
RATIO_WIDTH = 180
TOOLTIP = (
    "Alive at once: the numbers that inference holds in its most crowded moment. Activations: all "
    "that the layers write for one picture"
)
LEFT, RIGHT = "accent", "warm"
"""The two networks' colours."""
BAR = 9
SWATCH = 12
ROW = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared, its two counts, how they relate, and which of the two has more."""

    label: str
    left: int
    right: int
    ratio: str
    more: str = ""


class PairBars(QWidget):
    """One row a quantity: its name, two bars with their numbers, the ratio."""

    def __init__(self) -> None:
        super().__init__()
        self._pairs: tuple[Pair, ...] = ()
        self.setAccessibleName("Totals of the two networks")
        self.setToolTip(TOOLTIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Show other totals."""
        self._pairs = tuple(pairs)
        spoken = (
            " ".join(part for part in (
                f"{one.label}: {one.left:,} and {one.right:,},", one.ratio, one.more
            ) if part)
            for one in self._pairs
        )  # fmt: skip
        self.setAccessibleDescription("; ".join(spoken))
        self._apply_metrics()

    def pairs(self) -> tuple[Pair, ...]:
        """Return what is shown."""
        return self._pairs

    def sizeHint(self) -> QSize:
        """A row for each pair."""
        px = theme.current_theme().px
        return QSize(px(600), px(ROW) * max(len(self._pairs), 1))

    def minimumSizeHint(self) -> QSize:
        """All rows, in a smaller width."""
        return QSize(theme.current_theme().px(480), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = theme.current_theme().px(ROW)
        for place, one in enumerate(self._pairs):
            self._paint_row(painter, QRectF(0, place * high, self.width(), high), one)

    def _paint_row(self, painter: QPainter, room: QRectF, one: Pair) -> None:
        present = theme.current_theme()
        px = present.px
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(present.font("label"))
        painter.setPen(present.colour("muted"))
        painter.drawText(QRectF(0, room.top(), px(LABEL_WIDTH), room.height()), middle, one.label)
        self._paint_ratio(painter, room, one)
        painter.setFont(present.font("number"))
        largest = max(one.left, one.right, 1)
        half = room.height() / 2
        for index, (count, token) in enumerate(((one.left, LEFT), (one.right, RIGHT))):
            top = room.top() + px(3) + index * (half - px(3))
            line = QRectF(px(LABEL_WIDTH), top, room.width(), half - px(3))
            self._paint_bar(painter, line, count / largest, token, big_text(count))

    def _paint_ratio(self, painter: QPainter, room: QRectF, one: Pair) -> None:
        """Say how many times as many, and below it in whose colour where."""
        present = theme.current_theme()
        wide, half = present.px(RATIO_WIDTH), room.height() / 2
        line = QRectF(room.right() - wide, room.top() + present.px(2), wide, half)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setPen(present.colour("text" if one.more else "muted"))
        painter.setFont(present.font("label"))
        if not one.more:
            painter.drawText(line.translated(0, half / 2 - present.px(2)), flags, one.ratio)
            return
        painter.drawText(line, flags, one.ratio)
        painter.setPen(present.colour(LEFT if one.left > one.right else RIGHT))
        painter.setFont(present.font("caption"))
        below = line.translated(0, half - present.px(4))
        words = painter.fontMetrics().elidedText(one.more, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(below, flags, words)

    def _paint_bar(
        self, painter: QPainter, line: QRectF, share: float, token: str, number: str
    ) -> None:
        present = theme.current_theme()
        px = present.px
        full = self.width() - px(LABEL_WIDTH + NUMBER_WIDTH + RATIO_WIDTH)
        wide = max(full * share, px(2)) if share else 0
        bar = QRectF(line.left(), line.center().y() - px(BAR) / 2, wide, px(BAR))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(present.colour(token))
        painter.drawRoundedRect(bar, px(2), px(2))
        painter.setPen(present.colour("text"))
        words = QRectF(bar.right() + px(theme.SMALL), line.top(), px(NUMBER_WIDTH), line.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, number)

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


class Swatch(QWidget):
    """A square in the colour of one of the networks, beside its name."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        theme.watch_theme(self._apply_metrics)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the square."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current_theme().colour(self._token))
        painter.drawRoundedRect(QRectF(self.rect()), 2, 2)

    def _apply_metrics(self) -> None:
        side = theme.current_theme().px(SWATCH)
        self.setFixedSize(side, side)
        self.update()
