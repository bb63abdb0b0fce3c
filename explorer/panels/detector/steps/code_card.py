"""The course's rule in four lines, with the one that acts now marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.widgets import theme
from explorer.widgets.card import Card

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from explorer.panels.detector.state import ThresholdState
    from explorer.panels.detector.steps.moment import Kind, Moment

LINE_HEIGHT = 22
RADIUS, SIDE = 4, 6
_ACTS: dict[Kind, int] = {"sorted": 0, "keep": 1, "drop": 2, "done": 3}


def code_lines(thresholds: ThresholdState) -> tuple[str, ...]:
    """Return the rule with the thresholds of the moment."""
    apart = "whatever their class" if thresholds.class_agnostic else "for every object class"
    return (
        f"1  drop boxes with score < {thresholds.score:.2f}",
        "2  take the largest score that is left, keep it",
        f"3  drop every box with IoU > {thresholds.iou:.2f} with it",
        f"4  back to 2 while boxes are left; {apart}",
    )


def acting_line(moment: Moment) -> int:
    """Return which line does what this step shows, counted from 0."""
    return _ACTS[moment.kind]


class CodeCard(Card):
    """Non-maximum suppression as it is written on the board."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The rule", "the marked line acts now", parent)
        self.lines = CodeLines()
        self.add(self.lines)

    def show_moment(self, thresholds: ThresholdState, moment: Moment) -> None:
        """Write the rule, and mark the line that acts."""
        self.lines.show_lines(code_lines(thresholds), acting_line(moment))


class CodeLines(QWidget):
    """A few lines of which one is marked; they shrink where the room is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[str, ...] = ()
        self._marked = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    @property
    def marked(self) -> int:
        """The line that is marked, counted from 0."""
        return self._marked

    def show_lines(self, lines: tuple[str, ...], marked: int) -> None:
        """Show lines, one of them marked."""
        if (lines, marked) == (self._lines, self._marked):
            return
        is_longer = len(lines) != len(self._lines)
        self._lines, self._marked = lines, marked
        self.setAccessibleName(f"Line {marked + 1} acts: {lines[marked]}")
        self.setAccessibleDescription("\n".join(lines))
        if is_longer:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for every line."""
        px = theme.current_theme().px
        return QSize(px(240), max(len(self._lines), 1) * px(LINE_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines, and a ground under the one that acts."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, height = present.px(SIDE), present.px(LINE_HEIGHT)
        for place, line in enumerate(self._lines):
            room = QRectF(0, place * height, self.width(), height)
            is_marked = place == self._marked
            if is_marked:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(present.colour("accent-soft"))
                painter.drawRoundedRect(room, present.px(RADIUS), present.px(RADIUS))
            font = present.font("number")
            metrics = QFontMetricsF(font)
            narrow = (room.width() - 2 * side) / max(metrics.horizontalAdvance(line), 1)
            if narrow < 1:
                font.setPixelSize(int(font.pixelSize() * narrow))
            painter.setFont(font)
            painter.setPen(present.colour("text" if is_marked else "muted"))
            text_room = room.adjusted(side, 0, -side, 0)
            painter.drawText(text_room, Qt.AlignmentFlag.AlignVCenter, line)

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()
