"""What is painted, how, and from where: the frozen request of a style transfer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

from explorer.engine.style.errors import StyleError
from explorer.engine.style.layers import LayerWeights, check_layers
from explorer.engine.style.normalisation import NORMALISATIONS, Normalisation

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from explorer.engine.inference.precision import Precision
    from explorer.engine.style.state import StyleState

TrunkName = Literal["vgg16", "vgg19"]
OptimiserName = Literal["lbfgs", "adam"]
Pooling = Literal["max", "average"]
Colour = Literal["style", "luminance", "matched"]

TRUNKS: Final[tuple[TrunkName, ...]] = get_args(TrunkName)
OPTIMISERS: Final[tuple[OptimiserName, ...]] = get_args(OptimiserName)
POOLINGS: Final[tuple[Pooling, ...]] = get_args(Pooling)
COLOURS: Final[tuple[Colour, ...]] = get_args(Colour)
SMALLEST_SIDE: Final = 32
"""Fewer pixels leave nothing after the trunk's four poolings."""
LARGEST_SIZE: Final = 8192
MOST_STEPS: Final = 100_000

# Gatys et al. 2016, section 3: content at conv4_2, style at the first layer of every block. What
# they call conv is the map behind its ReLU.
_CONTENT = (("relu4_2", 1.0),)
# The Gram matrices of the middle layers differ most, by the size of their numbers: weighed alike,
# those layers would be all that counts, and colours (relu1_1) would stay the content's.
STYLE_LAYERS = (
    ("relu1_1", 1.0),
    ("relu2_1", 0.3),
    ("relu3_1", 0.1),
    ("relu4_1", 0.1),
    ("relu5_1", 0.3),
)


@dataclass(frozen=True, slots=True, eq=False)
class StyleConfig:
    """What to paint and how; J = α J_content + β J_style + γ J_variation is made small.

    Parameters
    ----------
    content_rgb
        The picture to paint, uint8 (H, W, 3).
    style_rgb
        The painting, uint8 (H, W, 3), or several.
    size
        The longer side of the result, in pixels.
    steps
        Gradients that are followed, at all sizes together.
    optimizer
        ``"lbfgs"``, or ``"adam"``, which takes more steps and less memory.
    seed
        Of the noise. The same seed and device give the same picture.
    device
        ``"cpu"``, ``"cuda"`` and so on; None for the best there is.
    content_weight, style_weight, variation_weight
        α, β and γ. The defaults suit the default normalisation.
    content_layers, style_layers
        Layers by their titles, such as ``relu4_2``, each with its weight.
    normalisation
        See `explorer.engine.style.normalisation.Normalisation`.
    style_mix
        A weight for each style; () weighs them alike. Their Gram matrices are averaged.
    style_scale
        Size of the paintings' longer side, as a multiple of ``size``: above 1, strokes get larger.
    noise
        Where to start: 0 is the content, 1 is noise, between is a mix.
    pooling
        Average pooling gives "slightly more appealing results" (Gatys et al. 2016, section 2).
    colour
        ``"style"`` takes the painting's colours. ``"luminance"`` paints the lightness alone and
        ``"matched"`` gives the painting the content's colours first (Gatys et al. 2016, "Preserving
        Color in Neural Artistic Style Transfer").
    coarse_sizes
        Sizes to paint at first, each smaller than the next; see `coarse_to_fine`.
    learning_rate
        None: 1 for L-BFGS, 0.02 for Adam, in the range 0 to 1 of a pixel.
    history
        Pairs that L-BFGS remembers.
    picture_every
        A step has its picture, state and shares of the gradient every so many steps, and at the
        start and the end; 0: at the start and the end alone.
    trunk, trunk_file
        ``"vgg16"`` is bundled. ``"vgg19"`` takes the official file, ``vgg19-dcbb9e9d.pth``.
    precision
        Of the network; None for the quickest that is exact enough on the device.
    start
        Where to go on: a state, or None. It says at which step; the weights may be others.
    start_rgb, start_index
        The same from a picture, uint8 (H, W, 3), and the number of steps that it has behind it.

    Raises
    ------
    StyleError
        Something cannot be painted with; ``field`` is its name.
    """

    content_rgb: NDArray[np.uint8]
    style_rgb: NDArray[np.uint8] | tuple[NDArray[np.uint8], ...]
    size: int = 256
    steps: int = 200
    optimizer: OptimiserName = "lbfgs"
    seed: int = 0
    device: str | None = None
    content_weight: float = 1.0
    style_weight: float = 200.0
    variation_weight: float = 1.0
    content_layers: LayerWeights = _CONTENT
    style_layers: LayerWeights = STYLE_LAYERS
    normalisation: Normalisation = "johnson"
    style_mix: tuple[float, ...] = ()
    style_scale: float = 1.0
    noise: float = 0.0
    pooling: Pooling = "max"
    colour: Colour = "style"
    coarse_sizes: tuple[int, ...] = ()
    learning_rate: float | None = None
    history: int = 20
    picture_every: int = 10
    trunk: TrunkName = "vgg16"
    trunk_file: Path | None = None
    precision: Precision | None = None
    start: StyleState | None = field(default=None, repr=False)
    start_rgb: NDArray[np.uint8] | None = field(default=None, repr=False)
    start_index: int = 0

    def __post_init__(self) -> None:
        check_picture(self.content_rgb, "content_rgb")
        for painting in self.styles:
            check_picture(painting, "style_rgb")
        if self.start_rgb is not None:
            check_picture(self.start_rgb, "start_rgb")
        self._check_choices()
        self._check_numbers()
        self._check_weights()
        self._check_start()

    @property
    def styles(self) -> tuple[NDArray[np.uint8], ...]:
        """The paintings."""
        return self.style_rgb if isinstance(self.style_rgb, tuple) else (self.style_rgb,)

    @property
    def style_shares(self) -> tuple[float, ...]:
        """How much of each painting there is; they add up to 1."""
        mix = self.style_mix or (1.0,) * len(self.styles)
        return tuple(weight / sum(mix) for weight in mix)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes that are painted at, coarse to fine."""
        return (*self.coarse_sizes, self.size)

    @property
    def first_index(self) -> int:
        """The number of steps that the start has behind it."""
        return self.start.index if self.start is not None else self.start_index

    def resumed(self, state: StyleState, **changes: object) -> StyleConfig:
        """Return the config that goes on from a state, with other weights if wanted."""
        return replace(self, start=state, start_rgb=None, start_index=0, **changes)  # type: ignore[arg-type]

    def _check_choices(self) -> None:
        for name, choices in (
            ("optimizer", OPTIMISERS),
            ("pooling", POOLINGS),
            ("colour", COLOURS),
            ("trunk", TRUNKS),
            ("normalisation", NORMALISATIONS),
        ):
            if getattr(self, name) not in choices:
                known = ", ".join(choices)
                raise StyleError(f'"{getattr(self, name)}" is none of {known}.', name)
        if self.trunk == "vgg19" and self.trunk_file is None:
            text = "VGG-19 is not bundled: choose the official file vgg19-dcbb9e9d.pth."
            raise StyleError(text, "trunk_file")
        check_layers(self.trunk, self.content_layers, "content_layers")
        check_layers(self.trunk, self.style_layers, "style_layers")

    def _check_numbers(self) -> None:
        for size in self.sizes:
            _check("size", size, SMALLEST_SIDE, LARGEST_SIZE, " px")
        if any(a >= b for a, b in pairwise(self.sizes)):
            text = f"Sizes go from coarse to fine, not {' → '.join(map(str, self.sizes))} px."
            raise StyleError(text, "coarse_sizes")
        _check("steps", self.steps, 1, MOST_STEPS)
        _check("noise", self.noise, 0, 1)
        _check("style_scale", self.style_scale, 0.1, 4)
        _check("history", self.history, 1, 200)
        _check("picture_every", self.picture_every, 0, MOST_STEPS)
        if self.learning_rate is not None:
            _check("learning_rate", self.learning_rate, 1e-6, 10)

    def _check_weights(self) -> None:
        for name in ("content_weight", "style_weight", "variation_weight"):
            _check(name, getattr(self, name), 0, 1e12)
        pairs = (
            (self.content_weight, self.content_layers),
            (self.style_weight, self.style_layers),
        )
        if not any(weight * share for weight, layers in pairs for _, share in layers):
            text = "Neither content nor style has a layer and a weight above 0: nothing to paint."
            raise StyleError(text, "style_weight")
        if self.style_mix and (
            len(self.style_mix) != len(self.styles)
            or min(self.style_mix) < 0
            or not 0 < sum(self.style_mix) < float("inf")
        ):
            text = (
                f"{len(self.styles)} styles take as many weights, from 0 up and one above 0, "
                f"not {', '.join(map(str, self.style_mix))}."
            )
            raise StyleError(text, "style_mix")

    def _check_start(self) -> None:
        if self.start is not None and self.start_rgb is not None:
            raise StyleError("There is one start: a state or a picture.", "start")
        if not 0 <= self.first_index < self.steps:
            text = f"Step {self.first_index} of {self.steps}: nothing is left to paint."
            raise StyleError(text, "steps")


def coarse_to_fine(size: int, coarsest: int = 256) -> tuple[int, ...]:
    """Return the sizes to paint at before ``size``, each half of the next, down to the coarsest."""
    sizes = []
    while size >= 2 * coarsest:
        size //= 2
        sizes.append(size)
    return tuple(reversed(sizes))


def scaled_sides(sides: tuple[int, ...], size: float) -> tuple[int, int]:
    """Return height and width with a longer side of ``size`` pixels, each of 32 at least."""
    height, width = sides
    factor = max(size / max(height, width), SMALLEST_SIDE / min(height, width))
    return round(height * factor), round(width * factor)


def check_picture(rgb: NDArray[np.uint8], name: str) -> None:
    """Refuse what is no picture, or is too small.

    Raises
    ------
    StyleError
        The text says its shape and what a picture has.
    """
    if not isinstance(rgb, np.ndarray) or rgb.dtype != np.uint8 or rgb.ndim != 3:
        what = f"{rgb.dtype} {rgb.shape}" if isinstance(rgb, np.ndarray) else type(rgb).__name__
        raise StyleError(f"A picture is uint8 (H, W, 3), not {what}.", name)
    if rgb.shape[2] != 3:
        text = f"A picture has 3 channels, red, green and blue, not {rgb.shape[2]}."
        raise StyleError(text, name)
    if min(rgb.shape[:2]) < SMALLEST_SIDE:
        height, width = rgb.shape[:2]
        text = f"{width} × {height} px are too few: each side has {SMALLEST_SIDE} px or more."
        raise StyleError(text, name)


def _check(name: str, value: float, low: float, high: float, unit: str = "") -> None:
    if not low <= value <= high:
        title = name.replace("_", " ").capitalize()
        raise StyleError(f"{title} {value:g}{unit}: it lies from {low:g} to {high:g}{unit}.", name)
