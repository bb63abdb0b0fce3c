"""The kernels of the first layer, as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from explorer.panels.filters.maps.first_filters import Sheet, filter_sheet
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.image_view import ImageView
from explorer.widgets.overlays import Box

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.filters.maps.values import FirstFilters

_IN_COLOUR = "Grey is 0; each filter fills its own range. Click one for its map."
_SIGNED = "Blue is below 0, orange above; each filter fills its own range. Click one for its map."


class FiltersCard(Card):
    """Every kernel of the first convolution; a click chooses its channel."""

    filterChosen = Signal(str, int)  # the layer's name, the channel

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("First-layer filters", parent=parent)
        self._filters: FirstFilters | None = None
        self._sheet: Sheet | None = None
        self._selected: int | None = None
        self._pictures = ImageView("First-layer filters as pictures", pixelated=True)
        self._pictures.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._pictures.clicked.connect(self._on_pictures_clicked)
        self._words = label("", "caption", wrap=True)
        self.add(self._pictures)
        self.add(self._words)
        theme.themeChanged.connect(self._on_theme_changed)

    def show_filters(self, filters: FirstFilters | None) -> None:
        """Show the kernels of another network; the card hides where there are none."""
        self._filters = filters
        self._selected = None
        self.setVisible(filters is not None)
        self._paint_sheet()

    def set_selected(self, layer: str, channel: int | None) -> None:
        """Frame the kernel of the chosen channel, if the first layer is the one looked at."""
        filters = self._filters
        selected = channel if filters is not None and filters.layer == layer else None
        if selected != self._selected:
            self._selected = selected
            self._paint_frame()

    def sheet(self) -> Sheet | None:
        """Return what is shown."""
        return self._sheet

    def _paint_sheet(self) -> None:
        if self._filters is None:
            return
        present = theme.current_theme()
        width = present.px(theme.COLUMN_WIDTH - 2 * theme.MEDIUM) - 2
        self._sheet = filter_sheet(self._filters, width, present.rgb("surface"))
        count, rows, columns, planes = self._filters.kernels.shape
        self.set_facts(f"{self._filters.title} · {count} of {rows} × {columns} × {planes}")
        self._words.setText(_IN_COLOUR if self._filters.is_colour else _SIGNED)
        self._pictures.set_rgb(self._sheet.rgb)
        self._pictures.setFixedHeight(self._sheet.rgb.shape[0])
        self._paint_frame()

    def _paint_frame(self) -> None:
        chosen = self._selected
        if self._sheet is None or chosen is None or chosen >= self._sheet.count:
            self._pictures.set_overlays(())
        else:
            frame = Box(*self._sheet.box(chosen), colour="accent", width=2)
            self._pictures.set_overlays((frame,))

    def _on_pictures_clicked(self, row: int, column: int) -> None:
        if self._filters is None or self._sheet is None:
            return
        index = self._sheet.index_at(row, column)
        if index is not None:
            self.filterChosen.emit(self._filters.layer, index)

    def _on_theme_changed(self) -> None:
        self._paint_sheet()
