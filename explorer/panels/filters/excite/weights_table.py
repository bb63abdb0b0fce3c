"""The channels that Grad-CAM weighs most, in numbers; a click chooses one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from explorer.widgets import theme
from explorer.widgets.controls import label, push_button
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from explorer.panels.filters.excite.values import ChannelWeight

HEADER = ("channel k", "α", "mean A", "α · mean A")
ROWS = 6


class WeightsTable(QWidget):
    """One row a channel: its number, its weight α, the mean of its map, and their product."""

    channelChosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._weights: tuple[ChannelWeight, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._buttons: list[QPushButton] = []
        self._cells: list[tuple[QLabel, ...]] = []
        for column, text in enumerate(HEADER):
            self._grid.addWidget(_right(label(text, "caption")), 0, column)
        for row in range(ROWS):
            self._add_row(row)
        self.setAccessibleName("The channels with the largest weights")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        theme.watch_theme(self._apply_metrics)

    def show_weights(self, weights: tuple[ChannelWeight, ...], chosen: int) -> None:
        """Show these channels; the chosen one is marked."""
        self._weights = weights
        for row, (button, cells) in enumerate(zip(self._buttons, self._cells, strict=True)):
            known = row < len(weights)
            for widget in (button, *cells):
                widget.setVisible(known)
            if known:
                self._show_row(button, cells, weights[row], chosen)

    def weights(self) -> tuple[ChannelWeight, ...]:
        """Return what is shown."""
        return self._weights

    def _show_row(
        self,
        button: QPushButton,
        cells: tuple[QLabel, ...],
        weight: ChannelWeight,
        chosen: int,
    ) -> None:
        button.setText(str(weight.channel))
        button.setChecked(weight.channel == chosen)
        button.setAccessibleName(f"Channel {weight.channel}, weight {weight.weight:.3g}")
        numbers = (weight.weight, weight.mean, weight.contribution)
        for cell, number in zip(cells, numbers, strict=True):
            cell.setText(short_number(number))

    def _add_row(self, row: int) -> None:
        button = push_button("", "Ask about this channel", kind="row", checkable=True)
        button.clicked.connect(lambda: self._on_button_clicked(row))
        cells = tuple(_right(label("", "number-small")) for _ in HEADER[1:])
        self._grid.addWidget(button, row + 1, 0)
        for column, cell in enumerate(cells):
            self._grid.addWidget(cell, row + 1, column + 1)
        self._buttons.append(button)
        self._cells.append(cells)

    def _on_button_clicked(self, row: int) -> None:
        self._buttons[row].setChecked(True)
        self.channelChosen.emit(self._weights[row].channel)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._grid.setHorizontalSpacing(px(theme.MEDIUM))
        self._grid.setVerticalSpacing(px(2))


def _right(made: QLabel) -> QLabel:
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made
