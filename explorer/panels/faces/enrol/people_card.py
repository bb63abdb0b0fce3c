"""Everyone who is enrolled, and what can be done with who is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.faces.enrol.people_strip import PeopleStrip
from explorer.panels.faces.enrol.person_box import PersonBox
from explorer.panels.faces.gallery_card import counted
from explorer.widgets.card import Card
from explorer.widgets.controls import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.faces.keeper import GalleryKeeper

EMPTY = "Nobody yet. One photograph of each person is enough; a second one helps."


class PeopleCard(Card):
    """Shows what the keeper has; follows renaming, so that who is chosen stays chosen."""

    def __init__(self, keeper: GalleryKeeper, parent: QWidget | None = None) -> None:
        super().__init__("People", parent=parent)
        self._keeper = keeper
        self.strip = PeopleStrip(keeper.thumbnail)
        self.box = PersonBox(keeper)
        self._empty = label(EMPTY, "label", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.strip, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.box)
        self.add(self._empty)
        self.add(row)
        self.strip.personChosen.connect(self._on_person_chosen)
        keeper.changed.connect(self._refresh)
        keeper.thumbnailsChanged.connect(self._on_thumbnails_changed)
        keeper.failed.connect(self._on_keeper_failed)
        self._refresh()

    def _refresh(self) -> None:
        facts = self._keeper.facts
        self.set_facts(counted(facts) if self._keeper.is_open else "Opening…")
        self._empty.setVisible(facts.is_empty)
        self.strip.setVisible(not facts.is_empty)
        renamed = self.box.expected_name()
        self.strip.show_people(facts.people)
        if renamed and facts.person(renamed) is not None:
            self.strip.choose(renamed)
        self.box.show_person(facts.person(self.strip.chosen()))

    def _on_person_chosen(self, name: str) -> None:
        self.box.show_person(self._keeper.facts.person(name))

    def _on_thumbnails_changed(self) -> None:
        self.strip.viewport().update()
        self.box.show_photographs()

    def _on_keeper_failed(self, what: str, text: str) -> None:
        if what in ("rename", "remove"):
            self.box.show_failure(text)
