"""One picture, looked at exactly as the panel's pages do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.yolo import decode
from explorer.panels.detector.selecting import select

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.yolo import Detections
    from explorer.panels.detector.loading import LoadedDetector
    from explorer.panels.detector.state import ThresholdState


def look(loaded: LoadedDetector, rgb: NDArray[np.uint8], thresholds: ThresholdState) -> Detections:
    """Return the boxes that are left of a picture (H, W, 3)."""
    raw = loaded.detector.raw(rgb)
    predictions = decode(raw)
    selection = select(predictions, raw.class_names, thresholds)
    return selection.detections(predictions, raw)
