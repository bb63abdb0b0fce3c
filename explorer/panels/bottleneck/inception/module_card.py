"""The module drawn: its branches, and their outputs stacked along the channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.engine.bottleneck.inception import PRESETS
from explorer.panels.bottleneck.inception.figure import figure_image, figure_svg
from explorer.panels.bottleneck.inception.stack_view import StackView
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label
from explorer.widgets.drawing.figure_view import FigureView
from explorer.widgets.export import copy_image, save_image, save_svg
from explorer.widgets.exporter import export_button

if TYPE_CHECKING:
    from explorer.engine.network import Place
    from explorer.panels.bottleneck.inception.values import ModuleView
    from explorer.widgets.exporter import MenuEntry

OWN = "own"
NO_OWN = "Change a width or a switch: the module is your own then"
DRAWINGS = (
    ("graph", "Graph", "Layers as boxes, branch under branch"),
    ("volumes", "Volumes", "Every volume as a block, height × width × channels"),
)
NOWHERE: Place = (-1,)
"""No layer's place: nothing is marked in the drawing."""


class ModuleCard(Card):
    """Presets above, the drawing and the output's volume below."""

    presetChosen = Signal(str)
    drawingChosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Inception module")
        self._view: ModuleView | None = None
        self.presets = Segmented("GoogLeNet's modules", _options(), OWN)
        self.drawing = Segmented("Drawing", DRAWINGS)
        self.figure = FigureView()
        self.stack = StackView()
        self._row = QHBoxLayout()
        self._ground = QHBoxLayout()
        self._lay_out()
        self.presets.currentChanged.connect(self._on_presets_changed)
        self.drawing.currentChanged.connect(self.drawingChosen)
        theme.watch_theme(self._apply_row_metrics)

    def show_choices(self, preset: str, drawing: str) -> None:
        """Press the button of the preset, "" for a design of one's own, and of the drawing."""
        self.presets.set_option_enabled(OWN, not preset, NO_OWN if preset else "Your own design")
        self.presets.set_current(preset or OWN)
        self.drawing.set_current(drawing)

    def show_view(self, view: ModuleView) -> None:
        """Draw a module."""
        self._view = view
        self.figure.show_figure(view.figure, NOWHERE)
        self.stack.show_view(view)
        self.figure.set_hint("stride 1, same padding; a ReLU follows each convolution")

    def is_idle(self) -> bool:
        """Whether nothing moves."""
        return self.figure.is_idle()

    def shutdown(self) -> None:
        """Stop what moves."""
        self.figure.shutdown()

    def entries(self) -> list[MenuEntry]:
        """Return how the figure can be saved."""
        view = self._view
        if view is None:
            return []
        name = view.design.name
        return [
            ("Copy figure", lambda: copy_image(figure_image(view))),
            ("Save figure as PNG…", lambda: save_image(self, figure_image(view), name)),
            ("Save figure as SVG…", lambda: save_svg(self, figure_svg(view), name)),
        ]

    def _lay_out(self) -> None:
        self.hide_header()
        self._row.addWidget(label("GoogLeNet's", "label"))
        self._row.addWidget(self.presets)
        self._row.addStretch(1)
        self._row.addWidget(self.drawing)
        self._row.addWidget(export_button(self.entries))
        self._ground.addWidget(self.figure, 1)
        self._ground.addWidget(self.stack)
        self.add(self._row)
        self.add(self._ground, 1)

    def _on_presets_changed(self, key: str) -> None:
        if key != OWN:
            self.presetChosen.emit(key)

    def _apply_row_metrics(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.SMALL))
        self._ground.setSpacing(px(theme.MEDIUM))


def _options() -> list[tuple[str, str, str]]:
    found = []
    for key, design in PRESETS.items():
        one, r3, three, r5, five, pool = design.widths
        words = f"{design.input.text}: {one}, {r3} → {three}, {r5} → {five}, pool → {pool}"
        found.append((key, key, f"Inception {key} on {words}"))
    return [*found, (OWN, "own", NO_OWN)]
