"""The triplet: three faces, their distances on a line, and the faces to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.panels.faces.triplets.line_view import LineView
from explorer.panels.faces.triplets.slots_view import SlotsView
from explorer.panels.faces.triplets.strip_view import StripView
from explorer.panels.faces.triplets.values import (
    SLOT_TITLES,
    SLOT_TOKENS,
    SLOTS,
    Slot,
    choices,
    with_choice,
)
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from explorer.panels.faces.plane.crowd import Crowd
    from explorer.panels.faces.sample import FaceSample
    from explorer.panels.faces.triplets.values import Places, Triplet

CHOOSE = {
    "A": "Choose the anchor, among those with two photographs or more:",
    "P": "Choose the positive, another photograph of the same person:",
    "N": "Choose the negative, a photograph of somebody else:",
}


class TripletCard(Card):
    """Shows a triplet; a click on a face of the strip puts it in place of the one that is marked.

    ``chosen`` says which places make the new triplet.
    """

    chosen = Signal(tuple)

    def __init__(self) -> None:
        super().__init__("A triplet")
        self._sample: FaceSample | None = None
        self._places: Places | None = None
        self._slot: Slot = "A"
        self.slots = SlotsView()
        self.line = LineView()
        self.strip = StripView()
        self._words = label("", "caption")
        self._row, self._beside = QHBoxLayout(), QVBoxLayout()
        self._beside.addStretch(1)
        self._beside.addWidget(self.line)
        self._row.addWidget(self.slots)
        self._row.addLayout(self._beside, 1)
        for part in (self._row, self._words, self.strip):
            self.add(part)
        self.slots.chosen.connect(self.take)
        self.strip.chosen.connect(self._on_strip_chosen)
        self.take("A")
        theme.watch_theme(self._apply_row_metrics)

    @property
    def slot(self) -> Slot:
        """Which of the three a click replaces."""
        return self._slot

    def show_sample(self, sample: FaceSample | None, crowd: Crowd | None) -> None:
        """Offer the faces of another sample."""
        self._sample, self._places = sample, None
        self.strip.show_crowd(crowd)
        self.show_triplet(None)

    def show_triplet(self, triplet: Triplet | None) -> None:
        """Show a triplet of the sample; None shows none."""
        before, self._places = self._places, None if triplet is None else triplet.places
        self.line.show_triplet(triplet)
        if before == self._places and triplet is not None:
            return  # another α: the faces are the same
        for place, slot in enumerate(SLOTS):
            view = self.slots.slots[slot]
            if self._sample is None or self._places is None:
                view.show_face(None, "", "")
                continue
            face = self._places[place]
            view.show_face(
                qimage_from_rgb(self._sample.chips[face]),
                self._sample.people[face],
                self._sample.name(face),
            )
        self._show_choices()

    def take(self, slot: str) -> None:
        """Let the next click replace A, P or N."""
        self._slot = next(one for one in SLOTS if one == slot)
        self.slots.set_current(slot)
        self._words.setText(CHOOSE[slot])
        self.strip.setAccessibleName(f"{SLOT_TITLES[slot]}: faces to choose from")
        self._show_choices()

    def _show_choices(self) -> None:
        if self._sample is None:
            return
        places = () if self._places is None else self._places
        marks = {
            place: SLOT_TOKENS[slot]
            for place, slot in zip(places, SLOTS, strict=False)
            if slot == self._slot
        }
        offered = choices(self._sample, self._places, self._slot).tolist()
        self.strip.show_places(offered, self._sample.labels.tolist(), marks)

    def _on_strip_chosen(self, place: int) -> None:
        if self._sample is None or self._places is None:
            return
        places = with_choice(self._sample, self._places, self._slot, place)
        if places is not None and places != self._places:
            self.chosen.emit(places)

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.MEDIUM))
