"""SqueezeNet 1.1 (Iandola et al. 2016): the release with 2.4 times fewer MACs than the paper's."""

from __future__ import annotations

from explorer.engine.network import (
    Dropout,
    Flatten,
    GlobalPool,
    Inception,
    Layer,
    Network,
    Pool,
    Shape,
    conv,
    pool,
    relu,
)

FIRES = (
    (16, 64), (16, 64), "pool3",
    (32, 128), (32, 128), "pool5",
    (48, 192), (48, 192), (64, 256), (64, 256),
)  # fmt: skip
"""Filters of each fire module's squeeze and of each half of its expand; poolings between them."""
CLASSES = 1000


def squeezenet() -> Network:
    """Return SqueezeNet 1.1, with 1,235,496 parameters. Pooling rounds up, as in torchvision."""
    layers: list[Layer] = [conv(64, 3, s=2, name="conv1"), relu(), _pool("pool1")]
    number = 2
    for fire in FIRES:
        if isinstance(fire, str):
            layers.append(_pool(fire))
            continue
        layers += _fire(number, *fire)
        number += 1
    layers += [
        Dropout(0.5, name="drop9"), conv(CLASSES, 1, name="conv10"), relu(),
        GlobalPool(name="pool10"), Flatten(),
    ]  # fmt: skip
    return Network(Shape(224, 224, 3), tuple(layers), "SqueezeNet 1.1")


def _fire(number: int, squeezed: int, expanded: int) -> tuple[Layer, ...]:
    """Return a fire module (section 3.2): a 1×1 squeeze, then 1×1 and 3×3 side by side."""
    ones = (conv(expanded, 1, name="expand 1×1"), relu())
    threes = (conv(expanded, 3, p=1, name="expand 3×3"), relu())
    return (
        conv(squeezed, 1, name=f"fire{number} squeeze"),
        relu(),
        Inception((ones, threes), name=f"fire{number} expand"),
    )


def _pool(name: str) -> Pool:
    return pool("max", 3, s=2, ceil=True, name=name)
