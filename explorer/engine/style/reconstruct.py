"""What each layer keeps: pictures found from noise by one of the losses alone.

Gatys et al. 2016, figure 1: the content from a single layer, the style from a layer and the first
ones of all blocks before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from explorer.engine.receptive_field import PIXEL
from explorer.engine.style.config import STYLE_LAYERS, StyleConfig
from explorer.engine.style.layers import layer_titles

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.style.config import Pooling, TrunkName
    from explorer.engine.style.layers import LayerWeights

Loss = Literal["content", "style"]

BLOCKS: Final = (1, 2, 3, 4, 5)
LOSSES: Final[tuple[Loss, ...]] = ("content", "style")
_PICTURES: Final = 20
"""So many pictures are shown of a reconstruction on its way."""


@dataclass(frozen=True, slots=True)
class Target:
    """One reconstruction: by which loss, and up to which block."""

    loss: Loss
    block: int

    @property
    def layer(self) -> str:
        """The layer, the deepest one where there are several."""
        return f"relu{self.block}_1"

    @property
    def layers(self) -> tuple[str, ...]:
        """All layers that the loss compares: the style's also look at the blocks before."""
        first = self.block if self.loss == "content" else 1
        return tuple(f"relu{block}_1" for block in range(first, self.block + 1))


@dataclass(frozen=True, slots=True, eq=False)
class ReconstructionConfig:
    """Which pictures are found again, and how.

    Attributes
    ----------
    content_rgb, style_rgb
        uint8 (H, W, 3): what the content's loss, and the style's, is to find again.
    blocks
        1 to 5: reconstructions are made at the first layer of each.
    steps, size, seed
        Of each reconstruction, as in `StyleConfig`; all start from the same noise.
    """

    content_rgb: NDArray[np.uint8]
    style_rgb: NDArray[np.uint8]
    blocks: tuple[int, ...] = BLOCKS
    steps: int = 100
    size: int = 160
    seed: int = 0
    device: str | None = None
    pooling: Pooling = "max"
    trunk: TrunkName = "vgg16"
    trunk_file: Path | None = None

    @property
    def targets(self) -> tuple[Target, ...]:
        """All reconstructions in the order in which they are made: the quick ones first."""
        return tuple(Target(loss, block) for block in self.blocks for loss in LOSSES)


@dataclass(frozen=True, slots=True, eq=False)
class ReconstructionStep:
    """A step of one reconstruction.

    Attributes
    ----------
    index
        After so many of its ``steps``.
    loss, first
        Its loss now, and that of the noise.
    picture, original
        uint8 (H, W, 3), of the same size; ``picture`` is None between previews.
    alike
        Their structural similarity; None where the picture is.
    fraction
        How much of all reconstructions is done, in 0..1.
    """

    target: Target
    index: int
    steps: int
    loss: float
    first: float
    picture: NDArray[np.uint8] | None
    original: NDArray[np.uint8]
    alike: float | None
    fraction: float

    @property
    def is_last(self) -> bool:
        """Whether the reconstruction is whole."""
        return self.index == self.steps


def reconstruct(config: ReconstructionConfig) -> Generator[ReconstructionStep, None, None]:
    """Make one reconstruction after the other.

    Yields
    ------
    ReconstructionStep
        ``steps + 1`` for each target.

    Raises
    ------
    StyleError, StyleMemoryError, WeightsError
        As `stylize`.
    """
    targets = config.targets
    whole = sum(map(_effort, targets))
    done = 0.0
    for target in targets:
        yield from _one(config, target, done / whole, _effort(target) / whole)
        done += _effort(target)


def field_of(trunk: TrunkName, layer: str) -> int:
    """Return how many pixels wide what a layer sees at one position is: its receptive field."""
    titles = layer_titles(trunk)
    field = PIXEL
    for title in titles[: titles.index(layer) + 1]:
        if title.startswith("conv"):
            field = field.slid(3, p=1)
        elif title.startswith("pool"):
            field = field.slid(2, s=2)
    return field.size


def painting_of(config: ReconstructionConfig, target: Target) -> StyleConfig:
    """Return the transfer in which one loss is all there is, from noise."""
    of_content = target.loss == "content"
    rgb = config.content_rgb if of_content else config.style_rgb
    layers = _weighed(target)
    return StyleConfig(
        rgb,
        rgb,
        size=config.size,
        steps=config.steps,
        seed=config.seed,
        device=config.device,
        content_layers=layers if of_content else (),
        style_layers=() if of_content else layers,
        variation_weight=0.0,
        noise=1.0,
        pooling=config.pooling,
        picture_every=max(1, config.steps // _PICTURES),
        trunk=config.trunk,
        trunk_file=config.trunk_file,
    )


def _one(
    config: ReconstructionConfig, target: Target, before: float, part: float
) -> Iterator[ReconstructionStep]:
    from explorer.engine.ssim import ssim
    from explorer.engine.style.painting import stylize
    from explorer.engine.style.targets import content_at

    painting = painting_of(config, target)
    original = content_at(painting, painting.size)
    first: float | None = None
    for step in stylize(painting):
        loss = step.content if target.loss == "content" else step.style
        first = loss if first is None else first
        yield ReconstructionStep(
            target=target,
            index=step.index,
            steps=step.steps,
            loss=loss,
            first=first,
            picture=step.picture,
            original=original,
            alike=None if step.picture is None else ssim(step.picture, original),
            fraction=before + part * step.index / step.steps,
        )


def _weighed(target: Target) -> LayerWeights:
    """Return the layers with the weights that a painting has for them."""
    if target.loss == "content":
        return ((target.layer, 1.0),)
    weights = dict(STYLE_LAYERS)
    return tuple((layer, weights[layer]) for layer in target.layers)


def _effort(target: Target) -> float:
    """Return the time of a step, in that of the first block's: measured on two cores at 160 px."""
    return (1.0, 2.4, 4.6, 6.6, 7.3)[target.block - 1]
