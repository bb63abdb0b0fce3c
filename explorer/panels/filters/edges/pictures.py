"""Input and response side by side, with the window, the padding and the walk drawn over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from explorer.panels.filters.edges.facts import input_facts
from explorer.panels.filters.edges.legend_view import LegendView, legend_colours
from explorer.panels.filters.edges.probing import cell_under
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.cell_overlays import (
    CellNumbers,
    Regions,
    WindowFrame,
    edge_strips,
    unvisited,
)
from explorer.widgets.image_view import ImageView, link_views
from explorer.widgets.labels import label
from explorer.widgets.output_size import axis_sizes, shape_text
from explorer.widgets.pair import Pair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.sliding import Sliding
    from explorer.panels.filters.edges.paint import Painted
    from explorer.panels.filters.edges.respond import Answer, Response
    from explorer.panels.filters.state import Cell
    from explorer.widgets.overlays import Overlay

MAPS_AT_MOST = 4
SHARP_BELOW = 128
"""Pictures with fewer pixels on their longer side are shown as square pixels at every size."""


class Pictures(Pair):
    """Two cards: the input, and one response or four."""

    cellHovered = Signal(int, int)
    unhovered = Signal()
    cellClicked = Signal(int, int)
    actionRequested = Signal()

    def __init__(self) -> None:
        input_card, response_card = Card("Input"), Card("Response")
        super().__init__(input_card, response_card)
        self.input_card, self.response_card = input_card, response_card
        self._response: Response | None = None
        self._answer: Answer | None = None
        self.input_view = ImageView("Input")
        self.response_views = tuple(ImageView("Response") for _ in range(MAPS_AT_MOST))
        self.legend = LegendView()
        self._titles = tuple(label("", "caption") for _ in range(MAPS_AT_MOST))
        self._lay_out()
        for unused in (*self.response_views[1:], *self._titles, self.legend):
            unused.hide()
        self._connect()
        theme.watch_theme(self._apply_theme)

    @property
    def views(self) -> tuple[ImageView, ...]:
        """All views, the input first."""
        return self.input_view, *self.response_views

    def show_response(self, response: Response) -> None:
        """Paint the pictures; overlays follow by `show_frame`."""
        self._response = response
        self._answer = response.answer
        sharp = max(response.seen.size) < SHARP_BELOW
        self.input_view.set_pixelated(sharp)
        self.input_view.set_rgb(response.canvas_rgb)
        self.set_aspect(*response.canvas_rgb.shape[1::-1])
        self.input_card.set_facts(input_facts(response))
        self._paint_maps(sharp)

    def show_frame(self, left: float, top: float, cell: Cell, walked_to: Cell | None) -> None:
        """Draw the window at a place of the canvas, which may lie between cells, and its cell.

        Parameters
        ----------
        left, top
            The window's first column and row, in pixels of the picture with its padding.
        walked_to
            What comes after this cell is left faint; None shows all.
        """
        answer = self._answer
        if self._response is None or answer is None:
            return
        rows, columns = answer.sliding.kernel
        canvas = _canvas_marks(answer.sliding)
        if self._response.canvas_values is not None:
            canvas += _numbers(self.input_view, self._response.canvas_values)
        self.input_view.set_overlays([*canvas, WindowFrame(left, top, columns, rows)])
        marks: list[Overlay] = [WindowFrame(cell[1], cell[0], 1, 1)]
        if walked_to is not None:
            parts = unvisited(walked_to, answer.sliding.output)
            marks.insert(0, Regions(parts, "background", 0.86))
        for view, plane in zip(self.response_views, answer.planes, strict=False):
            view.set_overlays([*_numbers(view, plane.values), *marks])

    def cell_at(self, row: int, column: int) -> Cell | None:
        """Return the response's cell for a pixel of the input's canvas."""
        return None if self._answer is None else cell_under(row, column, self._answer.sliding)

    def set_empty(self, text: str, action: str) -> None:
        """Say what to do while there is no picture."""
        self.input_view.set_empty(text, action)
        for view in self.response_views:
            view.set_empty("The response appears here")

    def _paint_maps(self, sharp: bool) -> None:
        answer = self._answer
        maps = 0 if answer is None else len(answer.planes)
        for index, (view, title) in enumerate(zip(self.response_views, self._titles, strict=True)):
            used = index < max(maps, 1)
            view.setVisible(used)
            title.setVisible(used and maps > 1)
            view.set_pixelated(sharp)
            if answer is None or index >= maps:
                view.set_image(None)
                continue
            plane = answer.planes[index]
            scaled = plane.scale > 1 and answer.legend.colours != "grey"
            title.setText(f"{plane.title} · scale × {plane.scale}" if scaled else plane.title)
            view.setAccessibleName(f"Response: {plane.title}")
            _paint(view, answer.painted[index], answer.legend.colours)
        self.legend.setVisible(answer is not None)
        if answer is None:
            self.response_card.set_facts("the kernel does not fit")
            self._clear_overlays()
        else:
            self.response_card.set_facts(shape_text(*answer.sliding.output))
            self.legend.show_legend(answer.legend)

    def _clear_overlays(self) -> None:
        for view in self.views:
            view.set_overlays([])

    def _lay_out(self) -> None:
        self.input_card.add(self.input_view, 1)
        self._maps = QGridLayout()
        for index, (view, title) in enumerate(zip(self.response_views, self._titles, strict=True)):
            cell = QVBoxLayout()
            cell.setSpacing(2)
            cell.addWidget(title)
            cell.addWidget(view, 1)
            self._maps.addLayout(cell, index // 2, index % 2)
        self.response_card.add(self._maps, 1)
        self.response_card.add_header_widget(self.legend)

    def _connect(self) -> None:
        link_views(*self.views)
        self.input_view.hovered.connect(self._on_input_hovered)
        self.input_view.clicked.connect(self._on_input_clicked)
        self.input_view.actionRequested.connect(self.actionRequested)
        for view in self.response_views:
            view.hovered.connect(self.cellHovered)
            view.clicked.connect(self.cellClicked)
        for view in self.views:
            view.unhovered.connect(self.unhovered)

    def _on_input_hovered(self, row: int, column: int) -> None:
        cell = self.cell_at(row, column)
        if cell is not None:
            self.cellHovered.emit(*cell)

    def _on_input_clicked(self, row: int, column: int) -> None:
        cell = self.cell_at(row, column)
        if cell is not None:
            self.cellClicked.emit(*cell)

    def _apply_theme(self) -> None:
        px = theme.current_theme().px
        self._maps.setSpacing(px(theme.SMALL))
        if self._answer is not None:
            for view, painted in zip(self.response_views, self._answer.painted, strict=False):
                _paint(view, painted, self._answer.legend.colours)


def _canvas_marks(sliding: Sliding) -> list[Overlay]:
    """Return the marks of the padding, and of what the floor drops."""
    top, bottom, left, right = sliding.pads
    height, width = sliding.picture
    outer = float(width + left + right), float(height + top + bottom)
    inner = (float(left), float(top), float(left + width), float(top + height))
    down, across = axis_sizes(sliding)
    read = (0.0, 0.0, outer[0] - across.dropped, outer[1] - down.dropped)
    return [
        Regions(edge_strips(outer, inner), "muted", 0.9, hatched=True),
        Regions(edge_strips(outer, read), "#808080", 0.75),
    ]


def _paint(view: ImageView, painted: Painted, colours: str) -> None:
    if painted.levels is not None:
        view.set_indices(painted.levels, legend_colours(colours))
    else:
        view.set_rgb(painted.rgb)


def _numbers(view: ImageView, values: NDArray[np.float32]) -> list[Overlay]:
    return [] if view.image is None else [CellNumbers(values, view.image)]
