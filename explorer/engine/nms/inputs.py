"""What may be handed to non-maximum suppression, and its form inside: float64, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import torch
from torch import Tensor

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Values = Tensor | NDArray[np.generic] | Sequence[object]

LARGEST_COORDINATE: Final = 1e100
"""Beyond it the area of a box may be no float64."""


class NmsError(ExplorerError, ValueError):
    """Boxes, scores, classes or thresholds that no suppression can be made of."""


class Ranked(NamedTuple):
    """The boxes that passed the score threshold, best score first, ties to the lower index.

    `order` (N,) are their indices as they were handed in, `columns` float64 (4, N) their x1, y1,
    x2, y2; `largest` is the largest of their absolute values; `classes` (N,) numbers their classes
    from 0 to `class_count` - 1.
    """

    order: NDArray[np.int64]
    columns: NDArray[np.float64]
    largest: float
    classes: NDArray[np.int64] | None
    class_count: int
    device: torch.device

    def tensor(self, values: NDArray[np.generic]) -> Tensor:
        """Return values as a tensor where the boxes came from."""
        return torch.from_numpy(values).to(self.device)


def ranked(
    boxes_xyxy: Values,
    scores: Values,
    class_ids: Values | None = None,
    score_threshold: float | None = None,
) -> Ranked:
    """Check what was handed in, and sort it.

    A box that the threshold drops is not looked at: it may be no box at all.

    Raises
    ------
    NmsError
        If shapes do not fit, a score is NaN, a coordinate is not finite or beyond 1e100, or class
        ids are not whole numbers.
    """
    boxes, of_boxes = checked_boxes(boxes_xyxy), checked_scores(scores)
    if len(boxes) != len(of_boxes):
        raise NmsError(f"There are {len(boxes):,} boxes and {len(of_boxes):,} scores.")
    order = _order(of_boxes, score_threshold)
    columns = boxes.take(order, 0).T.astype(np.float64, order="C")
    largest = float(np.abs(columns).max(initial=0))
    if not largest <= LARGEST_COORDINATE:
        raise NmsError(_not_finite(columns, order))
    classes, class_count = None, 1
    if class_ids is not None:
        present, classes = np.unique(
            checked_class_ids(class_ids, len(boxes))[order], return_inverse=True
        )
        class_count = len(present)
    return Ranked(order, columns, largest, classes, class_count, _device_of(boxes_xyxy))


def checked_iou_threshold(threshold: float) -> float:
    """Return an IoU threshold as a float.

    Raises
    ------
    NmsError
        If it does not lie in 0..1.
    """
    if not 0 <= threshold <= 1:
        raise NmsError(f"An IoU lies between 0 and 1, so {threshold} is no threshold for it.")
    return float(threshold)


def checked_boxes(boxes_xyxy: Values) -> NDArray[np.floating]:
    """Return boxes as an array (N, 4); an empty list is no boxes.

    Raises
    ------
    NmsError
        For another shape, or what are not numbers.
    """
    boxes = _numbers(boxes_xyxy, "Boxes")
    if boxes.shape == (0,):
        return boxes.reshape(0, 4)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise NmsError(f"Boxes are x1, y1, x2, y2 in rows (N, 4), not {_shape(boxes)}.")
    return boxes


def checked_scores(scores: Values) -> NDArray[np.floating]:
    """Return scores as an array (N,).

    Raises
    ------
    NmsError
        For another shape, what are not numbers, or NaN: it has no place in any order.
    """
    array = _numbers(scores, "Scores")
    if array.ndim != 1:
        raise NmsError(f"Scores are one a box (N,), not {_shape(array)}.")
    if len(array) and (largest := array.max()) != largest:
        first = int(np.isnan(array).argmax())
        raise NmsError(f"The score of box {first} is NaN: it cannot be ranked.")
    return array


def checked_class_ids(class_ids: Values, count: int) -> NDArray[np.int64]:
    """Return class ids as an array (N,).

    Raises
    ------
    NmsError
        If there is not one whole number for each box.
    """
    array = _numbers(class_ids, "Class ids")
    if array.shape != (count,):
        raise NmsError(f"Class ids are one a box ({count},), not {_shape(array)}.")
    if array.dtype.kind not in "iu" and count:
        raise NmsError(f"Class ids are whole numbers, not {array.dtype}.")
    return array.astype(np.int64)


def _order(scores: NDArray[np.floating], threshold: float | None) -> NDArray[np.int64]:
    """Return the indices of those that pass, best first.

    The threshold is read in the precision of the scores, so that a float32 score of 0.1 passes 0.1.
    """
    if threshold is None:
        return _descending(scores)
    if threshold != threshold:
        raise NmsError("The score threshold is NaN.")
    passing = (scores >= threshold).nonzero()[0]
    return passing.take(_descending(scores.take(passing)))


def _descending(scores: NDArray[np.floating]) -> NDArray[np.int64]:
    return (-scores.astype(np.float64)).argsort(kind="stable")


def _not_finite(columns: NDArray[np.float64], order: NDArray[np.int64]) -> str:
    bad = int((~(np.abs(columns) <= LARGEST_COORDINATE)).any(axis=0).argmax())
    corners = ", ".join(f"{value:g}" for value in columns[:, bad])
    return f"Box {order[bad]} is ({corners}): a coordinate is not finite, or too large for areas."


def _numbers(values: Values, what: str) -> NDArray[np.floating]:
    if isinstance(values, Tensor):
        on_cpu = values.detach().cpu()
        if on_cpu.dtype == torch.bfloat16:  # numpy has none
            on_cpu = on_cpu.float()
        array = on_cpu.numpy()
    else:
        try:
            array = np.asarray(values)
        except ValueError as error:
            raise NmsError(f"{what} do not make an array: {error}.") from error
    if array.dtype.kind not in "fiu":
        raise NmsError(f"{what} are real numbers, not {array.dtype}.")
    return array


def _device_of(boxes: Values) -> torch.device:
    return boxes.device if isinstance(boxes, Tensor) else torch.device("cpu")


def _shape(array: NDArray[np.generic]) -> str:
    return str(array.shape)
