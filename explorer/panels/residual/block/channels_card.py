"""The chosen tensor: all its channels, one of them enlarged, and a pixel's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from explorer.panels.residual.block.maps import map_image
from explorer.panels.residual.block.mathematics import (
    letters_latex,
    numbers_latex,
    numbers_spoken,
)
from explorer.panels.residual.block.paint import title
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.cell_overlays import WindowFrame
from explorer.widgets.controls import ElidedLabel, label
from explorer.widgets.image_view import ImageView
from explorer.widgets.paced_formula import PacedFormula
from explorer.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.residual.block.values import Found
    from explorer.widgets.cells import Cell

GRID_SHARE, MAP_SHARE, NUMBERS_SHARE = 8, 5, 6
LEAST_ROOM = 48
NO_ZEROS = "Option A puts zeros into this channel: nothing of a[l] is in it"


class ChannelsCard(Card):
    """Hovering the enlarged map shows a pixel's numbers, a click keeps it."""

    channelChosen = Signal(int)  # of the tensor that is shown
    cellHovered = Signal(int, int)  # row, column of the tensor that is shown
    cellClicked = Signal(int, int)
    unhovered = Signal()
    roomChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Channels", parent=parent)
        self._found: Found | None = None
        self.grid = TileGrid("All channels of the chosen tensor")
        self.grid.set_empty("The channels appear here")
        self.map = ImageView("The chosen channel at all pixels")
        self.map.set_empty("One channel appears here")
        self.formula = PacedFormula()
        self.formula.set_latex(letters_latex("same"))
        self._pixel_title = ElidedLabel("One number of the output", "label")
        self._note = label("", "caption", wrap=True)
        self._lay_out()
        self.grid.selected.connect(self.channelChosen)
        self.grid.installEventFilter(self)
        self.map.hovered.connect(self.cellHovered)
        self.map.unhovered.connect(self.unhovered)
        self.map.clicked.connect(self.cellClicked)
        theme.themeChanged.connect(self._paint_map)

    @property
    def room(self) -> tuple[int, int]:
        """Width and height that the tiles can fill, in pixels."""
        return max(self.grid.width(), LEAST_ROOM), max(self.grid.height(), LEAST_ROOM)

    def show_found(self, found: Found, pixel: Cell, *, moving: bool) -> None:
        """Show the channels of a tensor, and the numbers at a pixel of the output."""
        shown = found.places[found.place]
        is_new = found is not self._found
        self._found = found
        self.set_title(f"Channels of {title(found.form, found.place)}")
        self.set_facts(f"{shown.shape_text} · click a channel to follow it")
        if is_new:
            self.grid.set_mosaic(found.enlarged.mosaic, found.enlarged.means)
            self._paint_map()
        self.grid.set_selected(shown.channel)
        self.map.set_overlays([self._frame(pixel)])
        self._show_numbers(pixel, moving=moving)

    def is_idle(self) -> bool:
        """Whether the formula belongs to the numbers."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when there is other room for the tiles."""
        if watched is self.grid and event.type() == QEvent.Type.Resize:
            self.roomChanged.emit()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        numbers = QVBoxLayout()
        numbers.addWidget(self._pixel_title)
        numbers.addWidget(self.formula)
        numbers.addWidget(self._note)
        numbers.addStretch(1)
        for part in (self.grid, self.map):  # they take the height that the drawing leaves
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._row = QHBoxLayout()
        self._row.addWidget(self.grid, GRID_SHARE)
        self._row.addWidget(self.map, MAP_SHARE)
        self._row.addLayout(numbers, NUMBERS_SHARE)
        self.add(self._row, 1)
        theme.watch_theme(self._apply_row_metrics)

    def _show_numbers(self, pixel: Cell, *, moving: bool) -> None:
        found = self._found
        assert found is not None
        row, column = pixel
        self._pixel_title.setText(f"Channel {found.channel} at ({row}, {column})")
        self._note.setText(NO_ZEROS if found.places["skip"].is_padding else "")
        if moving:
            self.formula.set_latex(letters_latex(found.form))
            return
        numbers = found.numbers(pixel)
        self.formula.set_latex(numbers_latex(found.form, numbers), numbers_spoken(numbers))

    def _frame(self, pixel: Cell) -> WindowFrame:
        """Return the cells of the tensor that lie where the pixel of the output is."""
        assert self._found is not None
        rows, columns = self._found.places[self._found.place].size
        times = (rows // self._found.output_size[0], columns // self._found.output_size[1])
        return WindowFrame(pixel[1] * times[1], pixel[0] * times[0], 1, 1)

    def _paint_map(self) -> None:
        if self._found is not None:
            place = self._found.places[self._found.place]
            self.map.set_image(map_image(place.levels, signed=place.signed))

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.MEDIUM))
