"""A place for a picture: what lies in it, and all the ways to put another one there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.panels.style.reading import shape_text
from explorer.widgets import theme
from explorer.widgets.controls import ElidedLabel, Range, SliderRow, label, set_tone, tool_button
from explorer.widgets.drop import can_take
from explorer.widgets.picture_intake import PictureIntake
from explorer.widgets.thumb import Thumb

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent

    from explorer.panels.style.values import Picture

THUMB: Final = (96, 72)
WAYS: Final = (
    ("image", "Choose {name} among the bundled pictures"),
    ("folder-open", "Open {name} from a file"),
    ("camera", "Take the source’s present picture as {name}"),
    ("clipboard-paste", "Paste {name} from the clipboard"),
)
READING: Final = "is being read…"


class Well(QWidget):
    """Shows what it is told, and says what is wanted in its place.

    Parameters
    ----------
    title
        Such as "Content", the heading.
    name
        The same in a sentence, such as "the content".
    """

    textChosen = Signal(str)  # a file's path
    pictureGiven = Signal(object, str)  # uint8 (H, W, 3) without a file, what it is called
    bundledWanted = Signal()
    frameWanted = Signal()
    weightChosen = Signal(float)
    removeWanted = Signal()

    def __init__(self, title: str, name: str, *, is_style: bool = False) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        tip = "Click to choose a bundled picture, or drop a picture or a file here"
        self.thumb = Thumb(f"{title}: choose", tip, *THUMB)
        self._heading = label(title, "caption")
        self._title = ElidedLabel("", "label")
        self._facts = label("", "caption", wrap=True)
        self.bundled, self.open, self.frame, self.paste = (
            tool_button(icon, words.format(name=name), kind="quiet") for icon, words in WAYS
        )
        self.remove = tool_button("x", f"Take {name} away", kind="quiet")
        self.weight = SliderRow(
            "weight",
            Range(0, 1, "float", 2),
            1.0,
            "How much of this painting there is beside the others: the Gram matrices are averaged "
            "with these weights",
        )
        self._intake = PictureIntake(self)
        self._name, self._is_style = name, is_style
        self._lay_out()
        self._connect()

    def set_title(self, title: str, name: str, is_alone: bool) -> None:
        """Call the place otherwise; one alone has no weight, and is not taken away."""
        self._name = name
        self._heading.setText(title)
        self.thumb.setAccessibleName(f"{title}: choose")
        ways = (self.bundled, self.open, self.frame, self.paste)
        for button, (_, words) in zip(ways, WAYS, strict=True):
            button.setToolTip(words.format(name=name))
            button.setAccessibleName(words.format(name=name))
        self.weight.set_name(f"weight of {name}")
        self.weight.setVisible(self._is_style and not is_alone)
        self.remove.setVisible(self._is_style and not is_alone)

    def show_picture(self, picture: Picture | None, problem: str) -> None:
        """Show what lies here, or why nothing does; neither: it is being read."""
        self.thumb.set_rgb(None if picture is None else picture.rgb)
        self._title.setText("" if picture is None else picture.title)
        self._title.setVisible(picture is not None)
        words = READING if picture is None else shape_text(picture.rgb)
        self.say(problem or words, "bad" if problem else "muted")

    def say(self, text: str, tone: str = "bad") -> None:
        """Say something below the title."""
        self._facts.setText(text)
        set_tone(self._facts, tone)

    def words(self) -> str:
        """Return what is said below the title."""
        return self._facts.text()

    def title(self) -> str:
        """Return what the picture is called."""
        return self._title.text()

    def set_frame_possible(self, possible: bool) -> None:
        """Offer the source's present picture, or not."""
        self.frame.setEnabled(possible)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take what could be a picture."""
        if can_take(event.mimeData()):
            event.acceptProposedAction()
            self.thumb.set_marked(True)
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Let it pass."""
        self.thumb.set_marked(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the first file, or the picture itself."""
        event.acceptProposedAction()
        self.thumb.set_marked(False)
        self._intake.take(event.mimeData())

    def _lay_out(self) -> None:
        self._ways = QHBoxLayout()
        for button in (self.bundled, self.open, self.frame, self.paste):
            self._ways.addWidget(button)
        self._ways.addStretch(1)
        self._ways.addWidget(self.remove)
        self._words = QVBoxLayout()
        for item in (self._heading, self._title, self._facts):
            self._words.addWidget(item)
        self._words.addStretch(1)
        self._words.addLayout(self._ways)
        self._row = QHBoxLayout()
        self._row.addWidget(self.thumb, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._words, 1)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._row)
        self._layout.addWidget(self.weight)
        self.weight.setVisible(False)
        self.remove.setVisible(False)
        set_tone(self._heading, "muted")
        theme.watch_theme(self._apply_metrics)

    def _connect(self) -> None:
        self.thumb.clicked.connect(self.bundledWanted)
        self.bundled.clicked.connect(self.bundledWanted)
        self.open.clicked.connect(lambda: self._intake.choose(f"Open {self._name}"))
        self.frame.clicked.connect(self.frameWanted)
        self.paste.clicked.connect(self._intake.paste)
        self.remove.clicked.connect(self.removeWanted)
        self.weight.valueChanged.connect(self.weightChosen)
        self._intake.textChosen.connect(self.textChosen)
        self._intake.pictureGiven.connect(self.pictureGiven)
        self._intake.failed.connect(self.say)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.MEDIUM))
        self._words.setSpacing(px(1))
        self._ways.setSpacing(px(2))
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(px(theme.TIGHT))
