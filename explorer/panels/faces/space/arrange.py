"""The faces of the space, where their principal components put them: worked out in a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.panels.faces.plane.crowd import crowd_of
from explorer.panels.faces.plane.thumbs import make_thumbs
from explorer.panels.faces.sample import joined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.faces.plane.crowd import Crowd
    from explorer.panels.faces.sample import FaceSample


@dataclass(frozen=True, slots=True, eq=False)
class Arranged:
    """A sample, perhaps with those enrolled behind it.

    Parameters
    ----------
    sample, crowd
        All faces; ``crowd.over`` is where those enrolled begin.
    points
        float64 (N, 2): along the two principal components of the sample alone, so that the
        picture stays as it is when others are drawn over it.
    explained
        The share of the sample's variance along both, in 0..1.
    """

    sample: FaceSample
    crowd: Crowd
    points: NDArray[np.float64]
    explained: float


def arrange(sample: FaceSample, over: FaceSample | None) -> Arranged:
    """Place a sample, and others over it."""
    from explorer.engine.projection import pca

    found = pca(sample.embeddings)
    points = found.coordinates
    together, count = sample, len(sample)
    if over is not None:
        together = joined(sample, over)
        points = np.concatenate([points, found.place(over.embeddings)])
    crowd = crowd_of(together, make_thumbs(together.chips), count)
    return Arranged(together, crowd, points, float(found.explained.sum()))
