"""Cheap changes to a batch of scenes, so that none is seen twice in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor


def varied(pictures: Tensor, generator: torch.Generator) -> Tensor:
    """Return uint8 (N, 3, S, S) as float32 in 0..1 with other colours, light and noise.

    A quarter has its channels in another order, a tenth is grey, a seventh is its own negative.
    """
    device, count = pictures.device, len(pictures)

    def drawn(*shape: int) -> Tensor:
        return torch.rand(shape, generator=generator, device=device)

    order = torch.where(drawn(count, 1) < 0.25, drawn(count, 3).argsort(1), _in_order(device))
    places = torch.arange(count, device=device)[:, None]
    unit = pictures[places, order].float() / 255
    grey = drawn(count, 1, 1, 1) < 0.1
    unit = torch.where(grey, unit.mean(1, keepdim=True), unit)
    unit = torch.where(drawn(count, 1, 1, 1) < 1 / 7, 1 - unit, unit)
    gain = 0.8 + 0.4 * drawn(count, 3, 1, 1)
    shift = 0.16 * drawn(count, 1, 1, 1) - 0.08
    noise = torch.randn(unit.shape, generator=generator, device=device, dtype=unit.dtype)
    strength = 0.05 * drawn(count, 1, 1, 1) ** 2
    return (unit * gain + shift + strength * noise).clamp(0, 1)


def _in_order(device: torch.device) -> Tensor:
    return torch.arange(3, device=device)
