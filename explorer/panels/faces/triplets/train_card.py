"""How the head is trained, and its start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.faces.state import MOST_STEPS, SMALLEST_RATE
from explorer.panels.faces.triplets.training import COLLAPSING, USUAL
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import (
    Range,
    Section,
    Segmented,
    SliderRow,
    label,
    push_button,
    tool_button,
)
from explorer.widgets.job_bar import JobBar
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.faces.state import TripletsState
    from explorer.widgets.notice import Kind

LARGEST_SEED = 9999
WORDS = (
    "A small network, 128 → 64 → {outputs} numbers of length 1, learns on top of f from batches of "
    "{batch}, with α from above."
)
MININGS = (
    ("all", "all", "Every triplet of a batch, the easy ones too"),
    ("semi-hard", "semi-hard", "N behind P, but within α (FaceNet)"),
    ("hard", "hard", "For each anchor the farthest positive and the nearest stranger"),
)
BATCHES = (
    ("few", "8 people × 4", "8 people with 4 photographs of each"),
    ("everyone", "everyone", "Up to 32 people with up to 8 photographs of each"),
)
OUTPUTS = (("16", "16", "16 numbers; the plane shows two directions of them"),
           ("2", "2", "2 numbers: all of them are seen, but there is little room"))  # fmt: skip


class TrainCard(Card):
    """Settings of the next training. Starting cancels the one that runs."""

    chosen = Signal(dict)  # fields of TripletsState
    startWanted = Signal()

    def __init__(self) -> None:
        super().__init__("Train a head")
        self._seed_now = 0
        self._words = label("", "caption", wrap=True)
        self.mining = Segmented("Triplets to learn from", MININGS, fill=True)
        self.start = push_button(
            "Start", "Train from the beginning; what runs is cancelled", "play", kind="primary"
        )
        self.dice = tool_button("dices", "Another seed; then start again")
        self.collapse = push_button(
            "Make it collapse",
            "Settings with which all faces fall together, and start: the hardest triplets of "
            "everyone, a learning rate of 1, 2 numbers",
            "shrink",
        )
        self.usual = push_button("Usual settings", "Take all settings back", "undo-2")
        self.bar = JobBar()
        self.message = InlineMessage()
        self._make_more()
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_row_metrics)

    def show_state(self, triplets: TripletsState) -> None:
        """Say what the state says."""
        self._seed_now = triplets.seed
        self.mining.set_current(triplets.mining)
        self.batch.set_current("everyone" if triplets.everyone else "few")
        self.outputs.set_current(str(triplets.outputs))
        self.rate.set_value(triplets.learning_rate)
        self.steps.set_value(triplets.steps)
        self.seed.set_value(triplets.seed)
        batch = "everyone" if triplets.everyone else "8 people with 4 photographs of each"
        self._words.setText(WORDS.format(outputs=triplets.outputs, batch=batch))
        self.set_facts(f"seed {triplets.seed}")

    def show_obstacle(self, why_not: str) -> None:
        """Say why nothing can be started; an empty text lets it start."""
        for button in (self.start, self.dice, self.collapse):
            button.setEnabled(not why_not)
        self.message.show_message("info", why_not)

    def show_message(self, kind: Kind, text: str) -> None:
        """Say what has to be said of the training."""
        self.message.show_message(kind, text)

    def _make_more(self) -> None:
        self.more = Section("Learning rate, steps, batch, seed")
        self.rate = SliderRow(
            "learning rate", Range(SMALLEST_RATE, 1, "log", 4), 1e-3,
            "Of Adam. Too high: embeddings are thrown about, or fall together",
        )  # fmt: skip
        self.steps = SliderRow("steps", Range(10, MOST_STEPS, "int"), 400, "Batches learned from")
        self.seed = SliderRow(
            "seed", Range(0, LARGEST_SEED, "int"), 0,
            "Of the first weights and of the batches: the same seed trains the same way",
        )  # fmt: skip
        self.batch = Segmented("Faces in a batch", BATCHES, fill=True)
        self.outputs = Segmented("Numbers of an embedding", OUTPUTS, fill=True)
        for name, part in (("Faces in a batch", self.batch), ("Numbers of an embedding",
                                                              self.outputs)):  # fmt: skip
            self.more.add(label(name, "label"))
            self.more.add(part)
        for row in (self.rate, self.steps, self.seed):
            self.more.add(row)

    def _lay_out(self) -> None:
        self._row, self._presets = QHBoxLayout(), QHBoxLayout()
        self._row.addWidget(self.start, 1)
        self._row.addWidget(self.dice)
        self._presets.addWidget(self.collapse, 1)
        self._presets.addWidget(self.usual, 1)
        for part in (self.mining, self._row, self.bar, self.message, self._presets, self._words,
                     self.more):  # fmt: skip
            self.add(part)

    def _connect(self) -> None:
        self.mining.currentChanged.connect(lambda key: self.chosen.emit({"mining": key}))
        self.batch.currentChanged.connect(
            lambda key: self.chosen.emit({"everyone": key == "everyone"})
        )
        self.outputs.currentChanged.connect(lambda key: self.chosen.emit({"outputs": int(key)}))
        self.rate.valueChanged.connect(lambda value: self.chosen.emit({"learning_rate": value}))
        self.steps.valueChanged.connect(lambda value: self.chosen.emit({"steps": int(value)}))
        self.seed.valueChanged.connect(lambda value: self.chosen.emit({"seed": int(value)}))
        self.start.clicked.connect(self.startWanted)
        self.dice.clicked.connect(self._on_dice_clicked)
        self.collapse.clicked.connect(lambda: self._take(COLLAPSING, starts=True))
        self.usual.clicked.connect(lambda: self._take(USUAL, starts=False))

    def _take(self, settings: dict[str, Any], *, starts: bool) -> None:
        self.chosen.emit(settings)
        if starts:
            self.startWanted.emit()

    def _on_dice_clicked(self) -> None:
        self._take({"seed": (self._seed_now + 1) % (LARGEST_SEED + 1)}, starts=True)

    def _apply_row_metrics(self) -> None:
        gap = theme.current_theme().px(theme.SMALL)
        self._row.setSpacing(gap)
        self._presets.setSpacing(gap)
