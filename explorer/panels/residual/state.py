"""What a person has chosen in the residual panel, as one value that can be saved and restored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

PageKey = Literal["block", "operate", "train", "recorded", "surface"]
Form = Literal["same", "A", "B", "linear"]
Network = Literal["efficientnet-lite0", "dlib-face"]
DataKind = Literal["clothes", "idx", "cifar10", "folder"]
Initialisation = Literal["he", "xavier", "small", "large"]
DEPTHS = (8, 14, 20, 32, 44, 56)


@dataclass(frozen=True, slots=True)
class BlockState:
    """The block y = g(F(x) + αx).

    ``form``: shapes are the same; or they differ and the shortcut pads (A) or projects (B); or
    they are the same and nothing follows the addition ("linear"). ``zeroed``: whether the block's
    weights and biases are 0. ``channel`` is the one whose numbers are written out, ``pixel``
    (row, column) where; None for the middle.
    """

    alpha: float = 1.0
    form: Form = "same"
    zeroed: bool = False
    channel: int = 0
    pixel: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        _check("alpha", self.alpha, 0, 1)
        if min(self.channel, *(self.pixel or (0, 0))) < 0:
            raise ValueError("channels and pixels are counted from 0")


@dataclass(frozen=True, slots=True)
class OperateState:
    """What is done to a trained network's blocks, which are counted from 0.

    ``gates``: block and α, where α is not 1. ``deleted``: blocks whose F is off. ``swapped``: pairs
    that have changed places. ``other``: the second picture that the face's distance is measured to.
    """

    network: Network = "efficientnet-lite0"
    gates: tuple[tuple[int, float], ...] = ()
    deleted: tuple[int, ...] = ()
    swapped: tuple[tuple[int, int], ...] = ()
    other: str = "bundled:obama-congress"

    def __post_init__(self) -> None:
        for block, alpha in self.gates:
            _check("block", block, 0, 99)
            _check("alpha", alpha, 0, 1)


@dataclass(frozen=True, slots=True)
class TrainState:
    """How a plain and a residual network are trained, side by side.

    ``folder`` holds the data unless they are the bundled clothes. ``images``: how many to train on
    at most. ``preset`` is the name of the one that was chosen last.
    """

    preset: str = "usual"
    data: DataKind = "clothes"
    folder: str = ""
    images: int = 4000
    depth: int = 20
    width: int = 8
    epochs: int = 4
    batch: int = 64
    learning_rate: float = 0.1
    batch_norm: bool = True
    initialisation: Initialisation = "he"
    shortcut: Literal["A", "B"] = "A"
    augment: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        if self.depth not in DEPTHS:
            raise ValueError(f"depth is {self.depth}; it is one of {DEPTHS}")
        _check("images", self.images, 100, 60_000)
        _check("width", self.width, 4, 64)
        _check("epochs", self.epochs, 1, 200)
        _check("batch", self.batch, 8, 1024)
        _check("learning_rate", self.learning_rate, 1e-5, 10)
        _check("seed", self.seed, 0, 9999)


@dataclass(frozen=True, slots=True)
class RecordedState:
    """What of the recorded run is drawn, and at which epoch it is looked at; 0 is the last."""

    what: Literal["errors", "gradients"] = "errors"
    epoch: int = 0

    def __post_init__(self) -> None:
        _check("epoch", self.epoch, 0, 1000)


@dataclass(frozen=True, slots=True)
class SurfaceState:
    """The slice of the loss around a plain and a residual network, and how it is looked at.

    Angles in degrees. ``span``: how far the slice goes, in lengths of the weights.
    """

    depth: int = 20
    points: int = 21
    span: float = 1.0
    images: int = 256
    seed: int = 0
    view: Literal["contours", "surface"] = "contours"
    azimuth: float = 45.0
    elevation: float = 35.0

    def __post_init__(self) -> None:
        if self.depth not in DEPTHS:
            raise ValueError(f"depth is {self.depth}; it is one of {DEPTHS}")
        _check("points", self.points, 5, 101)
        _check("span", self.span, 0.05, 3)
        _check("images", self.images, 32, 10_000)
        _check("seed", self.seed, 0, 9999)
        _check("azimuth", self.azimuth, -360, 360)
        _check("elevation", self.elevation, 5, 90)


@dataclass(frozen=True, slots=True)
class ResidualState:
    """Everything that a scene keeps of this panel."""

    page: PageKey = "block"
    block: BlockState = field(default_factory=BlockState)
    operate: OperateState = field(default_factory=OperateState)
    train: TrainState = field(default_factory=TrainState)
    recorded: RecordedState = field(default_factory=RecordedState)
    surface: SurfaceState = field(default_factory=SurfaceState)


def _check(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} is {value}; it has to lie from {low:g} to {high:g}")
