"""A live page whose picture may be drawn by hand: for networks that read digits."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from explorer.panels.filters.maps.digit_card import DigitCard
from explorer.panels.filters.maps.digits import DigitSource
from explorer.panels.filters.maps.request import draws_digit, reads_digits
from explorer.widgets.page import LivePage

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.filters.state import FiltersState, Stroke
    from explorer.services.frames import Frame
    from explorer.services.slot import Slot
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

R = TypeVar("R")
V = TypeVar("V")


class PadPage(LivePage[R, V]):
    """Follows the pad of `digit_card` where a digit is drawn, and the source otherwise."""

    def __init__(
        self,
        context: PanelContext,
        store: Store[FiltersState],
        process: Callable[[Frame, R], V],
        name: str,
    ) -> None:
        super().__init__(context, store, process, name)
        self._pad = DigitSource()
        self._drawn: tuple[Stroke, ...] | None = None
        self._follows_pad = False
        self.digit_card = DigitCard()
        self.digit_card.digitFromChosen.connect(self._on_digit_from_chosen)
        self.digit_card.strokesDrawn.connect(self._on_strokes_drawn)

    def show_digit(self, state: FiltersState) -> None:
        """Show the pad where it is of use, with the strokes of the state."""
        self.digit_card.show_state(state.maps)
        self.digit_card.setVisible(reads_digits(state.unit))
        if state.maps.strokes != self._drawn:
            self._drawn = state.maps.strokes
            self._pad.show(self.digit_card.image())

    def present_digit(self) -> bool:
        """Draw a digit where one is wanted and none is there; tell whether it was so."""
        wanted = draws_digit(self.store.state) and not self.store.state.maps.strokes
        if wanted:
            self.digit_card.draw_example()
        return wanted

    def subscribe(self) -> Slot[Frame]:
        """Follow the pad where a digit is drawn, and the source otherwise."""
        self._follows_pad = draws_digit(self.store.state)
        return self._pad.subscribe() if self._follows_pad else super().subscribe()

    def unsubscribe(self, slot: Slot[Frame]) -> None:
        """Let go of what was followed."""
        if self._follows_pad:
            self._pad.unsubscribe()
        else:
            super().unsubscribe(slot)

    def is_moving(self) -> bool:
        """Whether pictures go by: a drawing stays, whatever the source does."""
        return not self._follows_pad and super().is_moving()

    def _on_store_changed(self, state: FiltersState) -> None:
        super()._on_store_changed(state)
        if self._slot is not None and draws_digit(state) != self._follows_pad:
            self.deactivate()
            self.activate()

    def _on_digit_from_chosen(self, digit_from: str) -> None:
        self.store.update("maps", digit_from=digit_from)

    def _on_strokes_drawn(self, strokes: tuple[Stroke, ...]) -> None:
        self.store.update("maps", strokes=strokes)
