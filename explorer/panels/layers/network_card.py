"""The drawing of the network, with the layers that can be added above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.layers.invitation import Invitation
from explorer.panels.layers.palette import Palette
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, push_button
from explorer.widgets.drawing.canvas import NetworkCanvas
from explorer.widgets.drawing.export import to_image, to_svg
from explorer.widgets.export import copy_image, save_image, save_svg
from explorer.widgets.exporter import export_button
from explorer.widgets.labels import shortened

if TYPE_CHECKING:
    from explorer.panels.layers.state import ViewState
    from explorer.panels.layers.values import LayersView
    from explorer.widgets.exporter import MenuEntry

DRAWINGS = (
    ("volumes", "Volumes", "Every volume as a block, height × width × channels"),
    ("graph", "Graph", "Layers as boxes, so that connections can be followed"),
)
SCALE_TIP = (
    "Lengths in true proportion. Off: by the square root of the count, so that 7×7 is seen beside "
    "224×224"
)
COLLAPSE_TIP = "Draw what repeats once, with ×N on it. A click on ×N unfolds that group alone"
SLIDE_WIDTH = 2400
LONGEST_TITLE = 40


class NetworkCard(Card):
    """The canvas and its switches; edits are the canvas's and the palette's signals."""

    viewChanged = Signal(dict)

    def __init__(self) -> None:
        super().__init__("Network")
        self.palette_row = Palette()
        self.canvas = NetworkCanvas()
        self.invitation = Invitation()
        self._drawing = Segmented("Drawing", DRAWINGS)
        self._scale = push_button("true scale", SCALE_TIP, kind="quiet", checkable=True)
        self._collapse = push_button("repeats as ×N", COLLAPSE_TIP, kind="quiet", checkable=True)
        self._expanded: tuple[tuple[int, ...], ...] = ()
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_row_metrics)

    def show_choices(self, view: ViewState) -> None:
        """Make the switches say what the state says."""
        self._drawing.set_current(view.drawing)
        self._scale.setChecked(view.true_scale)
        self._scale.setVisible(view.drawing == "volumes")
        self._collapse.setChecked(view.collapse)
        self._expanded = view.expanded
        self.canvas.put_corner()

    def show_view(self, view: LayersView) -> None:
        """Draw the network; a layer that does not fit says why in the drawing."""
        layers = len(view.network.layers)
        self.invitation.setVisible(not layers)
        self.canvas.show_figure(view.figure, view.selected)
        self.set_title(shortened(view.network.name, LONGEST_TITLE) or "Network")
        count = "1 layer" if layers == 1 else f"{layers} layers"
        self.canvas.set_hint(f"{count} · drag to move, Del to remove" if layers else "")

    def is_idle(self) -> bool:
        """Whether nothing moves."""
        return self.canvas.is_idle()

    def shutdown(self) -> None:
        """Stop what moves."""
        self.canvas.animated = False

    def _lay_out(self) -> None:
        self.hide_header()
        self._row = QHBoxLayout()
        self._row.addWidget(self.palette_row, 1)
        self._row.addWidget(self._drawing)
        self._row.addWidget(export_button(self._entries))
        for switch in (self._collapse, self._scale):
            self.canvas.corner.add_switch(switch)
        self._ground = QHBoxLayout()
        self._ground.addWidget(self.canvas, 1)
        self._ground.addWidget(self.invitation)
        self.invitation.hide()
        self.add(self._row)
        self.add(self._ground, 1)

    def _connect(self) -> None:
        self._drawing.currentChanged.connect(lambda key: self.viewChanged.emit({"drawing": key}))
        self._scale.clicked.connect(lambda on: self.viewChanged.emit({"true_scale": on}))
        self._collapse.clicked.connect(
            lambda on: self.viewChanged.emit({"collapse": on, "expanded": ()})
        )
        self.canvas.expandToggled.connect(self._on_canvas_expand_toggled)

    def _on_canvas_expand_toggled(self, place: tuple[int, ...]) -> None:
        kept = tuple(one for one in self._expanded if one != place)
        expanded = kept if len(kept) < len(self._expanded) else (*kept, place)
        self.viewChanged.emit({"expanded": expanded})

    def _entries(self) -> list[MenuEntry]:
        figure = self.canvas.figure
        return [
            ("Copy picture", lambda: copy_image(to_image(figure, SLIDE_WIDTH))),
            ("Save drawing as PNG…",
             lambda: save_image(self, to_image(figure, SLIDE_WIDTH), "network")),
            ("Save drawing as SVG…", lambda: save_svg(self, to_svg(figure), "network")),
        ]  # fmt: skip

    def _apply_row_metrics(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.SMALL))
        self._ground.setSpacing(px(theme.MEDIUM))
