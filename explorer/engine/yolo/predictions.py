"""All that a network said about a picture, before any threshold; and what it means in boxes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import torch

from explorer.engine.boxes import xyxy_from_cxcywh

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.yolo.heads import Head
    from explorer.engine.yolo.letterbox import Letterbox


class Cell(NamedTuple):
    """Where a prediction comes from."""

    head: int
    anchor: int
    row: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class RawPredictions:
    """The numbers of every anchor of every cell, as the network gave them.

    Predictions are counted head by head, in it anchor by anchor, in it row by row.

    Parameters
    ----------
    heads
        What the numbers mean.
    maps
        For each head float32 (A, 5+C, S, S) on the CPU, before any activation.
    letterbox
        Where the picture lies in the network's input.
    class_names
        Names of the C classes.
    """

    heads: tuple[Head, ...]
    maps: tuple[Tensor, ...]
    letterbox: Letterbox
    class_names: tuple[str, ...]

    def __len__(self) -> int:
        return sum(self.counts)

    @property
    def counts(self) -> tuple[int, ...]:
        """Predictions of each head: A·S·S."""
        return tuple(numbers.shape[0] * numbers[0, 0].numel() for numbers in self.maps)

    def cell(self, index: int) -> Cell:
        """Return where prediction ``index`` comes from.

        Raises
        ------
        IndexError
            If there is no such prediction.
        """
        if not 0 <= index < len(self):
            raise IndexError(f"There are {len(self):,} predictions, so none is number {index}.")
        ends = list(accumulate(self.counts))
        head = next(place for place, end in enumerate(ends) if index < end)
        anchors, _, rows, columns = self.maps[head].shape
        within = index - (ends[head] - anchors * rows * columns)
        return Cell(head, within // (rows * columns), within // columns % rows, within % columns)

    def class_probabilities(self, index: int) -> Tensor:
        """Return float32 (C,): of each class, given that prediction ``index`` holds an object."""
        head, anchor, row, column = self.cell(index)
        numbers = self.maps[head][anchor : anchor + 1, :, row : row + 1, column : column + 1]
        return self.heads[head].class_probabilities(numbers)[0, 0, 0]

    def index(self, cell: Cell) -> int:
        """Return the number of the prediction of a cell.

        Raises
        ------
        IndexError
            If there is no such head, anchor, row or column.
        """
        if not 0 <= cell.head < len(self.maps):
            raise IndexError(f"There are {len(self.maps)} heads, so none is number {cell.head}.")
        anchors, _, rows, columns = self.maps[cell.head].shape
        if not (0 <= cell.anchor < anchors and 0 <= cell.row < rows and 0 <= cell.column < columns):
            raise IndexError(
                f"Head {cell.head} has {anchors} anchors in {rows} × {columns} cells, so no {cell}."
            )
        before = sum(self.counts[: cell.head])
        return before + (cell.anchor * rows + cell.row) * columns + cell.column


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Predictions as boxes; all on the CPU, in the order of `RawPredictions`.

    Parameters
    ----------
    boxes_xyxy
        float32 (N, 4) in pixels of the picture, not cut at its edges.
    objectness
        float32 (N,), p_c.
    scores
        float32 (N,): p_c times the largest of the class probabilities (Redmon et al., 2016,
        section 2, equation 1).
    class_ids
        int64 (N,): which class that is; the first of equals.
    """

    boxes_xyxy: Tensor
    objectness: Tensor
    scores: Tensor
    class_ids: Tensor

    def __len__(self) -> int:
        return len(self.scores)


def decode(raw: RawPredictions) -> Predictions:
    """Turn every raw prediction into a box in pixels of the picture, with its scores."""
    boxes, objectness, best, class_ids = [], [], [], []
    for head, numbers in zip(raw.heads, raw.maps, strict=True):
        boxes.append(head.boxes_cxcywh(numbers).reshape(-1, 4))
        objectness.append(head.objectness(numbers).reshape(-1))
        probabilities, classes = head.best_class(numbers)
        best.append(probabilities.reshape(-1))
        class_ids.append(classes.reshape(-1))
    p_c = torch.cat(objectness)
    return Predictions(
        boxes_xyxy=raw.letterbox.undo(xyxy_from_cxcywh(torch.cat(boxes))),
        objectness=p_c,
        scores=p_c * torch.cat(best),
        class_ids=torch.cat(class_ids),
    )
