"""The card with the tiles, and what is not known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal

from explorer.panels.style.live.style_tiles import StyleTiles
from explorer.widgets.card import Card
from explorer.widgets.controls import label, tool_button
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from explorer.engine.style.multistyle_names import MultistyleInfo

NO_NAMES: Final = (
    "The network's release names neither the paintings nor their painters: a name here says what "
    "a style looks like on photographs."
)
_REFRESH: Final = "Paint these thumbnails from the picture that is shown now"


class StylesCard(Card):
    """The tiles under a line that says what they are painted from."""

    refreshWanted = Signal()

    def __init__(self, styles: Sequence[MultistyleInfo], parent: QWidget | None = None) -> None:
        super().__init__("26 styles", parent=parent)
        self.tiles = StyleTiles(styles)
        self.refresh = tool_button("refresh-cw", _REFRESH, kind="quiet")
        self._problem = InlineMessage("error")
        self.add_header_widget(self.refresh)
        self.add(self._problem)
        self.add(self.tiles)
        self.add(label(NO_NAMES, "caption", wrap=True))
        self.refresh.clicked.connect(self.refreshWanted)

    def show_problem(self, text: str) -> None:
        """Say why there are no thumbnails; an empty text says nothing."""
        self._problem.show_message("error", text)
