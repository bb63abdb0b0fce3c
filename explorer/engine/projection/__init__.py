"""Points of many numbers placed in a plane: by their principal components, or by neighbourhood.

Nothing here imports torch.
"""

from explorer.engine.projection.errors import ProjectionError
from explorer.engine.projection.layout import (
    MOST_POINTS,
    LayoutOptions,
    LayoutStep,
    neighbour_layout,
)
from explorer.engine.projection.principal import Principal, pca, turned

__all__ = [
    "MOST_POINTS", "LayoutOptions", "LayoutStep", "Principal", "ProjectionError",
    "neighbour_layout", "pca", "turned",
]  # fmt: skip
