"""LeNet-5 as it was published, and as it is usually built today (LeCun et al. 1998)."""

from __future__ import annotations

from explorer.engine.network import (
    Activation,
    Dense,
    Network,
    Pool,
    RadialBasis,
    Shape,
    SparseConv,
    conv,
    pool,
    relu,
)

PICTURE = Shape(32, 32, 1)
"""A digit of 28×28 with a margin of 2, so that the end of a stroke can be in a field's centre."""

C3_CONNECTIONS = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)  # fmt: skip
"""Which maps of S2 each of the 16 maps of C3 sees: table I, read column by column."""


def lenet5() -> Network:
    """Return LeNet-5 of today's textbooks: 61,706 parameters and 416,520 MACs.

    C3 sees every map of S2 (2,416 parameters in place of 1,516), pooling takes the maximum and
    learns nothing, ReLU is the activation, and the output is one more dense layer: the network
    whose trained filters the application shows.
    """
    layers = (
        conv(6, 5, name="C1"), relu(), pool("max", 2, name="S2"),
        conv(16, 5, name="C3"), relu(), pool("max", 2, name="S4"),
        Dense(120, name="C5"), relu(),
        Dense(84, name="F6"), relu(),
        Dense(10, name="output"),
    )  # fmt: skip
    return Network(PICTURE, layers, "LeNet-5")


def lenet5_1998() -> Network:
    """Return LeNet-5 as published, with its 60,000 trained parameters (section II.B).

    Every layer up to F6 is squashed: by tanh here, by 1.7159 · tanh(2x/3) in the paper
    (appendix A), which changes no count. The output compares F6 with ten bitmaps of 7×12.
    """
    layers = (
        conv(6, 5, name="C1"), Activation("tanh"),  # 156
        _trained_pool("S2"), Activation("tanh"),  # 12
        SparseConv(C3_CONNECTIONS, (5, 5), name="C3"), Activation("tanh"),  # 1,516
        _trained_pool("S4"), Activation("tanh"),  # 32
        conv(120, 5, name="C5"), Activation("tanh"),  # 48,120: its maps are of 1×1
        Dense(84, name="F6"), Activation("tanh"),  # 10,164
        RadialBasis(10, name="output"),
    )  # fmt: skip
    return Network(PICTURE, layers, "LeNet-5 of 1998")


def _trained_pool(name: str) -> Pool:
    """Return the mean of 2×2, times a coefficient, plus a bias: two parameters a map."""
    return Pool("average", (2, 2), (2, 2), trainable=True, name=name)
