"""One of the two pictures: where it comes from, its faces, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.faces.verify.side_view import SideView
from explorer.panels.faces.verify.words import Remark, remark
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import tool_button
from explorer.widgets.drop import can_take
from explorer.widgets.face_picture_menu import FacePictureMenu
from explorer.widgets.labels import shortened
from explorer.widgets.notice import InlineMessage
from explorer.widgets.picture_intake import PictureIntake

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from explorer.panels.faces.verify.values import Look

MESSAGE: Final = 46
"""Room for two lines."""
NAMES: Final = {"first": "First", "second": "Second"}
TITLES: Final = {"first": "Picture x₁", "second": "Picture x₂"}
LONGEST_TITLE, LONGEST_OF_SEVERAL = 22, 10


class SideCard(Card):
    """Shows what it is told; says which picture or face is wanted."""

    textChosen = Signal(str)  # a bundled picture's name, or a path
    pictureGiven = Signal(object, str)  # uint8 (H, W, 3) without a file, what it is called
    frameWanted = Signal()  # the source's present picture
    faceChosen = Signal(int)

    def __init__(self, side: str) -> None:
        name = NAMES[side]
        super().__init__(TITLES[side])
        self.setAcceptDrops(True)
        self._look: Look | None = None
        self._face = 0
        self.view = SideView(name, is_chip_left=side == "second")
        self._menu = FacePictureMenu(self)
        self._intake = PictureIntake(self)
        of = f"the {name.lower()} picture"
        self._bundled = tool_button("image", f"Choose {of} among the bundled ones", kind="quiet")
        self._open = tool_button("folder-open", f"Open {of} from a file", kind="quiet")
        self._frame = tool_button("camera", f"Take the source’s present frame as {of}",
                                  kind="quiet")  # fmt: skip
        self._before = tool_button("chevron-left", "Take the face before", kind="quiet")
        self._next = tool_button("chevron-right", "Take the next face", kind="quiet")
        self._message = InlineMessage("info")
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_size)

    def show_look(self, look: Look | None, face: int, *, is_looking: bool = False) -> None:
        """Show a picture and the face that was taken; None where nothing was chosen."""
        self._look, self._face = look, face
        self.view.show_look(look, face, is_looking=is_looking)
        self.set_facts(_facts(look, face))
        count = 0 if look is None or is_looking else look.count
        for button in (self._before, self._next):
            button.setVisible(count > 1)
        said = Remark() if look is None or not count else remark(look, face)
        self.show_message(said)

    def show_message(self, said: Remark) -> None:
        """Say something below the picture."""
        self._message.show_message(said.kind, said.text)

    def has_message(self) -> bool:
        """Whether something is said below the picture."""
        return bool(self._message.text)

    def keep_room(self, keep: bool) -> None:
        """Leave room for a message where none is: beside a card that has one."""
        policy = self._message.sizePolicy()
        policy.setRetainSizeWhenHidden(keep)
        self._message.setSizePolicy(policy)

    def show_frame_possible(self, possible: bool) -> None:
        """Offer the source's present frame, or not."""
        self._frame.setEnabled(possible)

    def message(self) -> str:
        """Return what is said of the picture: below it, or in the place of the chip."""
        if self._look is not None and not self._look.count:
            return remark(self._look, self._face).text
        return self._message.text

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

    def _lay_out(self) -> None:
        for button in (self._bundled, self._open, self._frame):
            self.add_header_widget(button)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._before)
        self._foot.addWidget(self._next)
        self._foot.addWidget(self._message, 1)
        self.add(self.view, 1)
        self.add(self._foot)

    def _connect(self) -> None:
        self.view.faceChosen.connect(self.faceChosen)
        self.view.picture.actionRequested.connect(self._on_bundled_clicked)
        self._menu.chosen.connect(self.textChosen)
        self._intake.textChosen.connect(self.textChosen)
        self._intake.pictureGiven.connect(self.pictureGiven)
        self._intake.failed.connect(lambda why: self.show_message(Remark("error", why)))
        self._bundled.clicked.connect(self._on_bundled_clicked)
        self._open.clicked.connect(self._on_open_clicked)
        self._frame.clicked.connect(self.frameWanted)
        self._before.clicked.connect(lambda: self._step(-1))
        self._next.clicked.connect(lambda: self._step(1))

    def _step(self, step: int) -> None:
        if self._look is not None and self._look.count:
            self.faceChosen.emit((self._face + step) % self._look.count)

    def _on_bundled_clicked(self) -> None:
        self._menu.fill()
        self._menu.popup(self._bundled.mapToGlobal(QPoint(0, self._bundled.height())))

    def _on_open_clicked(self) -> None:
        self._intake.choose("Open a picture with a face")

    def _apply_size(self) -> None:
        self._message.setMinimumHeight(theme.current_theme().px(MESSAGE))


def _facts(look: Look | None, face: int) -> str:
    if look is None or look.picture is None:
        return ""
    if look.count > 1:
        title = shortened(look.picture.title, LONGEST_OF_SEVERAL)
        return f"{title} · face {face + 1} of {look.count}"
    return shortened(look.picture.title, LONGEST_TITLE)
