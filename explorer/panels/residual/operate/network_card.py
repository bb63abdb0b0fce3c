"""Which network is operated on, and what is done to all of it: reset, and draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from explorer.panels.residual.operate.editing import paths
from explorer.panels.residual.operate.words import done_text, power_text
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label, push_button
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.engine.residual.gates import Operation
    from explorer.panels.residual.operate.values import Chain
    from explorer.panels.residual.state import OperateState

NETWORKS = (
    ("efficientnet-lite0", "EfficientNet-Lite0",
     "1,000 classes. 9 of its 16 blocks add their input; nothing follows the addition"),
    ("dlib-face", "Face ResNet",
     "dlib’s network of 128 numbers a face. All 14 blocks have a skip, and a ReLU after it"),
)  # fmt: skip
ABOUT = {
    "efficientnet-lite0": "Trained on ImageNet by Google; every addition is linear.",
    "dlib-face": "Trained by Davis King to tell people apart; a ReLU g follows every addition.",
}


class NetworkCard(Card):
    """Says what is wanted."""

    networkChosen = Signal(str)
    resetWanted = Signal()
    shuffleWanted = Signal()
    deletionWanted = Signal()

    def __init__(self) -> None:
        super().__init__("Network")
        self._network = Segmented("Network", NETWORKS, fill=True)
        self._about = label("", "caption", wrap=True)
        self._done = label("", "number-small", wrap=True)
        self.reset = push_button(
            "Reset all", "Open every skip, and put every block back", "rotate-ccw"
        )
        self.shuffle = push_button(
            "Shuffle two", "Exchange two blocks of equal shape; which ones is drawn", "dices"
        )
        self.delete = push_button(
            "Delete one at random", "Delete one more block; which one is drawn", "trash-2"
        )
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName("Loading")
        self._busy.hide()
        self._message = InlineMessage("error")
        self._lay_out()
        self._network.currentChanged.connect(self.networkChosen)
        self.reset.clicked.connect(self.resetWanted)
        self.shuffle.clicked.connect(self.shuffleWanted)
        self.delete.clicked.connect(self.deletionWanted)
        for button in (self.reset, self.shuffle, self.delete):
            button.setEnabled(False)

    def show_state(self, state: OperateState) -> None:
        """Mark the network."""
        self._network.set_current(state.network)
        self._about.setText(ABOUT[state.network])

    def show_operation(self, chain: Chain, operation: Operation) -> None:
        """Say what is done, and how many paths are left."""
        ways, whole = paths(operation), 2 ** len(chain.places)
        self._done.setText(
            f"Set: {done_text(chain, operation)}\nPaths: {power_text(ways)} of {whole:,}"
        )
        self._done.setToolTip(
            "Each block is gone through or around: n blocks make 2ⁿ paths. A deleted block, or "
            "one whose α is 0, leaves half of them"
        )
        self.reset.setEnabled(not operation.is_untouched)
        self.shuffle.setEnabled(True)
        self.delete.setEnabled(not all(operation.deleted))

    def done(self) -> str:
        """Return what is said to be done."""
        return self._done.text()

    def show_busy(self, busy: bool) -> None:
        """Say that a network is loading."""
        self._busy.setVisible(busy)

    def show_problem(self, text: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        self._message.show_message("error", text)

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._message.text

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        self._row.addWidget(self.reset, 1)
        self._row.addWidget(self.shuffle, 1)
        for part in (self._network, self._busy, self._about, self._done):
            self.add(part)
        self.add(self._row)
        self.add(self.delete)
        self.add(self._message)
        theme.watch_theme(self._apply_row)

    def _apply_row(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.SMALL))
