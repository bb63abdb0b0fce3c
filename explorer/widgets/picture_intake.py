"""The ways in which a person gives a picture: a file, something dropped, something pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from explorer.services.media import SourceError, SourceSpec
from explorer.widgets.ask_files import ask_picture
from explorer.widgets.drop import local_files, take

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

DROPPED, PASTED = "Dropped picture", "Pasted picture"


class PictureIntake(QObject):
    """Says what was given; a file is not read here, whoever takes its path does that."""

    textChosen = Signal(str)  # the path of a file
    pictureGiven = Signal(object, str)  # uint8 (H, W, 3) without a file, what it is called
    failed = Signal(str)  # why nothing was given

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent

    def choose(self, title: str) -> None:
        """Let the user choose a file."""
        if path := ask_picture(self._parent, title):
            self.textChosen.emit(path)

    def paste(self) -> None:
        """Take what is in the clipboard."""
        self.take(QApplication.clipboard().mimeData(), PASTED)

    def take(self, mime: QMimeData, title: str = DROPPED) -> None:
        """Take the first file, or the picture itself, which gets a title."""
        files = local_files(mime)
        if files:
            self.textChosen.emit(files[0])
            return
        try:
            picture = take(mime)
        except SourceError as error:
            self.failed.emit(str(error))
            return
        if not isinstance(picture, SourceSpec):
            self.pictureGiven.emit(picture, title)
