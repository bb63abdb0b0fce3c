"""VGG-16 and VGG-19: columns D and E of table 1 (Simonyan and Zisserman 2014)."""

from __future__ import annotations

from explorer.engine.network import Dense, Dropout, Layer, Network, Shape, conv, pool, relu

FILTERS = (64, 128, 256, 512, 512)
"""Of the convolutions in each block; a 2×2 max pooling ends the block."""
CONVOLUTIONS = {16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
"""How many there are in each block, by the number of layers with weights."""
CLASSES = 1000


def vgg(depth: int) -> Network:
    """Return VGG-16 (138,357,544 parameters) or VGG-19 (143,667,240)."""
    blocks = zip(FILTERS, CONVOLUTIONS[depth], strict=True)
    layers = tuple(
        layer
        for number, (filters, count) in enumerate(blocks, 1)
        for layer in _block(number, filters, count)
    )
    return Network(Shape(224, 224, 3), layers + _classifier(), f"VGG-{depth}")


def _block(number: int, filters: int, count: int) -> tuple[Layer, ...]:
    layers: list[Layer] = []
    for position in range(1, count + 1):
        layers += [conv(filters, 3, p=1, name=f"conv{number}_{position}"), relu()]
    return (*layers, pool("max", 2, name=f"pool{number}"))


def _classifier() -> tuple[Layer, ...]:
    return (
        Dense(4096, name="fc6"), relu(), Dropout(0.5, name="drop6"),
        Dense(4096, name="fc7"), relu(), Dropout(0.5, name="drop7"),
        Dense(CLASSES, name="fc8"),
    )  # fmt: skip
