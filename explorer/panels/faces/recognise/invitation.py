"""What is said where nobody is enrolled: what to do, and two buttons that do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar

from explorer.widgets.card import Card
from explorer.widgets.controls import label, push_button
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

WORDS = "Enrol somebody: one photograph is enough."
PORTRAITS = "Two presidents and an astronaut, from official portraits, to try it with."


class InvitationCard(Card):
    """Shown in place of a gallery that is empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Nobody is enrolled", parent=parent)
        self.enrol = push_button(
            WORDS.partition(":")[0], "Go to the page “Enrol”", "user-round", kind="primary"
        )
        self.bundled = push_button(
            "Enrol the bundled faces",
            "Enrol Barack Obama, Joe Biden and Eileen Collins, one portrait each",
            "image",
        )
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName("Enrolling")
        self._message = InlineMessage("error")
        self.add(label(WORDS, wrap=True))
        self.add(self.enrol)
        self.add(label(PORTRAITS, "caption", wrap=True))
        for part in (self.bundled, self._busy, self._message):
            self.add(part)
        self._busy.hide()

    def set_busy(self, busy: bool) -> None:
        """Show that the bundled faces are being enrolled."""
        self._busy.setVisible(busy)

    def show_problem(self, text: str) -> None:
        """Say why they could not be enrolled; an empty text takes it back."""
        self._message.show_message("error", text)

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._message.text
