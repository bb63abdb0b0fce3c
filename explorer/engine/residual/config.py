"""What is trained, on what, and how, as values without torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, get_args

from explorer.engine.residual.errors import TrainingError

DataKind = Literal["clothes", "idx", "cifar10", "folder"]
Initialisation = Literal["he", "xavier", "small", "large"]
Shortcut = Literal["A", "B"]
Schedule = Literal["steps", "constant"]
Optimiser = Literal["sgd", "adam"]

DATA_KINDS: Final[tuple[DataKind, ...]] = get_args(DataKind)
INITIALISATIONS: Final[tuple[Initialisation, ...]] = get_args(Initialisation)
SHORTCUTS: Final[tuple[Shortcut, ...]] = get_args(Shortcut)
SCHEDULES: Final[tuple[Schedule, ...]] = get_args(Schedule)
OPTIMISERS: Final[tuple[Optimiser, ...]] = get_args(Optimiser)
DEPTHS: Final = (8, 14, 20, 32, 44, 56)
"""6n + 2, as in the paper; 110 can be trained as well."""

_RANGES: Final[dict[str, tuple[float, float, str]]] = {
    "epochs": (1, 1000, "epochs"),
    "batch": (2, 4096, "images a batch"),
    "width": (1, 128, "channels in the first stage"),
    "record_every": (1, 10_000, "iterations between two records"),
    "images": (2, 1_000_000, "images to train on"),
    "test_images": (1, 1_000_000, "images to test on"),
    "seed": (0, 2**63 - 1, "as a seed"),
}


@dataclass(frozen=True, slots=True)
class Lane:
    """One network of several that are trained side by side; ``alpha`` is 0 for a plain one."""

    depth: int
    alpha: float = 1.0

    def __post_init__(self) -> None:
        if self.depth < 8 or self.depth > 200 or (self.depth - 2) % 6:
            text = f"These networks have 6n + 2 layers: 8, 14, 20 … 56, not {self.depth}."
            raise TrainingError(text, "depth")
        if not 0 <= self.alpha <= 1:
            raise TrainingError(f"α = {self.alpha:g}: it has to lie from 0 to 1.", "alpha")

    @property
    def is_plain(self) -> bool:
        """Whether nothing goes around its blocks."""
        return self.alpha == 0

    @property
    def name(self) -> str:
        """For example ``plain-20`` or ``residual-56``; α stands in it where it is neither."""
        kind = "plain" if self.is_plain else "residual"
        between = "" if self.alpha in (0, 1) else f" (α = {self.alpha:g})"
        return f"{kind}-{self.depth}{between}"


def pair(*depths: int) -> tuple[Lane, ...]:
    """Return the plain and the residual network of each depth."""
    return tuple(Lane(depth, alpha) for depth in depths for alpha in (0.0, 1.0))


@dataclass(frozen=True, slots=True)
class DataSource:
    """Where the images come from.

    Parameters
    ----------
    kind
        ``"clothes"`` is the bundled part of Fashion-MNIST, and needs no folder. ``"idx"``: the four
        files of MNIST or of a set in its form. ``"cifar10"``: the binary version of CIFAR-10.
        ``"folder"``: one subfolder of pictures a class.
    side
        To which the pictures of a folder are brought, in pixels; files have their own.
    """

    kind: DataKind = "clothes"
    folder: str = ""
    side: int = 32

    def __post_init__(self) -> None:
        if self.kind not in DATA_KINDS:
            raise TrainingError(f"{self.kind!r} is none of {', '.join(DATA_KINDS)}.", "data")
        if self.kind != "clothes" and not self.folder:
            raise TrainingError("Choose the folder that holds the images.", "data")
        if not 8 <= self.side <= 128:
            text = f"Pictures of {self.side} × {self.side} pixels: their side is 8 to 128."
            raise TrainingError(text, "data")


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Networks that differ in depth and skips alone: all else here is the same for all of them.

    The defaults are section 4.2 of He et al., 2015 (arXiv:1512.03385), made small.

    Parameters
    ----------
    images, test_images
        How many are used at most; None for all.
    batch
        Images an iteration. What is left of an epoch's order when they no longer fill one is left
        out of that epoch.
    learning_rate, schedule
        ``"steps"`` divides the rate by 10 after half and after three quarters of the iterations,
        as the paper does after 32,000 and 48,000 of 64,000.
    momentum, weight_decay
        Of SGD; Adam has its usual momenta, and decays as AdamW does.
    width
        Channels of the first stage; 16 in the paper.
    shortcut
        Where shapes differ: "A" pads with zeros, "B" projects by a 1×1 convolution.
    augment
        Pad by 4 pixels and cut out at random, and flip half of the images.
    device
        A name for `pick_device`, None the best that there is.
    mixed
        Whether a GPU computes in bfloat16 where that is exact enough; the CPU never does.
    record_every
        Iterations from one record of losses, gradients and activations to the next.

    Raises
    ------
    TrainingError
        A number is out of its range, or a network is listed twice.
    """

    lanes: tuple[Lane, ...] = pair(20)
    data: DataSource = DataSource()
    images: int | None = 4000
    test_images: int | None = None
    epochs: int = 4
    batch: int = 64
    learning_rate: float = 0.1
    schedule: Schedule = "steps"
    optimiser: Optimiser = "sgd"
    momentum: float = 0.9
    weight_decay: float = 1e-4
    width: int = 8
    batch_norm: bool = True
    initialisation: Initialisation = "he"
    shortcut: Shortcut = "A"
    augment: bool = False
    seed: int = 0
    device: str | None = None
    mixed: bool = True
    record_every: int = 10

    def __post_init__(self) -> None:
        _check_lanes(self.lanes)
        for field, (low, high, name) in _RANGES.items():
            value = getattr(self, field)
            if value is not None and not low <= value <= high:
                raise TrainingError(f"{value:,} {name}: {low:,} to {high:,} are possible.", field)
        _check_choices(self)
        _check_rates(self)

    def rate(self, iteration: int, total: int) -> float:
        """Return the learning rate of an iteration, counted from 0, of ``total``."""
        if self.schedule == "constant" or iteration < total / 2:
            return self.learning_rate
        return self.learning_rate / (10 if iteration < 0.75 * total else 100)


def _check_lanes(lanes: tuple[Lane, ...]) -> None:
    if not lanes:
        raise TrainingError("Name at least one network to train.", "lanes")
    for lane in lanes:
        if lanes.count(lane) > 1:
            raise TrainingError(f"{lane.name} is listed twice; once is enough.", "lanes")


def _check_choices(config: TrainingConfig) -> None:
    choices: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("initialisation", INITIALISATIONS),
        ("schedule", SCHEDULES),
        ("optimiser", OPTIMISERS),
        ("shortcut", SHORTCUTS),
    )
    for field, known in choices:
        if (value := getattr(config, field)) not in known:
            raise TrainingError(f"{value!r} is none of {', '.join(known)}.", field)


def _check_rates(config: TrainingConfig) -> None:
    if not (math.isfinite(config.learning_rate) and 0 < config.learning_rate <= 100):
        text = f"Learning rate {config.learning_rate:g}: it has to lie above 0 and be 100 at most."
        raise TrainingError(text, "learning_rate")
    if not 0 <= config.momentum < 1:
        text = f"Momentum {config.momentum:g}: it has to be 0 or more, and less than 1."
        raise TrainingError(text, "momentum")
    if not 0 <= config.weight_decay <= 1:
        text = f"Weight decay {config.weight_decay:g}: it has to lie from 0 to 1."
        raise TrainingError(text, "weight_decay")
