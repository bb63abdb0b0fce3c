"""What another IoU threshold would leave: the curve, computed beside the window."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.detector.compare.left_chart import LeftChart
from explorer.panels.detector.compare.left_curve import LeftCurve, left_curve
from explorer.services.latest import LatestWins
from explorer.widgets.card import Card
from explorer.widgets.controls import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.engine.yolo import RawPredictions
    from explorer.panels.detector.state import ThresholdState
    from explorer.panels.detector.values import DetectView

GREEDY = "Click to choose the threshold."
SOFT = "Of suppression; soft-NMS lowers scores instead."


class LeftCard(Card):
    """Boxes left at every threshold, for the boxes that pass now."""

    thresholdChosen = Signal(float)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What the IoU threshold does", parent=parent)
        self.chart = LeftChart()
        self._words = label(GREEDY, "caption")
        self._worker: LatestWins[LeftCurve] = LatestWins(self, name="boxes left")
        self._key: tuple[RawPredictions, ThresholdState] | None = None
        self.add(self.chart)
        self.add(self._words)
        self.chart.thresholdChosen.connect(self.thresholdChosen)
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self.failed)

    def show_threshold(self, thresholds: ThresholdState) -> None:
        """Put the point where the state says."""
        self.chart.show_threshold(thresholds.iou)
        self._words.setText(GREEDY if thresholds.suppression == "greedy" else SOFT)

    def show_view(self, view: DetectView, thresholds: ThresholdState) -> None:
        """Compute the curve anew if other boxes pass, or others suppress one another."""
        depends = replace(thresholds, iou=0.0, max_boxes=1, suppression="greedy")
        if self._key is not None and self._key[0] is view.raw and self._key[1] == depends:
            return
        self._key = view.raw, depends
        boxes, groups = view.boxes_xyxy.numpy(), view.class_ids.numpy()
        self._worker.submit(
            partial(left_curve, boxes, None if thresholds.class_agnostic else groups)
        )

    def clear(self) -> None:
        """Show no curve."""
        self._key = None
        self._worker.discard()
        self.chart.show_curve(None)
        self.set_facts("")

    def is_idle(self) -> bool:
        """Whether the curve on the screen is that of the boxes on the screen."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """End the worker."""
        self._worker.shutdown()

    def _on_worker_result(self, curve: LeftCurve) -> None:
        self.chart.show_curve(curve)
        is_part = curve.walked < curve.passing
        self.set_facts(f"the best {curve.walked:,} of {curve.passing:,}" if is_part else "")
