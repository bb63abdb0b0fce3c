"""Everything that the page shows, laid out; it paints what it is told and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.panels.detector.steps.code_card import CodeCard
from explorer.panels.detector.steps.graph_card import GraphCard
from explorer.panels.detector.steps.list_card import ListCard
from explorer.panels.detector.steps.moment import moment_at
from explorer.panels.detector.steps.pair_card import PairCard
from explorer.panels.detector.steps.pairs import present_pair
from explorer.panels.detector.steps.picture_card import PictureCard
from explorer.panels.detector.steps.stage import boxes_overlay, front_overlays
from explorer.panels.detector.steps.step_card import StepCard
from explorer.widgets import theme
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.state import StepsState
    from explorer.panels.detector.steps.moment import Moment
    from explorer.panels.detector.steps.values import StepsView
    from explorer.widgets.overlays import Overlay


GRAPH_SHARE = 0.2
GRAPH_NARROW, GRAPH_WIDE = 236, 340
"""Of the width, and between how many pixels at scale 1."""


class StepsDisplay(Workbench):
    """Picture, rule and graph; at the right the step, two boxes by hand, and the sorted list."""

    boxHovered = Signal(int)  # in the list or the graph; −1 for none
    boxChosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture_card = PictureCard()
        self.graph_card = GraphCard()
        self.step_card = StepCard()
        self.pair_card = PairCard()
        self.list_card = ListCard()
        self.code_card = CodeCard()
        self._boxes: StepsView | None = None
        self._moment: Moment | None = None
        self._pair: tuple[int, ...] = ()
        self._hovered: int | None = None
        self._base: tuple[Overlay, ...] = ()
        self._left, self._beside = QVBoxLayout(), QHBoxLayout()
        self._left.addWidget(self.picture_card, 1)
        self._left.addWidget(self.code_card)
        self._beside.addLayout(self._left, 1)
        self._beside.addWidget(self.graph_card)
        self.add_work(self._beside)
        for card in (self.step_card, self.pair_card, self.list_card):
            self.add_card(card)
        self._connect()
        theme.watch_theme(self._apply_display_metrics)

    @property
    def moment(self) -> Moment | None:
        """What is shown of the walk."""
        return self._moment

    @property
    def pair(self) -> tuple[int, ...]:
        """The boxes chosen by hand that there are."""
        return self._pair

    def show_boxes(self, rgb: NDArray[np.uint8], boxes: StepsView) -> None:
        """Take another picture's boxes, or others of this one; `show_steps` has to follow."""
        self._boxes, self._moment, self._hovered = boxes, None, None
        self.picture_card.view.set_rgb(rgb)
        self.list_card.show_boxes(boxes)
        self.graph_card.show_boxes(boxes)

    def show_nothing(self, text: str, action: str) -> None:
        """Say in the place of the picture why there is none."""
        self._boxes = self._moment = None
        self.picture_card.show_nothing(text, action)
        self.list_card.show_boxes(None)
        self.graph_card.show_boxes(None)

    def show_steps(self, steps: StepsState, fade: float = 1.0) -> None:
        """Show a step, and the boxes chosen by hand."""
        boxes = self._boxes
        if boxes is None:
            return
        moment = self._moment = moment_at(boxes.walk, steps.step)
        self._pair = present_pair(steps.pair, len(boxes))
        self.picture_card.show_moment(boxes, moment)
        self.step_card.show_moment(boxes, moment)
        self.code_card.show_moment(boxes.thresholds, moment)
        self.list_card.show_moment(moment, self._pair)
        self.graph_card.show_moment(boxes, moment, self._pair)
        self.pair_card.show_pair(boxes, self._pair, self.picture_card.view.image)
        self.show_fade(fade)

    def show_fade(self, fade: float) -> None:
        """Show how far the boxes that go at this step have gone, 0 to 1."""
        if self._boxes is not None and self._moment is not None:
            is_behind = bool(self._pair)
            self._base = (boxes_overlay(self._boxes, self._moment, fade, is_behind),)
            self._paint()

    def show_hovered(self, rank: int | None) -> None:
        """Show a box that is pointed at, wherever that is."""
        if rank != self._hovered:
            self._hovered = rank
            self.graph_card.graph.set_hovered(-1 if rank is None else rank)
            self._paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the graph its share of the width."""
        super().resizeEvent(event)
        self._apply_display_metrics()

    def is_idle(self) -> bool:
        """Whether all formulas are set."""
        return self.step_card.is_idle() and self.pair_card.is_idle()

    def shutdown(self) -> None:
        """Let go of the formulas' worker."""
        self.step_card.shutdown()
        self.pair_card.shutdown()

    def _paint(self) -> None:
        if self._boxes is not None:
            front = front_overlays(self._boxes, self._pair, self._hovered)
            self.picture_card.view.set_overlays((*self._base, *front))

    def _connect(self) -> None:
        self.picture_card.graphToggled.connect(self.graph_card.setVisible)
        self.list_card.table.boxHovered.connect(self.boxHovered)
        self.list_card.table.boxClicked.connect(self.boxChosen)
        self.graph_card.graph.boxHovered.connect(self.boxHovered)
        self.graph_card.graph.boxChosen.connect(self.boxChosen)

    def _apply_display_metrics(self) -> None:
        px = theme.current_theme().px
        share = round(self.width() * GRAPH_SHARE)
        self.graph_card.setFixedWidth(min(max(share, px(GRAPH_NARROW)), px(GRAPH_WIDE)))
        for layout in (self._left, self._beside):
            layout.setSpacing(px(theme.MEDIUM))
