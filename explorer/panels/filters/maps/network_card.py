"""Which network is walked through, and what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QProgressBar

from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label, push_button
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.filters.maps.values import NetworkFacts

OWN = "own"
# Known before the engine is there: key -> what stands on the button.
NETWORKS = {
    "lenet5": "LeNet-5",
    "alexnet": "AlexNet",
    "vgg16": "VGG-16",
    "squeezenet": "SqueezeNet",
    "efficientnet-lite0": "EfficientNet",
    OWN: "Your own…",
}
TITLES = NETWORKS | {"squeezenet": "SqueezeNet 1.1", "efficientnet-lite0": "EfficientNet-Lite0"}
COLUMNS = 3
TRUNK_HINT = "Its official file adds classes."
_DIGITS = "Reads handwritten digits: draw one"
_TRUNK = "Its convolutions; the official file, opened as your own, adds the dense layers"
_CLASSES = "Names 1000 classes of ImageNet"
_TOOLTIPS = {
    "lenet5": _DIGITS,
    "alexnet": _TRUNK,
    "vgg16": _TRUNK,
    "squeezenet": _CLASSES,
    "efficientnet-lite0": _CLASSES,
    OWN: "Open an ONNX file, or official weights of a network named here",
}


class NetworkCard(Card):
    """A button for each network, then title, year, a sentence, and where its weights are from."""

    networkChosen = Signal(str)  # a key of NETWORKS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Network", parent=parent)
        self._group = QButtonGroup(self)
        self._grid = QGridLayout()
        self._buttons = {}
        for place, (key, text) in enumerate(NETWORKS.items()):
            button = push_button(text, _TOOLTIPS[key], checkable=True)
            button.setAccessibleName(f"Network: {text}")
            self._group.addButton(button)
            self._grid.addWidget(button, *divmod(place, COLUMNS))
            button.clicked.connect(lambda _=False, key=key: self.networkChosen.emit(key))
            self._buttons[key] = button
        self._sentence = label("", wrap=True)
        self._busy_words = label("", "caption")
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName("Loading")
        self._origin = label("", "caption", wrap=True)
        self._message = InlineMessage("error")
        self.add(self._grid)
        self.add(self._sentence)
        self.add(self._origin)
        self.add(self._busy_words)
        self.add(self._busy)
        self.add(self._message)
        self.set_busy("")
        theme.watch_theme(self._apply_grid_metrics)

    def set_current(self, key: str) -> None:
        """Press the button of a network, and emit nothing."""
        for other, button in self._buttons.items():
            button.setChecked(other == key)

    def show_facts(self, network: NetworkFacts) -> None:
        """Say what the loaded network is."""
        counts = f"{count_text(network.parameters)} weights · {len(network.layers)} layers"
        self.set_facts(f"{network.year} · {counts}" if network.year else counts)
        self._sentence.setText(f"{network.title}. {network.description}")
        trunk = "" if network.classes or network.runtime else TRUNK_HINT
        self._origin.setText(f"Sees {network.input_text}. Weights: {network.origin}. {trunk}")

    def set_busy(self, words: str) -> None:
        """Say that something is being loaded; an empty text hides the line."""
        self._busy_words.setText(words)
        self._busy_words.setVisible(bool(words))
        self._busy.setVisible(bool(words))

    def busy_text(self) -> str:
        """Return what is said to be loading."""
        return self._busy_words.text()

    def show_problem(self, text: str) -> None:
        """Say why the network cannot be used; an empty text takes it back."""
        self._message.show_message("error", text)

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._message.text

    def _apply_grid_metrics(self) -> None:
        self._grid.setSpacing(theme.current_theme().px(theme.TIGHT))


def count_text(count: int) -> str:
    """Return a count of weights in words: 61,706 or 14.7 million."""
    return f"{count / 1e6:.1f} million" if count >= 1_000_000 else f"{count:,}"
