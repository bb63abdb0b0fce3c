"""The card that counts how few weights a kernel needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.edges.facts import sharing
from explorer.widgets.card import Card
from explorer.widgets.controls import label

if TYPE_CHECKING:
    from explorer.engine.sliding import Sliding
    from explorer.panels.filters.edges.request import EdgesRequest


class SharingCard(Card):
    """Sparse connections and shared weights, counted."""

    def __init__(self) -> None:
        super().__init__("Shared weights")
        self._text = label("", wrap=True)
        self.add(self._text)

    def show_counts(self, request: EdgesRequest, sliding: Sliding) -> None:
        """Count for this picture and kernel."""
        counts = sharing(request, sliding)
        self.set_facts(f"{counts.weights} weights, {counts.outputs:,} outputs")
        self._text.setText(counts.text)
