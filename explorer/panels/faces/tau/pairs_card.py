"""The card of the errors themselves: faces on which any τ that lets others pass goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.faces.tau.pairs_view import PairsView, ShownPair
from explorer.panels.faces.tau.words import pair_words
from explorer.widgets.card import Card
from explorer.widgets.controls import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage

    from explorer.panels.faces.tau.analysis import Analysis, FacePair

    FaceOf = Callable[[int], QImage | None]

STRANGERS = "Two people, nearest: d < τ takes them for one"
OWN = "One person, farthest: d ≥ τ turns them away"


class PairsCard(Card):
    """Shows the worst pairs of both kinds, and says which is to be opened."""

    opened = Signal(object)  # FacePair

    def __init__(self) -> None:
        super().__init__("Look at the errors", "✗ wrong at this τ")
        self.strangers = PairsView("Nearest pairs of two people")
        self.own = PairsView("Farthest pairs of one person")
        for words, view in ((STRANGERS, self.strangers), (OWN, self.own)):
            self.add(label(words, "caption", wrap=True))
            self.add(view, 1)
            view.opened.connect(self.opened)

    def show_pairs(self, analysis: Analysis | None, tau: float, face_of: FaceOf) -> None:
        """Show the pairs of a sample; ``face_of`` returns the picture of a row of it."""
        if analysis is None:
            self.strangers.show_pairs(())
            self.own.show_pairs(())
            return

        def shown(pair: FacePair, *, is_error: bool) -> ShownPair:
            faces = face_of(pair.first), face_of(pair.second)
            return ShownPair(pair, *faces, pair_words(analysis, pair), is_error)

        self.strangers.show_pairs(
            [shown(pair, is_error=pair.d < tau) for pair in analysis.nearest_impostors]
        )
        self.own.show_pairs(
            [shown(pair, is_error=pair.d >= tau) for pair in analysis.farthest_genuine]
        )
