"""What a person has chosen in the style panel, as one value that can be saved and restored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from explorer.services.ranges import check_range

PageKey = Literal["paint", "losses", "keeps", "live", "folder"]
Optimiser = Literal["lbfgs", "adam"]
Normalisation = Literal["sum", "gatys", "johnson", "mean"]
Pooling = Literal["max", "average"]
Colour = Literal["style", "luminance", "matched"]
Trunk = Literal["vgg16", "vgg19"]
Precision = Literal["float32", "bfloat16", "float16"]
LayerWeights = tuple[tuple[str, float], ...]
LARGEST_WEIGHT = 1e9
MOST_STYLES = 4
MOST_STEPS = 5000
SMALLEST_SIZE, LARGEST_SIZE = 64, 4096
STYLE_COUNT = 26


@dataclass(frozen=True, slots=True)
class StyleChoice:
    """A painting, and how much of it there is.

    ``picture``: ``bundled:…``, a path, or empty for one that is held in memory.
    """

    picture: str = "bundled:starry-night"
    weight: float = 1.0

    def __post_init__(self) -> None:
        check_range("weight", self.weight, 0, 1)


@dataclass(frozen=True, slots=True)
class PaintState:
    """What is painted and how: the fields of `explorer.engine.style.StyleConfig`.

    ``content`` is ``bundled:…``, a path, or empty for a picture that is held in memory (a camera's
    frame, something pasted). ``coarse``: whether smaller sizes come first. ``learning_rate`` 0 is
    the optimiser's own; ``trunk_file`` is the official file of VGG-19; ``precision`` empty is the
    quickest that is exact enough.
    """

    content: str = "bundled:cat"
    styles: tuple[StyleChoice, ...] = (StyleChoice(),)
    size: int = 256
    steps: int = 200
    optimizer: Optimiser = "lbfgs"
    seed: int = 0
    content_weight: float = 1.0
    style_weight: float = 200.0
    variation_weight: float = 1.0
    content_layers: LayerWeights = (("relu4_2", 1.0),)
    style_layers: LayerWeights = (
        ("relu1_1", 1.0), ("relu2_1", 0.3), ("relu3_1", 0.1), ("relu4_1", 0.1), ("relu5_1", 0.3),
    )  # fmt: skip
    normalisation: Normalisation = "johnson"
    style_scale: float = 1.0
    noise: float = 0.0
    pooling: Pooling = "max"
    colour: Colour = "style"
    coarse: bool = False
    learning_rate: float = 0.0
    picture_every: int = 5
    trunk: Trunk = "vgg16"
    trunk_file: str = ""
    precision: Precision | Literal[""] = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.styles) <= MOST_STYLES:
            raise ValueError(f"there are {len(self.styles)} styles; there are 1 to {MOST_STYLES}")
        check_range("size", self.size, SMALLEST_SIZE, LARGEST_SIZE)
        check_range("steps", self.steps, 1, MOST_STEPS)
        check_range("seed", self.seed, 0, 9999)
        for name in ("content_weight", "style_weight", "variation_weight"):
            check_range(name, getattr(self, name), 0, LARGEST_WEIGHT)
        check_range("style_scale", self.style_scale, 0.25, 4)
        check_range("noise", self.noise, 0, 1)
        check_range("learning_rate", self.learning_rate, 0, 10)
        check_range("picture_every", self.picture_every, 1, 100)


@dataclass(frozen=True, slots=True)
class LossesState:
    """Which Gram matrices are looked at: of a layer, with its channels in an order.

    ``entry`` is (k, k'); None is the one whose difference is the largest. ``style``: which
    painting's channels are shown, counted from 0.
    """

    layer: str = "relu2_1"
    entry: tuple[int, int] | None = None
    scale: Literal["each", "shared"] = "shared"
    order: Literal["number", "strength", "together"] = "number"
    style: int = 0

    def __post_init__(self) -> None:
        if self.entry is not None and min(self.entry) < 0:
            raise ValueError("channels are counted from 0")
        check_range("style", self.style, 0, MOST_STYLES - 1)


@dataclass(frozen=True, slots=True)
class KeepsState:
    """What a single loss keeps: how many steps each reconstruction takes, and at which size.

    ``blocks``: at the first layer of these. ``enlarged``: one that is looked at closely, such as
    ``content 3``; empty for all of them. ``divide``: where the line to the original is.
    """

    steps: int = 100
    size: int = 160
    blocks: tuple[int, ...] = (1, 2, 3, 4, 5)
    enlarged: str = ""
    divide: float = 0.5

    def __post_init__(self) -> None:
        check_range("steps", self.steps, 10, 1000)
        check_range("size", self.size, SMALLEST_SIZE, 512)
        check_range("divide", self.divide, 0, 1)
        if not self.blocks or not set(self.blocks) <= {1, 2, 3, 4, 5}:
            raise ValueError(f"blocks are some of 1 to 5, not {self.blocks}")


@dataclass(frozen=True, slots=True)
class LiveState:
    """The blend of the 26-style network: a weight from 0 to 1 for each, in the network's order.

    ``size``: the longer side in pixels at which the picture is painted.
    """

    weights: tuple[float, ...] = (1.0,) + (0.0,) * (STYLE_COUNT - 1)
    size: int = 384
    divide: float = 0.0

    def __post_init__(self) -> None:
        if len(self.weights) != STYLE_COUNT or not all(0 <= one <= 1 for one in self.weights):
            raise ValueError(f"there are {STYLE_COUNT} weights from 0 to 1")
        check_range("size", self.size, SMALLEST_SIZE, 1280)
        check_range("divide", self.divide, 0, 1)


@dataclass(frozen=True, slots=True)
class FolderState:
    """How a whole folder is painted; the folders themselves are no part of a scene."""

    way: Literal["optimise", "live"] = "live"


@dataclass(frozen=True, slots=True)
class StyleState:
    """Everything that a scene keeps of this panel."""

    page: PageKey = "paint"
    paint: PaintState = field(default_factory=PaintState)
    losses: LossesState = field(default_factory=LossesState)
    keeps: KeepsState = field(default_factory=KeepsState)
    live: LiveState = field(default_factory=LiveState)
    folder: FolderState = field(default_factory=FolderState)
