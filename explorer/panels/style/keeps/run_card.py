"""The card that starts the reconstructions: at which layers, how long, how large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.engine.style.reconstruct import BLOCKS
from explorer.panels.style.keeps.words import IDEA
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, SliderRow, Toggle, label, push_button
from explorer.widgets.job_bar import JobBar
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.style.state import KeepsState
    from explorer.widgets.notice import Kind

FEWEST_STEPS, MOST_STEPS = 10, 1000
SMALLEST, LARGEST = 64, 512
ONE_LEFT: Final = "At least one layer is reconstructed."


class RunCard(Card):
    """Says what the user wants. Starting cancels what runs."""

    chosen = Signal(dict)  # fields of KeepsState
    startWanted = Signal()

    def __init__(self) -> None:
        super().__init__("Reconstruct from noise")
        self.start = push_button(
            "Start", "Make all reconstructions anew; what runs is cancelled", "play",
            kind="primary",
        )  # fmt: skip
        self.bar = JobBar()
        self.message = InlineMessage()
        self.blocks = tuple(
            Toggle(f"{block}_1", f"Reconstruct at relu{block}_1, content and style", checked=True)
            for block in BLOCKS
        )
        self.steps = SliderRow(
            "steps", Range(FEWEST_STEPS, MOST_STEPS, "int"), 100,
            "Of each reconstruction: more come closer to what the layer sees",
        )  # fmt: skip
        self.side = SliderRow(
            "size", Range(SMALLEST, LARGEST, "int"), 160,
            "Longer side in pixels: twice as large takes four times as long", suffix="px",
        )  # fmt: skip
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_row_metrics)

    def show_state(self, keeps: KeepsState) -> None:
        """Say what the state says."""
        for block, toggle in zip(BLOCKS, self.blocks, strict=True):
            toggle.setChecked(block in keeps.blocks)
            is_last = keeps.blocks == (block,)
            toggle.setEnabled(not is_last)
            at = f"Reconstruct at relu{block}_1, content and style"
            toggle.setToolTip(ONE_LEFT if is_last else at)
        self.steps.set_value(keeps.steps)
        self.side.set_value(keeps.size)

    def show_obstacle(self, why_not: str) -> None:
        """Say why nothing can be started; an empty text lets it start."""
        self.start.setEnabled(not why_not)
        self.message.show_message("info", why_not)

    def show_message(self, kind: Kind, text: str) -> None:
        """Say what has to be said of what is shown."""
        self.message.show_message(kind, text)

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        for toggle in self.blocks:
            self._row.addWidget(toggle, 1)
        where, idea = (
            label("First layers of the blocks", "label"),
            label(IDEA, "caption", wrap=True),
        )
        for part in (self.start, self.bar, self.message, where, self._row, self.steps, self.side,
                     idea):  # fmt: skip
            self.add(part)

    def _connect(self) -> None:
        self.start.clicked.connect(self.startWanted)
        for toggle in self.blocks:
            toggle.clicked.connect(self._on_block_clicked)
        self.steps.valueChanged.connect(lambda value: self.chosen.emit({"steps": int(value)}))
        self.side.valueChanged.connect(lambda value: self.chosen.emit({"size": int(value)}))

    def _on_block_clicked(self) -> None:
        on = tuple(
            block
            for block, toggle in zip(BLOCKS, self.blocks, strict=True)
            if toggle.isChecked()
        )  # fmt: skip
        self.chosen.emit({"blocks": on})

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.SMALL))
