"""Detection in plain numpy, from raw numbers to boxes, apart from all code of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.yolo import RawPredictions

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ByHand:
    """All predictions in the order of the output: head, anchor, row, column."""

    raw: Floats  # (N, 5 + C)
    square_cxcywh: Floats
    picture_xyxy: Floats
    p_c: Floats
    classes: Floats  # (N, C): P(class)
    places: NDArray[np.int64]  # (N, 4): head, anchor, row, column

    @cached_property
    def class_ids(self) -> NDArray[np.int64]:
        return self.classes.argmax(1)

    @cached_property
    def scores(self) -> Floats:
        return self.p_c * self.classes.max(1)

    def passing(self, threshold: float) -> list[int]:
        """Predictions that pass, best first."""
        return [n for n in np.argsort(-self.scores, kind="stable") if self.scores[n] >= threshold]


def sigmoid(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))


def decoded(raw: RawPredictions, size: int, is_softmax: bool) -> ByHand:
    """Decode the raw maps of a picture that lies letterboxed in a square of ``size`` pixels."""
    parts: list[Floats] = []
    boxes: list[Floats] = []
    places: list[NDArray[np.int64]] = []
    for at, (head, numbers) in enumerate(zip(raw.heads, raw.maps, strict=True)):
        for anchor, (width, height) in enumerate(head.anchors_px):
            t = numbers[anchor].numpy().astype(np.float64)
            row, column = np.mgrid[: t.shape[1], : t.shape[2]]
            cell = size / t.shape[1]
            x, y = (sigmoid(t[0]) + column) * cell, (sigmoid(t[1]) + row) * cell
            box = np.stack((x, y, width * np.exp(t[2]), height * np.exp(t[3])), -1)
            boxes.append(box.reshape(-1, 4))
            parts.append(t.reshape(len(t), -1).T)
            places.append(
                np.stack((row * 0 + at, row * 0 + anchor, row, column), -1).reshape(-1, 4)
            )
    all_raw, square = np.concatenate(parts), np.concatenate(boxes)
    logits = all_raw[:, 5:]
    powers = np.exp(logits - logits.max(1, keepdims=True))
    classes = powers / powers.sum(1, keepdims=True) if is_softmax else sigmoid(logits)
    return ByHand(
        all_raw, square, _in_picture(square, size, raw.letterbox.picture), sigmoid(all_raw[:, 4]),
        classes, np.concatenate(places),
    )  # fmt: skip


def _in_picture(square: Floats, size: int, picture: tuple[int, int]) -> Floats:
    width, height = picture
    scaled = [round(side * size / max(width, height)) for side in picture]
    left, top = ((size - side) // 2 for side in scaled)
    centre = (square[:, :2] - (left, top)) / (scaled[0] / width, scaled[1] / height)
    half = square[:, 2:] / (scaled[0] / width, scaled[1] / height) / 2
    return np.concatenate((centre - half, centre + half), 1)


def overlap(a: Floats, b: Floats) -> tuple[float, float]:
    """Return the area that both cover, and that either covers."""
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    shared = float(np.prod(sides.clip(0)))
    return shared, float(np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2])) - shared


def suppressors(found: ByHand, passing: list[int], iou: float, agnostic: bool) -> list[int | None]:
    """Return for each box that passes the rank of the kept one that drops it, None if kept."""
    by: list[int | None] = []
    for rank, number in enumerate(passing):
        killer = None
        for above in (one for one in range(rank) if by[one] is None):
            other = passing[above]
            if not agnostic and found.class_ids[other] != found.class_ids[number]:
                continue
            shared, either = overlap(found.picture_xyxy[other], found.picture_xyxy[number])
            if shared / either > iou:
                killer = above
                break
        by.append(killer)
    return by
