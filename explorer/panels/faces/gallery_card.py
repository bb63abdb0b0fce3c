"""The gallery: how many are enrolled, where it is kept, and how all of it is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.faces.question import Question
from explorer.widgets.card import Card
from explorer.widgets.controls import Toggle, label, push_button
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.faces.gallery_facts import GalleryFacts
    from explorer.panels.faces.keeper import GalleryKeeper

IN_MEMORY = "In memory only: gone when the window closes. Nothing leaves this computer."
KEEP = "Keep on this computer"


class GalleryCard(Card):
    """Says where faces are; storing and forgetting take a second step each."""

    def __init__(self, keeper: GalleryKeeper, parent: QWidget | None = None) -> None:
        super().__init__("Gallery", parent=parent)
        self._keeper = keeper
        self._where = label("", "caption", wrap=True)
        self._keep = Toggle(KEEP, "Write the gallery to a file that only you can read")
        self._forget = push_button(
            "Forget everyone…", "Overwrite and delete all faces and names", "eraser"
        )
        self._asks_to_keep = Question("Keep them", "Write the gallery to this file", "Not now")
        self._asks_to_forget = Question(
            "Forget everyone", "Overwrite and delete everything now", "Do nothing",
            tick="Yes, forget everyone",
        )  # fmt: skip
        self._message = InlineMessage("error")
        for part in (
            self._where, self._keep, self._asks_to_keep, self._forget, self._asks_to_forget,
            self._message,
        ):  # fmt: skip
            self.add(part)
        self._connect()
        self._refresh()

    def _connect(self) -> None:
        self._keep.clicked.connect(self._on_keep_clicked)
        self._asks_to_keep.yes.clicked.connect(self._on_keep_confirmed)
        self._asks_to_keep.no.clicked.connect(self._refresh)
        self._forget.clicked.connect(self._on_forget_clicked)
        self._asks_to_forget.yes.clicked.connect(self._on_forget_confirmed)
        self._asks_to_forget.no.clicked.connect(self._refresh)
        self._keeper.changed.connect(self._on_keeper_changed)
        self._keeper.failed.connect(self._on_keeper_failed)

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._message.text

    def _on_keep_clicked(self, checked: bool) -> None:
        self._message.clear()
        if checked:
            self._keep.setChecked(False)  # not before it is confirmed
            self._asks_to_forget.hide()
            self._forget.show()
            self._asks_to_keep.ask(
                f"{counted(self._keeper.facts)} will be written to {self._keeper.path}, which "
                "only your account can read, and whoever is enrolled later, too. “Forget "
                "everyone” overwrites and deletes it."
            )
        else:
            self._asks_to_keep.hide()
            if self._keeper.facts.place is not None:
                self._keeper.set_stored(False)

    def _on_keep_confirmed(self) -> None:
        self._asks_to_keep.hide()
        self._keeper.set_stored(True)

    def _on_forget_clicked(self) -> None:
        self._message.clear()
        facts = self._keeper.facts
        file = "" if facts.place is None else f", and the file {facts.place.name} overwritten"
        self._forget.hide()
        self._asks_to_keep.hide()
        self._asks_to_forget.ask(f"{counted(facts)} will be deleted{file}. This cannot be undone.")

    def _on_forget_confirmed(self) -> None:
        self._asks_to_forget.hide()
        self._keeper.forget_everyone()

    def _on_keeper_changed(self) -> None:
        self._refresh()

    def _on_keeper_failed(self, what: str, text: str) -> None:
        if what in ("store", "forget"):
            self._refresh()
            self._message.show_message("error", text)

    def _refresh(self) -> None:
        """Say what is, and take every question back: it was about the gallery as it was."""
        keeper, facts = self._keeper, self._keeper.facts
        self.set_facts(counted(facts) if keeper.is_open else "Opening…")
        is_stored = facts.place is not None
        self._where.setText(f"Kept in {facts.place}, for you alone." if is_stored else IN_MEMORY)
        self._keep.setChecked(is_stored)
        self._keep.setEnabled(keeper.is_open)
        self._asks_to_keep.hide()
        self._asks_to_forget.hide()
        self._forget.show()
        self._forget.setEnabled(is_stored or not facts.is_empty)


def counted(facts: GalleryFacts) -> str:
    """Return "3 people, 4 photographs", or that there is nobody."""
    people, photographs = len(facts.people), facts.photographs
    if not people:
        return "Nobody"
    who = "1 person" if people == 1 else f"{people:,} people"
    what = "1 photograph" if photographs == 1 else f"{photographs:,} photographs"
    return f"{who}, {what}"
