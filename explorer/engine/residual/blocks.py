"""Two layers and the way around them: y = g(F(x) + α·x)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from explorer.engine.residual.config import Shortcut


class PaddedShortcut(nn.Module):
    """Option A: every ``stride``-th pixel, and zeros for the channels that are new."""

    def __init__(self, channels: int, filters: int, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.missing = filters - channels

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, filters, H/stride, W/stride) of (N, channels, H, W)."""
        kept = x[:, :, :: self.stride, :: self.stride]
        before = self.missing // 2
        return functional.pad(kept, (0, 0, 0, 0, before, self.missing - before))


class Block(nn.Module):
    """Two 3×3 convolutions F, each with batch norm, and a skip that is scaled by α.

    Equation 1 of He et al., 2015 (arXiv:1512.03385): y = F(x) + x, then ReLU; equation 2 where
    shapes differ. The plain block of section 3.3 is the same with α = 0.

    Parameters
    ----------
    channels, filters
        Of the input and of the output.
    stride
        Of the first convolution.
    alpha
        How much of the input goes around: 1 is a residual block, 0 a plain one.
    shortcut
        Where shapes differ: "A" pads with zeros, "B" projects by a 1×1 convolution.
    batch_norm
        Whether each convolution is followed by one; without, it has a bias.
    """

    def __init__(
        self,
        channels: int,
        filters: int,
        stride: int = 1,
        *,
        alpha: float = 1.0,
        shortcut: Shortcut = "A",
        batch_norm: bool = True,
    ) -> None:
        super().__init__()
        bias = not batch_norm
        self.conv1 = nn.Conv2d(channels, filters, 3, stride, padding=1, bias=bias)
        self.bn1 = nn.BatchNorm2d(filters) if batch_norm else nn.Identity()
        self.conv2 = nn.Conv2d(filters, filters, 3, padding=1, bias=bias)
        self.bn2 = nn.BatchNorm2d(filters) if batch_norm else nn.Identity()
        self.alpha = alpha
        self.shortcut = (
            nn.Identity()
            if alpha == 0
            else _shortcut(channels, filters, stride, shortcut, batch_norm)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return a[l+2] = g(z[l+2] + α·a[l])."""
        z = self.residual(x)
        return functional.relu(z if self.alpha == 0 else z + self.alpha * self.shortcut(x))

    def residual(self, x: Tensor) -> Tensor:
        """Return F(x) = z[l+2], before the addition."""
        z: Tensor = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        return z


def _shortcut(
    channels: int, filters: int, stride: int, option: Shortcut, batch_norm: bool
) -> nn.Module:
    if stride == 1 and channels == filters:
        return nn.Identity()
    if option == "A":
        return PaddedShortcut(channels, filters, stride)
    projection = nn.Conv2d(channels, filters, 1, stride, bias=not batch_norm)
    return nn.Sequential(projection, nn.BatchNorm2d(filters)) if batch_norm else projection
