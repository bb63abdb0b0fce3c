"""What stays as it is while painting: the content's maps and the style's Gram matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from explorer.engine.images import luminance, resize, to_tensor
from explorer.engine.style.colour import matched_colours, matched_lightness
from explorer.engine.style.config import scaled_sides
from explorer.engine.style.losses import gram

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.style.config import StyleConfig
    from explorer.engine.style.trunk import StyleTrunk


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """What a picture of one size is compared with.

    Attributes
    ----------
    content_rgb
        The content at this size, uint8 (H, W, 3).
    content
        Its maps (1, C, H, W) by layer, in the trunk's number format.
    grams
        Gram matrices (1, C, C) by layer, float32 at least: the styles' average by their shares, as
        plain sums over maps as large as the picture's. A painting of another size has another
        number of positions; its sums are multiplied by the ratio.
    """

    content_rgb: NDArray[np.uint8]
    content: Mapping[str, Tensor]
    grams: Mapping[str, Tensor]


def content_at(config: StyleConfig, size: int) -> NDArray[np.uint8]:
    """Return the content with a longer side of ``size`` pixels."""
    return scaled(config.content_rgb, size)


def scaled(rgb: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Return a picture with a longer side of ``size`` pixels, each side of 32 at least."""
    return resize(rgb, *scaled_sides(rgb.shape[:2], size))


@torch.no_grad()
def find_targets(config: StyleConfig, trunk: StyleTrunk, size: int) -> Targets:
    """Run the content and the styles through the trunk once."""
    content_rgb = content_at(config, size)
    content_layers, style_layers = used_layers(config)
    maps = trunk(_content_tensor(config, content_rgb).to(trunk.device)) if content_layers else {}
    content = {title: maps[title].clone() for title in content_layers}
    areas = _areas(content_rgb, style_layers)
    grams: dict[str, Tensor] = {}
    for painting, share in zip(config.styles, config.style_shares, strict=True):
        if not style_layers or not share:
            continue
        style_maps = trunk(style_tensor(config, painting, content_rgb, size).to(trunk.device))
        for title in style_layers:
            found = style_maps[title]
            scale = share * areas[title] / (found.shape[-2] * found.shape[-1])
            grams[title] = grams.get(title, 0) + scale * gram(found)
    return Targets(content_rgb, content, grams)


def used_layers(config: StyleConfig) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the layers of content and of style whose weights are above 0."""
    content = [title for title, weight in config.content_layers if weight * config.content_weight]
    style = [title for title, weight in config.style_layers if weight * config.style_weight]
    return tuple(content), tuple(style)


def _areas(content_rgb: NDArray[np.uint8], layers: tuple[str, ...]) -> dict[str, int]:
    """Return the positions of each layer's maps: each pooling halves, rounded down."""
    height, width = content_rgb.shape[:2]
    poolings = {title: int(title[4]) - 1 + title.startswith("pool") for title in layers}
    return {title: (height >> times) * (width >> times) for title, times in poolings.items()}


def _content_tensor(config: StyleConfig, content_rgb: NDArray[np.uint8]) -> Tensor:
    if config.colour == "luminance":
        return grey_tensor(luminance(content_rgb)).expand(-1, 3, -1, -1)
    return to_tensor(content_rgb)


def style_tensor(
    config: StyleConfig, painting: NDArray[np.uint8], content_rgb: NDArray[np.uint8], size: int
) -> Tensor:
    """Return a painting (1, 3, H, W) in the size and colours in which it is compared."""
    style_rgb = scaled(painting, round(size * config.style_scale))
    if config.colour == "luminance":
        return grey_tensor(matched_lightness(style_rgb, content_rgb)).expand(-1, 3, -1, -1)
    if config.colour == "matched":
        style_rgb = matched_colours(style_rgb, content_rgb)
    return to_tensor(style_rgb)


def grey_tensor(lightness: NDArray[np.float32]) -> Tensor:
    """Return a luminance (H, W) as a tensor (1, 1, H, W)."""
    return torch.from_numpy(np.ascontiguousarray(lightness))[None, None]
