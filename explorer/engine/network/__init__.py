"""Networks as values that are built, counted, checked and written as source.

Nothing here imports torch before a module is asked for.
"""

from explorer.engine.network.builders import around, conv, conv_norm, pair, pool, relu
from explorer.engine.network.errors import LayerError, NetworkError, Place
from explorer.engine.network.layers import (
    LAYER_TYPES,
    Activation,
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Inception,
    Layer,
    LocalResponseNorm,
    Pool,
    RadialBasis,
    Residual,
    SideHead,
    SparseConv,
)
from explorer.engine.network.network import Network
from explorer.engine.network.report import LayerReport, Report
from explorer.engine.network.shape import Shape
from explorer.engine.network.titles import title

__all__ = [
    "LAYER_TYPES", "Activation", "BatchNorm", "Concat", "Conv", "Dense", "Dropout", "Flatten",
    "GlobalPool", "Inception", "Layer", "LayerError", "LayerReport", "LocalResponseNorm",
    "Network", "NetworkError", "Place", "Pool", "RadialBasis", "Report", "Residual", "Shape",
    "SideHead", "SparseConv", "around", "conv", "conv_norm", "pair", "pool", "relu", "title",
]  # fmt: skip
