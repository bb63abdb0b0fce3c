"""The 6n + 2 layers of section 4.2 of He et al., 2015, with skips or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from explorer.engine.errors import ExplorerError
from explorer.engine.residual.blocks import Block

if TYPE_CHECKING:
    from explorer.engine.residual.blocks import Shortcut


class DepthError(ExplorerError, ValueError):
    """A depth that no network of this family has."""


class CifarNetwork(nn.Module):
    """A 3×3 convolution, three stages of n blocks at w, 2w and 4w channels, and a dense layer.

    A plain and a residual network of one depth and one generator start from the same weights; with
    option A they have the same parameters.

    Parameters
    ----------
    depth
        Weighted layers, 6n + 2: 8, 14, 20, 32, 44, 56, 110.
    alpha
        1 for a residual network, 0 for a plain one.
    width
        Channels of the first stage; 16 in the paper.
    generator
        Draws the weights (He et al., 2015, "Delving deep into rectifiers", equation 10).

    Raises
    ------
    DepthError
        If the depth is not 6n + 2.
    """

    def __init__(
        self,
        depth: int,
        *,
        alpha: float = 1.0,
        shortcut: Shortcut = "A",
        width: int = 16,
        channels: int = 3,
        classes: int = 10,
        batch_norm: bool = True,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        if depth < 8 or (depth - 2) % 6:
            raise DepthError(f"These networks have 6n + 2 layers: 8, 14, 20 … 56, not {depth}.")
        blocks = (depth - 2) // 6
        self.depth = depth
        self.conv1 = nn.Conv2d(channels, width, 3, padding=1, bias=not batch_norm)
        self.bn1 = nn.BatchNorm2d(width) if batch_norm else nn.Identity()
        stages, before = [], width
        for stage in range(3):
            filters = width * 2**stage
            for place in range(blocks):
                stride = 2 if stage and not place else 1
                stages.append(
                    Block(
                        before, filters, stride,
                        alpha=alpha, shortcut=shortcut, batch_norm=batch_norm,
                    )
                )  # fmt: skip
                before = filters
        self.blocks = nn.Sequential(*stages)
        self.dense = nn.Linear(before, classes)
        self._initialise(generator)

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores (N, classes) of pictures (N, channels, H, W)."""
        x = torch.relu(self.bn1(self.conv1(x)))
        return self.dense(self.blocks(x).mean((2, 3)))  # type: ignore[no-any-return]

    def _initialise(self, generator: torch.Generator | None) -> None:
        for part in self.modules():
            if isinstance(part, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(part.weight, nonlinearity="relu", generator=generator)
                if part.bias is not None:
                    nn.init.zeros_(part.bias)
