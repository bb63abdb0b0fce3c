"""Where the maxima came from, ready to be painted: a few dots, or a mask where they are many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.widgets.theme import CHANNEL_COLOURS, PICTURE_WARM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.pooling import Pooled

DOTS_AT_MOST = 6000
MASK_OPACITY = 200


@dataclass(frozen=True, slots=True, eq=False)
class Winners:
    """The winning pixels of each channel, each once, as float32 (N, 2) x, y of their middles.

    ``mask`` is a uint8 RGBA picture (H, W, 4) of the same where they are too many for dots.
    """

    points: tuple[NDArray[np.float32], ...]
    mask: NDArray[np.uint8] | None = None

    @property
    def colours(self) -> tuple[str, ...]:
        """One colour a channel."""
        return CHANNEL_COLOURS if len(self.points) > 1 else (PICTURE_WARM,)


def find_winners(pooled: Pooled, size: tuple[int, int]) -> Winners:
    """Collect the winners in a picture of (height, width); none for the average."""
    if pooled.winner_rows is None or pooled.winner_columns is None:
        return Winners(())
    rows, columns = np.atleast_3d(pooled.winner_rows), np.atleast_3d(pooled.winner_columns)
    points = tuple(
        _places(rows[:, :, channel], columns[:, :, channel], size)
        for channel in range(rows.shape[2])
    )
    winners = Winners(points)
    if sum(map(len, points)) <= DOTS_AT_MOST:
        return winners
    return Winners(points, _mask(winners, size))


def _places(
    rows: NDArray[np.int32], columns: NDArray[np.int32], size: tuple[int, int]
) -> NDArray[np.float32]:
    # Overlapping windows share winners: mark each pixel once.
    won = np.zeros(size, np.bool_)
    won[rows, columns] = True
    ys, xs = np.nonzero(won)
    return np.stack([xs, ys], axis=1).astype(np.float32) + np.float32(0.5)


def _mask(winners: Winners, size: tuple[int, int]) -> NDArray[np.uint8]:
    mask = np.zeros((*size, 4), np.uint8)
    for points, colour in zip(winners.points, winners.colours, strict=True):
        columns, rows = points.astype(np.intp).T
        mask[rows, columns] = (*bytes.fromhex(colour.removeprefix("#")), MASK_OPACITY)
    return mask
