"""The loss around a trained network, on a plane through its weights (Li et al., 2018).

L(α, β) = L(θ + αδ + βη) of "Visualizing the Loss Landscape of Neural Nets", arXiv:1712.09913,
equation 1. δ and η are drawn from a normal distribution and made as long as the weights, filter by
filter (section 4): δ_ij ← δ_ij / ‖δ_ij‖ · ‖θ_ij‖, where a filter is what makes one channel, and in
a dense layer one row. Biases and the γ and β of batch normalisation stay as they are, as in the
authors' program. So does what it normalises by: it is in evaluation mode, with the running mean
and variance of the trained network, which is why it can be folded into the convolutions before it.
That scales a filter and its direction alike: the slice is the same.

A filter and the normalisation after it may be rescaled against one another without changing what
the network computes, and then the slice does not change either: flat is flat, not large.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.engine.inference.folding import fold_batch_norm
from explorer.engine.inference.rewriting import layout_for
from explorer.engine.inference.steps import Steps
from explorer.engine.inference.tracing import traced
from explorer.engine.residual.surface_values import (
    RISE,
    Flatness,
    Surface,
    SurfaceConfig,
    SurfaceError,
    SurfaceStep,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

__all__ = [
    "RISE", "Flatness", "Surface", "SurfaceConfig", "SurfaceError", "SurfaceStep",
    "filter_normalised", "loss_surface", "random_direction",
]  # fmt: skip


def loss_surface(
    network: nn.Module, images: Tensor, labels: Tensor, config: SurfaceConfig | None = None
) -> Generator[SurfaceStep, None, Surface]:
    """Compute the slice around a network, point by point; the first is the network itself.

    A copy is computed with, made at once, so that the network may go on learning meanwhile. On a
    CPU with the same number of threads, a seed gives the same numbers again; two networks of the
    same layers are given the same draws. No global state of torch is used or changed.

    Parameters
    ----------
    network
        From pictures to the scores (N, classes), on any device.
    images, labels
        float (N, C, H, W) as the network takes them, and int64 (N,).

    Yields
    ------
    SurfaceStep
        ``points²`` of them, coarse grid first.

    Returns
    -------
    Surface
        After the last.

    Raises
    ------
    SurfaceError
        There are no pictures, they do not fit the labels or the network, or the network's own loss
        is no number. The first three are raised at once.
    """
    config = config or SurfaceConfig()
    _check(network, images, labels)
    return _points(_Plane(network, config.seed), _Data(network, images, labels, config), config)


def random_direction(
    weights: Mapping[str, Tensor], generator: torch.Generator
) -> dict[str, Tensor]:
    """Return a filter-normalised direction for weights of two dimensions and more, by name.

    It is drawn on the CPU in float32, in the order of the weights, and returned as they are.
    """
    return {
        name: filter_normalised(
            torch.randn(value.shape, generator=generator).to(value), value
        )
        for name, value in weights.items()
    }  # fmt: skip


def filter_normalised(direction: Tensor, weight: Tensor) -> Tensor:
    """Return a direction whose filters are as long as the weight's: δ/‖δ‖·‖θ‖.

    Both are (filters, …): (c_out, c_in, f, f) of a convolution, (out, in) of a dense layer. A
    filter of zeros gives a direction of zeros.
    """
    scale = _lengths(weight) / _lengths(direction)
    return direction * scale.reshape(-1, *(1,) * (direction.dim() - 1))


def _lengths(weight: Tensor) -> Tensor:
    lengths: Tensor = torch.linalg.vector_norm(weight.flatten(1), dim=1)
    return lengths


class _Plane:
    """A copy of the network that can be put anywhere on the plane."""

    def __init__(self, network: nn.Module, seed: int) -> None:
        graph = traced(network)
        fold_batch_norm(graph)
        self.network = Steps(graph)
        layout = layout_for(next(network.parameters()).device)
        self.network.to(memory_format=layout)  # type: ignore[call-overload]
        moving = {
            name: value.detach()
            for name, value in self.network.named_parameters()
            if value.dim() > 1
        }
        generator = torch.Generator().manual_seed(seed)
        self._weights = list(moving.values())
        self._middle = [value.clone() for value in self._weights]
        self._directions = [
            list(random_direction(moving, generator).values()) for _ in range(2)
        ]  # fmt: skip

    @torch.no_grad()
    def go(self, alpha: float, beta: float) -> None:
        """Put the weights at θ + αδ + βη; at (0, 0) they are θ to the bit."""
        torch._foreach_copy_(self._weights, self._middle)
        for amount, direction in zip((alpha, beta), self._directions, strict=True):
            if amount:
                torch._foreach_add_(self._weights, direction, alpha=amount)


class _Data:
    """The pictures where the network is, in batches."""

    def __init__(
        self, network: nn.Module, images: Tensor, labels: Tensor, config: SurfaceConfig
    ) -> None:
        weight = next(network.parameters())
        pictures = images.detach().to(weight.device, weight.dtype)
        pictures = pictures.contiguous(memory_format=layout_for(weight.device))
        self._images = torch.split(pictures, config.batch)
        self._labels = torch.split(labels.detach().to(weight.device, torch.int64), config.batch)
        self.count = len(labels)

    @torch.inference_mode()
    def loss(self, network: nn.Module) -> float:
        """Return the mean cross-entropy; infinite where the numbers overflow."""
        sums = [
            functional.cross_entropy(network(images), labels, reduction="sum")
            for images, labels in zip(self._images, self._labels, strict=True)
        ]
        mean = math.fsum(torch.stack(sums).tolist()) / self.count
        return mean if math.isfinite(mean) else math.inf


def _points(
    plane: _Plane, data: _Data, config: SurfaceConfig
) -> Generator[SurfaceStep, None, Surface]:
    losses = np.full((config.points, config.points), np.nan)
    axis, total = config.axis, config.points**2
    for index, (row, column) in enumerate(config.order, 1):
        plane.go(axis[column], axis[row])
        losses[row, column] = loss = data.loss(plane.network)
        if index == 1 and math.isinf(loss):
            raise SurfaceError(
                "The trained network's own loss is no number: its training has diverged. Train it "
                "again with a lower learning rate."
            )
        yield SurfaceStep(index, total, row, column, loss, losses.copy())
    losses.flags.writeable = False
    return Surface(config, losses, data.count)


def _check(network: nn.Module, images: Tensor, labels: Tensor) -> None:
    if images.dim() != 4 or labels.shape != images.shape[:1]:
        raise SurfaceError(
            f"Pictures are (N, C, H, W) with as many labels (N,), not {tuple(images.shape)} with "
            f"{tuple(labels.shape)}."
        )
    if not len(images):
        raise SurfaceError("There are no pictures to compute the loss of: choose some data.")
    first = next((one for one in network.modules() if isinstance(one, nn.Conv2d)), None)
    if first is not None and first.in_channels != images.shape[1]:
        raise SurfaceError(
            f"The network takes pictures of {first.in_channels} channels, these have "
            f"{images.shape[1]}: choose the data that it was trained on."
        )
    dense = [one for one in network.modules() if isinstance(one, nn.Linear)]
    low, high = int(labels.min()), int(labels.max())
    if dense and not 0 <= low <= high < dense[-1].out_features:
        raise SurfaceError(
            f"A label is {low if low < 0 else high}; the network knows classes 0 to "
            f"{dense[-1].out_features - 1}. Choose the data that it was trained on."
        )
