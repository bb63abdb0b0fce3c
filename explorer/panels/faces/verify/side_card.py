"""One of the two pictures: where it comes from, its faces, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.faces.verify.side_view import SideView
from explorer.panels.faces.verify.words import Remark, remark
from explorer.widgets import theme
from explorer.widgets.controls import tool_button
from explorer.widgets.face_picture_card import FacePictureCard
from explorer.widgets.labels import shortened
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.faces.verify.values import Look

MESSAGE: Final = 46
"""Room for two lines."""
NAMES: Final = {"first": "First", "second": "Second"}
TITLES: Final = {"first": "Picture x₁", "second": "Picture x₂"}
LONGEST_TITLE, LONGEST_OF_SEVERAL = 22, 10


class SideCard(FacePictureCard):
    """Shows what it is told; says which picture or face is wanted."""

    faceChosen = Signal(int)

    def __init__(self, side: str) -> None:
        name = NAMES[side]
        super().__init__(TITLES[side], f"the {name.lower()} picture")
        self._look: Look | None = None
        self._face = 0
        self.view = SideView(name, is_chip_left=side == "second")
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

    def show_refusal(self, why: str) -> None:
        """Say why no picture was taken."""
        self.show_message(Remark("error", why))

    def message(self) -> str:
        """Return what is said of the picture: below it, or in the place of the chip."""
        if self._look is not None and not self._look.count:
            return remark(self._look, self._face).text
        return self._message.text

    def _lay_out(self) -> None:
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._before)
        self._foot.addWidget(self._next)
        self._foot.addWidget(self._message, 1)
        self.add(self.view, 1)
        self.add(self._foot)

    def _connect(self) -> None:
        self.view.faceChosen.connect(self.faceChosen)
        self.view.picture.actionRequested.connect(self.open_menu)
        self._before.clicked.connect(lambda: self._step(-1))
        self._next.clicked.connect(lambda: self._step(1))

    def _step(self, step: int) -> None:
        if self._look is not None and self._look.count:
            self.faceChosen.emit((self._face + step) % self._look.count)

    def _apply_size(self) -> None:
        self._message.setMinimumHeight(theme.current_theme().px(MESSAGE))


def _facts(look: Look | None, face: int) -> str:
    if look is None or look.picture is None:
        return ""
    if look.count > 1:
        title = shortened(look.picture.title, LONGEST_OF_SEVERAL)
        return f"{title} · face {face + 1} of {look.count}"
    return shortened(look.picture.title, LONGEST_TITLE)
