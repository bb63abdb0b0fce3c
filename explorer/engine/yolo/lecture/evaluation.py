"""How well the network finds the digits of scenes whose digits and photographs it never saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.evaluation.tally import Tally
from explorer.engine.evaluation.truth import ground_truth
from explorer.engine.yolo.detector import Detector, select
from explorer.engine.yolo.every_class import select_every_class
from explorer.engine.yolo.fast import FastNetwork
from explorer.engine.yolo.lecture.network import CLASS_NAMES, SIZE_PX
from explorer.engine.yolo.lecture.scenes import compose
from explorer.engine.yolo.predictions import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch

    from explorer.engine.evaluation.results import EvaluationResult
    from explorer.engine.yolo.lecture.network import LectureYolo

HELD_OUT_SEED = 2017
"""The sequence of scenes that the published figure is measured on."""
HELD_OUT_SCENES = 500

LEAST_SCORE = 0.01
"""Precision and recall are followed down to this score."""
NMS_IOU = 0.45


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationStep:
    """One more scene was looked at: ``done`` of ``total``, and what all so far amount to.

    ``tally`` counts each box for every class it may be, as detectors are measured;
    ``best_class`` counts it for its best class alone, as it is shown.
    """

    done: int
    total: int
    tally: Tally
    best_class: Tally

    @property
    def result(self) -> EvaluationResult:
        """Average precisions of the scenes so far, at an IoU of 0.5."""
        return self.tally.result()


def evaluate_held_out(
    network: LectureYolo, device: torch.device, scenes: int = HELD_OUT_SCENES
) -> Iterator[EvaluationStep]:
    """Look at held-out scenes one after another, in float32, so that each computer finds the same.

    Parameters
    ----------
    network
        In evaluation mode; it stays as it is.
    device
        Where to compute.
    """
    fast = FastNetwork(network, device, "float32")
    detector = Detector(fast, network.heads, CLASS_NAMES, SIZE_PX)
    tally, best_class = (Tally(CLASS_NAMES, iou_threshold=0.5) for _ in range(2))
    for index in range(scenes):
        scene = compose(HELD_OUT_SEED, index)
        raw = detector.raw(scene.rgb)
        predictions = decode(raw)
        truth = ground_truth(scene.boxes_xyxy, scene.class_ids)
        tally.add(truth, select_every_class(predictions, raw, LEAST_SCORE, NMS_IOU))
        best_class.add(truth, select(predictions, raw, LEAST_SCORE, NMS_IOU))
        yield EvaluationStep(index + 1, scenes, tally, best_class)
