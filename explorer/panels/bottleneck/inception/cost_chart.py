"""Bars of two quantities side by side: a line for each branch, or for each form of the module."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.panels.bottleneck.inception.branches import branch_colour
from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from explorer.panels.bottleneck.inception.costs import Measure, Row

TITLE_WIDTH = 184
NUMBER_GAP = 10
NOTE_WIDTH = 76
COLUMN_GAP = 18
HEADING = 18
ROW = 32
LOW_ROW = 24
BAR = 10
LONGEST = ("303,464,448", "1,567,168")
"""Room is kept for such numbers, so that bars do not jump from preset to preset."""
FIRST_SHARE = 0.56
"""Of the bars' width: what the first quantity has, whose numbers are longer."""
MIDDLE = Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | MIDDLE


class _Place(NamedTuple):
    """Where a quantity's bars begin, how long they may be, and the width of its numbers."""

    left: float
    bar: float
    number: float


class CostChart(QWidget):
    """Both quantities of every row, each to the longest bar of its column.

    Rows with captions have two lines of words at the left; ``captions`` keeps room for them.
    """

    def __init__(self, name: str, tooltip: str, rows: int = 4, *, captions: bool = False) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self._heading = ""
        self._count = rows
        self._captions = captions
        self._tip = tooltip
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_rows(self, heading: str, rows: Sequence[Row]) -> None:
        """Show other counts under a heading that says of what."""
        self._heading, self._rows = heading, tuple(rows)
        self.setAccessibleDescription(". ".join(one.spoken for one in self._rows))
        self.update()

    def rows(self) -> tuple[Row, ...]:
        """Return what is shown."""
        return self._rows

    def sizeHint(self) -> QSize:
        """A line of headings, and one for each row."""
        px = theme.current_theme().px
        return QSize(px(720), px(HEADING) + self._count * self._pitch())

    def minimumSizeHint(self) -> QSize:
        """All rows, in a smaller width."""
        return QSize(theme.current_theme().px(560), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """List the parts of the row under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            px = theme.current_theme().px
            index = (event.pos().y() - px(HEADING)) // self._pitch()
            inside = 0 <= index < len(self._rows)
            text = self._rows[index].details if inside else self._tip
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint headings and rows."""
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_headings(painter)
        top, high = theme.current_theme().px(HEADING), self._pitch()
        for index, row in enumerate(self._rows):
            line = QRectF(0, top + index * high, self.width(), high)
            self._paint_row(painter, line, row)

    def _pitch(self) -> int:
        return theme.current_theme().px(ROW if self._captions else LOW_ROW)

    def _places(self) -> tuple[_Place, _Place]:
        px = theme.current_theme().px
        numbers = self._number_width(0), self._number_width(1)
        words = px(TITLE_WIDTH + COLUMN_GAP) + 2 * px(NOTE_WIDTH) + sum(numbers)
        free = max(self.width() - words, px(40))
        first = _Place(px(TITLE_WIDTH), free * FIRST_SHARE, numbers[0])
        left = first.left + first.bar + first.number + px(NOTE_WIDTH + COLUMN_GAP)
        return first, _Place(left, free * (1 - FIRST_SHARE), numbers[1])

    def _number_width(self, index: int) -> int:
        """Return the room for the longest number of a column: at least for one of the course."""
        present = theme.current_theme()
        texts = (LONGEST[index], *(row.measures[index].text for row in self._rows))
        metrics = QFontMetrics(present.font("number"))
        return max(map(metrics.horizontalAdvance, texts)) + present.px(NUMBER_GAP)

    def _paint_headings(self, painter: QPainter) -> None:
        present = theme.current_theme()
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        high = present.px(HEADING)
        painter.drawText(QRectF(0, 0, present.px(TITLE_WIDTH), high), MIDDLE, self._heading)
        for place, one in zip(self._places(), self._rows[0].measures, strict=True):
            room = QRectF(place.left, 0, place.bar + place.number, high)
            painter.drawText(room, MIDDLE, one.unit)

    def _paint_row(self, painter: QPainter, line: QRectF, row: Row) -> None:
        self._paint_title(painter, line, row)
        for index, place in enumerate(self._places()):
            longest = max(one.measures[index].total for one in self._rows)
            self._paint_measure(painter, line, place, row.measures[index], longest, row)

    def _paint_title(self, painter: QPainter, line: QRectF, row: Row) -> None:
        present = theme.current_theme()
        px = present.px
        left = 0
        if row.branch:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(branch_colour(row.branch))
            mark = QRectF(0, line.top() + px(4), px(3), line.height() - px(8))
            painter.drawRoundedRect(mark, 1.5, 1.5)
            left = px(10)
        upper = QRectF(left, line.top(), px(TITLE_WIDTH - 8) - left, line.height())
        if self._captions:
            upper = upper.adjusted(0, px(1), 0, -px(15))
        painter.setFont(present.font("strong" if row.is_strong else "body"))
        painter.setPen(present.colour("text"))
        elide = Qt.TextElideMode.ElideRight
        title = painter.fontMetrics().elidedText(row.title, elide, int(upper.width()))
        painter.drawText(upper, MIDDLE, title)
        if not self._captions:
            return
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        painter.drawText(upper.translated(0, px(14)), MIDDLE, row.caption)

    def _paint_measure(
        self, painter: QPainter, line: QRectF, place: _Place, one: Measure, longest: int, row: Row
    ) -> None:
        present = theme.current_theme()
        px = present.px
        bar = QRectF(place.left, line.center().y() - px(BAR) / 2, place.bar, px(BAR))
        _paint_bar(painter, bar, one, longest)
        number = QRectF(bar.right(), line.top(), place.number, line.height())
        painter.setFont(present.font("number"))
        painter.setPen(present.colour("text" if one.total else "muted"))
        painter.drawText(number, RIGHT, one.text)
        note = QRectF(number.right() + px(theme.SMALL), line.top(), px(NOTE_WIDTH), line.height())
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour(one.tone))
        painter.drawText(note, MIDDLE, one.note)

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def _paint_bar(painter: QPainter, room: QRectF, one: Measure, longest: int) -> None:
    """Paint the parts of a bar one behind another, over a faint line as long as the longest."""
    present = theme.current_theme()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(present.colour("raised"))
    painter.drawRoundedRect(room, 2, 2)
    left = room.left()
    for part in one.segments:
        wide = room.width() * part.count / max(longest, 1)
        painter.setBrush(branch_colour(part.branch, is_soft=part.is_soft))
        painter.drawRect(QRectF(left, room.top(), wide, room.height()))
        left += wide
