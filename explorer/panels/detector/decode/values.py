"""What the page needs of a picture's predictions: plain arrays, ready to be mixed and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from explorer.panels.detector.marks import BOLD_AT_MOST, FAINTEST, passing_xyxy
from explorer.panels.detector.square import square_of
from explorer.widgets.detections.boxes import box_label
from explorer.widgets.detections.colours import class_colours

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.yolo import RawPredictions
    from explorer.panels.detector.square import Square
    from explorer.panels.detector.state import ThresholdState
    from explorer.panels.detector.values import DetectView


class GridFacts(NamedTuple):
    """A grid: its cells, and how many anchors each has."""

    rows: int
    columns: int
    anchors: int

    @property
    def predictions(self) -> int:
        """How many it makes."""
        return self.rows * self.columns * self.anchors


class Example(NamedTuple):
    """The prediction with the largest score, for the formulae."""

    t_o: float
    p_c: float
    probability: float
    score: float
    class_name: str


@dataclass(frozen=True, slots=True, eq=False)
class DecodeView:
    """Everything from the grid to the boxes that are left.

    Parameters
    ----------
    square
        What is shown, in whose pixels all boxes are.
    heat, passes
        Of the finest grid: float32 (S, S), the largest p_c at each place over all grids and
        anchors; bool (S, S), whether a prediction that is made there passes.
    anchors_xyxy, boxes_xyxy
        float32 (P, 4), by rank: the anchor around its cell's middle, and the predicted box.
    opacities
        float32 (P,): the fainter the less sure, as among all boxes that pass.
    kept
        int64 (K,): ranks of the boxes that are left.
    labels
        Of the boxes that are left.
    sure
        Predictions whose p_c is 0.5 or more.
    most_p_c
        The largest.
    more
        Boxes that are left as well and are not shown.
    """

    square: Square
    grids: tuple[GridFacts, ...]
    thresholds: ThresholdState
    heat: NDArray[np.float32]
    passes: NDArray[np.bool_]
    anchors_xyxy: NDArray[np.float32]
    boxes_xyxy: NDArray[np.float32]
    colours: tuple[str, ...]
    opacities: NDArray[np.float32]
    kept: NDArray[np.int64]
    labels: tuple[str, ...]
    sure: int
    most_p_c: float
    more: int
    example: Example | None

    def __len__(self) -> int:
        """How many pass."""
        return len(self.boxes_xyxy)

    @property
    def predictions(self) -> int:
        """How many there are in all."""
        return sum(grid.predictions for grid in self.grids)

    @property
    def left(self) -> int:
        """Boxes that are left, shown or not."""
        return len(self.kept) + self.more

    @property
    def is_bold(self) -> bool:
        """Whether so few pass that bold lines do not hide the picture."""
        return len(self) <= BOLD_AT_MOST


def decode_view(view: DetectView, thresholds: ThresholdState) -> DecodeView:
    """Take what the page needs out of the detector's answer."""
    raw, predictions = view.raw, view.predictions
    square = square_of(raw.letterbox)
    numbers = view.passing.numpy()
    passes = np.zeros(len(predictions), np.bool_)
    passes[numbers] = True
    first = predictions.scores[view.passing].numpy()
    names = raw.class_names
    kept = view.kept.numpy()
    return DecodeView(
        square=square,
        grids=tuple(_facts(numbers_of) for numbers_of in raw.maps),
        thresholds=thresholds,
        heat=_finest(raw, predictions.objectness.numpy()),
        passes=_finest(raw, passes),
        anchors_xyxy=square.placed(_anchors_xyxy(raw, numbers)),
        boxes_xyxy=square.placed(passing_xyxy(view)),
        colours=class_colours(view.class_ids.tolist()),
        opacities=_opacities(first),
        kept=kept,
        labels=tuple(
            box_label(names[class_id], score)
            for class_id, score in zip(
                view.class_ids[view.kept].tolist(), view.scores[view.kept].tolist(), strict=True
            )
        ),
        sure=int((predictions.objectness >= 0.5).sum()),
        most_p_c=float(predictions.objectness.max()) if len(predictions) else 0.0,
        more=view.more,
        example=_example(view),
    )


def _facts(numbers: Tensor) -> GridFacts:
    anchors, _, rows, columns = numbers.shape
    return GridFacts(rows, columns, anchors)


def _finest(raw: RawPredictions, values: NDArray[Any]) -> NDArray[Any]:
    """Return the largest value at each place over all grids and anchors, in the finest grid."""
    sizes = [tuple(numbers.shape[-2:]) for numbers in raw.maps]
    rows, columns = max(sizes)
    found = np.zeros((rows, columns), values.dtype)
    start = 0
    for (high, wide), count in zip(sizes, raw.counts, strict=True):
        best = values[start : start + count].reshape(-1, high, wide).max(axis=0)
        at_row, at_column = np.arange(rows) * high // rows, np.arange(columns) * wide // columns
        np.maximum(found, best[at_row[:, None], at_column], out=found)
        start += count
    return found


def _anchors_xyxy(raw: RawPredictions, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the anchors (P, 4) of predictions around their cells' middles, in the picture."""
    import torch

    found = np.empty((len(numbers), 4), np.float32)
    start = 0
    for head, values, count in zip(raw.heads, raw.maps, raw.counts, strict=True):
        rows, columns = values.shape[-2:]
        is_here = (numbers >= start) & (numbers < start + count)
        within = numbers[is_here] - start
        anchors = np.array(head.anchors_px, np.float32)[within // (rows * columns)]
        row, column = within // columns % rows, within % columns
        middle = (np.stack((column, row), axis=1) + 0.5).astype(np.float32) * head.stride
        found[is_here] = np.concatenate((middle - anchors / 2, middle + anchors / 2), axis=1)
        start += count
    placed: NDArray[np.float32] = raw.letterbox.undo(torch.from_numpy(found)).numpy()
    return placed


def _opacities(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    most = float(scores.max()) if len(scores) else 1.0
    shares = scores / most if most else scores
    return np.asarray(FAINTEST + (1 - FAINTEST) * shares, np.float32)


def _example(view: DetectView) -> Example | None:
    predictions, raw = view.predictions, view.raw
    if not len(predictions):
        return None
    number = int(view.passing[0]) if len(view.passing) else int(predictions.scores.argmax())
    cell, class_id = raw.cell(number), int(predictions.class_ids[number])
    return Example(
        t_o=float(raw.maps[cell.head][cell.anchor, 4, cell.row, cell.column]),
        p_c=float(predictions.objectness[number]),
        probability=float(view.raw.class_probabilities(number)[class_id]),
        score=float(predictions.scores[number]),
        class_name=raw.class_names[class_id],
    )
