"""The list of bundled pictures: portraits and groups, and the photographs of thirty people."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from explorer.engine.errors import ExplorerError
from explorer.engine.face_photographs import PERSON_DIGITS
from explorer.services.face_pictures import BUNDLED
from explorer.services.media import bundled_media
from explorer.widgets.icons import icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class FacePictureMenu(QMenu):
    """Says what was chosen, as the state has it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Bundled pictures")

    def fill(self) -> None:
        """Make the list as things are now."""
        self.clear()
        for spec in bundled_media():
            if spec.kind == "picture":
                name = f"{BUNDLED}{Path(spec.location).stem}"
                self.addAction(icon("image", "muted"), spec.title, partial(self.chosen.emit, name))
        self.addSeparator()
        people = photographs_by_person()
        if people:
            photographs = self.addMenu(icon("user-round", "muted"),
                                       f"Photographs of {len(people)} people")  # fmt: skip
            for person, names in people.items():
                self._add_person(photographs, person, names)

    def _add_person(self, menu: QMenu, person: str, names: tuple[str, ...]) -> None:
        of = menu.addMenu(f"Person {int(person)}")
        for name in names:
            of.addAction(name[PERSON_DIGITS:], partial(self.chosen.emit, f"{BUNDLED}{name}"))


@cache
def photographs_by_person() -> dict[str, tuple[str, ...]]:
    """Return the names of the photographs on which a face was found, by their person's number.

    Empty where they cannot be had: the page that counts them says why.
    """
    from explorer.engine.faces.bundled import load_bundled_faces

    try:
        found = load_bundled_faces()
    except ExplorerError:
        return {}
    people: dict[str, list[str]] = {}
    for name, person in zip(found.names, found.people, strict=True):
        people.setdefault(person, []).append(name)
    return {person: tuple(names) for person, names in people.items()}
