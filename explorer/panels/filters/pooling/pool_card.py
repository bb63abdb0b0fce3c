"""The card of what is pooled, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.state import COARSEST, LARGEST_POOL
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, Segmented, SliderRow, Toggle
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.filters.state import FiltersState, PoolingState
    from explorer.services.store import Store


class PoolCard(Card):
    """Max or average, f and s, and how coarse the picture is before."""

    def __init__(self, store: Store[FiltersState]) -> None:
        super().__init__("Pooling")
        self._store = store
        self._mode = Segmented(
            "Pooling",
            [
                ("max", "max", "The largest number of each window"),
                ("average", "average", "The mean of each window"),
            ],
            fill=True,
        )
        self._size = _row("window f", LARGEST_POOL, 2, "Cells on each side of the window")
        self._stride = _row("stride s", LARGEST_POOL, 2, "From one window to the next")
        self._problem = InlineMessage()
        self._channels = Segmented(
            "Channels",
            [
                ("luminance", "luminance", "One number a pixel"),
                ("rgb", "R, G, B", "Each channel is pooled alone: its winners are its own"),
            ],
            fill=True,
        )
        self._coarse = _row(
            "coarse pixels", COARSEST, 8,
            "Before it is pooled, the picture is averaged over squares of so many pixels, so "
            "that windows and winners can be seen",
        )  # fmt: skip
        self._winners = Toggle("Mark the winners", "Mark the pixel that each maximum came from")
        for item in (
            self._mode, self._size, self._stride, self._problem, self._channels, self._coarse,
            self._winners,
        ):  # fmt: skip
            self.add(item)
        self._mode.currentChanged.connect(lambda key: self._change(mode=key))
        self._size.valueChanged.connect(lambda value: self._change(size=int(value)))
        self._stride.valueChanged.connect(lambda value: self._change(stride=int(value)))
        self._channels.currentChanged.connect(lambda key: self._change(channels=key))
        self._coarse.valueChanged.connect(lambda value: self._change(coarse=int(value)))
        self._winners.clicked.connect(lambda checked: self._change(winners=checked))

    def show_state(self, state: PoolingState) -> None:
        """Say what the state says."""
        self._mode.set_current(state.mode)
        self._size.set_value(state.size)
        self._stride.set_value(state.stride)
        self._channels.set_current(state.channels)
        self._coarse.set_value(state.coarse)
        self._coarse.set_suffix("× 1" if state.coarse == 1 else f"× {state.coarse}")
        self._winners.setChecked(state.winners)
        self._winners.setEnabled(state.mode == "max")

    def show_problem(self, text: str) -> None:
        """Say why the window does not fit; an empty text says nothing."""
        if text != self._problem.text:
            self._problem.show_message("error", text)

    def _change(self, **changes: object) -> None:
        self._store.update("pooling", **changes)


def _row(name: str, largest: int, value: int, tooltip: str) -> SliderRow:
    return SliderRow(name, Range(1, largest, "int", decimals=0), value, tooltip)
