"""The five stages of decoding, and what between two of them is half there."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import NamedTuple


class Stage(NamedTuple):
    """A stage: its name, and what it does in a few words."""

    name: str
    words: str


STAGES = (
    Stage("Grid", "Every anchor of every cell makes a prediction"),
    Stage("Confidence", "How sure each is that an object’s centre is in its cell"),
    Stage("Threshold", "Predictions whose score is too low are dropped"),
    Stage("Boxes", "The raw numbers move and stretch the anchors that are left"),
    Stage("NMS", "Boxes that overlap a better one are dropped"),
)
LAST = len(STAGES) - 1
HEAT_OF_BOXES = 0.3
"""What is left of the heat once there are boxes."""
LINES_OF_BOXES = 0.45
ANCHORS_FROM = 0.45
"""The part of the way to a stage after which the anchors of what passes come."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How much of everything there is, each 0 to 1.

    Parameters
    ----------
    lines
        The lines of the grids.
    heat
        p_c as colour.
    low
        The colour of the cells where nothing passes, as a share of the others'.
    anchors
        What passes, as boxes.
    grown
        How far those are on the way from the anchor, in the cell's middle, to the predicted box.
    dropped
        How far the boxes that NMS drops have gone.
    """

    lines: float
    heat: float
    low: float
    anchors: float
    grown: float
    dropped: float


def mix_at(stage: float) -> Mix:
    """Return what there is at a stage from 0 to 4."""
    to_heat, to_threshold, to_boxes, to_nms = (_way(stage, begin) for begin in range(LAST))
    heat = to_heat * (1 - (1 - HEAT_OF_BOXES) * to_boxes) * (1 - to_nms)
    lines = (1 - (1 - LINES_OF_BOXES) * to_boxes) * (1 - to_nms)
    anchors = max(0.0, (to_threshold - ANCHORS_FROM) / (1 - ANCHORS_FROM))
    return Mix(lines, heat, 1 - to_threshold, anchors, to_boxes, to_nms)


def acting(stage: float) -> int:
    """Return the stage that is reached, or on the way to which something is."""
    return min(max(ceil(stage - 1e-9), 0), LAST)


def next_stage(stage: float, way: int) -> int:
    """Return the next whole stage (``way`` 1), or the one before (−1)."""
    whole = int(stage // 1) + 1 if way > 0 else ceil(stage) - 1
    return min(max(whole, 0), LAST)


def _way(stage: float, begin: int) -> float:
    return min(max(stage - begin, 0.0), 1.0)
