"""Which networks find the faces, and how long they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar

from explorer.panels.faces.locators import EMBEDDING, LOCATORS
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.faces.state import RecognitionState
    from explorer.panels.faces.values import Faces


class ModelCard(Card):
    """The locator, a sentence about each network, and what is wrong with them."""

    chosen = Signal(dict)  # fields of RecognitionState

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Networks", parent=parent)
        self._locators = Segmented(
            "How faces are found",
            [(key, one.text, one.tooltip) for key, one in LOCATORS.items()],
            fill=True,
        )
        self._sentence = label("", "caption", wrap=True)
        self._embedding = label(EMBEDDING, "caption", wrap=True)
        self._busy_words = label("", "caption")
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName("Loading")
        self._message = InlineMessage("error")
        for part in (
            self._locators, self._sentence, self._embedding, self._busy_words, self._busy,
            self._message,
        ):  # fmt: skip
            self.add(part)
        self.set_busy("")
        self._locators.currentChanged.connect(lambda key: self.chosen.emit({"locator": key}))

    def show_choice(self, recognition: RecognitionState) -> None:
        """Press the right button, and emit nothing."""
        self._locators.set_current(recognition.locator)
        self._sentence.setText(LOCATORS[recognition.locator].sentence)

    def show_found(self, found: Faces) -> None:
        """Say how long the networks took for the present picture."""
        self.set_facts(f"find {found.locate_ms:5.1f} ms · embed {found.embed_ms:5.1f} ms")

    def set_busy(self, words: str) -> None:
        """Say that something is being loaded; an empty text hides the line."""
        self._busy_words.setText(words)
        self._busy_words.setVisible(bool(words))
        self._busy.setVisible(bool(words))

    def show_problem(self, text: str) -> None:
        """Say why faces cannot be found; an empty text takes it back."""
        self._message.show_message("error", text)

    def problem(self) -> str:
        """Return what is said to be wrong."""
        return self._message.text
