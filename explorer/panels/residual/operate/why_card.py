"""Why so much can be taken away, and where it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.widgets.card import Card
from explorer.widgets.controls import label, push_button

if TYPE_CHECKING:
    from explorer.panels.residual.state import Network

PATHS = (
    "A residual network of n blocks is 2ⁿ paths that share their weights: through each block, or "
    "around it. Deleting one block leaves half of them, and the others add up to nearly the same "
    "answer (Veit, Wilber and Belongie, 2016). Cutting a skip, α at 0, halves them as well, and "
    "takes those that lead around: see what that costs."
)
PLAIN = "In a plain network there is one path: without any one block nothing is left of it."
OF_NETWORK: dict[Network, str] = {
    "efficientnet-lite0": "Here 7 of 16 blocks change the shape and have no skip: they cannot go.",
    "dlib-face": (
        "Where the maps are halved, the skip averages and pads with zeros (option A): such a "
        "block can go, too, and the first of them costs most. Without a block distances shrink or "
        "stretch, so that the whole network’s τ no longer says who is who: compare AUC and equal "
        "error rate instead."
    ),
}


class WhyCard(Card):
    """A few sentences, and the way to the page that trains both."""

    trainWanted = Signal()

    def __init__(self) -> None:
        super().__init__("Why does it survive?")
        self._own = label("", "caption", wrap=True)
        self.add(label(PATHS, "caption", wrap=True))
        self.add(label(PLAIN, "caption", wrap=True))
        self.add(self._own)
        self.train = push_button(
            "Train a plain and a residual network", "Go to the page “Train both”", "arrow-right"
        )
        self.add(self.train)
        self.train.clicked.connect(self.trainWanted)

    def show_network(self, network: Network) -> None:
        """Say what holds for a network."""
        self._own.setText(OF_NETWORK[network])
