"""Batch norm by the statistics of all processes' parts, where torch's own needs a GPU.

Mean and variance of Ioffe and Szegedy, 2015 (arXiv:1502.03167), algorithm 1, over the whole batch;
those of the parts are put together as by Chan, Golub and LeVeque, 1979 ("Updating formulae and a
pairwise algorithm for computing sample variances", equation 2.1): no small difference of large
sums.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from explorer.engine.distributed.world import DistributedError

_ALL_BUT_CHANNELS = (0, 2, 3)


class TotalBatchNorm2d(nn.BatchNorm2d):
    """`torch.nn.BatchNorm2d` whose batch is that of all processes; any part may be empty.

    Raises
    ------
    DistributedError
        In training, if all parts together have fewer than two numbers a channel.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Return maps of the same shape; in training, all processes have to ask."""
        if not self.training:
            return super().forward(x)
        self._check_input_dim(x)
        mean, variance, count = _total_statistics(x)
        self._follow(mean, variance * (count / (count - 1)))
        inverse = (variance + self.eps).rsqrt()
        normalised: Tensor = _Normalised.apply(
            x, self.weight, self.bias, mean.to(x.dtype), inverse.to(x.dtype), count
        )  # type: ignore[no-untyped-call]
        return normalised

    @torch.no_grad()
    def _follow(self, mean: Tensor, variance: Tensor) -> None:
        """Move the running statistics towards a batch's; its variance is the unbiased one."""
        if self.running_mean is None or self.running_var is None:
            return
        assert self.num_batches_tracked is not None
        self.num_batches_tracked += 1
        share = self.momentum
        if share is None:
            share = 1 / self.num_batches_tracked.item()
        for running, now in ((self.running_mean, mean), (self.running_var, variance)):
            running.lerp_(now.to(running.dtype), share)


def with_total_statistics(module: nn.Module) -> nn.Module:
    """Replace each `torch.nn.BatchNorm2d`, which goes on with the same parameters and buffers."""
    if isinstance(module, nn.BatchNorm2d):
        return _total(module)
    for name, part in module.named_children():
        setattr(module, name, with_total_statistics(part))
    return module


def _total(norm: nn.BatchNorm2d) -> TotalBatchNorm2d:
    made = TotalBatchNorm2d(
        norm.num_features, norm.eps, norm.momentum, norm.affine, norm.track_running_stats
    )
    made.weight, made.bias = norm.weight, norm.bias
    made.running_mean, made.running_var = norm.running_mean, norm.running_var
    made.num_batches_tracked = norm.num_batches_tracked
    return made.train(norm.training)


@torch.no_grad()
def _total_statistics(x: Tensor) -> tuple[Tensor, Tensor, float]:
    """Return mean and variance, float64 (C,), of all parts, and the numbers that a channel has."""
    own = x.numel() // x.shape[1]
    mean = x.sum(_ALL_BUT_CHANNELS, dtype=torch.float64) / max(own, 1)
    deviation = x - _spread(mean.to(x.dtype))
    squares = deviation.square().sum(_ALL_BUT_CHANNELS, dtype=torch.float64)
    packed = torch.cat((mean.new_tensor([own]), mean, squares))
    parts = [torch.empty_like(packed) for _ in range(dist.get_world_size())]
    dist.all_gather(parts, packed)
    counts, means, deviations = torch.stack(parts).tensor_split([1, 1 + len(mean)], dim=1)
    count = counts.sum().item()
    if count < 2:
        raise DistributedError(
            f"Batch norm cannot be trained on {count:.0f} numbers a channel: two are the least. "
            "Take a larger batch."
        )
    total_mean = (counts * means).sum(0) / count
    between = counts * (means - total_mean).square()
    return total_mean, (deviations + between).sum(0) / count, count


class _Normalised(torch.autograd.Function):
    """γ (x − μ)/√(σ² + ε) + β, where μ and σ depend on the x of every process."""

    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        weight: Tensor | None,
        bias: Tensor | None,
        mean: Tensor,
        inverse: Tensor,
        count: float,
    ) -> Tensor:
        ctx.save_for_backward(x, weight, mean, inverse)
        ctx.count = count
        scale = inverse if weight is None else inverse * weight
        shift = -mean * scale if bias is None else bias - mean * scale
        return torch.addcmul(_spread(shift), x, _spread(scale))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        """Return ∂/∂x for the losses of all processes, ∂/∂γ and ∂/∂β for this one's."""
        x, weight, mean, inverse = ctx.saved_tensors
        normal = (x - _spread(mean)) * _spread(inverse)
        bias_sum = gradient.sum(_ALL_BUT_CHANNELS, dtype=torch.float64)
        weight_sum = (gradient * normal).sum(_ALL_BUT_CHANNELS, dtype=torch.float64)
        total = torch.stack((bias_sum, weight_sum))
        dist.all_reduce(total)
        offset, slope = (total / ctx.count).to(x.dtype)
        scale = inverse if weight is None else inverse * weight
        to_x = (gradient - _spread(offset) - normal * _spread(slope)) * _spread(scale)
        if weight is None:
            return to_x, None, None, None, None, None
        return to_x, weight_sum.to(x.dtype), bias_sum.to(x.dtype), None, None, None


def _spread(channels: Tensor) -> Tensor:
    return channels[:, None, None]
