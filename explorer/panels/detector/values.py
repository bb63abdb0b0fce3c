"""What a page asks of the detector, and what it is given to paint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.nms import NmsTrace
    from explorer.engine.yolo import Detections, Predictions, RawPredictions
    from explorer.panels.detector.state import ModelState, ThresholdState


@dataclass(frozen=True, slots=True)
class DetectRequest:
    """A detector on a device, and the thresholds."""

    model: ModelState
    thresholds: ThresholdState
    device: str


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What is said of the detector in use.

    Parameters
    ----------
    title, description, origin
        Its name, a sentence, and where its weights are from.
    grids
        Side of each output grid, in cells.
    precision
        What its convolutions compute in: "float32", "bfloat16" or "float16".
    """

    title: str
    description: str
    origin: str
    class_names: tuple[str, ...]
    parameters: int
    size: int
    grids: tuple[int, ...]
    precision: str
    device: str


@dataclass(frozen=True, slots=True, eq=False)
class DetectView:
    """Everything from the network's numbers to the boxes that are left.

    Predictions are named by their number in `raw`; *ranks* count those that pass the score
    threshold, the largest score first.

    Parameters
    ----------
    passing
        int64 (P,): numbers of the predictions that pass, best first; ties to the lower number.
    trace
        Who was kept and who suppressed whom, in ranks.
    kept
        int64 (K,): ranks of the boxes that are left, best first, `max_boxes` at most.
    scores
        float32 (P,): by rank, as they are shown; soft-NMS lowers some.
    detections
        The kept boxes, cut at the picture's edges.
    infer_ms
        Of the network's pass for this picture; decode_ms and nms_ms of the rest.
    was_kept
        Whether the network's numbers were there already.
    more
        Boxes that are left as well and are not in `kept`: beyond the most that were asked for.
    """

    model: ModelFacts
    raw: RawPredictions
    predictions: Predictions
    passing: Tensor
    trace: NmsTrace
    kept: Tensor
    scores: Tensor
    detections: Detections
    infer_ms: float
    decode_ms: float
    nms_ms: float
    was_kept: bool
    more: int = 0

    @property
    def boxes_xyxy(self) -> Tensor:
        """Boxes that pass, by rank, float32 (P, 4), not cut at the edges."""
        return self.predictions.boxes_xyxy[self.passing]

    @property
    def class_ids(self) -> Tensor:
        """Classes of the boxes that pass, by rank, int64 (P,)."""
        return self.predictions.class_ids[self.passing]
