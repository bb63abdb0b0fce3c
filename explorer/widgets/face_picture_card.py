"""A card for a picture with a face: a bundled one, a file, what is dropped, or the source's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal

from explorer.widgets.card import Card
from explorer.widgets.controls import tool_button
from explorer.widgets.drop import can_take
from explorer.widgets.face_picture_menu import FacePictureMenu
from explorer.widgets.picture_intake import PictureIntake

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent


class FacePictureCard(Card):
    """Says which picture is wanted; a subclass shows it.

    Parameters
    ----------
    title
        The heading.
    of
        What the picture is called in a sentence, such as "the second picture".
    """

    textChosen = Signal(str)  # a bundled picture's name, or a path
    pictureGiven = Signal(object, str)  # uint8 (H, W, 3) without a file, what it is called
    frameWanted = Signal()  # the source's present picture

    def __init__(self, title: str, of: str) -> None:
        super().__init__(title)
        self.setAcceptDrops(True)
        self._menu = FacePictureMenu(self)
        self._intake = PictureIntake(self)
        self._bundled = tool_button("image", f"Choose {of} among the bundled ones", kind="quiet")
        self._open = tool_button("folder-open", f"Open {of} from a file", kind="quiet")
        self._frame = tool_button("camera", f"Take the source’s present frame as {of}",
                                  kind="quiet")  # fmt: skip
        for button in (self._bundled, self._open, self._frame):
            self.add_header_widget(button)
        self._menu.chosen.connect(self.textChosen)
        self._intake.textChosen.connect(self.textChosen)
        self._intake.pictureGiven.connect(self.pictureGiven)
        self._intake.failed.connect(self.show_refusal)
        self._bundled.clicked.connect(self.open_menu)
        self._open.clicked.connect(self._on_open_clicked)
        self._frame.clicked.connect(self.frameWanted)

    def show_refusal(self, why: str) -> None:
        """Say why no picture was taken."""
        raise NotImplementedError

    def show_frame_possible(self, possible: bool) -> None:
        """Offer the source's present frame, or not."""
        self._frame.setEnabled(possible)

    def open_menu(self) -> None:
        """Offer the bundled pictures."""
        self._menu.fill()
        self._menu.popup(self._bundled.mapToGlobal(QPoint(0, self._bundled.height())))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what could be a picture."""
        if can_take(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the first file, or the picture itself."""
        event.acceptProposedAction()
        self._intake.take(event.mimeData())

    def _on_open_clicked(self) -> None:
        self._intake.choose("Open a picture with a face")
