"""How far a bottleneck can go: what is trained, and what comes of it, as values without torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING

from explorer.engine.clothes import CLASS_NAMES, SIDE, TEST_COUNT
from explorer.engine.errors import ExplorerError
from explorer.engine.network import (
    BatchNorm,
    Dense,
    Flatten,
    Network,
    Shape,
    conv,
    conv_norm,
    pool,
    relu,
)

if TYPE_CHECKING:
    from explorer.engine.network import Layer

CHANNELS = 32
"""Into the 5×5 convolution, and out of it."""
TRAIN_COUNT = 8000
"""Of the bundled images: more would be another table in `quality`."""
MOST_EPOCHS = 100
LARGEST_BATCH = 1024

Width = int | None
"""Channels of the bottleneck; None is the direct convolution."""


class QualityError(ExplorerError, ValueError):
    """A sweep that cannot be trained.

    Attributes
    ----------
    field
        The field of `QualityConfig` that is at fault.
    """

    def __init__(self, text: str, field: str) -> None:
        super().__init__(text)
        self.field = field


def _check_widths(widths: tuple[Width, ...]) -> None:
    if not widths:
        raise QualityError("Name at least one width to train.", "widths")
    for width in widths:
        if width is not None and not 1 <= width <= CHANNELS:
            raise QualityError(
                f"Bottleneck width {width:,}: it has to lie from 1 to {CHANNELS}, the channels "
                "that it reads.",
                "widths",
            )
        if widths.count(width) > 1:
            name = "The direct convolution" if width is None else f"Width {width}"
            raise QualityError(f"{name} is listed twice; once is enough.", "widths")


def _check(field: str, name: str, value: int, high: int) -> None:
    if not 1 <= value <= high:
        raise QualityError(f"{value:,} {name}: there can be 1 to {high:,}.", field)


@dataclass(frozen=True, slots=True)
class QualityConfig:
    """Which bottlenecks are trained, and how; each in the same way.

    ``device`` is a name for `pick_device`, None the best that there is.

    Raises
    ------
    QualityError
        A number is out of its range, or a width is listed twice.
    """

    widths: tuple[Width, ...] = (None, 32, 16, 8, 4, 2, 1)
    train_images: int = TRAIN_COUNT
    test_images: int = TEST_COUNT
    epochs: int = 4
    batch: int = 128
    peak_rate: float = 4e-3
    seed: int = 0
    device: str | None = None

    def __post_init__(self) -> None:
        _check_widths(self.widths)
        _check("train_images", "training images", self.train_images, TRAIN_COUNT)
        _check("test_images", "test images", self.test_images, TEST_COUNT)
        _check("epochs", "epochs", self.epochs, MOST_EPOCHS)
        _check("batch", "images a batch", self.batch, LARGEST_BATCH)
        if not 0 < self.peak_rate <= 1:
            text = f"Learning rate {self.peak_rate:g}: it has to lie above 0 and be 1 at most."
            raise QualityError(text, "peak_rate")

    @property
    def batches(self) -> int:
        """Batches an epoch; the last may be smaller."""
        return -(-self.train_images // self.batch)


FULL = QualityConfig()
"""All images that the table was measured with: 80 to 110 s on two CPU cores with other work."""
QUICK = replace(FULL, train_images=3000, epochs=3)
"""About a quarter of that work, and accuracies that are lower by some 5 points."""


@dataclass(frozen=True, slots=True)
class QualityPoint:
    """What one width came to: a point of accuracy against MACs.

    ``macs`` and ``params`` are the whole network's, ``macs`` for one picture. ``accuracy`` is the
    share of ``test_images`` that were named right after the last epoch. ``seconds`` were spent on
    training and testing, pauses left out.
    """

    width: Width
    macs: int
    params: int
    accuracy: float
    test_images: int
    seconds: float

    @property
    def standard_error(self) -> float:
        """The binomial √(a(1 − a)/n): the chance that lies in which images test.

        It says nothing of the chance in the seed, and less than it seems of a difference between
        two widths, which are tested on the same images.
        """
        return sqrt(self.accuracy * (1 - self.accuracy) / self.test_images)


@dataclass(frozen=True, slots=True)
class QualityStep:
    """The state after one batch.

    ``epoch`` and ``batch`` count from 1. ``fraction`` is of the whole sweep, in 0..1. ``loss`` is
    this batch's mean cross-entropy, in nats; ``train_accuracy`` is the share of this epoch's
    images so far that were named right, each before it was learnt from. ``test_accuracy`` comes
    with the last batch of an epoch, ``point`` with the last batch of a width.
    """

    width: Width
    macs: int
    epoch: int
    batch: int
    fraction: float
    loss: float
    train_accuracy: float
    test_accuracy: float | None = None
    point: QualityPoint | None = None


@dataclass(frozen=True, slots=True)
class QualityResult:
    """The points in the order of the widths, and the device that they were trained on."""

    config: QualityConfig
    points: tuple[QualityPoint, ...]
    device: str


def quality_network(width: Width) -> Network:
    """Return the network that is trained: 28×28×1 to the scores of 10 kinds of clothes.

    A 3×3 convolution and pooling give 14×14×32; a 1×1 convolution to ``width`` channels, or none,
    and a 5×5 convolution to 32 follow. Batch normalisation after each keeps a bottleneck of one
    channel from falling silent behind its ReLU. The first pooling comes before normalisation and
    ReLU, which then have a quarter of the numbers to do.

    Raises
    ------
    QualityError
        The width is not in 1..32.
    """
    _check_widths((width,))
    narrow = () if width is None else conv_norm(width, 1, name="bottleneck")
    layers: tuple[Layer, ...] = (
        conv(CHANNELS, 3, p="same", bias=False), pool(), BatchNorm(), relu(),
        *narrow,
        *conv_norm(CHANNELS, 5, p="same"), pool(),
        Flatten(), Dense(len(CLASS_NAMES)),
    )  # fmt: skip
    name = "direct" if width is None else f"bottleneck of {width}"
    return Network(Shape(SIDE, SIDE, 1), layers, name)
