"""The networks of the papers, as values: ``build("vgg16").report().params``.

A classifier ends with its scores: softmax belongs to the loss, and stands here only where the
paper's drawing has it. Layers have the names of the papers. Nothing here imports torch.
"""

from explorer.engine.zoo.catalogue import (
    CLASSICS,
    NAMES,
    TITLES,
    Classic,
    UnknownNetworkError,
    build,
)

__all__ = ["CLASSICS", "NAMES", "TITLES", "Classic", "UnknownNetworkError", "build"]
