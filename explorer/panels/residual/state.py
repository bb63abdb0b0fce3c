"""What a person has chosen in the residual panel, as one value that can be saved and restored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from explorer.engine.residual.block_values import Form, StageKey  # noqa: TC001  # for scenes
from explorer.engine.residual.config import (
    DEPTHS,
    DataKind,
    Initialisation,
    Optimiser,
    Schedule,
    Shortcut,
)
from explorer.services.ranges import check_range

PageKey = Literal["block", "operate", "train", "recorded", "surface"]
Network = Literal["efficientnet-lite0", "dlib-face"]
View = Literal["contours", "surface"]
PresetKey = Literal["usual", "degradation", "vanishing", "exploding"]
SurfacePair = Literal["bundled-20", "bundled-56", "trained"]


@dataclass(frozen=True, slots=True)
class BlockState:
    """The block y = g(F(x) + αx).

    ``form``: shapes are the same; or they differ and the shortcut pads (A) or projects (B); or
    they are the same and nothing follows the addition ("linear"). ``zeroed``: whether the block's
    weights and biases are 0. ``place`` is the tensor that is enlarged, ``channel`` the one of the
    output whose numbers are written out, ``pixel`` (row, column) where; None for the middle.
    """

    alpha: float = 1.0
    form: Form = "same"
    zeroed: bool = False
    place: StageKey = "a2"
    channel: int = 4
    pixel: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        check_range("alpha", self.alpha, 0, 1)
        if min(self.channel, *(self.pixel or (0, 0))) < 0:
            raise ValueError("channels and pixels are counted from 0")


@dataclass(frozen=True, slots=True)
class OperateState:
    """What is done to a trained network's blocks.

    ``chosen`` is the block that is looked at, counted from 0 over all blocks. What follows counts
    from 0 over those with a skip: ``gates`` are block and α, where α is not 1; ``deleted`` the
    blocks whose F is off; ``swapped`` pairs that have changed places. ``seed`` decides what is
    drawn next. ``other``: the second picture that the face's distance is measured to.
    """

    network: Network = "efficientnet-lite0"
    chosen: int = 2
    gates: tuple[tuple[int, float], ...] = ()
    deleted: tuple[int, ...] = ()
    swapped: tuple[tuple[int, int], ...] = ()
    seed: int = 0
    other: str = "bundled:obama-congress"

    def __post_init__(self) -> None:
        check_range("chosen", self.chosen, 0, 99)
        check_range("seed", self.seed, 0, 9999)
        for _, alpha in self.gates:
            check_range("alpha", alpha, 0, 1)
        pairs = (place for pair in self.swapped for place in pair)
        for place in (*(place for place, _ in self.gates), *self.deleted, *pairs):
            check_range("block", place, 0, 99)


@dataclass(frozen=True, slots=True)
class TrainState:
    """How plain and residual networks are trained side by side, and what of it is drawn.

    ``preset``: the one that was chosen last. ``folder`` holds the data unless they are the bundled
    clothes. ``images``: how many to train on at most. ``second``: another depth beside the first;
    0 for none. ``record_every``: iterations from one point of the curves to the next. ``layers``:
    which number is drawn layer by layer; ``at`` which iteration, 0 the newest.
    """

    preset: PresetKey = "usual"
    data: DataKind = "clothes"
    folder: str = ""
    images: int = 4000
    depth: int = 20
    second: int = 0
    width: int = 8
    epochs: int = 4
    batch: int = 64
    learning_rate: float = 0.1
    schedule: Schedule = "steps"
    optimiser: Optimiser = "sgd"
    batch_norm: bool = True
    initialisation: Initialisation = "he"
    shortcut: Shortcut = "A"
    augment: bool = False
    seed: int = 0
    record_every: int = 10
    curve: Literal["error", "loss"] = "error"
    layers: Literal["gradients", "variances", "networks"] = "gradients"
    at: int = 0

    def __post_init__(self) -> None:
        if self.depth not in DEPTHS or self.second not in (0, *DEPTHS):
            raise ValueError(f"depths are {self.depth} and {self.second}; possible are {DEPTHS}")
        if self.second == self.depth:
            raise ValueError(f"both depths are {self.depth}; the second is another, or 0")
        check_range("images", self.images, 100, 60_000)
        check_range("width", self.width, 4, 64)
        check_range("epochs", self.epochs, 1, 200)
        check_range("batch", self.batch, 8, 1024)
        check_range("learning_rate", self.learning_rate, 1e-4, 10)
        check_range("seed", self.seed, 0, 9999)
        check_range("record_every", self.record_every, 1, 1000)
        check_range("at", self.at, 0, 10_000_000)


@dataclass(frozen=True, slots=True)
class RecordedState:
    """What of the recorded run is drawn, and at which epoch it is looked at; 0 is the last.

    ``depth``: of which networks; 0 for all. ``together``: all in one plot, else the plain ones in
    one and the residual ones in another, as in the paper. ``near``: only as high as their ends.
    ``file``: a recording of the user's own; "" is the bundled one.
    """

    what: Literal["both", "training", "test", "loss"] = "both"
    depth: int = 0
    together: bool = False
    near: bool = False
    epoch: int = 0
    file: str = ""

    def __post_init__(self) -> None:
        check_range("depth", self.depth, 0, 200)
        check_range("epoch", self.epoch, 0, 100_000)


@dataclass(frozen=True, slots=True)
class SurfaceState:
    """The slice of the loss around a plain and a residual network, and how it is looked at.

    ``pair``: the bundled networks of 20 or 56 layers, or those that were trained on the page "Train
    both". ``points`` along each side, odd, so that the trained network lies in the middle.
    ``span``: how far the slice goes, in lengths of the weights. Angles in degrees.
    """

    pair: SurfacePair = "bundled-56"
    points: int = 21
    span: float = 0.5
    images: int = 256
    seed: int = 0
    view: View = "contours"
    azimuth: float = 45.0
    elevation: float = 50.0

    def __post_init__(self) -> None:
        check_range("points", self.points, 5, 101)
        if self.points % 2 == 0:
            raise ValueError(f"points is {self.points}; it has to be odd")
        check_range("span", self.span, 0.05, 3)
        check_range("images", self.images, 32, 10_000)
        check_range("seed", self.seed, 0, 9999)
        check_range("azimuth", self.azimuth, -360, 360)
        check_range("elevation", self.elevation, 5, 90)


@dataclass(frozen=True, slots=True)
class ResidualState:
    """Everything that a scene keeps of this panel."""

    page: PageKey = "block"
    block: BlockState = field(default_factory=BlockState)
    operate: OperateState = field(default_factory=OperateState)
    train: TrainState = field(default_factory=TrainState)
    recorded: RecordedState = field(default_factory=RecordedState)
    surface: SurfaceState = field(default_factory=SurfaceState)
