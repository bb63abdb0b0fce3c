"""Boxes drawn into a picture, in any thread, for files and previews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QImage, QPainter

from explorer.widgets.detections.boxes import BoxesOverlay, box_label
from explorer.widgets.detections.colours import class_colours
from explorer.widgets.overlays import Placement
from explorer.widgets.qimages import qimage_from_rgb
from explorer.widgets.theme import Theme

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.yolo import Detections

USUAL_SIDE: Final = 1000
"""At this longer side lines and names have the size that they have on the screen."""
LARGEST: Final = 4.0


def boxes_overlay(found: Detections, picture: tuple[int, int], factor: float = 1.0) -> BoxesOverlay:
    """Return boxes with their names.

    Parameters
    ----------
    picture
        Width and height of the picture that is drawn on.
    factor
        By which that picture is smaller than the one the boxes were found in.
    """
    scores = found.scores.tolist()
    return BoxesOverlay(
        boxes_xyxy=found.boxes_xyxy.numpy() * factor,
        picture=picture,
        colours=class_colours(found.class_ids.tolist()),
        labels=tuple(box_label(*one) for one in zip(found.names, scores, strict=True)),
    )


def annotated(rgb: NDArray[np.uint8], found: Detections) -> QImage:
    """Return a copy of a picture (H, W, 3) with its boxes; names can be read at any size."""
    height, width = rgb.shape[:2]
    image = qimage_from_rgb(rgb).convertToFormat(QImage.Format.Format_RGB32)
    scale = min(max(max(width, height) / USUAL_SIDE, 1.0), LARGEST)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    boxes_overlay(found, (width, height)).paint(painter, Placement(0, 0, 1), Theme("dark", scale))
    painter.end()
    return image
