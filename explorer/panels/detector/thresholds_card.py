"""The thresholds: how sure a box has to be, and how much two boxes of one object overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.detector.kept import lowered_count
from explorer.panels.detector.state import MOST_BOXES
from explorer.widgets.card import Card
from explorer.widgets.controls import Choice, ElidedLabel, Range, Segmented, SliderRow, label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.state import ThresholdState
    from explorer.panels.detector.values import DetectView

_WAYS = (
    ("class", "per class", "Boxes of different classes do not suppress one another"),
    ("agnostic", "class-agnostic", "A box suppresses others whatever their class"),
)
_SUPPRESSIONS = (
    ("greedy", "suppress", "Non-maximum suppression: an overlapping box goes"),
    ("soft-linear", "soft, linear", "Soft-NMS: its score is multiplied by 1 − IoU"),
    (
        "soft-gaussian",
        "soft, Gaussian",
        "Soft-NMS: its score is multiplied by exp(−IoU²/σ), σ = 0.5",
    ),
)
_SOFT = {
    "soft-linear": "Soft-NMS: a box that overlaps a better one by more than the IoU threshold "
    "stays, its score times 1 − IoU. It goes when that falls below the score threshold.",
    "soft-gaussian": "Soft-NMS: each better box that a box overlaps lowers its score, however "
    "little they share: no IoU threshold is needed. It goes when that falls below the score's.",
}


class ThresholdsCard(Card):
    """Sliders that act at once, and how many boxes each of them leaves."""

    chosen = Signal(dict)  # fields of ThresholdState

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Thresholds", parent=parent)
        unit = Range(0, 1, "float", 2)
        self._score = SliderRow(
            "score ≥",
            unit,
            0.25,
            "Boxes whose score, p_c times their class's, is lower are dropped",
        )
        self._iou = SliderRow(
            "NMS: IoU >", unit, 0.45, "A box that overlaps a better one by more than this goes"
        )
        self._most = SliderRow(
            "at most",
            Range(1, MOST_BOXES, "int", 0),
            100,
            "The best ones are shown",
            suffix="boxes",
        )
        self._way = Segmented("Which boxes suppress one another", _WAYS, fill=True)
        self._suppression = Choice("What happens to overlapping boxes", _SUPPRESSIONS, fill=True)
        self._soft = label("", "caption", wrap=True)
        self._counts = label("", "number")
        self._taken = ElidedLabel("", "caption")
        for part in (
            self._score, self._iou, self._most, self._way, self._suppression, self._soft,
            self._counts, self._taken,
        ):  # fmt: skip
            self.add(part)
        for words in (self._soft, self._counts, self._taken):
            words.hide()  # until there is something to say
        self._score.valueChanged.connect(lambda value: self.chosen.emit({"score": value}))
        self._iou.valueChanged.connect(lambda value: self.chosen.emit({"iou": value}))
        self._most.valueChanged.connect(lambda value: self.chosen.emit({"max_boxes": int(value)}))
        self._way.currentChanged.connect(
            lambda key: self.chosen.emit({"class_agnostic": key == "agnostic"})
        )
        self._suppression.currentChanged.connect(lambda key: self.chosen.emit({"suppression": key}))

    def show_choice(self, thresholds: ThresholdState) -> None:
        """Make the controls say what the state says, and emit nothing."""
        self._score.set_value(thresholds.score)
        self._iou.set_value(thresholds.iou)
        self._most.set_value(thresholds.max_boxes)
        self._way.set_current("agnostic" if thresholds.class_agnostic else "class")
        self._suppression.set_current(thresholds.suppression)
        self._iou.setEnabled(thresholds.suppression != "soft-gaussian")
        self._soft.setText(_SOFT.get(thresholds.suppression, ""))
        self._soft.setVisible(thresholds.suppression in _SOFT)

    def show_view(self, view: DetectView) -> None:
        """Say how many predictions each threshold leaves, and what it took."""
        passing, left = len(view.passing), len(view.kept) + view.more
        self._counts.setText(f"{len(view.raw):,} predictions → {passing:,} pass → {left:,} left")
        self._taken.setText(" · ".join(taken(view)))
        self._counts.show()
        self._taken.show()
        self.set_facts(f"decode {view.decode_ms:4.1f} ms · NMS {view.nms_ms:4.1f} ms")


def taken(view: DetectView) -> list[str]:
    """Return what suppression did, and how many of the boxes that are left are not shown."""
    if not len(view.passing):
        return ["nothing to suppress"]
    lowered = lowered_count(view)
    gone = len(view.passing) - len(view.kept) - view.more
    parts = [f"{lowered:,} scores lowered, {gone:,} gone" if lowered else f"{gone:,} suppressed"]
    beyond = f"{view.more:,} more {'is' if view.more == 1 else 'are'} not shown"
    return [*parts, beyond if view.more else "all are shown"]
