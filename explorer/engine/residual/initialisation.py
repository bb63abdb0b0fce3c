"""How large a network's first weights are: what decides whether signals fade or explode."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from explorer.engine.residual.config import Initialisation


def deviation(scheme: Initialisation, fan_in: int, fan_out: int) -> float:
    """Return σ of the normal distribution that weights are drawn from.

    ``fan_in`` and ``fan_out`` are f²·c of the input and of the output. "he" is equation 10 of
    "Delving deep into rectifiers" (He et al., 2015), "xavier" equation 12 of Glorot and Bengio
    (2010); "small" and "large" are half of He's and twice He's, whatever the width.
    """
    if scheme == "xavier":
        return sqrt(2 / (fan_in + fan_out))
    return {"he": 1.0, "small": 0.5, "large": 2.0}[scheme] * sqrt(2 / fan_in)


@torch.no_grad()
def initialise(
    network: nn.Module, scheme: Initialisation = "he", generator: torch.Generator | None = None
) -> None:
    """Draw the weights of all convolutions and dense layers; the rest starts as nothing done.

    Biases become 0, batch norm 1 and 0. Projections in shortcuts are drawn last, so that a plain
    network and a residual one have the same weights everywhere else.
    """
    parts = sorted(network.named_modules(), key=lambda one: ".shortcut" in one[0])
    for _, part in parts:
        if isinstance(part, nn.Conv2d | nn.Linear):
            window = part.weight[0, 0].numel()
            fan_in, fan_out = window * part.weight.shape[1], window * part.weight.shape[0]
            part.weight.normal_(0, deviation(scheme, fan_in, fan_out), generator=generator)
            if part.bias is not None:
                part.bias.zero_()
        elif isinstance(part, nn.BatchNorm2d):
            part.reset_parameters()
