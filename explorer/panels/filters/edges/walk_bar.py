"""The controls of the walk over a picture: those of every walk, its end, and how coarse it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.filters.state import SPEEDS
from explorer.widgets.controls import Segmented, label, tool_button
from explorer.widgets.walk_bar import WalkBar

if TYPE_CHECKING:
    from explorer.panels.filters.state import EdgesState

SLIDE_TOOLTIP = (
    "Let the kernel slide over the picture, cell by cell; a large picture is first "
    "averaged to a few pixels, so that every step can be seen"
)


class SketchWalkBar(WalkBar):
    """Emits what is asked for; it neither steps nor counts."""

    endRequested = Signal()
    sketchChanged = Signal(int)

    def __init__(self) -> None:
        super().__init__(SPEEDS, "Slide", SLIDE_TOOLTIP)
        self._end = tool_button("eye", "End the walk and show the whole response")
        self._sketch = Segmented(
            "Picture",
            [
                ("0", "full", "The picture as it is, at most 1280 pixels wide or high"),
                ("48", "48 px", "Averaged to 48 pixels on its longer side"),
                ("24", "24 px", "Averaged to 24 pixels on its longer side: single cells are seen"),
            ],
        )
        self._layout.insertWidget(self._layout.indexOf(self._last) + 1, self._end)
        self._layout.addStretch(1)
        self._layout.addWidget(label("picture", "label"))
        self._layout.addWidget(self._sketch)
        self._end.clicked.connect(self.endRequested)
        self._sketch.currentChanged.connect(lambda key: self.sketchChanged.emit(int(key)))

    def show_state(self, state: EdgesState) -> None:
        """Say what the state says."""
        self.show_speed(state.steps_per_s)
        self._sketch.set_current(str(state.sketch))
        self._end.setVisible(state.walking)
