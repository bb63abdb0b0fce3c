"""The card of the picture under its grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.detector.grid.chosen import grid_size, size_text
from explorer.panels.detector.square import squared
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.controls import ElidedLabel, Segmented, push_button, tool_button
from explorer.widgets.image_view import ImageView
from explorer.widgets.picture_note import PictureNote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from explorer.engine.yolo import RawPredictions
    from explorer.panels.detector.square import Square
    from explorer.panels.detector.state import GridState
    from explorer.services.frames import Frame
    from explorer.widgets.overlays import Overlay


class PictureCard(Card):
    """Shows what it is told, and says what the user wants."""

    headChosen = Signal(int)
    heatToggled = Signal(bool)
    anchorsToggled = Signal(bool)
    tensorToggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("The grid", parent=parent)
        self._shown: tuple[Frame, Square] | None = None
        self._sizes: tuple[str, ...] = ()
        self.view = ImageView("The picture as the network sees it, under its grid")
        self.view.setToolTip("Point at a cell to look at it, click to stay; the arrows go on")
        self.note = PictureNote(self.view)
        self._heads = Segmented("Grid", (("0", "13×13"),))
        self._scale = ColourScale()
        self._words = ElidedLabel("", "caption")
        self._heat = push_button("p_c as heat", "Colour each cell by its p_c", checkable=True)
        self._anchors = push_button(
            "Anchors", "Draw the grid's anchors to scale around the cell's centre", checkable=True
        )
        self._tensor = tool_button(
            "box", "Show or hide the output tensor", kind="quiet", checkable=True
        )
        self._tensor.setChecked(True)
        self._lay_out()
        self._heads.currentChanged.connect(lambda key: self.headChosen.emit(int(key)))
        self._heat.clicked.connect(self.heatToggled)
        self._anchors.clicked.connect(self.anchorsToggled)
        self._tensor.toggled.connect(self.tensorToggled)

    def show_state(self, grid: GridState) -> None:
        """Make the buttons say what the state says."""
        self._heat.setChecked(grid.heat)
        self._anchors.setChecked(grid.anchors)
        self._scale.setEnabled(grid.heat)

    def show_frame(self, frame: Frame, square: Square, raw: RawPredictions) -> None:
        """Show a picture in the network's square, and which grids there are."""
        if self._shown is None or self._shown[0] is not frame or self._shown[1] != square:
            self._shown = frame, square
            self.view.set_rgb(squared(frame.rgb, square))
        sizes = tuple(size_text(grid_size(raw, head)) for head in range(len(raw.maps)))
        if sizes != self._sizes:
            self._sizes = sizes
            self._heads.set_options(
                [
                    (str(head), size, f"{size} cells, {one.stride} pixels of the square wide each")
                    for head, (size, one) in enumerate(zip(sizes, raw.heads, strict=True))
                ]
            )
        self.set_facts(f"{raw.letterbox.size} px")

    def show_overlays(self, overlays: Sequence[Overlay], head: int, heat_words: str) -> None:
        """Draw over the picture, and say what is drawn."""
        self.view.set_overlays(overlays)
        self._heads.set_current(str(head))
        self._words.setText(heat_words)

    def show_nothing(self, text: str, action: str) -> None:
        """Say why there is no picture."""
        self._shown = None
        self.set_facts("")
        self.view.set_overlays(())
        self.view.set_rgb(None)
        self.view.set_empty(text, action)
        self.note.say("info", "")
        self._words.setText("")

    def heat_words(self) -> str:
        """Return what is said of the colours."""
        return self._words.text()

    def grids(self) -> tuple[str, ...]:
        """Return the grids that can be chosen."""
        return self._sizes

    def _lay_out(self) -> None:
        self._foot = QHBoxLayout()
        for button in (self._heat, self._anchors):
            self._foot.addWidget(button)
        self._foot.addStretch(1)
        self._foot.addWidget(self._scale)
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.add_header_widget(self._heads)
        self.add_header_widget(self._tensor)
        self.add(self.view, 1)
        self.add(self._foot)
        self.add(self._words)
        theme.watch_theme(self._apply_foot_metrics)

    def _apply_foot_metrics(self) -> None:
        self._foot.setSpacing(theme.current_theme().px(theme.SMALL))
