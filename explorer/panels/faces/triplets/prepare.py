"""What a sample needs before it is shown: small faces, and where f alone puts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.panels.faces.plane.crowd import crowd_of
from explorer.panels.faces.plane.thumbs import make_thumbs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.faces.plane.crowd import Crowd
    from explorer.panels.faces.sample import FaceSample


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A sample, as a plane shows it.

    Parameters
    ----------
    points
        float64 (N, 2): along the two principal components of the embeddings.
    explained
        The share of their variance along both, in 0..1.
    """

    sample: FaceSample
    crowd: Crowd
    points: NDArray[np.float64]
    explained: float


def prepare(sample: FaceSample) -> Prepared:
    """Shrink the faces and find their principal components (worker's thread)."""
    from explorer.engine.projection import pca

    found = pca(sample.embeddings)
    crowd = crowd_of(sample, make_thumbs(sample.chips))
    return Prepared(sample, crowd, found.coordinates, float(found.explained.sum()))
