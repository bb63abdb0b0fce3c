"""The five most probable classes before and after, and what moved from where to where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from explorer.engine.residual.operate import ClassOutcome

HEAD, PITCH, BAR, FOOT = 16, 24, 4, 20
LEAST_PITCH = 18
MIDDLE_SHARE: Final = 0.12
ROWS: Final = 5


class Row(NamedTuple):
    """A class: its name, its share in 0..1, its rank from 0 on the other side, if it is there."""

    name: str
    share: float
    rank: int | None


def rows_of(outcome: ClassOutcome) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return the classes before and after, each with where it is on the other side."""
    before = [one.index for one in outcome.before]
    after = [one.index for one in outcome.after]
    return (
        tuple(Row(one.label, one.probability, _rank(after, one.index)) for one in outcome.before),
        tuple(Row(one.label, one.probability, _rank(before, one.index)) for one in outcome.after),
    )


def verdict(outcome: ClassOutcome, untouched: bool) -> tuple[str, str]:
    """Return whether the answer stays, in a sentence, and its tone."""
    first, now = outcome.before[0], outcome.after[0]
    if untouched:
        return "Nothing is changed: both answers are the same to the bit.", "muted"
    share = f"{first.probability:.1%} → {outcome.before_now[0]:.1%}"
    if outcome.agrees:
        return f"Agrees: still {first.label}, {share}.", "good"
    return f"Changed: {first.label} {share}, now {now.label}.", "bad"


class ClassesView(QWidget):
    """Paints both lists, lines between what is in both, and the verdict."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcome: ClassOutcome | None = None
        self._untouched = True
        self.setAccessibleName("Classes before and after")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_metrics)

    def show_outcome(self, outcome: ClassOutcome | None, untouched: bool) -> None:
        """Show what a network says whole and as set; None shows nothing."""
        self._outcome, self._untouched = outcome, untouched
        self.setAccessibleDescription("" if outcome is None else verdict(outcome, untouched)[0])
        self.update()

    def verdict(self) -> str:
        """Return whether the answer stays, in a sentence."""
        return "" if self._outcome is None else verdict(self._outcome, self._untouched)[0]

    def sizeHint(self) -> QSize:
        """Room for five classes a side."""
        px = theme.current_theme().px
        return QSize(px(420), px(HEAD + ROWS * PITCH + FOOT))

    def minimumSizeHint(self) -> QSize:
        """All rows, in whatever width."""
        px = theme.current_theme().px
        return QSize(px(240), px(HEAD + ROWS * LEAST_PITCH + FOOT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint everything."""
        if self._outcome is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        before, after = rows_of(self._outcome)
        left, middle, right = self._thirds()
        self._paint_head(painter, left, "whole network")
        self._paint_head(painter, right, "as set")
        for place, row in enumerate(before):
            self._paint_row(painter, left, place, row, "muted" if row.rank is None else "text")
            if row.rank is not None:
                self._paint_link(painter, middle, place, row.rank)
        for place, row in enumerate(after):
            self._paint_row(painter, right, place, row, "warm" if row.rank is None else "text")
        self._paint_verdict(painter)

    def event(self, event: QEvent) -> bool:
        """Give the exact numbers in a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip(event.pos().x(), event.pos().y()), self)
            return True
        return super().event(event)

    def tip(self, x: float, y: float) -> str:
        """Return what is said of the class at a point."""
        place = int((y - theme.current_theme().px(HEAD)) // self._pitch())
        if self._outcome is None or not 0 <= place < ROWS:
            return "Lines join the classes that are among the five before and after"
        before, after = rows_of(self._outcome)
        if x < self.width() / 2:
            now = self._outcome.before_now[place]
            return f"{before[place].name}: {before[place].share:.4%}, as set {now:.4%}"
        row = after[place]
        came = "new among the five" if row.rank is None else f"was number {row.rank + 1}"
        return f"{row.name}: {row.share:.4%}, {came}"

    def _thirds(self) -> tuple[QRectF, QRectF, QRectF]:
        wide = self.width() * MIDDLE_SHARE
        side = (self.width() - wide) / 2
        high = self.height()
        return (
            QRectF(0, 0, side, high),
            QRectF(side, 0, wide, high),
            QRectF(side + wide, 0, side, high),
        )

    def _pitch(self) -> float:
        """Let rows have what there is, up to half as much again as they need."""
        px = theme.current_theme().px
        free = (self.height() - px(HEAD) - px(FOOT)) / ROWS
        return min(max(free, px(LEAST_PITCH)), 1.5 * px(PITCH))

    def _row_top(self, place: int) -> float:
        return theme.current_theme().px(HEAD) + place * self._pitch()

    def _paint_head(self, painter: QPainter, side: QRectF, text: str) -> None:
        present = theme.current_theme()
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        painter.drawText(side, Qt.AlignmentFlag.AlignTop, text)

    def _paint_row(self, painter: QPainter, side: QRectF, place: int, row: Row, token: str) -> None:
        present, top = theme.current_theme(), self._row_top(place)
        painter.setFont(present.font("number-small"))
        percent = f"{row.share:.1%}"
        wide = painter.fontMetrics().horizontalAdvance("100.0%")
        high = min(present.px(PITCH - BAR - 3), self._pitch() - present.px(BAR))
        number = QRectF(side.right() - wide, top, wide, high)
        painter.setPen(present.colour("text"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(number, flags, percent)
        name = QRectF(side.left(), top, side.width() - wide - present.px(6), high)
        painter.setFont(present.font("label"))
        painter.setPen(present.colour(token))
        text = painter.fontMetrics().elidedText(
            row.name, Qt.TextElideMode.ElideRight, int(name.width())
        )
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, text)
        bar = QRectF(side.left(), name.bottom(), side.width(), present.px(BAR))
        painter.fillRect(bar, present.colour("line"))
        bar.setWidth(max(bar.width() * row.share, 1))
        colour = "accent" if token == "text" else "warm" if token == "warm" else "faint"
        painter.fillRect(bar, present.colour(colour))

    def _paint_link(self, painter: QPainter, middle: QRectF, place: int, rank: int) -> None:
        present = theme.current_theme()
        half = present.px(PITCH - BAR) / 2
        token = "accent" if place == rank else "warm"
        painter.setPen(QPen(present.colour(token, 0.8), present.px(1.5)))
        inset = present.px(6)
        painter.drawLine(QLineF(middle.left() + inset, self._row_top(place) + half,
                                middle.right() - inset, self._row_top(rank) + half))  # fmt: skip

    def _paint_verdict(self, painter: QPainter) -> None:
        assert self._outcome is not None
        present = theme.current_theme()
        text, tone = verdict(self._outcome, self._untouched)
        painter.setFont(present.font("strong"))
        painter.setPen(present.colour(tone))
        room = QRectF(0, self._row_top(ROWS), self.width(), present.px(FOOT))
        text = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _rank(indices: list[int], index: int) -> int | None:
    return indices.index(index) if index in indices else None
