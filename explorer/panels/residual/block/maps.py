"""Levels as pictures in the colours of the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from explorer.widgets.palettes import palette_colours
from explorer.widgets.qimages import qimage_from_indices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def map_image(levels: NDArray[np.uint8], *, signed: bool) -> QImage:
    """Return levels (H, W) in viridis, or between blue and orange, one pixel each."""
    image = qimage_from_indices(levels, palette_colours(signed=signed))
    return image.convertToFormat(QImage.Format.Format_RGB32)


def signed_image(values: NDArray[np.float32]) -> QImage:
    """Return numbers (H, W) on a scale of their own, centred on 0."""
    from explorer.engine.colormaps import LEAST_SPAN, to_levels

    limit = max(float(abs(values).max()), LEAST_SPAN)
    return map_image(to_levels(values, -limit, limit), signed=True)
