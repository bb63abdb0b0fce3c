"""The picture that somebody is enrolled from: taken, opened, dropped; its faces to be clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.widgets.card import Card
from explorer.widgets.controls import push_button
from explorer.widgets.detections.boxes import BoxesOverlay, box_at
from explorer.widgets.image_view import ImageView
from explorer.widgets.picture_note import PictureNote

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.faces.values import Faces
    from explorer.services.frames import Frame


class PictureCard(Card):
    """Paints what it is told, and says what the user wants of the picture."""

    faceClicked = Signal(int)
    takeWanted = Signal()
    openWanted = Signal()
    followWanted = Signal()
    sourceWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Photograph", parent=parent)
        self._found: Faces | None = None
        self.picture = ImageView("Photograph to enrol somebody from")
        self.note = PictureNote(self.picture)
        self.take = push_button(
            "Take the photograph", "Keep the present frame", "camera", kind="primary"
        )
        self.follow = push_button(
            "Back to the source", "Let the photograph go and follow the source again", "video"
        )
        self.open = push_button(
            "Open a picture…", "A picture's file; or drop one here", "folder-open"
        )
        for button in (self.take, self.follow, self.open):
            self.add_header_widget(button)
        self.add(self.picture, 1)
        self.take.clicked.connect(self.takeWanted)
        self.follow.clicked.connect(self.followWanted)
        self.open.clicked.connect(self.openWanted)
        self.picture.clicked.connect(self._on_picture_clicked)
        self.picture.actionRequested.connect(self.sourceWanted)

    def show_view(self, frame: Frame, found: Faces, chosen: int) -> None:
        """Show a picture with its faces; the chosen one stands out."""
        self._found = found
        self.picture.set_rgb(frame.rgb)
        self.show_chosen(chosen)

    def show_chosen(self, chosen: int) -> None:
        """Mark another face."""
        if self._found is not None:
            self.picture.set_overlays([face_marks(self._found, chosen)])

    def show_hold(self, title: str, *, can_take: bool, is_held: bool) -> None:
        """Say which picture it is, and offer what can be done with it."""
        self.set_facts(title)
        self.take.setVisible(can_take)
        self.follow.setVisible(is_held)

    def show_empty(self, text: str, action: str) -> None:
        """Show no picture, and say why."""
        self._found = None
        self.picture.set_rgb(None)
        self.picture.set_overlays(())
        self.picture.set_empty(text, action)
        self.note.say("info", "")

    def _on_picture_clicked(self, row: int, column: int) -> None:
        if self._found is not None:
            face = box_at(self._found.boxes_xyxy, column + 0.5, row + 0.5)
            if face is not None:
                self.faceClicked.emit(face)


def face_marks(found: Faces, chosen: int) -> BoxesOverlay:
    """Return the boxes of the faces, the chosen one in the accent's colour."""
    places = range(len(found))
    return BoxesOverlay(
        boxes_xyxy=found.boxes_xyxy,
        picture=found.picture,
        colours=tuple("accent" if place == chosen else "muted" for place in places),
        styles=tuple("highlighted" if place == chosen else "kept" for place in places),
    )
