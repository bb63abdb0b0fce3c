"""The second picture, to whose face the distances are measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.widgets import theme
from explorer.widgets.controls import label
from explorer.widgets.face_picture_card import FacePictureCard
from explorer.widgets.notice import InlineMessage
from explorer.widgets.thumb import Thumb

if TYPE_CHECKING:
    from explorer.panels.residual.operate.values import Other

CHIP = 72
NONE = "Choose a picture of a face: distances to it are shown before and after."


class OtherCard(FacePictureCard):
    """Shows what it is told; says which picture is wanted."""

    def __init__(self) -> None:
        super().__init__("Second picture", "the second picture")
        self._chip = Thumb("Second picture", "Choose a bundled picture", CHIP, CHIP)
        self._words = label("", "caption", wrap=True)
        self._message = InlineMessage("warning")
        self._row, self._texts = QHBoxLayout(), QVBoxLayout()
        self._row.addWidget(self._chip)
        self._texts.addWidget(self._words)
        self._texts.addStretch(1)
        self._row.addLayout(self._texts, 1)
        self.add(self._row)
        self.add(self._message)
        self._chip.clicked.connect(self.open_menu)
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

    def show_refusal(self, why: str) -> None:
        """Say why no picture was taken."""
        self._message.show_message("warning", why)

    def _apply_row(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.MEDIUM))


def _words(other: Other | None) -> str:
    if other is None or (not other.title and not other.problem):
        return NONE
    if other.chip is None:
        return other.title
    largest = f"the largest of {other.count} faces" if other.count > 1 else "its face"
    return f"{other.title}: {largest}. d is the squared distance to it, by the same network."
