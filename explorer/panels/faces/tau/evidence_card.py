"""The card of what so many pairs can show, and what they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.faces.tau.words import said_of
from explorer.widgets.card import Card
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.faces.tau.analysis import Analysis

SENTENCES = 4


class EvidenceCard(Card):
    """Plain warnings, the gravest first."""

    def __init__(self) -> None:
        super().__init__("What these pairs can show")
        self._messages = tuple(InlineMessage("info") for _ in range(SENTENCES))
        for message in self._messages:
            self.add(message)

    def show_analysis(self, analysis: Analysis | None, tau: float) -> None:
        """Say it of a sample; None says nothing."""
        said = () if analysis is None else said_of(analysis, tau)
        for message in self._messages[len(said) :]:
            message.clear()
        for message, (kind, text) in zip(self._messages, said, strict=False):
            message.show_message(kind, text.replace(" %", "\N{NO-BREAK SPACE}%"))
        self.setVisible(bool(said))

    def texts(self) -> tuple[str, ...]:
        """Return what is said."""
        return tuple(message.text for message in self._messages if message.text)
