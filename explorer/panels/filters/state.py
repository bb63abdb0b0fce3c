"""What a person has chosen on the Filters panel, as one value that can be saved and restored.

Only names and numbers stand here: no picture, no tensor. A value outside its range raises
``ValueError`` with the range, so a scene written by hand is met at the edge.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from explorer.services.ranges import check_range

PageKey = Literal["edges", "pooling", "maps", "excite"]
Border = Literal["zero", "reflect", "replicate"]
Channels = Literal["luminance", "each", "volume"]
Shown = Literal["signed", "absolute", "magnitude", "direction", "picture"]
Cell = tuple[int, int]
Matrix = tuple[tuple[float, ...], ...]
Stroke = tuple[tuple[float, float], ...]

LARGEST_STRIDE = 8
LARGEST_PADDING = 16
LARGEST_WEIGHT = 1e6
CHANNEL_WEIGHT = 2.0
SKETCHES = (0, 24, 48)
SPEEDS = (1, 3, 10, 30, 60)
LARGEST_POOL = 8
COARSEST = 32
KERNEL_SIZES = (3, 5, 7)
LARGEST_INPUT = 2048
MOST_STEPS = 2048
ASCENT_SIZES = (64, 512)
MOST_MOVES = 2.0
LARGEST_SEED = 9999
SOBEL_VERTICAL: Matrix = ((1.0, 0.0, -1.0), (2.0, 0.0, -2.0), (1.0, 0.0, -1.0))


def _one_of(name: str, value: int, choices: tuple[int, ...]) -> None:
    if value not in choices:
        raise ValueError(f"{name} is {value}; it has to be one of {choices}")


def _check_probe(cell: Cell | None) -> None:
    if cell is not None and min(cell) < 0:
        raise ValueError(f"probe is {cell}; rows and columns are counted from 0")


@dataclass(frozen=True, slots=True)
class EdgesState:
    """The edge-filter page. ``kernel`` is what is applied; ``kernel_name`` says where it is from.

    ``channels``: the luminance, each channel alone, or one f × f × 3 volume whose slices are the
    kernel times ``channel_weights`` (red, green, blue). ``scale``: colours end at the strongest
    responses of the picture, or at the most that the kernel can answer. ``sketch`` is the longer
    side in pixels to which the picture is averaged so that single cells can be seen, 0 for the
    picture itself. ``probe`` is an output cell (row, column); while ``walking``, only the cells
    up to it are shown.
    """

    kernel_name: str = "sobel-vertical"
    kernel: Matrix = SOBEL_VERTICAL
    gabor_angle_deg: float = 45.0
    gabor_wavelength_px: float = 4.0
    channels: Channels = "luminance"
    channel_weights: tuple[float, float, float] = (1.0, 1.0, 1.0)
    shown: Shown = "signed"
    scale: Literal["picture", "kernel"] = "picture"
    stride: int = 1
    padding: Literal["same", "valid"] | int = "same"
    border: Border = "zero"
    sketch: int = 0
    probe: Cell | None = None
    walking: bool = False
    steps_per_s: int = 3

    def __post_init__(self) -> None:
        size = len(self.kernel)
        if size not in KERNEL_SIZES or any(len(row) != size for row in self.kernel):
            raise ValueError(f"the kernel is not one of {KERNEL_SIZES} squared")
        for weight in (weight for row in self.kernel for weight in row):
            check_range("a weight of the kernel", weight, -LARGEST_WEIGHT, LARGEST_WEIGHT)
        for weight in self.channel_weights:
            check_range("a channel's weight", weight, -CHANNEL_WEIGHT, CHANNEL_WEIGHT)
        check_range("stride", self.stride, 1, LARGEST_STRIDE)
        _one_of("sketch", self.sketch, SKETCHES)
        _one_of("steps_per_s", self.steps_per_s, SPEEDS)
        _check_probe(self.probe)
        if isinstance(self.padding, int):
            check_range("padding", self.padding, 0, LARGEST_PADDING)
        check_range("gabor_angle_deg", self.gabor_angle_deg, 0, 180)
        check_range("gabor_wavelength_px", self.gabor_wavelength_px, 2, 16)


@dataclass(frozen=True, slots=True)
class PoolingState:
    """The pooling page: window f, stride s, and the output cell (row, column) looked at."""

    mode: Literal["max", "average"] = "max"
    size: int = 2
    stride: int = 2
    channels: Literal["luminance", "rgb"] = "luminance"
    coarse: int = 8
    winners: bool = True
    probe: Cell | None = None

    def __post_init__(self) -> None:
        check_range("size", self.size, 1, LARGEST_POOL)
        check_range("stride", self.stride, 1, LARGEST_POOL)
        check_range("coarse", self.coarse, 1, COARSEST)
        _check_probe(self.probe)


@dataclass(frozen=True, slots=True)
class OwnInput:
    """How a picture reaches a network that the user brought as an ONNX file.

    A value v of 0 to 255 becomes ``(v · scale − mean) / std``, with one mean and one deviation for
    each channel.
    """

    height: int = 224
    width: int = 224
    channels: Literal["rgb", "bgr", "grey"] = "rgb"
    scale: float = 1 / 255
    mean: tuple[float, ...] = (0.0, 0.0, 0.0)
    std: tuple[float, ...] = (1.0, 1.0, 1.0)

    def __post_init__(self) -> None:
        for name, side in (("height", self.height), ("width", self.width)):
            check_range(name, side, 1, LARGEST_INPUT)
        count = 1 if self.channels == "grey" else 3
        if len(self.mean) != count or len(self.std) != count:
            raise ValueError(f"{self.channels} takes {count} means and {count} deviations")
        for number in (self.scale, *self.mean, *self.std):
            check_range("a number of the preprocessing", number, -1e6, 1e6)
        if self.scale == 0 or 0 in self.std:
            raise ValueError("neither the scale nor a deviation may be 0")


@dataclass(frozen=True, slots=True)
class UnitState:
    """Which network, which layer, which channel: shared by the maps and the excitation page.

    ``network`` is a key of the catalogue, or ``"own"`` with ``own_file``: a state dict of the
    catalogue's ``own_network`` or, where that is empty, an ONNX file that takes ``own_input``.
    ``layer`` is empty and ``channel`` None until one is chosen: the maps begin with the first
    layer, excitation with the strongest channel of the deepest layer that has maps.
    """

    network: str = "vgg16"
    own_file: str = ""
    own_network: str = ""
    own_input: OwnInput = field(default_factory=OwnInput)
    layer: str = ""
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class MapsState:
    """How the feature maps are laid out, and the digit drawn for LeNet-5 (points in 0..1)."""

    order: Literal["index", "mean", "maximum"] = "index"
    scale: Literal["shared", "own"] = "own"
    overlay: float = 0.6
    digit_from: Literal["pad", "source"] = "pad"
    strokes: tuple[Stroke, ...] = ()

    def __post_init__(self) -> None:
        check_range("overlay", self.overlay, 0, 1)
        for point in (point for stroke in self.strokes for point in stroke):
            for at in point:
                check_range("a point of a stroke", at, -1, 2)


@dataclass(frozen=True, slots=True)
class ExciteState:
    """What is asked of the chosen unit.

    ``gradient_of``: the mean of the unit's map, or its largest value. ``class_index`` None means
    the best class; ``opacity`` is that of Grad-CAM's heat. ``steps``, ``size`` (of the picture's
    side in pixels), ``moves`` (times the usual random movements) and ``seed`` are those of
    activation maximisation.
    """

    method: Literal["gradient", "grad-cam", "maximise"] = "gradient"
    gradient_of: Literal["mean", "strongest"] = "mean"
    gradient_shown: Literal["magnitude", "signed"] = "magnitude"
    class_index: int | None = None
    opacity: float = 0.55
    steps: int = 128
    size: int = 128
    moves: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        check_range("opacity", self.opacity, 0, 1)
        check_range("steps", self.steps, 1, MOST_STEPS)
        check_range("size", self.size, *ASCENT_SIZES)
        check_range("moves", self.moves, 0, MOST_MOVES)
        check_range("seed", self.seed, 0, LARGEST_SEED)


@dataclass(frozen=True, slots=True)
class FiltersState:
    """Everything that a scene keeps of this panel."""

    page: PageKey = "edges"
    edges: EdgesState = field(default_factory=EdgesState)
    pooling: PoolingState = field(default_factory=PoolingState)
    unit: UnitState = field(default_factory=UnitState)
    maps: MapsState = field(default_factory=MapsState)
    excite: ExciteState = field(default_factory=ExciteState)
