"""A YOLO network with its classes, ready to look at pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.boxes import clipped
from explorer.engine.device import pick_device
from explorer.engine.nms import batched_nms, nms
from explorer.engine.yolo.catalogue import DetectorError, build_network, detector_info
from explorer.engine.yolo.detections import Detections
from explorer.engine.yolo.fast import FastNetwork
from explorer.engine.yolo.letterbox import letterbox_of
from explorer.engine.yolo.predictions import Predictions, RawPredictions, decode

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

    from explorer.engine.yolo.heads import Head


class Detector:
    """Finds objects of its classes in pictures.

    Parameters
    ----------
    network
        Takes float (1, 3, size, size) in 0..1 and returns, for each head, (1, A·(5+C), S, S).
    heads
        What its outputs mean.
    """

    def __init__(
        self, network: FastNetwork, heads: tuple[Head, ...], class_names: tuple[str, ...], size: int
    ) -> None:
        self.network = network
        self.heads = heads
        self.class_names = class_names
        self.size = size

    @property
    def device(self) -> torch.device:
        """Where the network computes."""
        return self.network.device

    def raw(self, rgb: NDArray[np.uint8]) -> RawPredictions:
        """Return every prediction for a uint8 RGB picture (H, W, 3), before any threshold.

        Raises
        ------
        ShapeError
            If the array is no such picture.
        """
        letterbox = letterbox_of(rgb, self.size)
        outputs = self.network(letterbox.apply(rgb))
        maps = tuple(
            head.by_anchor(output) for head, output in zip(self.heads, outputs, strict=True)
        )
        return RawPredictions(self.heads, maps, letterbox, self.class_names)

    def detect(
        self,
        rgb: NDArray[np.uint8],
        score_threshold: float = 0.25,
        iou_threshold: float = 0.45,
        class_agnostic: bool = False,
    ) -> Detections:
        """Return the boxes that pass the threshold and non-maximum suppression, best first.

        Parameters
        ----------
        rgb
            uint8 (H, W, 3).
        score_threshold
            A score of at least this passes; 0 to 1.
        iou_threshold
            A box is dropped whose IoU with a better one is above this; 0 to 1.
        class_agnostic
            Whether a box can be dropped for one of another class.

        Raises
        ------
        DetectorError
            If a threshold does not lie between 0 and 1.
        ShapeError
            If the array is no such picture.
        """
        _check_thresholds(score_threshold, iou_threshold)
        raw = self.raw(rgb)
        predictions = decode(raw)
        return select(predictions, raw, score_threshold, iou_threshold, class_agnostic)


def select(
    predictions: Predictions,
    raw: RawPredictions,
    score_threshold: float,
    iou_threshold: float,
    class_agnostic: bool = False,
) -> Detections:
    """Return what is left of the predictions: scores >= threshold, then one box an object.

    Parameters are those of `Detector.detect`.

    Raises
    ------
    DetectorError
        If a threshold does not lie between 0 and 1.
    """
    _check_thresholds(score_threshold, iou_threshold)
    passing = (predictions.scores >= score_threshold).nonzero()[:, 0]
    boxes, scores = predictions.boxes_xyxy[passing], predictions.scores[passing]
    class_ids = predictions.class_ids[passing]
    if class_agnostic:
        kept = nms(boxes, scores, iou_threshold)
    else:
        kept = batched_nms(boxes, scores, class_ids, iou_threshold)
    return Detections(
        boxes_xyxy=clipped(boxes[kept], *raw.letterbox.picture),
        scores=scores[kept],
        class_ids=class_ids[kept],
        class_names=raw.class_names,
    )


def _check_thresholds(score_threshold: float, iou_threshold: float) -> None:
    for what, value in (("score", score_threshold), ("IoU", iou_threshold)):
        if not 0 <= value <= 1:  # NaN neither
            raise DetectorError(f"The {what} threshold lies between 0 and 1, and {value} does not.")


def load_detector(
    name: str = "yolov3-tiny", size: int | None = None, device: str | None = None
) -> Detector:
    """Return a bundled detector: "yolov3-tiny" (COCO, 320 to 608 px) or "lecture" (digits, 608 px).

    Parameters
    ----------
    size
        Side of the network's input in pixels, one of the detector's `sizes` in
        `explorer.engine.yolo.catalogue.DETECTORS`; None takes its own.
    device
        As `explorer.engine.device.pick_device` takes it.

    Raises
    ------
    DetectorError
        For a name or a size that there is not.
    WeightsError
        If its file is missing or damaged.
    DeviceError
        If the device is not there.
    """
    info = detector_info(name)
    side = info.checked_size(size)
    network = build_network(name)
    return Detector(
        FastNetwork(network, pick_device(device)), network.heads, info.class_names, side
    )
