"""Cheap changes to a batch of scenes, so that none is seen twice in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor


def varied(
    pictures: Tensor,
    generator: torch.Generator,
    total: int | None = None,
    part: slice = slice(None),
) -> Tensor:
    """Return uint8 (N, 3, S, S) as float32 in 0..1 with other colours, light and noise.

    A quarter has its channels in another order, a tenth is grey, a seventh is its own negative.

    Parameters
    ----------
    total, part
        The pictures are this part of a batch of so many, and are varied as they would be in it: of
        what is drawn for all of it, they take their own.
    """
    device, count = pictures.device, total or len(pictures)

    def drawn(*shape: int) -> Tensor:
        return torch.rand((count, *shape), generator=generator, device=device)[part]

    order = torch.where(drawn(1) < 0.25, drawn(3).argsort(1), _in_order(device))
    places = torch.arange(len(pictures), device=device)[:, None]
    unit = pictures[places, order].float() / 255
    grey = drawn(1, 1, 1) < 0.1
    unit = torch.where(grey, unit.mean(1, keepdim=True), unit)
    unit = torch.where(drawn(1, 1, 1) < 1 / 7, 1 - unit, unit)
    gain = 0.8 + 0.4 * drawn(3, 1, 1)
    shift = 0.16 * drawn(1, 1, 1) - 0.08
    noise = torch.randn((count, *unit.shape[1:]), generator=generator, device=device)[part]
    strength = 0.05 * drawn(1, 1, 1) ** 2
    return (unit * gain + shift + strength * noise).clamp(0, 1)


def _in_order(device: torch.device) -> Tensor:
    return torch.arange(3, device=device)
