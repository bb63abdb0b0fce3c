"""Points of many numbers placed in a plane: by their principal components, or by neighbourhood.

Nothing here imports torch.
"""

from explorer.engine.projection.errors import ProjectionError
from explorer.engine.projection.following import PlaneFollower
from explorer.engine.projection.layout import (
    MOST_POINTS,
    LayoutOptions,
    LayoutStep,
    neighbour_layout,
)
from explorer.engine.projection.principal import Principal, pca

__all__ = [
    "MOST_POINTS", "LayoutOptions", "LayoutStep", "PlaneFollower", "Principal", "ProjectionError",
    "neighbour_layout", "pca",
]  # fmt: skip
