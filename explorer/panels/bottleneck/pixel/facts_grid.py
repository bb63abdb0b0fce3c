"""Names at the left, numbers at the right, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.controls import ElidedLabel, label, set_tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QLabel


class FactsGrid(QWidget):
    """Lines of a name and one or more numbers; a line that is not used takes no room."""

    def __init__(self, lines: int, columns: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._lines: list[tuple[QLabel, ...]] = []
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row in range(lines):
            name = ElidedLabel("", "label")
            numbers = tuple(label("–", "number") for _ in range(columns))
            self._grid.addWidget(name, row, 0)
            for column, number in enumerate(numbers, start=1):
                number.setAlignment(right)
                self._grid.addWidget(number, row, column)
            self._lines.append((name, *numbers))
        theme.watch_theme(self._apply_metrics)

    def show_line(self, row: int, *texts: str, tone: str = "", tip: str = "") -> None:
        """Write a line: its name, then its numbers; no texts hide it."""
        for place, written in enumerate(self._lines[row]):
            written.setVisible(bool(texts))
            written.setText(texts[place] if place < len(texts) else "")
            if place:
                written.setToolTip(tip)
                set_tone(written, tone if place == len(self._lines[row]) - 1 else "")

    def texts(self) -> Sequence[Sequence[str]]:
        """Return what is written, line by line."""
        return [[part.text() for part in line] for line in self._lines if not line[0].isHidden()]

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._grid.setHorizontalSpacing(px(theme.SMALL))
        self._grid.setVerticalSpacing(px(theme.TIGHT))
