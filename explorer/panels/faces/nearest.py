"""Who is nearest to each of several faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.engine.gallery import Hit
from explorer.engine.gallery.search import nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.gallery import Snapshot


def nearest_hits(
    snapshot: Snapshot | None, embeddings: NDArray[np.float32]
) -> tuple[Hit | None, ...]:
    """Return for each embedding of (N, 128) the nearest enrolled photograph; None for nobody."""
    if snapshot is None or not snapshot.count or not len(embeddings):
        return (None,) * len(embeddings)
    rows, distances = nearest(snapshot, embeddings, 1)
    return tuple(
        _hit(snapshot, row, distance)
        for row, distance in zip(rows[:, 0].tolist(), distances[:, 0].tolist(), strict=True)
    )


def _hit(snapshot: Snapshot, row: int, distance: float) -> Hit:
    photograph, name = snapshot.photograph(row)
    return Hit(name, distance, photograph)
