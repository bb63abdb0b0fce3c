"""Thumbnails of a picture, in the worker: a network of its own, and the picture made small once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.images import centre_crop
from explorer.engine.style.multistyle import load_multistyle
from explorer.panels.style.live.blend import alone
from explorer.panels.style.live.session import scaled_to
from explorer.panels.style.live.values import THUMB_PROPORTION, THUMB_PX

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.style.multistyle import MultistylePainter


class SmallPainter:
    """Paints one style at a time."""

    def __init__(self) -> None:
        self._painter: tuple[str, MultistylePainter] | None = None
        self._small: tuple[NDArray[np.uint8], NDArray[np.uint8]] | None = None

    def paint(self, rgb: NDArray[np.uint8], style: int, device: str) -> NDArray[np.uint8]:
        """Return the middle of a picture, small, in one style.

        Raises
        ------
        ExplorerError
            The network cannot be loaded.
        """
        if self._painter is None or self._painter[0] != device:
            self._painter = device, load_multistyle(device)
        if self._small is None or self._small[0] is not rgb:
            self._small = rgb, small(rgb)
        return self._painter[1].stylize(self._small[1], alone(style))


def small(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the largest part of a tile's proportions from a picture's middle, small."""
    height, width = rgb.shape[:2]
    rows = max(1, min(height, round(width * THUMB_PROPORTION)))
    columns = max(1, min(width, round(height / THUMB_PROPORTION)))
    return scaled_to(centre_crop(rgb, rows, columns), THUMB_PX)
