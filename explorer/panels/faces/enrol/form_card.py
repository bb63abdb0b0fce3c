"""The face that is enrolled: its quality, its name, the consent of whom it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit

from explorer.panels.faces.enrol.quality_view import QualityView
from explorer.panels.faces.enrol.words import (
    aspects,
    name_problem,
    person_words,
    verdict,
    why_refused,
)
from explorer.panels.faces.face_strip import FaceStrip
from explorer.widgets import theme
from explorer.widgets.buttons import set_button_text
from explorer.widgets.card import Card
from explorer.widgets.controls import label, push_button, set_tone
from explorer.widgets.labels import set_style_property
from explorer.widgets.notice import InlineMessage
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.engine.gallery import Person
    from explorer.panels.faces.enrol.words import Likeness
    from explorer.panels.faces.values import Faces

CONSENT = "This person agreed to be enrolled"
NO_CONSENT = "Ask the person, then tick the line above: nobody is enrolled without agreeing."
ENROL = "Enrol"
LIVE = "Take the photograph first"
TOO_SMALL = "Too small to enrol"
NOBODY = "No face to enrol"


class FormCard(Card):
    """Chip, quality, name, consent, one button; what is wrong stands beside its cause."""

    faceChosen = Signal(int)
    nameChanged = Signal(str)
    enrolWanted = Signal(str)  # the name as typed, once it is a name and consent is given
    likenessAccepted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("This face", parent=parent)
        self.faces = FaceStrip(
            "Faces in the picture", "Several faces: click the one to enrol, or use ← and →"
        )
        self.quality = QualityView()
        self._because = label("", "caption", wrap=True)
        self._because.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.name = QLineEdit()
        self.name.setPlaceholderText("Name, in any script")
        self.name.setAccessibleName("Name")
        self.name.setToolTip("Who this is. A name that is known gets one more photograph")
        self._name_words = label("", "caption", wrap=True)
        self.consent = QCheckBox(CONSENT)
        self.consent.setAccessibleName(CONSENT)
        self.consent.setToolTip("Tick it each time: another face is another person's consent")
        self.likeness = InlineMessage("info")
        self._accept = push_button("Use this name", "Write the name into the field below")
        self.enrol = push_button(ENROL, "Keep this face under this name", "check", kind="primary")
        self.message = InlineMessage("error")
        self._offered = ""
        for part in (
            self.faces, self.quality, self._because, self.likeness, self._accept, self.name,
            self._name_words,
            self.consent, self.enrol, self.message,
        ):  # fmt: skip
            self.add(part)
        self._connect()
        self._say_of_name("")
        self.show_no_face()
        theme.watch_theme(self._apply_form_metrics)

    def show_faces(self, found: Faces, chosen: int, *, is_still: bool) -> None:
        """Show the face that is chosen among those of a picture, which may be moving."""
        quality = found.qualities[chosen]
        judged = verdict(quality)
        too_small = why_refused(quality)
        self.quality.show_face(found.chips[chosen], judged, aspects(quality))
        self._because.setText(too_small or judged.because)
        set_tone(self._because, "" if judged.tone == "good" else judged.tone)
        self.faces.show_faces([qimage_from_rgb(chip) for chip in found.chips], chosen)
        self.faces.setVisible(len(found) > 1)
        self.set_facts(f"{chosen + 1} of {len(found)} faces" if len(found) > 1 else "")
        self._allow(TOO_SMALL if too_small else "" if is_still else LIVE)

    def show_no_face(self) -> None:
        """Show that there is nobody to enrol; the picture says why."""
        self.quality.show_face(None, None, ())
        self._because.setText("")
        self.faces.show_faces((), -1)
        self.faces.hide()
        self.set_facts("")
        self.show_likeness(None)
        self._allow(NOBODY)

    def show_likeness(self, like: Likeness | None) -> None:
        """Say whom the face looks like, and offer the name; None says nothing."""
        self._offered = "" if like is None else like.name
        self._accept.setVisible(bool(self._offered) and self._offered != self.name.text().strip())
        self.likeness.show_message(
            "info" if like is None else like.kind, "" if like is None else like.text
        )

    def show_person(self, person: Person | None) -> None:
        """Say that the name belongs to somebody already."""
        if not self.name.property("invalid"):
            self._say_of_name(person_words(person))

    def start_anew(self) -> None:
        """Take the name and the consent away: they were another face's."""
        self.name.clear()
        self.withdraw_consent()

    def withdraw_consent(self) -> None:
        """Untick: another face is another person's consent."""
        self.consent.setChecked(False)

    def say(self, kind: str, text: str) -> None:
        """Say what became of the enrolment; an empty text takes it back."""
        self.message.show_message(kind, text)  # type: ignore[arg-type]

    def valid_name(self) -> str:
        """Return the name that is typed; "" where it is none yet."""
        text = self.name.text().strip()
        return "" if name_problem(text) else text

    def name_words(self) -> str:
        """Return what stands below the name."""
        return self._name_words.text()

    def _connect(self) -> None:
        self.faces.chosen.connect(self.faceChosen)
        self.name.textEdited.connect(self._on_name_edited)
        self.name.textChanged.connect(self.nameChanged)
        self.name.returnPressed.connect(self._on_enrol_clicked)
        self.enrol.clicked.connect(self._on_enrol_clicked)
        self._accept.clicked.connect(lambda: self.likenessAccepted.emit(self._offered))

    def _allow(self, refused: str) -> None:
        """Let the button say why it does nothing; "" lets it enrol."""
        self.enrol.setEnabled(not refused)
        set_button_text(self.enrol, refused or ENROL)

    def _on_name_edited(self, text: str) -> None:
        """Say what is wrong with a name while it is typed, but not that it is not there yet."""
        self._show_name_problem(name_problem(text) if text.strip() else "")

    def _on_enrol_clicked(self) -> None:
        if not self.enrol.isEnabled():
            return
        self.say("error", "")
        problem = name_problem(self.name.text())
        self._show_name_problem(problem)
        if problem:
            self.name.setFocus()
        elif not self.consent.isChecked():
            self.say("warning", NO_CONSENT)
            self.consent.setFocus()
        else:
            self.enrolWanted.emit(self.name.text())

    def _show_name_problem(self, problem: str) -> None:
        set_style_property(self.name, "invalid", bool(problem))
        self._say_of_name(problem, "bad")

    def _say_of_name(self, text: str, tone: str = "") -> None:
        self._name_words.setText(text)
        self._name_words.setVisible(bool(text))
        set_tone(self._name_words, tone)

    def _apply_form_metrics(self) -> None:
        """Keep room for two lines of reasons, so that nothing below moves while they change."""
        self._because.setMinimumHeight(2 * self._because.fontMetrics().lineSpacing())
