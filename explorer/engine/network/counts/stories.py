"""Two totals that textbooks disagree about, and how one becomes the other.

Changes are written as the products that they are; tests compare each total with the network itself.
"""

from __future__ import annotations

from explorer.engine.network.counts.ledger_column import Column, Step


def lenet_story() -> tuple[Step, ...]:
    """Return how LeNet-5's 60,000 parameters (LeCun et al. 1998, section II.B) become 61,706."""
    column = Column()
    column.add(
        "LeNet-5 as published",
        156 + 12 + 1_516 + 32 + 48_120 + 10_164,
        "Layers C1, S2, C3, S4, C5 and F6 of the paper: 60,000 trained parameters.",
    )
    column.add(
        "C3 sees all of S2",
        5 * 5 * (16 * 6 - 60),
        "Table I of the paper connects the 16 filters to 60 of the 16·6 = 96 maps; today each "
        "sees all 6: 2,416 parameters in place of 1,516.",
    )
    column.add(
        "pooling learns nothing",
        -2 * (6 + 16),
        "S2 and S4 multiplied each map by a trained coefficient and added a trained bias: "
        "12 + 32 parameters that today's pooling does not have.",
    )
    column.add(
        "a trained output layer",
        84 * 10 + 10,
        "The paper compares F6 with ten fixed bitmaps of 7·12 = 84 numbers; today ten trained "
        "units, each with a bias, read it.",
    )
    return tuple(column.steps)


def alexnet_story() -> tuple[Step, ...]:
    """Return how AlexNet's parameters change from two groups to one, and to torchvision's.

    The first is Krizhevsky et al. 2012, the last Krizhevsky 2014 ("One weird trick for
    parallelizing convolutional neural networks") as torchvision builds it.
    """
    column = Column()
    column.add(
        "AlexNet as published",
        60_965_224,
        "Layers 2, 4 and 5 stand in two groups, one on each of two GPUs: a filter sees the maps of "
        "its own GPU alone.",
    )
    column.add(
        "one group",
        5 * 5 * 48 * 256 + 3 * 3 * 192 * (384 + 256),
        "On one device each filter sees all maps, and the weights of layers 2, 4 and 5 double.",
    )
    for index, change in enumerate(_torchvision_changes(), start=1):
        label, difference, explanation = change
        column.add(f"layer {index}: {label}", difference, explanation)
    return tuple(column.steps)


def _torchvision_changes() -> tuple[tuple[str, int, str], ...]:
    """Return (filters, change, why) of the five convolutions: (f·f·c_prev + 1)·c each."""
    sizes = ((11, 3, 96, 64), (5, 96, 256, 192), (3, 256, 384, 384), (3, 384, 384, 256),
             (3, 384, 256, 256))  # fmt: skip
    changes = []
    fewer = 3  # channels that the layer sees in torchvision's network
    for f, channels, filters, now in sizes:
        change = (f * f * fewer + 1) * now - (f * f * channels + 1) * filters
        reason = (
            f"{now} filters that see {fewer} channels in place of {filters} that see {channels}."
        )
        changes.append((f"{now} filters", change, reason))
        fewer = now
    return tuple(changes)
