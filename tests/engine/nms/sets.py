"""Random sets of boxes for the tests of suppression, and its rule in its plainest form."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch

from explorer.engine.boxes import iou_matrix


class BoxSet(NamedTuple):
    """float32 boxes (N, 4), float32 scores (N,), int64 class ids (N,)."""

    boxes: np.ndarray
    scores: np.ndarray
    class_ids: np.ndarray


def random_set(rng: np.random.Generator, most: int = 40) -> BoxSet:
    """Crowded or sparse, large or small, near 0 or far from it; some boxes and scores repeat."""
    count = int(rng.integers(0, most + 1))
    width = 10.0 ** rng.uniform(0, 3)
    size = width * rng.uniform(0.02, 1, (count, 2))
    corner = rng.uniform(-1, 1) * 500 + rng.uniform(0, width * rng.uniform(0.2, 3), (count, 2))
    boxes = np.concatenate((corner, corner + size), axis=1).astype(np.float32)
    if count > 3:
        boxes[rng.integers(count)] = boxes[rng.integers(count)]
    scores = rng.integers(0, 101, count).astype(np.float32) / np.float32(100)
    return BoxSet(boxes, scores, rng.integers(0, 4, count))


def all_ious(boxes: np.ndarray) -> np.ndarray:
    """float64 (N, N)."""
    as_float64 = torch.from_numpy(np.asarray(boxes, np.float64)).reshape(-1, 4)
    return iou_matrix(as_float64, as_float64).numpy()


def suppressors_one_by_one(
    boxes: np.ndarray, scores: np.ndarray, threshold: float, class_ids: np.ndarray | None = None
) -> list[int]:
    """Return for each box the index of who suppresses it, -1 where nobody does."""
    overlaps = all_ious(boxes)
    by = [-1] * len(scores)
    order = sorted(range(len(scores)), key=lambda index: -scores[index])
    for place, box in enumerate(order):
        if by[box] >= 0:
            continue
        for other in order[place + 1 :]:
            alike = class_ids is None or class_ids[box] == class_ids[other]
            if by[other] < 0 and alike and overlaps[box, other] > threshold:
                by[other] = box
    return by


def best_first(by: list[int], scores: np.ndarray) -> list[int]:
    """Return those that nobody suppresses, best first, ties to the lower index."""
    return [i for i in sorted(range(len(by)), key=lambda index: -scores[index]) if by[i] < 0]
