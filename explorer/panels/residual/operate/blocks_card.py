"""The row of blocks, and under it the bars of what is left without each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.residual.operate.bars_chart import BarsChart
from explorer.panels.residual.operate.bars_values import caption, stale_text
from explorer.panels.residual.operate.row_view import RowView
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label, push_button
from explorer.widgets.job_bar import JobBar
from explorer.widgets.labels import set_tone
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.engine.residual.gates import Operation
    from explorer.panels.residual.operate.bars_values import BarsView
    from explorer.panels.residual.operate.values import Chain

CAPTION_LINES = 2


class BlocksCard(Card):
    """Shows what it is told; says which block is meant, and that bars are wanted."""

    blockChosen = Signal(int)
    measureWanted = Signal()

    def __init__(self) -> None:
        super().__init__("Blocks")
        self.row = RowView()
        self.chart = BarsChart()
        self.bar = JobBar()
        self.measure = push_button(
            "Measure", "Measure the network without each block in turn", "play", kind="primary"
        )
        self.measure.setEnabled(False)
        self._caption = label("", "caption", wrap=True)
        self._message = InlineMessage("error")
        self.add_header_widget(self.measure)
        self.add(self.row)
        self.add(self.chart, 1)
        for part in (self.bar, self._caption, self._message):
            self.add(part)
        self._connect()
        theme.watch_theme(self._apply_caption)

    def show_chain(self, chain: Chain, operation: Operation, chosen: int) -> None:
        """Show the row."""
        self.row.show_chain(chain, operation, chosen)
        self.set_facts(f"{len(chain.places)} of {len(chain.blocks)} have a skip")
        self.measure.setEnabled(True)

    def show_bars(self, view: BarsView) -> None:
        """Show the bars, and what they are of."""
        self.chart.show_view(view)
        stale = stale_text(view)
        self._caption.setText(" ".join(part for part in (stale, caption(view)) if part))
        set_tone(self._caption, "warm" if stale else "")

    def caption(self) -> str:
        """Return what is said of the bars."""
        return self._caption.text()

    def show_problem(self, text: str) -> None:
        """Say why the measurement failed; an empty text takes it back."""
        self._message.show_message("error", text)

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._message.text

    def _connect(self) -> None:
        self.measure.clicked.connect(self.measureWanted)
        for part in (self.row, self.chart):
            part.blockChosen.connect(self.blockChosen)
            part.blockHovered.connect(self._on_block_hovered)

    def _on_block_hovered(self, index: int | None) -> None:
        """What is pointed at in one is marked in both."""
        self.row.show_hovered(index)
        self.chart.show_hovered(index)

    def _apply_caption(self) -> None:
        self._caption.ensurePolished()
        high = self._caption.fontMetrics().lineSpacing()
        self._caption.setMinimumHeight(CAPTION_LINES * high)
