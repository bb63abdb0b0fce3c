"""Words that lie on a picture, at its foot, and take no room from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal

from explorer.widgets import theme
from explorer.widgets.buttons import push_button, set_button_text
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.widgets.image_view import ImageView
    from explorer.widgets.notice import Kind

WIDEST = 560


class PictureNote(InlineMessage):
    """Comes and goes without moving the picture; perhaps with a button that helps."""

    helpWanted = Signal()

    def __init__(self, picture: ImageView) -> None:
        super().__init__("info", "", picture)
        self._picture = picture
        self._help = push_button("", "Show a picture with which it works", "image")
        self._help.clicked.connect(self.helpWanted)
        self._help.hide()
        self.add_button(self._help)
        picture.installEventFilter(self)
        theme.themeChanged.connect(self._place)

    def say(self, kind: Kind, text: str, action: str = "") -> None:
        """Say a sentence, and offer something; an empty text takes both away."""
        if text == self.text and action == self.action():
            self._place()  # the picture may be another
            return
        set_button_text(self._help, action)
        self._help.setVisible(bool(action))
        self.show_message(kind, text)
        self._place()

    def action(self) -> str:
        """Return what is offered, or ""."""
        return self._help.accessibleName() if not self._help.isHidden() else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the picture."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        if not self.text:
            return
        room, px = self._picture, theme.current_theme().px
        edge = px(theme.MEDIUM)
        width = max(min(room.width() - 2 * edge, px(WIDEST)), 1)
        height = max(self.heightForWidth(width), self.minimumSizeHint().height())
        top = max(self._foot() - edge - height, 0)
        self.setGeometry((room.width() - width) // 2, top, width, height)
        self.raise_()

    def _foot(self) -> int:
        """Return where the picture ends in its room."""
        image, room = self._picture.image, self._picture.height()
        if image is None:
            return room
        where = self._picture.placement()
        return min(round(where.top + image.height() * where.scale), room)
