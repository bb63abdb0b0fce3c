"""AlexNet: the winner of ImageNet 2012, and the one-column network that torchvision has."""

from __future__ import annotations

from explorer.engine.network import (
    Dense,
    Dropout,
    Layer,
    LocalResponseNorm,
    Network,
    Shape,
    conv,
    pool,
    relu,
)

CLASSES = 1000


def alexnet(groups: int = 2) -> Network:
    """Return the network of Krizhevsky et al. 2012, section 3.5 and figure 2.

    With two groups conv2, conv4 and conv5 see only the maps of their own GPU: 60,965,224
    parameters; 62,378,344 with one. The paper says 224×224, but only 227×227 gives its 55×55.
    """
    layers: tuple[Layer, ...] = (
        conv(96, 11, s=4, name="conv1"), relu(), *_normalised_pool(1),
        conv(256, 5, p=2, groups=groups, name="conv2"), relu(), *_normalised_pool(2),
        conv(384, 3, p=1, name="conv3"), relu(),
        conv(384, 3, p=1, groups=groups, name="conv4"), relu(),
        conv(256, 3, p=1, groups=groups, name="conv5"), relu(),
        pool("max", 3, s=2, name="pool5"),
        Dense(4096, name="fc6"), relu(), Dropout(0.5, name="drop6"),
        Dense(4096, name="fc7"), relu(), Dropout(0.5, name="drop7"),
        Dense(CLASSES, name="fc8"),
    )  # fmt: skip
    return Network(Shape(227, 227, 3), layers, "AlexNet" if groups > 1 else "AlexNet on one GPU")


def _normalised_pool(number: int) -> tuple[Layer, ...]:
    """Return the normalisation of section 3.3 and the overlapping pooling of section 3.4."""
    return (LocalResponseNorm(name=f"norm{number}"), pool("max", 3, s=2, name=f"pool{number}"))


def alexnet_torchvision() -> Network:
    """Return torchvision's AlexNet: Krizhevsky 2014, "One weird trick", with 61,100,840 parameters.

    conv4 has 256 filters there, as in the author's code; the paper's footnote 1 has 384. Dropout
    stands before the dense layers, not after them.
    """
    layers = (
        conv(64, 11, s=4, p=2, name="conv1"), relu(), pool("max", 3, s=2, name="pool1"),
        conv(192, 5, p=2, name="conv2"), relu(), pool("max", 3, s=2, name="pool2"),
        conv(384, 3, p=1, name="conv3"), relu(),
        conv(256, 3, p=1, name="conv4"), relu(),
        conv(256, 3, p=1, name="conv5"), relu(), pool("max", 3, s=2, name="pool5"),
        Dropout(0.5, name="drop5"), Dense(4096, name="fc6"), relu(),
        Dropout(0.5, name="drop6"), Dense(4096, name="fc7"), relu(),
        Dense(CLASSES, name="fc8"),
    )  # fmt: skip
    return Network(Shape(224, 224, 3), layers, "AlexNet, torchvision")
