"""What comes back through a block: a gradient that arrives at y, at x, by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn.grad import conv2d_input

from explorer.engine.residual.blocks import PaddedShortcut

if TYPE_CHECKING:
    from explorer.engine.residual.blocks import Block


@dataclass(frozen=True, slots=True, eq=False)
class BlockGradient:
    """∂L/∂x of y = g(F(x) + αx) by its two ways, each of the shape of x.

    (∂F/∂x)ᵀ·D·∂L/∂y through the layers and α·D·∂L/∂y around them, where D is 1 where the sum is
    above 0 and 0 elsewhere (He et al., 2016, "Identity mappings", arXiv:1603.05027, equation 5);
    where shapes differ, α times the transposed shortcut.
    """

    through: Tensor
    around: Tensor

    @property
    def total(self) -> Tensor:
        """Their sum: what reaches the layers before."""
        return self.through + self.around

    @property
    def norms(self) -> tuple[float, float, float]:
        """Lengths of what comes through, around, and of the sum."""
        parts = (self.through, self.around, self.total)
        through, around, total = (float(torch.linalg.vector_norm(one)) for one in parts)
        return through, around, total


@torch.no_grad()
def block_gradient(
    block: Block, x: Tensor, arriving: Tensor, alpha: float, linear: bool = False
) -> BlockGradient:
    """Return the gradient with respect to x (N, C, H, W), given that with respect to y.

    The block's batch norm, if it has any, is folded away before; see `plain_convolutions`.

    Parameters
    ----------
    alpha
        In place of the block's own.
    linear
        Whether no g follows the addition.
    """
    z1 = block.conv1(x)
    z2 = block.conv2(z1.relu())
    skipped = block.shortcut(x)
    gate = torch.ones_like(z2) if linear else (z2 + alpha * skipped > 0).to(z2.dtype)
    behind = gate * arriving
    hidden = _back(block.conv2, z1.shape, behind) * (z1 > 0)
    return BlockGradient(
        _back(block.conv1, x.shape, hidden), alpha * _back_around(block.shortcut, x, behind)
    )


def _back(conv: nn.Conv2d, shape: torch.Size, arriving: Tensor) -> Tensor:
    back: Tensor = conv2d_input(  # type: ignore[no-untyped-call]
        shape, conv.weight, arriving, conv.stride, conv.padding
    )
    return back


def _back_around(shortcut: nn.Module, x: Tensor, arriving: Tensor) -> Tensor:
    if isinstance(shortcut, PaddedShortcut):
        back = torch.zeros_like(x)
        first = shortcut.missing // 2
        kept = arriving[:, first : first + x.shape[1]]
        back[:, :, :: shortcut.stride, :: shortcut.stride] = kept
        return back
    if isinstance(shortcut, nn.Conv2d):
        return _back(shortcut, x.shape, arriving)
    return arriving
