"""The picture with the pixel's cell, and below it what one output channel is at all pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.bottleneck.pixel.paint import cell_image, limit_of
from explorer.panels.bottleneck.pixel.places import cell_corner, cell_size, cell_under
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.cell_overlays import CellFrame, WindowFrame
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.controls import ElidedLabel
from explorer.widgets.image_view import ImageView
from explorer.widgets.overlays import Box

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.bottleneck.pixel.values import Found
    from explorer.services.frames import Frame
    from explorer.widgets.overlays import Overlay

PICTURE_STRETCH, MAP_STRETCH = 5, 6
"""The map is square and grows in whole steps: it needs more height than most pictures."""
EMPTY = "Open a picture, a clip or a camera above"


class PictureCard(Card):
    """Two views of one scene; the pointer over either chooses a cell of the volume."""

    cellHovered = Signal(int, int)
    unhovered = Signal()
    cellClicked = Signal(int, int)
    sourceWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Pixel", parent=parent)
        self._found: Found | None = None
        self._channel = 0
        self._shows_map = True
        self.picture = ImageView("Picture with the chosen pixel of the volume")
        self.picture.set_empty(EMPTY, "Show a picture")
        self.map = ImageView("The chosen output channel at all pixels", pixelated=True)
        self.map.set_empty("The output channel appears here")
        self._map_title = ElidedLabel("", "caption")
        self._scale = ColourScale()
        self.add(self.picture, PICTURE_STRETCH)
        self.add(self._map_title)
        self.add(self.map, MAP_STRETCH)
        self.add(self._scale)
        self._scale.hide()
        self._map_title.hide()
        self._connect()
        theme.themeChanged.connect(self._paint_map)

    @property
    def views(self) -> tuple[ImageView, ImageView]:
        """The picture and the map."""
        return self.picture, self.map

    def show_frame(self, frame: Frame, found: Found | None, channel: int) -> None:
        """Show a picture, and what was found of it; without torch the picture alone."""
        self.picture.set_rgb(frame.rgb)
        self.show_found(found, channel)

    def show_found(self, found: Found | None, channel: int) -> None:
        """Mark the pixel, and show an output channel at all of them."""
        self._found, self._channel = found, channel
        if found is None:
            self.picture.set_overlays(())
            return
        row, column = found.cell
        self.set_title(f"Pixel ({row}, {column})")
        self.set_facts(f"of {found.size[0]} × {found.size[1]}")
        self.picture.set_overlays(_marks(found))
        self._paint_map()

    def show_map(self, *, shown: bool) -> None:
        """Show the output channel, or leave all room to the picture."""
        self._shows_map = shown
        self._show_parts()

    def _show_parts(self) -> None:
        self.map.setVisible(self._shows_map)
        for part in (self._map_title, self._scale):
            part.setVisible(self._shows_map and self._found is not None)

    def _paint_map(self) -> None:
        found = self._found
        if found is None:
            return
        values = found.output[self._channel]
        limit = limit_of(values)
        self.map.set_image(cell_image(values, limit))
        row, column = found.cell
        self.map.set_overlays([WindowFrame(column, row, 1, 1)])
        self._map_title.setText(f"Output channel {self._channel} at all pixels")
        self._scale.set_range(-limit, limit, signed=True)
        self._show_parts()

    def _connect(self) -> None:
        self.picture.hovered.connect(self._on_picture_hovered)
        self.picture.clicked.connect(self._on_picture_clicked)
        self.picture.actionRequested.connect(self.sourceWanted)
        self.map.hovered.connect(self.cellHovered)
        self.map.clicked.connect(self.cellClicked)
        for view in self.views:
            view.unhovered.connect(self.unhovered)

    def _on_picture_hovered(self, row: int, column: int) -> None:
        if self._found is not None:
            crop, size = self._found.volume.crop_xyxy, self._found.size
            self.cellHovered.emit(*cell_under(row, column, crop, size))

    def _on_picture_clicked(self, row: int, column: int) -> None:
        if self._found is not None:
            crop, size = self._found.volume.crop_xyxy, self._found.size
            self.cellClicked.emit(*cell_under(row, column, crop, size))


def _marks(found: Found) -> list[Overlay]:
    """Return what the network sees of the picture, and the cell in it."""
    crop = found.volume.crop_xyxy
    left, top = cell_corner(found.cell, crop, found.size)
    width, height = cell_size(crop, found.size)
    return [
        Box(*crop, colour="accent", width=1.5),
        CellFrame(left, top, left + width, top + height),
    ]
