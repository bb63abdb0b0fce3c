"""What is drawn before and after suppression; and, of the box under the pointer, whom it hit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.panels.detector.marks import (
    faded,
    kept_label,
    kept_marks,
    kept_xyxy,
    passing_marks,
    passing_xyxy,
)
from explorer.widgets.detections.boxes import BoxesOverlay
from explorer.widgets.detections.colours import class_colours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from explorer.panels.detector.kept import KeptBox
    from explorer.panels.detector.overlapping import Overlap
    from explorer.panels.detector.values import DetectView
    from explorer.widgets.detections.looks import BoxStyle


@dataclass(frozen=True, slots=True)
class Sides:
    """Overlays of the one picture or the other."""

    before: tuple[BoxesOverlay, ...]
    after: tuple[BoxesOverlay, ...]


def sides(
    view: DetectView, kept: Sequence[KeptBox], pointed: int | None, found: Sequence[Overlap]
) -> Sides:
    """Return what is drawn.

    Parameters
    ----------
    pointed
        Place among `kept` of the box under the pointer.
    found
        What that box suppressed.
    """
    before, after = passing_marks(view), kept_marks(view, kept)
    if pointed is None:
        return Sides((before,), (after,))
    spoken = _spoken_marks(view, kept[pointed], kept_xyxy(view)[pointed], found)
    return Sides((faded(before), spoken), (faded(after), spoken))


def _spoken_marks(
    view: DetectView, box: KeptBox, xyxy: NDArray[np.float32], found: Sequence[Overlap]
) -> BoxesOverlay:
    """Return a box with those it suppressed, each with its IoU: one overlay, so no names meet."""
    ranks = [one.rank for one in found]
    victims: list[BoxStyle] = ["kept"] * len(found)
    return BoxesOverlay(
        boxes_xyxy=np.concatenate((xyxy[None], passing_xyxy(view)[ranks].reshape(-1, 4))),
        picture=view.raw.letterbox.picture,
        colours=class_colours((box.class_id, *view.class_ids[ranks].tolist())),
        labels=(kept_label(box), *(f"{one.iou:.2f}" for one in found)),
        styles=("highlighted", *victims),
    )
