"""A small training in double precision, for one process or for several under ``torchrun``."""

from __future__ import annotations

import sys

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.distributed.elastic.multiprocessing.errors import record
from torch.nn import functional

from explorer.engine.distributed import ALONE, Joined, World, current_world, data_parallel
from explorer.engine.residual.cifar_network import CifarNetwork

BATCHES = (6, 5, 4, 1, 6, 3)
"""Even ones, uneven ones, and one that leaves a process without a picture."""


def trained(world: World = ALONE, fail_at: int | None = None) -> dict[str, Tensor]:
    """Return the weights, statistics, losses and last gradients of a training."""
    draw = torch.Generator().manual_seed(3)
    network = CifarNetwork(8, width=4, shortcut="B", generator=draw).double()
    learner = data_parallel(network, world)
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    losses = []
    for step, count in enumerate(BATCHES):
        if world.rank == 1 and step == fail_at:
            raise ValueError("this picture cannot be read")
        # Far from 0, where sums of squares would lose the variance.
        pictures = 50 + torch.randn(count, 3, 12, 12, generator=draw, dtype=torch.float64)
        labels = torch.randint(10, (count,), generator=draw)
        part = world.part(count)
        scores = learner(pictures[part])
        loss = functional.cross_entropy(scores, labels[part], reduction="sum")
        loss = loss / world.divisor(count)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        losses.append(world.total(loss.detach()) / world.size)
    gradients = {f"{name}.grad": one.grad for name, one in network.named_parameters()}
    return network.state_dict() | gradients | {"losses": torch.stack(losses)}


def normalised(world: World = ALONE) -> dict[str, Tensor]:
    """Return what batch norm by itself gives and passes back, in float32, of this part."""
    draw = torch.Generator().manual_seed(4)
    x = 1000 + torch.randn(7, 3, 5, 5, generator=draw)
    wanted = torch.randn(7, 3, 5, 5, generator=draw)
    part = world.part(len(x))
    norm = nn.BatchNorm2d(3, momentum=None)
    learner = data_parallel(norm, world)
    own = x[part].clone().requires_grad_()
    loss = (learner(own) * wanted[part]).sum() / world.divisor(1)
    torch.autograd.backward(loss)
    assert own.grad is not None
    padded = torch.zeros_like(x)
    padded[part] = own.grad / world.size
    return {f"norm.{key}": value for key, value in norm.state_dict().items()} | {
        "norm.grad": world.total(padded)
    }


@record
def main(output: str, fail_at: str = "") -> None:
    """Train, and write what comes of it."""
    world = current_world()
    with Joined(world, torch.device("cpu")):
        values = trained(world, int(fail_at) if fail_at else None) | normalised(world)
    # Each process its own: they have to be the same.
    save_file({key: value.contiguous() for key, value in values.items()}, f"{output}.{world.rank}")


if __name__ == "__main__":
    main(*sys.argv[1:])
