"""What a person has chosen in the bottleneck panel, as one value that can be saved and restored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from explorer.engine.bottleneck.errors import BottleneckError
from explorer.engine.bottleneck.inception import InceptionDesign, preset
from explorer.engine.bottleneck.variants import BottleneckSpec
from explorer.engine.network import Shape
from explorer.services.ranges import check_range

PageKey = Literal["compare", "measure", "pixel", "inception", "quality"]
Counts = Literal["macs", "flops"]
CurveOf = Literal["macs", "params", "traffic"]
Products = Literal["operations", "params"]
DType = Literal["float32", "float16", "bfloat16"]
Drawing = Literal["graph", "volumes"]
Lower = Literal["costs", "sum", "table"]
LARGEST_BATCH = 256
FIRST_MODULE = "3a"
LARGEST_WEIGHT = 4


@dataclass(frozen=True, slots=True)
class SpecState:
    """An f×f convolution of an input to ``filters`` channels, and the bottleneck's width."""

    height: int = 28
    width: int = 28
    channels: int = 192
    f: int = 5
    filters: int = 32
    bottleneck: int = 16

    def __post_init__(self) -> None:
        try:
            self.spec()
        except BottleneckError as error:
            raise ValueError(str(error)) from error

    def spec(self) -> BottleneckSpec:
        """Return what the engine compares."""
        volume = Shape(self.height, self.width, self.channels)
        return BottleneckSpec(volume, self.f, self.filters, self.bottleneck)


@dataclass(frozen=True, slots=True)
class CompareState:
    """``counts``: multiply-accumulates or FLOPs. ``curve``: what is drawn against the width.

    ``products``: what is written out as products.
    """

    counts: Counts = "macs"
    curve: CurveOf = "macs"
    products: Products = "operations"


@dataclass(frozen=True, slots=True)
class MeasureState:
    """How the two variants are run."""

    batch: int = 8
    dtype: DType = "float32"

    def __post_init__(self) -> None:
        check_range("batch", self.batch, 1, LARGEST_BATCH)


@dataclass(frozen=True, slots=True)
class PixelState:
    """Whose 1×1 convolution is looked at, and where.

    ``layer`` is empty until one is chosen: then it is the network's first. ``pixel`` is (row,
    column) of the feature volume, None for its middle. ``channel`` is the output channel whose
    sum is written out. ``single``: the step in which one channel is multiplied by one number:
    the input channel ``given`` by ``weight``, None for the weight that the network has there,
    both coloured by one scale or each by its own.
    """

    network: Literal["squeezenet", "efficientnet-lite0"] = "squeezenet"
    layer: str = ""
    pixel: tuple[int, int] | None = None
    channel: int = 0
    single: bool = False
    given: int = 0
    weight: float | None = None
    one_scale: bool = False

    def __post_init__(self) -> None:
        if min(self.channel, self.given, *(self.pixel or (0,))) < 0:
            raise ValueError("pixel and channels are counted from 0")
        if self.weight is not None:
            check_range("weight", self.weight, -LARGEST_WEIGHT, LARGEST_WEIGHT)


@dataclass(frozen=True, slots=True)
class InceptionState:
    """An inception module: six widths, three 1×1s that can be left out, and its input."""

    height: int = 28
    width: int = 28
    channels: int = 192
    one: int = 64
    three_reduce: int = 96
    three: int = 128
    five_reduce: int = 16
    five: int = 32
    pool_proj: int = 32
    reduce_three: bool = True
    reduce_five: bool = True
    project_pool: bool = True

    def __post_init__(self) -> None:
        try:
            self.design()
        except BottleneckError as error:
            raise ValueError(str(error)) from error

    def design(self) -> InceptionDesign:
        """Return what the engine counts."""
        return InceptionDesign(
            Shape(self.height, self.width, self.channels),
            self.one, self.three_reduce, self.three, self.five_reduce, self.five, self.pool_proj,
            self.reduce_three, self.reduce_five, self.project_pool,
        )  # fmt: skip


def inception_state(key: str) -> InceptionState:
    """Return one of GoogLeNet's nine modules, "3a" to "5b"."""
    return state_of_design(preset(key))


def state_of_design(design: InceptionDesign) -> InceptionState:
    """Return the state that describes a design."""
    return InceptionState(
        *design.input, *design.widths,
        design.reduce_three, design.reduce_five, design.project_pool,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModuleLook:
    """How the inception module is drawn, and what stands below the drawing."""

    drawing: Drawing = "graph"
    lower: Lower = "costs"


@dataclass(frozen=True, slots=True)
class QualityState:
    """How the networks of the sweep are trained: a short look, or the whole of it."""

    effort: Literal["quick", "full"] = "quick"
    seed: int = 0

    def __post_init__(self) -> None:
        check_range("seed", self.seed, 0, 9999)


@dataclass(frozen=True, slots=True)
class BottleneckState:
    """Everything that a scene keeps of this panel."""

    page: PageKey = "compare"
    spec: SpecState = field(default_factory=SpecState)
    compare: CompareState = field(default_factory=CompareState)
    measure: MeasureState = field(default_factory=MeasureState)
    pixel: PixelState = field(default_factory=PixelState)
    inception: InceptionState = field(default_factory=InceptionState)
    module: ModuleLook = field(default_factory=ModuleLook)
    quality: QualityState = field(default_factory=QualityState)
