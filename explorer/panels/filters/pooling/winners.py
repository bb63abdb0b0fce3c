"""Where the maxima came from, ready to be painted: a few dots, or a mask where they are many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.widgets.theme import CHANNEL_COLOURS, PICTURE_WARM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.pooling import Pooled

DOTS_AT_MOST = 2500
MASK_OPACITY = 200


@dataclass(frozen=True, slots=True, eq=False)
class Winners:
    """The winning pixels, each once: as dots, or as a mask.

    Parameters
    ----------
    points
        For each channel float32 (N, 2), x and y of the pixels' middles; empty where there is a
        mask.
    mask
        uint8 RGBA (H, W, 4), where dots would be too many; a later channel hides an earlier one.
    """

    points: tuple[NDArray[np.float32], ...] = ()
    mask: NDArray[np.uint8] | None = None

    @property
    def colours(self) -> tuple[str, ...]:
        """One colour a channel."""
        return _colours(len(self.points))


def find_winners(pooled: Pooled, size: tuple[int, int]) -> Winners:
    """Collect the winners in a picture of (height, width); none for the average."""
    if pooled.winner_rows is None or pooled.winner_columns is None:
        return Winners()
    # Numbers of pixels in reading order, as the rows of (channels, outputs).
    places = np.atleast_3d(pooled.winner_rows * np.int32(size[1]) + pooled.winner_columns)
    places = places.reshape(-1, places.shape[2]).T
    if places.size > DOTS_AT_MOST:
        return Winners(mask=_mask(places, size))
    return Winners(tuple(_middles(np.unique(plane), size[1]) for plane in places))


def _middles(places: NDArray[np.int32], width: int) -> NDArray[np.float32]:
    return np.stack([places % width, places // width], axis=1).astype(np.float32) + np.float32(0.5)


def _mask(places: NDArray[np.int32], size: tuple[int, int]) -> NDArray[np.uint8]:
    colours = [
        (*bytes.fromhex(colour.removeprefix("#")), MASK_OPACITY) for colour in _colours(len(places))
    ]
    pixels = np.zeros(size[0] * size[1], np.uint32)
    for plane, packed in zip(places, np.array(colours, np.uint8).view(np.uint32), strict=True):
        pixels[plane] = packed
    return pixels.view(np.uint8).reshape(*size, 4)


def _colours(channels: int) -> tuple[str, ...]:
    return CHANNEL_COLOURS if channels > 1 else (PICTURE_WARM,)
