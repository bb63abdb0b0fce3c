"""The probe of the pooling page: one window's numbers, the winner, the formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from explorer.panels.filters.pooling.reading import CHANNELS, window_latex
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.matrix_view import Matrix, MatrixView
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from explorer.panels.filters.pooling.reading import WindowReading

NUMBERS_BESIDE = 12
THREE_DECIMALS_UP_TO = 5
WIDEST_PIXEL = 0.5
HINT = "hover to probe, click to keep"


class WindowCard(Card):
    """Shows a window as a matrix (three for colours) and what came of it."""

    def __init__(self) -> None:
        super().__init__("Window", HINT)
        self._reading: WindowReading | None = None
        self._matrices = tuple(MatrixView("") for _ in CHANNELS)
        self._formula = PacedFormula()
        self._lay_out()
        theme.watch_theme(self._apply_spacing)

    @property
    def reading(self) -> WindowReading | None:
        """What is shown."""
        return self._reading

    def show_reading(self, reading: WindowReading | None, *, moving: bool = False) -> None:
        """Show the numbers at once; the formula has them too, except while the picture moves."""
        self._reading = reading
        self._content.setVisible(reading is not None)
        if reading is None:
            self.set_title("Window")
            return
        row, column = reading.cell
        self.set_title(f"Window of cell ({row}, {column})")
        # Below, a formula has the whole width: it needs it for many numbers.
        large = reading.window.size > NUMBERS_BESIDE
        flow = QBoxLayout.Direction
        self._flow.setDirection(flow.TopToBottom if large else flow.LeftToRight)
        self._show_matrices(reading)
        self._formula.set_latex(window_latex(reading, with_numbers=not moving))

    def is_idle(self) -> bool:
        """Whether numbers and formula belong together."""
        return self._formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self._formula.shutdown()

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        for matrix in self._matrices:
            matrix.hide()
            self._row.addWidget(matrix)
        self._row.addStretch(1)
        self._content = QWidget()
        self._content.hide()
        self._flow = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._content)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.addLayout(self._row)
        self._flow.addWidget(self._formula, 1)
        self.add(self._content)

    def _show_matrices(self, reading: WindowReading) -> None:
        depth = len(reading.values)
        decimals = 3 if len(reading.window) <= THREE_DECIMALS_UP_TO else 2
        for channel, view in enumerate(self._matrices):
            view.setVisible(channel < depth)
            if channel >= depth:
                continue
            name = "luminance" if depth == 1 else CHANNELS[channel].lower()
            view.set_caption(name)
            view.set_matrix(
                Matrix(
                    reading.window[:, :, channel],
                    decimals,
                    "level",
                    marked=frozenset(reading.winners[channel : channel + 1]),
                    room_for=WIDEST_PIXEL,
                )
            )

    def _apply_spacing(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.MEDIUM))
        self._flow.setSpacing(px(theme.MEDIUM))
