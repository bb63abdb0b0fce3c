"""Everything that the page shows, laid out; it paints what it is told and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.detector.grid.box_math import box_math
from explorer.panels.detector.grid.cell_card import CellCard
from explorer.panels.detector.grid.class_scores import cell_scores
from explorer.panels.detector.grid.drawing import heat_text, overlays
from explorer.panels.detector.grid.formula_card import FormulaCard
from explorer.panels.detector.grid.picture_card import PictureCard
from explorer.panels.detector.grid.scores_card import ScoresCard
from explorer.panels.detector.grid.slices import output_slice
from explorer.panels.detector.grid.tensor_card import TensorCard
from explorer.widgets import theme
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.grid.chosen import Chosen
    from explorer.panels.detector.grid.fate import Fate
    from explorer.panels.detector.square import Square
    from explorer.panels.detector.state import GridState
    from explorer.panels.detector.values import DetectView
    from explorer.widgets.cells import Cell

TENSOR_SHARE = 0.26
TENSOR_NARROW, TENSOR_WIDE = 286, 420
"""Of the width, and between how many pixels at scale 1."""


class GridDisplay(Workbench):
    """Picture and output tensor; at the right the cell, its mathematics and its class scores."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture_card, self.tensor_card = PictureCard(), TensorCard()
        self.cell_card, self.formula_card = CellCard(), FormulaCard()
        self.scores_card = ScoresCard()
        self._beside = QHBoxLayout()
        self._beside.addWidget(self.picture_card, 1)
        self._beside.addWidget(self.tensor_card)
        self.add_work(self._beside)
        for card in (self.cell_card, self.formula_card, self.scores_card):
            self.add_card(card)
        self.picture_card.tensorToggled.connect(self.tensor_card.setVisible)
        theme.watch_theme(self._apply_display_metrics)

    def draw(
        self,
        view: DetectView,
        square: Square,
        chosen: Chosen,
        grid: GridState,
        fate: Fate,
        own: Cell,
    ) -> None:
        """Draw over the picture; ``own`` is the chosen cell, while the pointer shows another."""
        drawn = overlays(view, square, chosen, grid, fate, own)
        self.picture_card.show_overlays(drawn, chosen.head, heat_text(view, chosen, grid))

    def show_numbers(self, view: DetectView, chosen: Chosen, fate: Fate, *, is_own: bool) -> None:
        """Show what is read rather than seen."""
        self.cell_card.show_cell(view, chosen, fate, is_own=is_own)
        self.formula_card.show_math(box_math(view, chosen))
        self.scores_card.show_scores(cell_scores(view, chosen))
        self.tensor_card.show_slice(output_slice(view, chosen))

    def show_nothing(self, text: str, action: str) -> None:
        """Say in the place of the picture why there is none."""
        self.picture_card.show_nothing(text, action)
        self.tensor_card.show_slice(None)
        self.cell_card.clear()
        self.formula_card.clear()
        self.scores_card.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the tensor its share of the width."""
        super().resizeEvent(event)
        self._apply_display_metrics()

    def is_idle(self) -> bool:
        """Whether all formulas are set."""
        return self.formula_card.is_idle() and self.scores_card.is_idle()

    def shutdown(self) -> None:
        """Let go of the formulas' worker."""
        self.formula_card.shutdown()
        self.scores_card.shutdown()

    def _apply_display_metrics(self) -> None:
        px = theme.current_theme().px
        share = round(self.width() * TENSOR_SHARE)
        self.tensor_card.setFixedWidth(min(max(share, px(TENSOR_NARROW)), px(TENSOR_WIDE)))
        self._beside.setSpacing(px(theme.MEDIUM))
