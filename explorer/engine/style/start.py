"""The picture that painting starts from, and what a picture on its way looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from explorer.engine.images import from_tensor, luminance, to_tensor
from explorer.engine.style.colour import with_lightness
from explorer.engine.style.errors import StyleError
from explorer.engine.style.targets import grey_tensor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.style.config import StyleConfig

_NOISE_MEAN, _NOISE_SPREAD = 0.5, 0.25


def start_picture(config: StyleConfig, content_rgb: NDArray[np.uint8]) -> Tensor:
    """Return the first picture, float32 (1, C, H, W) on the CPU, as large as the content is here.

    The noise is drawn on the CPU, so that a seed gives the same on every device.
    """
    height, width = content_rgb.shape[:2]
    if config.start is not None:
        return resized(_checked(config, torch.from_numpy(config.start.planes)[None]), height, width)
    if config.start_rgb is not None:
        return resized(planes_of(config, config.start_rgb), height, width)
    content = planes_of(config, content_rgb)
    if not config.noise:
        return content
    generator = torch.Generator().manual_seed(config.seed)
    noise = torch.randn(content.shape, generator=generator) * _NOISE_SPREAD + _NOISE_MEAN
    return content.lerp(noise, config.noise)


def resized(planes: Tensor, height: int, width: int) -> Tensor:
    """Scale (1, C, H, W), smoothly."""
    if planes.shape[-2:] == (height, width):
        return planes.clone()
    return functional.interpolate(
        planes, (height, width), mode="bicubic", align_corners=False, antialias=True
    )


def picture_of(
    config: StyleConfig, planes: NDArray[np.float32], content_rgb: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Return planes (C, H, W) as a picture: clipped, and with the content's colours if wanted."""
    if config.colour == "luminance":
        return with_lightness(content_rgb, planes[0])
    return from_tensor(torch.from_numpy(planes))


def planes_of(config: StyleConfig, rgb: NDArray[np.uint8]) -> Tensor:
    """Return a picture as it is painted, (1, C, H, W) in 0..1: C is 1 for the lightness alone."""
    return grey_tensor(luminance(rgb)) if config.colour == "luminance" else to_tensor(rgb)


def _checked(config: StyleConfig, planes: Tensor) -> Tensor:
    wanted = 1 if config.colour == "luminance" else 3
    if planes.shape[1] != wanted or planes.dtype != torch.float32:
        raise StyleError(
            f"A state with {planes.shape[1]} planes cannot go on as one with {wanted}: "
            'with colour "luminance" there is one. Start from its picture instead.',
            "start",
        )
    return planes
