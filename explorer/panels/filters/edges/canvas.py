"""The picture as the kernel sees it: fitted or sketched, as numbers, and with its padding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.engine.images import fit_within, from_unit, luminance, to_unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.sliding import Sliding
    from explorer.panels.filters.edges.request import EdgesRequest

WORKING_SIDE = 1280
"""Larger pictures are scaled down to this side, so that video keeps up."""
CHANNEL_SIDE = 640
"""The same where four maps are computed, each of which has a quarter of the room."""

_PAD_MODES = {"zero": "constant", "reflect": "reflect", "replicate": "edge"}


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What is filtered.

    ``rgb`` is uint8 (H, W, 3), as it is shown. ``values`` is what the kernel meets: float32 in
    0..1, (H, W) luminance or (H, W, 3). ``source`` is (height, width) before it was scaled.
    """

    rgb: NDArray[np.uint8]
    values: NDArray[np.float32]
    source: tuple[int, int]

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.rgb.shape[0], self.rgb.shape[1]


def see(source_rgb: NDArray[np.uint8], request: EdgesRequest) -> Seen:
    """Scale a frame as the request says and turn it into numbers."""
    side = CHANNEL_SIDE if request.channels == "each" else WORKING_SIDE
    rgb = fit_within(source_rgb, request.sketch or side)
    source = source_rgb.shape[0], source_rgb.shape[1]
    if request.channels != "luminance":
        return Seen(rgb, to_unit(rgb), source)
    grey = luminance(rgb)
    if request.sketch:
        # Cells can be told apart: show the numbers that are multiplied, not their colours.
        rgb = np.repeat(from_unit(grey)[:, :, None], 3, axis=2)
    return Seen(rgb, grey, source)


def padded(array: NDArray[Any], sliding: Sliding) -> NDArray[Any]:
    """Return the picture (H, W, ...) with the cells that the padding adds."""
    top, bottom, left, right = sliding.pads
    if not any(sliding.pads):
        return array
    sides = ((top, bottom), (left, right), *[(0, 0)] * (array.ndim - 2))
    mode: Any = _PAD_MODES[sliding.border]
    return np.pad(array, sides, mode)
