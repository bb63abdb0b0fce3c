"""What is drawn over the picture: the boxes that are left, and all that passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.widgets.detections.boxes import BoxesOverlay, box_label
from explorer.widgets.detections.colours import class_colours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from explorer.panels.detector.kept import KeptBox
    from explorer.panels.detector.overlapping import Overlap
    from explorer.panels.detector.values import DetectView
    from explorer.widgets.detections.looks import BoxStyle

FAINTEST = 0.3
"""Opacity of a box whose score is next to nothing; that of a sure one is 1."""
BOLD_AT_MOST = 100
"""More boxes than this are thin lines: bold ones would hide the picture."""
BESIDE = 0.22
"""Opacity of what is not spoken of while a box is pointed at."""


def kept_xyxy(view: DetectView) -> NDArray[np.float32]:
    """Return the boxes that are left (K, 4), cut at the picture's edges."""
    boxes: NDArray[np.float32] = view.detections.boxes_xyxy.numpy()
    return boxes


def passing_xyxy(view: DetectView) -> NDArray[np.float32]:
    """Return the boxes that pass (P, 4), by rank, cut at the picture's edges."""
    width, height = view.raw.letterbox.picture
    boxes: NDArray[np.float32] = view.boxes_xyxy.numpy()
    return boxes.clip(0, np.array([width, height, width, height], np.float32))


def kept_marks(
    view: DetectView, kept: Sequence[KeptBox], pointed: int | None = None
) -> BoxesOverlay:
    """Return the boxes that are left, with their names.

    Parameters
    ----------
    pointed
        Place among `kept` of the box under the pointer.
    """
    styles: list[BoxStyle] = ["kept"] * len(kept)
    if pointed is not None:
        styles[pointed] = "highlighted"
    return BoxesOverlay(
        boxes_xyxy=kept_xyxy(view),
        picture=view.raw.letterbox.picture,
        colours=class_colours(box.class_id for box in kept),
        labels=tuple(kept_label(box) for box in kept),
        styles=tuple(styles),
    )


def kept_label(box: KeptBox) -> str:
    """Return "dog 0.93", under soft-NMS "dog 0.93→0.61"."""
    if box.is_lowered:
        return f"{box.name} {box.first_score:.2f}→{box.score:.2f}"
    return box_label(box.name, box.score)


def passing_marks(view: DetectView) -> BoxesOverlay:
    """Return all boxes that pass, the fainter the less sure."""
    scores = view.predictions.scores[view.passing].numpy()
    most = float(scores.max()) if len(scores) else 1.0
    return BoxesOverlay(
        boxes_xyxy=passing_xyxy(view),
        picture=view.raw.letterbox.picture,
        colours=class_colours(view.class_ids.tolist()),
        styles="kept" if len(scores) <= BOLD_AT_MOST else "candidate",
        opacities=FAINTEST + (1 - FAINTEST) * scores / most,
    )


def victim_marks(view: DetectView, found: Sequence[Overlap]) -> BoxesOverlay:
    """Return the boxes that a kept one suppressed, dashed."""
    ranks = [one.rank for one in found]
    return BoxesOverlay(
        boxes_xyxy=passing_xyxy(view)[ranks].reshape(-1, 4),
        picture=view.raw.letterbox.picture,
        colours=class_colours(view.class_ids[ranks].tolist()),
        styles="suppressed",
    )


def faded(overlay: BoxesOverlay, share: float = BESIDE) -> BoxesOverlay:
    """Return an overlay whose boxes step back behind what is spoken of, without their names."""
    before = 1.0 if overlay.opacities is None else overlay.opacities
    return BoxesOverlay(
        overlay.boxes_xyxy,
        overlay.picture,
        overlay.colours,
        (),
        overlay.styles,
        np.full(len(overlay.boxes_xyxy), share) * before,
    )
