"""The card of the picture: the stage drawn over it, its sentence, and the slider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.detector.decode.bar import StageSlider
from explorer.panels.detector.decode.stages import STAGES, acting
from explorer.panels.detector.decode.words import sentence
from explorer.panels.detector.square import squared
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.controls import label, push_button
from explorer.widgets.icons import icon
from explorer.widgets.image_view import ImageView
from explorer.widgets.notice import InlineMessage
from explorer.widgets.picture_note import PictureNote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.decode.values import DecodeView
    from explorer.panels.detector.square import Square
    from explorer.services.frames import Frame
    from explorer.widgets.overlays import Overlay

CAPTION_LINES = 3
WAITING = "The source is live: the next frame is kept."


class PictureCard(Card):
    """Shows what it is told, and says what the user wants."""

    newestWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Decoding", parent=parent)
        self._shown: tuple[Frame, Square] | None = None
        self.view = ImageView("The picture as the network sees it, at this stage of decoding")
        self.note = PictureNote(self.view)
        self.slider = StageSlider()
        self.play_button = push_button(
            "Play", "Go through the stages by itself, in some seconds", "play",
            kind="primary", checkable=True,
        )  # fmt: skip
        self._scale = ColourScale()
        self._caption = label("", wrap=True)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._message = InlineMessage()
        self._newest = push_button(
            "Take the newest frame", "Let go of this frame, and keep the next one", "refresh-cw"
        )
        self._message.add_button(self._newest)
        self._newest.clicked.connect(self.newestWanted)
        self.add_header_widget(self._scale)
        self.add(self._message)
        self.add(self.view, 1)
        self._line = QHBoxLayout()
        self._line.addWidget(self._caption, 1)
        self._line.addWidget(self.play_button, 0, Qt.AlignmentFlag.AlignTop)
        self.add(self._line)
        self.add(self.slider)
        theme.watch_theme(self._apply_caption_metrics)

    def show_frame(self, frame: Frame, square: Square) -> None:
        """Show a picture in the network's square."""
        if self._shown is None or self._shown[0] is not frame or self._shown[1] != square:
            self._shown = frame, square
            self.view.set_rgb(squared(frame.rgb, square))

    def show_stage(self, view: DecodeView, stage: float, overlays: Sequence[Overlay]) -> None:
        """Draw a stage, and say what happens at it."""
        now = acting(stage)
        self.view.set_overlays(overlays)
        self.slider.show_stage(stage)
        self.set_facts(f"stage {now + 1} of {len(STAGES)}: {STAGES[now].name}")
        self._caption.setText(sentence(view, now))

    def show_nothing(self, text: str, action: str) -> None:
        """Say why there is no picture."""
        self._shown = None
        self.set_facts("")
        self._caption.clear()
        self.note.say("info", "")
        self.view.set_overlays(())
        self.view.set_rgb(None)
        self.view.set_empty(text, action)

    def show_hold(self, title: str, is_live: bool) -> None:
        """Say which frame of a live source is kept, or that one is waited for."""
        kept = f"The source goes on; kept is {title}." if title else WAITING if is_live else ""
        self._message.show_message("info", kept)
        self._newest.setEnabled(bool(title))

    def show_running(self, running: bool) -> None:
        """Offer to pause, or to go on."""
        self.play_button.setChecked(running)
        self.play_button.setIcon(icon("pause" if running else "play", "on-accent"))

    def caption(self) -> str:
        """Return the sentence of the stage."""
        return self._caption.text()

    def message(self) -> str:
        """Return what is said of the frame."""
        return self._message.text

    def _apply_caption_metrics(self) -> None:
        lines = CAPTION_LINES * self._caption.fontMetrics().lineSpacing()
        self._caption.setMinimumHeight(lines)
        self._line.setSpacing(theme.current_theme().px(theme.MEDIUM))
