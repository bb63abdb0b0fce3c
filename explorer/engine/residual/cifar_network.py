"""The 6n + 2 layers of section 4.2 of He et al., 2015, with skips or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from explorer.engine.errors import ExplorerError
from explorer.engine.residual.blocks import Block
from explorer.engine.residual.initialisation import initialise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.engine.residual.config import Initialisation, Shortcut


class DepthError(ExplorerError, ValueError):
    """A depth that no network of this family has."""


class CifarNetwork(nn.Module):
    """A 3×3 convolution, three stages of n blocks at w, 2w and 4w channels, and a dense layer.

    A plain and a residual network of one depth and one generator start from the same weights; with
    option A they have the same parameters, with option B the projections are added.

    Parameters
    ----------
    depth
        Weighted layers, 6n + 2: 8, 14, 20, 32, 44, 56, 110.
    alpha
        1 for a residual network, 0 for a plain one.
    width
        Channels of the first stage; 16 in the paper.
    initialisation, generator
        How large the weights are, and what draws them; see `initialisation.deviation`.

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
        initialisation: Initialisation = "he",
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        if depth < 8 or (depth - 2) % 6:
            raise DepthError(f"These networks have 6n + 2 layers: 8, 14, 20 … 56, not {depth}.")
        self.depth = depth
        # Layers draw weights when they are made, from the generator that other threads use too;
        # without memory they cannot.
        with torch.device("meta"):
            self.conv1 = nn.Conv2d(channels, width, 3, padding=1, bias=not batch_norm)
            self.bn1 = nn.BatchNorm2d(width) if batch_norm else nn.Identity()
            self.blocks = nn.Sequential(
                *(
                    Block(
                        before, filters, stride,
                        alpha=alpha, shortcut=shortcut, batch_norm=batch_norm,
                    )
                    for before, filters, stride in _sizes((depth - 2) // 6, width)
                )
            )  # fmt: skip
            self.dense = nn.Linear(4 * width, classes)
        self.to_empty(device="cpu")
        initialise(self, initialisation, generator)

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores (N, classes) of pictures (N, channels, H, W)."""
        return self.after_blocks(self.blocks(self.before_blocks(x)))

    def before_blocks(self, x: Tensor) -> Tensor:
        """Return what the first block is given, (N, width, H, W)."""
        return torch.relu(self.bn1(self.conv1(x)))

    def after_blocks(self, x: Tensor) -> Tensor:
        """Return the scores (N, classes) of what the last block gives."""
        return self.dense(x.mean((2, 3)))  # type: ignore[no-any-return]


def _sizes(blocks: int, width: int) -> Iterator[tuple[int, int, int]]:
    """Yield channels, filters and stride of each block."""
    before = width
    for stage in range(3):
        for place in range(blocks):
            yield before, width * 2**stage, 2 if stage and not place else 1
            before = width * 2**stage
