"""How the input gradient is taken and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label

if TYPE_CHECKING:
    from explorer.panels.filters.state import ExciteState, FiltersState
    from explorer.services.store import Store

_WORDS = {
    "mean": "How much the mean of the unit's map would grow if a pixel grew a little.",
    "strongest": (
        "How much the largest value of the unit's map would grow if a pixel grew a little. "
        "It depends on a part of the picture alone: its receptive field."
    ),
}


class GradientCard(Card):
    """Of what the gradient is, and whether its sign is shown."""

    def __init__(self, store: Store[FiltersState]) -> None:
        super().__init__("Gradient")
        self._store = store
        self._of = Segmented(
            "Gradient of",
            [
                ("mean", "mean of the map", "All places of the unit's map count alike"),
                ("strongest", "largest value", "The one place where the unit answers most"),
            ],
            fill=True,
        )
        self._shown = Segmented(
            "Shown",
            [
                ("magnitude", "magnitude", "The largest magnitude over the colours"),
                ("signed", "signed", "The same entry with its sign: orange excites, blue calms"),
            ],
            fill=True,
        )
        self._words = label("", "muted", wrap=True)
        for item in (self._of, self._shown, self._words):
            self.add(item)
        self._of.currentChanged.connect(lambda key: store.update("excite", gradient_of=key))
        self._shown.currentChanged.connect(lambda key: store.update("excite", gradient_shown=key))

    def show_state(self, excite: ExciteState) -> None:
        """Say what the state says."""
        self._of.set_current(excite.gradient_of)
        self._shown.set_current(excite.gradient_shown)
        self._words.setText(_WORDS[excite.gradient_of])
