"""Whose faces a page works on: the bundled ones, or those of the gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.faces.locators import EMBEDDING_WEIGHTS, LOCATORS
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label, push_button
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.faces.sample import FaceSample
    from explorer.panels.faces.state import Sample

BUNDLED = (
    "Old portraits that may be shared (csuScrapShots, Colorado State University): no names are "
    "known, so people are numbered."
)
GALLERY = "Your gallery, as it is now. Nothing of it leaves this computer, or enters a scene."
OFFER = "Use the bundled faces"
SAMPLE_WEIGHTS = (LOCATORS["mtcnn"].weights, EMBEDDING_WEIGHTS)
"""Of the networks that found and embedded the bundled faces."""


class SampleCard(Card):
    """A choice of two, how many there are, and what is wrong with them."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Faces", parent=parent)
        self.choice = Segmented(
            "Faces",
            [("bundled", "bundled", "173 photographs of 30 people"),
             ("gallery", "gallery", "Those who are enrolled")],
            fill=True,
        )  # fmt: skip
        self._words = label("", "caption", wrap=True)
        self.message = InlineMessage("warning")
        self.offer = push_button(OFFER, "Work on the bundled faces instead", "image")
        for part in (self.choice, self._words, self.message, self.offer):
            self.add(part)
        self.offer.hide()
        self.choice.currentChanged.connect(self.chosen)
        self.offer.clicked.connect(lambda: self.chosen.emit("bundled"))

    def show_choice(self, kind: Sample) -> None:
        """Say what the state says."""
        self.choice.set_current(kind)
        self._words.setText(BUNDLED if kind == "bundled" else GALLERY)

    def show_sample(self, sample: FaceSample | None, problem: str = "") -> None:
        """Say how many faces there are, or what is wrong; the bundled ones are offered then."""
        self.set_facts("" if sample is None else sample.words())
        self.message.show_message("warning", problem)
        self.offer.setVisible(bool(problem) and self.choice.current() == "gallery")
