"""What is looked at: all channels or one, and which of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.bottleneck.state import LARGEST_WEIGHT
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, Segmented, SliderRow, Toggle, label, push_button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.bottleneck.pixel.values import Found
    from explorer.panels.bottleneck.state import BottleneckState, PixelState
    from explorer.services.store import Store

STEPS = (
    ("one", "One channel", "C = C′ = 1: the map is multiplied by a number"),
    ("all", "All channels", "At each pixel, a vector goes through a small dense (FC) layer"),
)
SENTENCES = {
    "one": "With one channel there is one weight, and all that a 1×1 convolution can do is to "
    "multiply the map by it.",
    "all": "The same small dense (FC) layer at every pixel",
}
UNKNOWN = Range(0, 1, "int")


class ChoiceCard(Card):
    """Changes the store and nothing else."""

    def __init__(self, store: Store[BottleneckState], parent: QWidget | None = None) -> None:
        super().__init__("Step", parent=parent)
        self._store = store
        self._counts = (0, 0)
        self._own_weight: float | None = None
        self._step = Segmented("Step", STEPS, fill=True)
        self._sentence = label("", wrap=True)
        self._channel = SliderRow(
            "output channel", UNKNOWN, 0, "Whose row of W is used, counted from 0"
        )
        self._given = SliderRow("input channel", UNKNOWN, 0, "Which channel of x, counted from 0")
        self._weight = SliderRow(
            "weight w", Range(-LARGEST_WEIGHT, LARGEST_WEIGHT, decimals=3), 1,
            "The only weight that there is",
        )  # fmt: skip
        self._own = push_button("The network's own weight", "Take the weight from W again")
        self._one_scale = Toggle(
            "One colour scale for both", "Off: each map from its own least to its own largest"
        )
        for widget in (
            self._step, self._sentence, self._channel, self._given, self._weight, self._own,
            self._one_scale,
        ):  # fmt: skip
            self.add(widget)
        self._connect()

    def show_state(self, state: PixelState) -> None:
        """Make the controls say what the state says."""
        step = "one" if state.single else "all"
        self._step.set_current(step)
        self._sentence.setText(SENTENCES[step])
        self._channel.set_value(state.channel)
        self._given.set_value(state.given)
        self._one_scale.setChecked(state.one_scale)
        for widget in (self._given, self._weight, self._own, self._one_scale):
            widget.setVisible(state.single)
        self._own.setEnabled(state.weight is not None)
        self._show_weight()

    def show_found(self, found: Found) -> None:
        """Take the layer's counts of channels as ranges, and its weight as the own one."""
        if (found.channels, found.channels_in) != self._counts:
            self._counts = found.channels, found.channels_in
            self._channel.set_range(Range(0, found.channels - 1, "int"))
            self._given.set_range(Range(0, found.channels_in - 1, "int"))
        state = self._store.state.pixel
        self._channel.set_value(state.channel)
        self._given.set_value(state.given)
        channel = min(state.channel, found.channels - 1)
        given = min(state.given, found.channels_in - 1)
        self._own_weight = float(found.pixel.weights[channel, given])
        self._show_weight()

    def _show_weight(self) -> None:
        weight = self._store.state.pixel.weight
        shown = self._own_weight if weight is None else weight
        if shown is not None:
            self._weight.set_value(shown)
        self._weight.set_suffix("of W" if weight is None else "")

    def _connect(self) -> None:
        self._step.currentChanged.connect(self._on_step_changed)
        self._channel.valueChanged.connect(self._on_channel_changed)
        self._given.valueChanged.connect(self._on_given_changed)
        self._weight.valueChanged.connect(self._on_weight_changed)
        self._own.clicked.connect(self._on_own_clicked)
        self._one_scale.clicked.connect(self._on_one_scale_clicked)

    def _on_step_changed(self, step: str) -> None:
        self._store.update("pixel", single=step == "one")

    def _on_channel_changed(self, channel: float) -> None:
        self._store.update("pixel", channel=int(channel))

    def _on_given_changed(self, given: float) -> None:
        self._store.update("pixel", given=int(given))

    def _on_weight_changed(self, weight: float) -> None:
        self._store.update("pixel", weight=weight)

    def _on_own_clicked(self) -> None:
        self._store.update("pixel", weight=None)

    def _on_one_scale_clicked(self, checked: bool) -> None:
        self._store.update("pixel", one_scale=checked)
