"""The picture, what of it the network sees, and the chosen channel laid over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.filters.maps.heat import heat_rgba
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.controls import Range, SliderRow, label
from explorer.widgets.image_view import ImageView
from explorer.widgets.overlays import Box, Heat
from explorer.widgets.palettes import palette_colours

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from explorer.panels.filters.maps.values import MapsView
    from explorer.services.frames import Frame
    from explorer.widgets.overlays import Overlay

HINT = "Choose a channel of the grid to lay it over the picture"


class PictureCard(Card):
    """The input, with a slider for how much the channel covers it."""

    overlayChanged = Signal(float)
    sourceWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Input", parent=parent)
        self._view: MapsView | None = None
        self.picture = ImageView("Input with the chosen channel over it")
        self.picture.set_empty("Open a picture, a clip or a camera above", "Show a bundled picture")
        self._overlay = SliderRow(
            "channel over the picture",
            Range(0, 1, decimals=2),
            0.6,
            tooltip="0: the picture alone, 1: the channel alone",
        )
        self._scale = ColourScale()
        self._hint = label(HINT, "caption", wrap=True)
        self.add(self.picture, 1)
        self.add(self._overlay)
        self.add(self._scale)
        self.add(self._hint)
        self.picture.actionRequested.connect(self.sourceWanted)
        self._overlay.valueChanged.connect(self.overlayChanged)
        theme.themeChanged.connect(self._on_theme_changed)

    def set_overlay(self, share: float) -> None:
        """Take how much the channel covers the picture, and emit nothing."""
        if share != self._overlay.value():
            self._overlay.set_value(share)
        self._paint_overlays()

    def show_view(self, frame: Frame, view: MapsView) -> None:
        """Show a frame and what was computed of it."""
        self._view = view
        self.picture.set_rgb(frame.rgb)
        width, height = frame.size
        left, top, right, bottom = view.crop_xyxy
        self.set_facts(
            f"{height} × {width} · the network sees {bottom - top:.0f} × {right - left:.0f}"
        )
        self._paint_overlays()

    def clear(self) -> None:
        """Show nothing."""
        self._view = None
        self.picture.set_rgb(None)
        self.picture.set_overlays(())
        self.set_facts("")

    def rendered(self) -> QImage:
        """Return the picture with what lies over it."""
        return self.picture.rendered()

    def _paint_overlays(self) -> None:
        view = self._view
        chosen = view is not None and view.channel is not None
        self._overlay.setVisible(chosen)
        self._scale.setVisible(chosen)
        self._hint.setVisible(view is not None and not chosen)
        if view is None:
            return
        overlays: list[Overlay] = []
        if view.channel is not None:
            low, high = view.channel.low, view.channel.high
            palette = palette_colours(signed=view.mosaic.signed)
            rgba = heat_rgba(view.channel.values, (low, high), palette, self._overlay.value())
            overlays.append(Heat(rgba, *view.crop_xyxy, smooth=False))
            self._scale.set_range(low, high, signed=view.mosaic.signed)
        overlays.append(Box(*view.crop_xyxy, colour="accent", width=1.5))
        self.picture.set_overlays(overlays)

    def _on_theme_changed(self) -> None:
        self._paint_overlays()
