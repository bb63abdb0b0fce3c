"""The card of what is filtered and how the response is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.engine.orientation import preferred_angle
from explorer.panels.filters.state import CHANNEL_WEIGHT
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, Segmented, SliderRow
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.filters.state import EdgesState, FiltersState
    from explorer.services.store import Store

NO_DIRECTION = (
    "This kernel has no direction: it treats all sides alike. The magnitude is shown instead."
)
NO_TURN = "Turned by 90°, this kernel is the same: the magnitude is √2 times the absolute value."


class ResponseCard(Card):
    """Channels, what is shown of the sum, and the colour scale."""

    def __init__(self, store: Store[FiltersState]) -> None:
        super().__init__("Channels and response")
        self._store = store
        self._channels = Segmented(
            "Channels",
            [
                ("luminance", "luminance", "One number a pixel: 0.299 R + 0.587 G + 0.114 B"),
                ("each", "each", "Red, green and blue are filtered alone: three responses"),
                ("volume", "RGB volume", "One kernel of f × f × 3: one dot product over all"),
            ],
            fill=True,
        )
        self._weights = _ChannelWeights()
        self._shown = Segmented(
            "Shown",
            [
                ("signed", "sum", "The sum of the products, with its sign"),
                ("absolute", "| · |", "The absolute value: which side is brighter is forgotten"),
                ("magnitude", "√", "With the kernel turned by 90°: how steep, in any direction"),
                ("direction", "hue", "Where it gets brighter as hue, how steeply as brightness"),
                ("picture", "grey", "As a picture: 0 is black, 1 is white, beyond is cut off"),
            ],
            fill=True,
        )
        self._scale = Segmented(
            "Colour scale",
            [
                (
                    "picture",
                    "scale: picture",
                    "Ends at the response that 99.5 % of the pixels stay below; it follows a "
                    "video slowly, so that colours do not flicker",
                ),
                (
                    "kernel",
                    "scale: kernel",
                    "Ends at the most that this kernel can answer to any picture",
                ),
            ],
            fill=True,
        )
        self._note = InlineMessage()
        for item in (self._channels, self._weights, self._shown, self._scale, self._note):
            self.add(item)
        self._channels.currentChanged.connect(lambda key: self._change(channels=key))
        self._shown.currentChanged.connect(lambda key: self._change(shown=key))
        self._scale.currentChanged.connect(lambda key: self._change(scale=key))
        for index, row in enumerate(self._weights.rows):
            row.valueChanged.connect(lambda value, at=index: self._on_weight_changed(at, value))

    def show_state(self, state: EdgesState) -> None:
        """Say what the state says."""
        self._channels.set_current(state.channels)
        self._weights.setVisible(state.channels == "volume")
        for row, weight in zip(self._weights.rows, state.channel_weights, strict=True):
            row.set_value(weight)
        self._shown.set_current(state.shown)
        self._scale.set_current(state.scale)
        self._scale.setVisible(state.shown != "picture")
        self.set_facts(_FACTS[state.shown])
        note = _note(state)
        if note != self._note.text:
            self._note.show_message("info", note)

    def _on_weight_changed(self, index: int, value: float) -> None:
        weights = list(self._store.state.edges.channel_weights)
        weights[index] = value
        self._change(channel_weights=tuple(weights))

    def _change(self, **changes: object) -> None:
        self._store.update("edges", **changes)


_FACTS = {
    "signed": "sum of products",
    "absolute": "absolute value",
    "magnitude": "magnitude of two directions",
    "direction": "direction as hue",
    "picture": "as a picture",
}


class _ChannelWeights(QWidget):
    """What each slice of the volume is the kernel times of."""

    def __init__(self) -> None:
        super().__init__()
        values = Range(-CHANNEL_WEIGHT, CHANNEL_WEIGHT, decimals=2, step=0.05)
        self.rows = tuple(
            SliderRow(
                f"× {name}", values, 1, f"The {name} slice is the kernel times this; 0 ignores it"
            )
            for name in ("red", "green", "blue")
        )
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for row in self.rows:
            self._layout.addWidget(row)
        theme.watch_theme(self._apply_metrics)

    def _apply_metrics(self) -> None:
        self._layout.setSpacing(theme.current_theme().px(theme.TIGHT))


def _note(state: EdgesState) -> str:
    kernel = np.array(state.kernel, np.float32)
    if state.shown == "direction" and preferred_angle(kernel) is None:
        return NO_DIRECTION
    if state.shown == "magnitude" and np.array_equal(np.rot90(kernel, -1), kernel):
        return NO_TURN
    return ""
