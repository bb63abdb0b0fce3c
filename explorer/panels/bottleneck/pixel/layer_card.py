"""Whose 1×1 convolution is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar

from explorer.widgets.card import Card
from explorer.widgets.controls import Choice, Segmented, label
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.engine.bottleneck.feature_volume import PointwiseLayer
    from explorer.panels.bottleneck.pixel.values import Found

NETWORKS = (
    ("squeezenet", "SqueezeNet", "SqueezeNet 1.1: 1×1 convolutions squeeze before they expand"),
    ("efficientnet-lite0", "EfficientNet", "EfficientNet-Lite0: 1×1 convolutions on either side "
     "of each depthwise one"),
)  # fmt: skip
TITLES = {"squeezenet": "SqueezeNet 1.1", "efficientnet-lite0": "EfficientNet-Lite0"}


class LayerCard(Card):
    """The network, its 1×1 convolutions, and what the chosen one is."""

    networkChosen = Signal(str)
    layerChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("1×1 convolution", parent=parent)
        self._layers: tuple[PointwiseLayer, ...] = ()
        self._network = Segmented("Network", NETWORKS, fill=True)
        self._list = Choice("Layer", (), as_list=True, tooltip="All 1×1 convolutions that it has")
        self._about = label("", wrap=True)
        self._busy_words = label("", "caption", wrap=True)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName("Loading")
        self._message = InlineMessage("error")
        for widget in (
            self._network, self._list, self._about, self._busy_words, self._busy, self._message,
        ):  # fmt: skip
            self.add(widget)
        self._list.hide()
        self._about.hide()
        self.set_busy("")
        self._network.currentChanged.connect(self.networkChosen)
        self._list.currentChanged.connect(self.layerChosen)

    def set_network(self, key: str) -> None:
        """Mark a network; emits nothing."""
        self._network.set_current(key)

    def show_found(self, found: Found) -> None:
        """List the layers of the network, and say what the chosen one is."""
        layer = found.volume.layer
        if found.layers != self._layers:
            self._layers = found.layers
            options = [(one.name, _option(one)) for one in found.layers]
            self._list.set_options(options, layer.name)
            self._list.show()
        elif self._list.current() != layer.name:
            self._list.set_current(layer.name)
        self.set_facts(f"{len(found.layers)} in {found.volume.network_title}")
        self._about.setText(about_text(found))
        self._about.show()

    def layers(self) -> tuple[PointwiseLayer, ...]:
        """Return what is offered."""
        return self._layers

    def set_busy(self, words: str) -> None:
        """Say what is waited for; an empty text hides the line."""
        self._busy_words.setText(words)
        for widget in (self._busy_words, self._busy):
            widget.setVisible(bool(words))

    def busy_text(self) -> str:
        """Return what is waited for."""
        return self._busy_words.text()

    def show_problem(self, text: str) -> None:
        """Say what is wrong; an empty text takes it back."""
        self._message.show_message("error", text)

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._message.text


def about_text(found: Found) -> str:
    """Return what goes in, where it came from, and how many channels come out."""
    layer, (height, width) = found.volume.layer, found.size
    origin = f" from {found.volume.source}" if found.volume.source else ""
    turn = "a bottleneck" if layer.narrows else "wider"
    return f"{height} × {width} × {layer.channels_in}{origin}, to {layer.channels:,}: {turn}"


def _option(layer: PointwiseLayer) -> str:
    return f"{layer.title}   {layer.channels_in} → {layer.channels}"
