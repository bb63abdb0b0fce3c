"""The page that shows what suppression does: all boxes that pass beside those that are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.errors import ExplorerError
from explorer.panels.detector.compare.explain_card import ExplainCard
from explorer.panels.detector.compare.explaining import counts_line, left
from explorer.panels.detector.compare.exports import Exports
from explorer.panels.detector.compare.left_card import LeftCard
from explorer.panels.detector.compare.sides import sides
from explorer.panels.detector.compare.views import ComparedViews
from explorer.panels.detector.detector_page import DetectorPage
from explorer.panels.detector.kept import kept_boxes
from explorer.panels.detector.marks import kept_xyxy
from explorer.panels.detector.overlapping import victims
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented
from explorer.widgets.detections.boxes import box_at
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.panels.detector.detector_page import Respond
    from explorer.panels.detector.kept import KeptBox
    from explorer.panels.detector.state import DetectorState
    from explorer.panels.detector.values import DetectView
    from explorer.services.frames import Frame
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

WAYS = (
    ("sweep", "Divider", "One picture: drag the line across it, or press ← and →"),
    ("sides", "Side by side", "Two pictures that zoom and move together"),
)


class ComparePage(DetectorPage):
    """Before and after non-maximum suppression, and what its threshold does."""

    def __init__(
        self, context: PanelContext, store: Store[DetectorState], respond: Respond
    ) -> None:
        super().__init__(context, store, respond, "before and after")
        self._kept: tuple[KeptBox, ...] = ()
        self._pixel: tuple[int, int] | None = None
        self.card = Card("Before | after NMS")
        self.way = Segmented("Before and after", WAYS)
        self.views = ComparedViews()
        self.explain_card = ExplainCard()
        self.left_card = LeftCard()
        self.exports = Exports(self)
        self._lay_out()
        self._connect()

    @property
    def kept(self) -> tuple[KeptBox, ...]:
        """The boxes that are left, best first."""
        return self._kept

    def show_state(self, state: DetectorState) -> None:
        """Make the controls say what the state says."""
        super().show_state(state)
        self.way.set_current(state.compare.way)
        self.views.set_way(state.compare.way)
        self.views.sweep.set_share(state.compare.divider)
        self.left_card.show_threshold(state.thresholds)

    def show_view(self, frame: Frame, view: DetectView) -> None:
        """Paint both sides, and say what was suppressed."""
        assert self.result is not None
        thresholds = self.result.request.thresholds
        self._kept = kept_boxes(view, is_soft=thresholds.suppression != "greedy")
        self.card.set_facts(counts_line(view))
        self.views.show_frame(frame)
        self.left_card.show_view(view, thresholds)
        self._paint_pointed()

    def show_empty(self, text: str, action: str = "") -> None:
        """Say in the place of the pictures why there are none."""
        self._kept = ()
        self.views.show_empty(text, action)
        self.card.set_facts("")
        self.explain_card.clear()
        self.left_card.clear()

    def pointed(self) -> int | None:
        """Return the place, among those left, of the box under the pointer."""
        if self._pixel is None or self.result is None or not self._kept:
            return None
        row, column = self._pixel
        return box_at(kept_xyxy(self.result.value), column + 0.5, row + 0.5)

    def is_idle(self) -> bool:
        """Whether boxes and curve are on the screen."""
        return super().is_idle() and self.left_card.is_idle()

    def shutdown(self) -> None:
        """End the workers."""
        super().shutdown()
        self.left_card.shutdown()

    def _lay_out(self) -> None:
        self.card.add_header_widget(self.way)
        self.card.add_header_widget(self.exports.button)
        self.card.add(self.views, 1)
        bench = Workbench()
        bench.add_work(self.card)
        for card in (
            self.explain_card, self.left_card,
            self.thresholds_card, self.classes_card, self.model_card,
        ):  # fmt: skip
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        store = self.store
        self.way.currentChanged.connect(lambda way: store.update("compare", way=way))
        self.views.shareChanged.connect(lambda share: store.update("compare", divider=share))
        self.views.hovered.connect(self._on_views_hovered)
        self.views.unhovered.connect(self._on_views_unhovered)
        self.views.sourceWanted.connect(self.open_picture)
        self.left_card.thresholdChosen.connect(lambda iou: store.update("thresholds", iou=iou))
        self.left_card.failed.connect(self._on_left_card_failed)

    def _paint_pointed(self) -> None:
        """Draw and say what belongs to the box under the pointer, or to none."""
        result, pointed = self.result, self.pointed()
        if result is None:
            return
        view, thresholds = result.value, result.request.thresholds
        box = None if pointed is None else self._kept[pointed]
        found = () if box is None else victims(view, box.rank, thresholds)
        self.views.show_sides(
            sides(view, self._kept, pointed, found), len(view.passing), left(view)
        )
        self.explain_card.show_view(view, thresholds, box, found)

    def _on_views_hovered(self, row: int, column: int) -> None:
        before = self.pointed()
        self._pixel = (row, column)
        if self.pointed() != before:
            self._paint_pointed()

    def _on_views_unhovered(self) -> None:
        before, self._pixel = self.pointed(), None
        if before is not None:
            self._paint_pointed()

    def _on_left_card_failed(self, error: BaseException) -> None:
        if not isinstance(error, ExplorerError):
            self.context.errors.report(error)
