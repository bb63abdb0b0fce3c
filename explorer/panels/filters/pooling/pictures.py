"""Input and pooled picture side by side, with windows and winners drawn over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.filters.pooling.marks import input_marks, probe_marks
from explorer.panels.filters.pooling.respond import cell_under
from explorer.widgets.card import Card
from explorer.widgets.cell_overlays import CellNumbers
from explorer.widgets.image_view import ImageView, link_views
from explorer.widgets.output_size import shape_text
from explorer.widgets.pair import Pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.filters.pooling.reading import WindowReading
    from explorer.panels.filters.pooling.respond import Pooling
    from explorer.widgets.overlays import Overlay

SHARP_BELOW = 320


class PoolingPictures(Pair):
    """Two cards with a linked view each."""

    cellHovered = Signal(int, int)
    unhovered = Signal()
    cellClicked = Signal(int, int)
    actionRequested = Signal()

    def __init__(self) -> None:
        input_card, output_card = Card("Input"), Card("Pooled")
        super().__init__(input_card, output_card)
        self._pooling: Pooling | None = None
        self._marks: list[Overlay] = []
        self._input_card, self._output_card = input_card, output_card
        self.input_view, self.output_view = ImageView("Input"), ImageView("Pooled picture")
        self._input_card.add(self.input_view, 1)
        self._output_card.add(self.output_view, 1)
        self.input_view.set_empty("Choose a picture, a clip or a camera above", "Show a picture")
        self.output_view.set_empty("The pooled picture appears here")
        self._connect()

    @property
    def views(self) -> tuple[ImageView, ImageView]:
        """Input and output."""
        return self.input_view, self.output_view

    def show_pooling(self, pooling: Pooling, *, winners: bool) -> None:
        """Paint both pictures; the probed window follows by `show_reading`."""
        self._pooling = pooling
        sharp = max(pooling.input_size) < SHARP_BELOW
        self.set_aspect(*pooling.rgb.shape[1::-1])
        for view, rgb in ((self.input_view, pooling.rgb), (self.output_view, pooling.output_rgb)):
            view.set_pixelated(sharp)
            view.set_rgb(rgb)
        self._input_card.set_facts(_input_facts(pooling))
        self._output_card.set_facts(
            shape_text(*pooling.output_size, *_depth(pooling))
            if pooling.pooled is not None
            else "the window does not fit"
        )
        self.show_winners(winners)

    def show_winners(self, winners: bool) -> None:
        """Mark the winning pixels, or not."""
        if self._pooling is not None:
            self._marks = input_marks(self._pooling, winners=winners)
            self.show_reading(None)

    def show_reading(self, reading: WindowReading | None) -> None:
        """Frame a window and its cell."""
        on_input, on_output = ([], []) if reading is None else probe_marks(reading)
        before, after = _numbers(self._pooling)
        _draw(self.input_view, before, [*self._marks, *on_input])
        _draw(self.output_view, after, on_output)

    def _connect(self) -> None:
        link_views(*self.views)
        self.input_view.hovered.connect(self._on_input_hovered)
        self.input_view.clicked.connect(self._on_input_clicked)
        self.input_view.actionRequested.connect(self.actionRequested)
        self.output_view.hovered.connect(self.cellHovered)
        self.output_view.clicked.connect(self.cellClicked)
        for view in self.views:
            view.unhovered.connect(self.unhovered)

    def _on_input_hovered(self, row: int, column: int) -> None:
        if self._pooling is not None and self._pooling.pooled is not None:
            self.cellHovered.emit(*cell_under(row, column, self._pooling))

    def _on_input_clicked(self, row: int, column: int) -> None:
        if self._pooling is not None and self._pooling.pooled is not None:
            self.cellClicked.emit(*cell_under(row, column, self._pooling))


def _input_facts(pooling: Pooling) -> str:
    size = shape_text(*pooling.input_size, *_depth(pooling))
    if pooling.input_size == pooling.source:
        return size
    return f"{shape_text(*pooling.source)} averaged to {size}"


def _depth(pooling: Pooling) -> tuple[int, ...]:
    return (pooling.depth,) if pooling.depth > 1 else ()


def _numbers(
    pooling: Pooling | None,
) -> tuple[NDArray[np.float32] | None, NDArray[np.float32] | None]:
    """Return the numbers of both pictures, where there is one for each pixel."""
    if pooling is None or pooling.pooled is None or pooling.depth > 1:
        return None, None
    return pooling.values, pooling.pooled.values


def _draw(view: ImageView, values: NDArray[np.float32] | None, marks: Sequence[Overlay]) -> None:
    numbers = [] if values is None or view.image is None else [CellNumbers(values, view.image)]
    view.set_overlays([*numbers, *marks])
