"""A mosaic of channels as a picture in the theme's colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from explorer.widgets import theme
from explorer.widgets.palettes import palette_colours
from explorer.widgets.qimages import qimage_from_indices

if TYPE_CHECKING:
    from explorer.engine.mosaic import Mosaic


def mosaic_image(mosaic: Mosaic) -> QImage:
    """Return a mosaic in its palette; between tiles lies the colour of a card.

    Looking the colours up once is faster than at each painting.
    """
    colours = palette_colours(signed=mosaic.signed)
    indexed = qimage_from_indices(mosaic.indices, colours)
    image = indexed.convertToFormat(QImage.Format.Format_RGB32)
    _clear_gaps(image, mosaic)
    return image


def _clear_gaps(image: QImage, mosaic: Mosaic) -> None:
    """Give the gaps between tiles, and the places after the last one, the card's colour."""
    import numpy as np

    colour = np.uint32(theme.current_theme().colour("surface").rgb())
    side, pitch, columns = mosaic.tile_px, mosaic.pitch, mosaic.columns
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(mosaic.rows, pitch, columns, pitch)
    pixels[:, side:] = colour
    pixels[..., side:] = colour
    rest = len(mosaic.channels) % columns
    if rest:
        pixels[-1, :, rest:] = colour
