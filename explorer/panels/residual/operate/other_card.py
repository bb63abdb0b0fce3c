"""The second picture, to whose face the distances are measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label, tool_button
from explorer.widgets.drop import can_take
from explorer.widgets.face_picture_menu import FacePictureMenu
from explorer.widgets.notice import InlineMessage
from explorer.widgets.picture_intake import PictureIntake
from explorer.widgets.thumb import Thumb

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from explorer.panels.residual.operate.values import Other

CHIP = 72
NONE = "Choose a picture of a face: distances to it are shown before and after."


class OtherCard(Card):
    """Shows what it is told; says which picture is wanted."""

    textChosen = Signal(str)
    pictureGiven = Signal(object, str)  # uint8 (H, W, 3), its title
    frameWanted = Signal()

    def __init__(self) -> None:
        super().__init__("Second picture")
        self.setAcceptDrops(True)
        self._menu = FacePictureMenu(self)
        self._intake = PictureIntake(self)
        self._chip = Thumb("Second picture", "Choose a bundled picture", CHIP, CHIP)
        self._words = label("", "caption", wrap=True)
        self._message = InlineMessage("warning")
        self._open = tool_button("folder-open", "Open the second picture from a file", kind="quiet")
        self._bundled = tool_button("image", "Choose a bundled picture", kind="quiet")
        self._frame = tool_button("camera", "Take the source’s present frame", kind="quiet")
        for button in (self._bundled, self._open, self._frame):
            self.add_header_widget(button)
        self._row, self._texts = QHBoxLayout(), QVBoxLayout()
        self._row.addWidget(self._chip)
        self._texts.addWidget(self._words)
        self._texts.addStretch(1)
        self._row.addLayout(self._texts, 1)
        self.add(self._row)
        self.add(self._message)
        self._connect()
        theme.watch_theme(self._apply_row)

    def show_other(self, other: Other | None) -> None:
        """Show the face that was found, or why there is none."""
        self._chip.set_rgb(None if other is None else other.chip)
        self._message.show_message("warning", "" if other is None else other.problem)
        self._words.setText(_words(other))

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._message.text

    def words(self) -> str:
        """Return what is said of the picture."""
        return self._words.text()

    def show_message(self, text: str) -> None:
        """Say why no picture was taken."""
        self._message.show_message("warning", text)

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

    def _connect(self) -> None:
        self._menu.chosen.connect(self.textChosen)
        self._intake.textChosen.connect(self.textChosen)
        self._intake.pictureGiven.connect(self.pictureGiven)
        self._intake.failed.connect(self.show_message)
        self._chip.clicked.connect(self._on_bundled_clicked)
        self._bundled.clicked.connect(self._on_bundled_clicked)
        self._open.clicked.connect(lambda: self._intake.choose("Open a picture with a face"))
        self._frame.clicked.connect(self.frameWanted)

    def _on_bundled_clicked(self) -> None:
        self._menu.fill()
        self._menu.popup(self._bundled.mapToGlobal(QPoint(0, self._bundled.height())))

    def _apply_row(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.MEDIUM))


def _words(other: Other | None) -> str:
    if other is None or (not other.title and not other.problem):
        return NONE
    if other.chip is None:
        return other.title
    largest = f"the largest of {other.count} faces" if other.count > 1 else "its face"
    return f"{other.title}: {largest}. d is the squared distance to it, by the same network."
