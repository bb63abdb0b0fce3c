"""The unit's own map on this picture, small, beside the formula that sums it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.controls import label
from explorer.widgets.image_view import ImageView
from explorer.widgets.overlays import Box
from explorer.widgets.palettes import palette_colours

if TYPE_CHECKING:
    from explorer.panels.filters.excite.values import ChannelMap, Position, UnitFacts

WIDTH = 190
SHARP_BELOW = 40
"""Maps with fewer values on their longer side are shown as squares of one size."""


class UnitMap(QWidget):
    """A picture over its scale; the value that was differentiated is framed."""

    def __init__(self) -> None:
        super().__init__()
        self._map: ChannelMap | None = None
        self.picture = ImageView("Map of the unit")
        self._name = label("", "caption")
        self._scale = ColourScale()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._name, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addWidget(self.picture, 1)
        self._layout.addWidget(self._scale, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_theme)

    def show_unit(self, unit: UnitFacts, position: Position | None) -> None:
        """Show a channel's map, and frame one of its values."""
        self._map = unit.map
        height, width = unit.map.values.shape
        self._name.setText(f"A, channel {unit.channel}: {height} × {width}")
        self._paint()
        frames = [] if position is None else [_frame(*position)]
        self.picture.set_overlays(frames)

    def _paint(self) -> None:
        if self._map is None:
            return
        shown = self._map
        self.picture.set_pixelated(max(shown.levels.shape) < SHARP_BELOW)
        self.picture.set_indices(shown.levels, palette_colours(signed=shown.signed))
        self._scale.set_range(shown.low, shown.high, signed=shown.signed)

    def _apply_theme(self) -> None:
        px = theme.current_theme().px
        self.setFixedWidth(px(WIDTH))
        self._layout.setSpacing(px(theme.TIGHT))
        self._paint()


def _frame(row: int, column: int) -> Box:
    return Box(column, row, column + 1, row + 1, width=2.0)
