"""How a folder is painted: step by step, or by the network of 26 styles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from explorer.panels.style.described import blend_words
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label, push_button
from explorer.widgets.counting import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.panels.style.folder.values import Way
    from explorer.panels.style.state import LiveState, StyleState

WAYS: Final[tuple[tuple[Way, str, str], ...]] = (
    ("live", "26 styles, at once", "One pass of the network of 26 styles for each picture"),
    ("optimise", "Step by step", "Each picture painted by the losses, as on the page Paint"),
)
WORDS: Final[dict[Way, str]] = {
    "live": "The blend and the size of the page “26 styles, live”.",
    "optimise": "Style, weights, steps and size of the page “Paint”; each picture is the content "
    "in its turn.",
}
NO_STYLE: Final = "No style is chosen on the page “26 styles, live”: choose one there first."


class WayCard(Card):
    """Says what is chosen on the other pages, and leads there."""

    wayChosen = Signal(str)
    pageWanted = Signal(str)

    def __init__(self) -> None:
        super().__init__("Way")
        self._way: Way = "live"
        self.ways = Segmented("Way of painting", WAYS, fill=True)
        self.chosen = label("", "strong", wrap=True)
        self.chosen.setAccessibleName("What is chosen")
        self._words = label("", "caption", wrap=True)
        self.change = push_button("Change…", "Go to the page on which this is chosen", "palette")
        for part in (self.ways, self.chosen, self._words, self.change):
            self.add(part)
        self.ways.currentChanged.connect(self.wayChosen)
        self.change.clicked.connect(self._on_change_clicked)

    def show_state(self, state: StyleState, styles: Sequence[str]) -> None:
        """Show the way and its settings; ``styles`` are the titles of the paintings."""
        self._way = state.folder.way
        self.ways.set_current(self._way)
        self._words.setText(WORDS[self._way])
        self.chosen.setText(way_words(state, styles))

    def lock(self, *, is_locked: bool) -> None:
        """Keep the way that pictures are painted in."""
        self.ways.setEnabled(not is_locked)

    def _on_change_clicked(self) -> None:
        self.pageWanted.emit("live" if self._way == "live" else "paint")


def way_words(state: StyleState, styles: Sequence[str]) -> str:
    """Return the settings of the chosen way in a line."""
    if state.folder.way == "live":
        return live_words(state.live)
    paint = state.paint
    names = " and ".join(styles) or "…"
    return f"Like {names}: {many(paint.steps, 'step')}, {paint.size:,} px"


def live_words(live: LiveState) -> str:
    """Return the blend in a line."""
    return f"{blend_words(live.weights)}: {live.size:,} px" if any(live.weights) else NO_STYLE
