"""All channels of the layer in one grid, ordered and coloured as the user likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.controls import ElidedLabel, Segmented, label
from explorer.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.filters.maps.values import MapsView
    from explorer.panels.filters.state import MapsState

ORDERS = (
    ("index", "index", "In the order of the network"),
    ("mean", "mean", "The channel with the largest mean first"),
    ("maximum", "maximum", "The channel with the largest value first"),
)
SCALES = (
    ("own", "own", "Each channel from its own smallest to its own largest value"),
    ("shared", "shared", "One scale for all channels: faint ones stay faint"),
)
_SORTED = {"index": "in order", "mean": "sorted by mean", "maximum": "sorted by maximum"}


class GridCard(Card):
    """The grid, with the controls that lay it out."""

    orderChosen = Signal(str)
    scaleChosen = Signal(str)
    channelChosen = Signal(object)  # the channel, or None
    roomChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Feature maps", parent=parent)
        self.grid = TileGrid("Feature maps, all channels")
        self._order = Segmented("Order of the channels", ORDERS)
        self._scale = Segmented("Colour scale", SCALES)
        self._legend = ColourScale()
        self._controls = QHBoxLayout()
        for widget in (
            label("Sort by", "label"), self._order, label("Scale", "label"), self._scale,
        ):  # fmt: skip
            self._controls.addWidget(widget)
        self._controls.addStretch(1)
        self._timing = ElidedLabel("", "caption")
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._timing, 1)
        self._foot.addWidget(self._legend)
        self.add(self._controls)
        self.add(self.grid, 1)
        self.add(self._foot)
        self._order.currentChanged.connect(self.orderChosen)
        self._scale.currentChanged.connect(self.scaleChosen)
        self.grid.selected.connect(self._on_grid_selected)
        self.grid.installEventFilter(self)
        theme.watch_theme(self._apply_control_metrics)

    @property
    def room(self) -> tuple[int, int]:
        """Width and height that the tiles can fill, in pixels."""
        return max(self.grid.width(), 48), max(self.grid.height(), 48)

    def show_choices(self, maps: MapsState, channel: int | None) -> None:
        """Make the controls say what the state says."""
        self._order.set_current(maps.order)
        self._scale.set_current(maps.scale)
        self.grid.set_selected(channel)

    def show_view(self, view: MapsView, order: str) -> None:
        """Show the channels of a layer."""
        dead = f"{view.statistics.dead_share:.0%} dead"
        self.set_facts(f"{view.layer.title} · {view.layer.size_text} · {_SORTED[order]} · {dead}")
        self.grid.set_mosaic(view.mosaic, view.means)
        shared = bool((view.mosaic.highs == view.mosaic.highs[0]).all())
        self._legend.setVisible(shared)
        self._legend.set_range(view.mosaic.low, view.mosaic.high, signed=view.mosaic.signed)

    def show_timing(self, text: str) -> None:
        """Say how long it took, and where."""
        self._timing.setText(text)

    def timing(self) -> str:
        """Return what is said of the time."""
        return self._timing.text()

    def show_empty(self, text: str) -> None:
        """Show no maps, and say why."""
        self.grid.set_mosaic(None)
        self.grid.set_empty(text)
        self.set_facts("")
        self._timing.setText("")
        self._legend.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when there is other room for the tiles."""
        if watched is self.grid and event.type() == QEvent.Type.Resize:
            self.roomChanged.emit()
        return super().eventFilter(watched, event)

    def _on_grid_selected(self, channel: int) -> None:
        self.channelChosen.emit(channel)

    def _apply_control_metrics(self) -> None:
        for row in (self._controls, self._foot):
            row.setSpacing(theme.current_theme().px(theme.SMALL))
