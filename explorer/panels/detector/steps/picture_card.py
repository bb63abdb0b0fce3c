"""The card of the picture: what is walked on, the boxes, and the controls of the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.detector.steps.bar import StepsBar
from explorer.widgets.card import Card
from explorer.widgets.controls import push_button, tool_button
from explorer.widgets.image_view import ImageView
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

LIVE = "Live: the first step, or a box that is clicked, keeps the frame that is shown."


class PictureCard(Card):
    """Shows what it is told, and says what the user wants."""

    followRequested = Signal()
    graphToggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Non-maximum suppression, step by step", parent=parent)
        self.view = ImageView("The picture, with the boxes of this step")
        self.bar = StepsBar()
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
        self.add(self.bar)

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
