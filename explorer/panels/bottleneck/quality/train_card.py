"""How the sweep is trained, and its start: a short look or the whole, and the seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.bottleneck.quality.values import EFFORTS
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, Segmented, SliderRow, label, push_button, tool_button
from explorer.widgets.job_bar import JobBar
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.bottleneck.state import BottleneckState, QualityState
    from explorer.services.store import Store

LARGEST_SEED = 9999
WORDS = "{widths} networks, each {epochs} times through {images:,} pictures, tested on {tests:,}."
TIMES = {
    "quick": "About a quarter of a minute on two free cores.",
    "full": "About a minute on two free cores.",
}


class TrainCard(Card):
    """The settings of the next sweep. Starting cancels the one that runs."""

    startWanted = Signal()

    def __init__(self, store: Store[BottleneckState]) -> None:
        super().__init__("Train")
        self._store = store
        self.effort = Segmented(
            "Effort",
            [("quick", "quick", "Fewer pictures and epochs: lower accuracies, soon"),
             ("full", "full", "All bundled pictures")],
            fill=True,
        )  # fmt: skip
        self._words = label("", "caption", wrap=True)
        self.seed = SliderRow(
            "seed",
            Range(0, LARGEST_SEED, "int"),
            store.state.quality.seed,
            "Another seed: other first weights and another order of the pictures, the same for "
            "all widths",
        )
        self._dice = tool_button("dices", "Another seed; then start again")
        self.start = push_button(
            "Start", "Train each width in turn; what runs is cancelled", "play", kind="primary"
        )
        self.bar = JobBar()
        self.message = InlineMessage()
        self._row = QHBoxLayout()
        self._row.addWidget(self.start, 1)
        self._row.addWidget(self._dice)
        for item in (self.effort, self._words, self.seed, self._row, self.bar, self.message):
            self.add(item)
        self.effort.currentChanged.connect(lambda key: store.update("quality", effort=key))
        self.seed.valueChanged.connect(lambda value: store.update("quality", seed=int(value)))
        self.start.clicked.connect(self.startWanted)
        self._dice.clicked.connect(self._on_dice_clicked)
        theme.watch_theme(self._apply_row_metrics)

    def show_state(self, quality: QualityState) -> None:
        """Say what the state says."""
        config = EFFORTS[quality.effort]
        self.effort.set_current(quality.effort)
        self.seed.set_value(quality.seed)
        words = WORDS.format(
            widths=len(config.widths), epochs=config.epochs,
            images=config.train_images, tests=config.test_images,
        )  # fmt: skip
        self._words.setText(f"{words} {TIMES[quality.effort]}")

    def show_obstacle(self, why_not: str) -> None:
        """Say why nothing can be started; an empty text lets it start."""
        self.start.setEnabled(not why_not)
        self._dice.setEnabled(not why_not)
        self.message.show_message("info", why_not)

    def show_problem(self, text: str) -> None:
        """Say what went wrong."""
        self.message.show_message("error", text)

    def _on_dice_clicked(self) -> None:
        seed = (self._store.state.quality.seed + 1) % (LARGEST_SEED + 1)
        self._store.update("quality", seed=seed)
        self.startWanted.emit()

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.SMALL))
