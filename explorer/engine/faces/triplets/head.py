"""A small network on top of embeddings, which learns its own distances from triplets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from explorer.engine.faces.triplets.config import HeadConfig

_FEW_POINTS = 1e-12


class ProjectionHead(nn.Module):
    """Dense, ReLU, dense, and if wanted the length brought to 1: (N, D) → (N, outputs).

    Embeddings are first moved and scaled as the ones that it was made for are, to mean 0 and a mean
    square of 1, so that one learning rate fits embeddings of any size.

    Parameters
    ----------
    embeddings
        float32 (N, D), those that it will learn from.
    config
        Its size, its seed, and whether it normalises.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, embeddings: Tensor, config: HeadConfig) -> None:
        super().__init__()
        mean = embeddings.mean(0)
        self.register_buffer("mean", mean)
        self.register_buffer("scale", (embeddings - mean).square().mean().sqrt().clamp(min=1e-6))
        generator = torch.Generator().manual_seed(config.seed)
        self.hidden = _dense(embeddings.shape[1], config.hidden, generator, gain=2**0.5)
        # Embeddings begin with squared lengths near 1, whether or not they are brought to it: a
        # margin means the same for both.
        self.output = _dense(config.hidden, config.outputs, generator, config.outputs**-0.5)
        self.normalised = config.normalised

    def forward(self, embeddings: Tensor) -> Tensor:
        """Return the projected embeddings (N, outputs)."""
        hidden = torch.relu(self.hidden((embeddings - self.mean) / self.scale))
        projected: Tensor = self.output(hidden)
        if not self.normalised:
            return projected
        return functional.normalize(projected, dim=1, eps=_FEW_POINTS)

    def embed(self, embeddings: ArrayLike) -> NDArray[np.float32]:
        """Return the projections of embeddings (N, D) as float32 (N, outputs)."""
        points = torch.from_numpy(np.asarray(embeddings, np.float32))
        with torch.inference_mode():
            projected: NDArray[np.float32] = self(points).numpy()
        return projected


def _dense(inputs: int, outputs: int, generator: torch.Generator, gain: float) -> nn.Linear:
    """Return a layer that keeps the variance (He et al. 2015, equation 10); biases are 0.

    Nothing is drawn from torch's own generator: another thread may be using it.
    """
    layer = nn.Linear(inputs, outputs, device="meta").to_empty(device="cpu")
    nn.init.normal_(layer.weight, 0.0, gain / inputs**0.5, generator=generator)
    nn.init.zeros_(layer.bias)
    return layer
