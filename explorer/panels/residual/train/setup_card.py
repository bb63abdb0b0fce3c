"""What is trained, chosen from a few that are worth watching; start, checkpoints, and the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.engine.residual.presets import PRESETS, preset
from explorer.widgets.buttons import set_button_text
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label, push_button
from explorer.widgets.job_bar import JobBar
from explorer.widgets.notice import InlineMessage
from explorer.widgets.task_card import ButtonRow

if TYPE_CHECKING:
    from explorer.panels.residual.state import TrainState
    from explorer.widgets.notice import Kind

NAMES = {
    "usual": "usual",
    "degradation": "deeper",
    "vanishing": "vanishing",
    "exploding": "exploding",
}
CHANGED = "Changed since, below."
START = "Train both from the first iteration on; what runs is cancelled"
SAVE = "Write all that the training is to a file, between this step and the next"
OPEN = (
    "Go on with a training where a checkpoint of it was taken: as it would have gone on, to the "
    "bit on the same machine; what runs is cancelled"
)


class SetupCard(Card):
    """Says what is wanted; the page does it."""

    presetChosen = Signal(str)
    startWanted = Signal()
    saveWanted = Signal()
    openWanted = Signal()

    def __init__(self) -> None:
        super().__init__("What to train")
        options = [(one.key, NAMES[one.key], f"{one.title}. {one.text}") for one in PRESETS]
        self.preset = Segmented("What to watch", options, fill=True)
        self._about = label("", "caption", wrap=True)
        self._plan = label("", "caption", wrap=True)
        self.start = push_button("Start", START, "play", kind="primary")
        self.save = push_button("Save checkpoint…", SAVE)
        self.open = push_button("Open checkpoint…", OPEN)
        self.bar = JobBar()
        self.message = InlineMessage()
        self.remark = InlineMessage()
        files = ButtonRow(self.save, self.open)
        for item in (self.preset, self._about, self._plan, self.start, self.bar, self.message,
                     self.remark, files):  # fmt: skip
            self.add(item)
        self.preset.currentChanged.connect(self.presetChosen)
        self.start.clicked.connect(self.startWanted)
        self.save.clicked.connect(self.saveWanted)
        self.open.clicked.connect(self.openWanted)

    def show_state(self, train: TrainState, *, is_changed: bool) -> None:
        """Say which preset was chosen, and whether it was changed since."""
        one = preset(train.preset)
        self.preset.set_current(one.key)
        self._about.setText(f"{one.text} {CHANGED}" if is_changed else one.text)

    def show_plan(self, text: str) -> None:
        """Say how long the training will be."""
        self._plan.setText(text)
        self._plan.setVisible(bool(text))

    def show_possible(self, *, start: bool, open_file: bool, save: bool, running: bool) -> None:
        """Offer what can be done now."""
        self.start.setEnabled(start)
        self.open.setEnabled(open_file)
        self.save.setEnabled(save)
        set_button_text(self.start, "Start anew" if running else "Start")

    def show_message(self, kind: Kind, text: str) -> None:
        """Say what stands in the way, or what went wrong; an empty text takes it back."""
        self.message.show_message(kind, text)

    def show_remark(self, kind: Kind, text: str) -> None:
        """Say what became of a checkpoint; an empty text takes it back."""
        self.remark.show_message(kind, text)
