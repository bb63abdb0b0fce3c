"""The card of the picture: the boxes, what happens to them, and the controls of the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from explorer.panels.detector.steps.bar import StepsBar
from explorer.panels.detector.steps.words import sentence, turn_text
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label, push_button, tool_button
from explorer.widgets.image_view import ImageView
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.steps.moment import Moment
    from explorer.panels.detector.steps.values import StepsView

CAPTION_LINES = 2
LIVE = "Live: the first step, or a box that is clicked, keeps the frame that is shown."


class PictureCard(Card):
    """Shows what it is told, and says what the user wants."""

    followRequested = Signal()
    graphToggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Non-maximum suppression, step by step", parent=parent)
        self.view = ImageView("The picture, with the boxes of this step")
        self.view.setToolTip("Click two boxes to compare them; Left and Right go a step back or on")
        self.bar = StepsBar()
        self._caption = label("", wrap=True)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._message = InlineMessage()
        self._follow = push_button(
            "Follow live again", "Let go of this frame and follow the source", "play"
        )
        self.graph_button = tool_button(
            "waypoints", "Show or hide who suppressed whom", kind="quiet", checkable=True
        )
        self.graph_button.setChecked(True)
        self.add_header_widget(self.graph_button)
        self.graph_button.toggled.connect(self.graphToggled)
        self._follow.clicked.connect(self.followRequested)
        self._message.add_button(self._follow)
        self.add(self._message)
        self.add(self.view, 1)
        self.add(self._caption)
        self.add(self.bar)
        self._keep_room_of_button()
        theme.watch_theme(self._apply_caption_metrics)

    def show_moment(self, view: StepsView, moment: Moment) -> None:
        """Say in one sentence what happens at this step, and whose turn it is."""
        self.set_facts(turn_text(view, moment))
        self._caption.setText(sentence(view, moment))
        self.bar.show_step(moment.step, view.walk.last)

    def show_nothing(self, text: str, action: str) -> None:
        """Say why there is no picture."""
        self.set_facts("")
        self._caption.clear()
        self.bar.show_step(0, 0)
        self.view.set_overlays(())
        self.view.set_image(None)
        self.view.set_empty(text, action)

    def caption(self) -> str:
        """Return the sentence of this step."""
        return self._caption.text()

    def show_hold(self, title: str, is_live: bool) -> None:
        """Say which frame of a live source is walked on, or that none is kept yet."""
        self._follow.setVisible(bool(title))
        if title:
            self._message.show_message("info", f"Walking on {title}.")
        else:
            self._message.show_message("info", LIVE if is_live else "")

    def message(self) -> str:
        """Return what is said of the frame."""
        return self._message.text

    def _keep_room_of_button(self) -> None:
        """Keep the message as high when its button comes: the picture shall not move."""
        policy = self._follow.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._follow.setSizePolicy(policy)

    def _apply_caption_metrics(self) -> None:
        lines = CAPTION_LINES * self._caption.fontMetrics().lineSpacing()
        self._caption.setMinimumHeight(lines)
