"""Somebody who is enrolled: another name, a photograph less, or gone altogether."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from explorer.panels.faces.enrol.words import counted_photographs, name_problem
from explorer.panels.faces.face_strip import FaceStrip
from explorer.panels.faces.question import Question
from explorer.widgets import theme
from explorer.widgets.controls import push_button
from explorer.widgets.labels import set_style_property
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.engine.gallery import Person
    from explorer.panels.faces.keeper import GalleryKeeper

WIDTH = 330


class PersonBox(QWidget):
    """Acts on the keeper; whatever removes something asks once more."""

    def __init__(self, keeper: GalleryKeeper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._person: Person | None = None
        self._ids: tuple[int, ...] = ()
        self._awaited = ""
        self.name = QLineEdit()
        self.name.setAccessibleName("Another name")
        self.name.setToolTip("Type another name and press Enter")
        self.rename = push_button("Rename", "Give this person the name that is typed", "pencil")
        self.merge = push_button("Merge", "Keep the photographs of both under this name")
        self.photographs = FaceStrip(
            "Photographs of this person", "Click a photograph to remove it, or use ← and →"
        )
        self.remove_photograph = push_button(
            "Remove photograph…", "Remove the photograph that is marked"
        )
        self.remove_person = push_button(
            "Remove person…", "Remove this person with all photographs"
        )
        self.question = Question("Remove", "Overwrite and delete it", "Keep")
        self.message = InlineMessage("error")
        self.message.add_button(self.merge)
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_metrics)
        self.hide()

    def show_person(self, person: Person | None) -> None:
        """Show somebody, or nobody."""
        is_other = person is None or self._person is None or person.name != self._person.name
        self._person = person
        self.setVisible(person is not None)
        if is_other:
            self._clear()
        self.show_photographs()

    def show_photographs(self) -> None:
        """Show the photographs that are there by now."""
        if self._person is None:
            return
        found = self._keeper.photographs(self._person.name)
        self._ids = tuple(number for number, _ in found)
        current = max(self.photographs.current(), 0)
        self.photographs.show_faces([image for _, image in found], min(current, len(found) - 1))
        self.remove_photograph.setEnabled(len(found) > 1)

    def expected_name(self) -> str:
        """Return the name that was asked for, for as long as it is awaited."""
        return self._awaited

    def show_failure(self, text: str) -> None:
        """Say why something was not done; somebody who has the name may be merged with."""
        wanted = self.name.text().strip()
        is_taken = bool(self._awaited) and self._keeper.facts.person(wanted) is not None
        self._awaited = ""
        self.merge.setVisible(is_taken)
        self.message.show_message("error", text)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.addWidget(self.name, 1)
        first.addWidget(self.rename)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.remove_photograph)
        row.addStretch(1)
        row.addWidget(self.remove_person)
        self._foot = QStackedWidget()
        self._foot.addWidget(buttons)
        self._foot.addWidget(self.question)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(first)
        self._layout.addWidget(self.photographs)
        self._layout.addWidget(self._foot)
        self._layout.addWidget(self.message)
        self._layout.addStretch(1)

    def _connect(self) -> None:
        self.name.returnPressed.connect(self._on_rename_clicked)
        self.name.textEdited.connect(self._on_name_edited)
        self.rename.clicked.connect(self._on_rename_clicked)
        self.merge.clicked.connect(lambda: self._rename(merge=True))
        self.remove_photograph.clicked.connect(self._on_remove_photograph_clicked)
        self.remove_person.clicked.connect(self._on_remove_person_clicked)
        self.question.yes.clicked.connect(self._on_question_answered)
        self.question.no.clicked.connect(lambda: self._foot.setCurrentIndex(0))
        self._removal: Callable[[], object] | None = None

    def _clear(self) -> None:
        """Forget what was typed and asked about somebody else."""
        self.name.setText("" if self._person is None else self._person.name)
        set_style_property(self.name, "invalid", False)
        self.message.clear()
        self.merge.hide()
        self._foot.setCurrentIndex(0)
        self._awaited = ""
        self.photographs.show_faces((), -1)

    def _ask(self, words: str, removal: Callable[[], object]) -> None:
        self._removal = removal
        self.question.ask(words)
        self._foot.setCurrentIndex(1)

    def _rename(self, *, merge: bool = False) -> None:
        if self._person is not None:
            self.message.clear()
            self._awaited = self.name.text().strip()
            self._keeper.rename(self._person.name, self._awaited, merge=merge)

    def _on_name_edited(self, text: str) -> None:
        problem = name_problem(text) if text.strip() else ""
        set_style_property(self.name, "invalid", bool(problem))
        self.merge.hide()
        self.message.show_message("error", problem)

    def _on_rename_clicked(self) -> None:
        problem = name_problem(self.name.text())
        set_style_property(self.name, "invalid", bool(problem))
        self.merge.hide()
        self.message.show_message("error", problem)
        if not problem:
            self._rename()

    def _on_remove_photograph_clicked(self) -> None:
        place = self.photographs.current()
        if 0 <= place < len(self._ids):
            number = self._ids[place]
            self._ask("Remove the marked photograph?", lambda: self._keeper.remove(number))

    def _on_remove_person_clicked(self) -> None:
        if self._person is not None:
            person = self._person
            self._ask(
                f"Remove {person.name} with {counted_photographs(person)}?",
                lambda: self._keeper.remove_person(person.name),
            )

    def _on_question_answered(self) -> None:
        removal, self._removal = self._removal, None
        self._foot.setCurrentIndex(0)
        if removal is not None:
            removal()

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setSpacing(px(6))
        self.setFixedWidth(px(WIDTH))
