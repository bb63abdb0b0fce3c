"""Training, step by step: whoever drives it decides when it is shown, stopped or cut off."""

from __future__ import annotations

import math
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch

from explorer.engine.distributed import ALONE, data_parallel
from explorer.engine.yolo.lecture.loss import Loss, LossWeights, yolo_loss
from explorer.engine.yolo.lecture.variation import varied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from torch import Tensor, nn

    from explorer.engine.distributed import World
    from explorer.engine.yolo.lecture.network import LectureYolo
    from explorer.engine.yolo.lecture.targets import Truth


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """How the network is trained: AdamW, a warm-up, then half a cosine down to next to nothing.

    Parameters
    ----------
    average
        Share of the averaged weights that stays, each step (an exponential moving average).
    """

    seed: int = 0
    peak_rate: float = 2e-3
    last_rate: float = 1e-5
    weight_decay: float = 0.02
    warm_up: float = 0.03
    largest_gradient: float = 50.0
    average: float = 0.999
    weights: LossWeights = field(default_factory=LossWeights)

    def rate(self, progress: float) -> float:
        """Return the learning rate at a share, 0 to 1, of the training."""
        if progress < self.warm_up:
            return self.peak_rate * max(progress / self.warm_up, 1e-3)
        along = min(1.0, (progress - self.warm_up) / (1 - self.warm_up))
        cosine = (1 + math.cos(math.pi * along)) / 2
        return self.last_rate + (self.peak_rate - self.last_rate) * cosine


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Scenes to learn from: pictures uint8 (N, 3, 608, 608), and what is in them.

    Parameters
    ----------
    of
        The scenes of the batch that these are this process's part of; None if they are all.
    """

    pictures: Tensor
    truth: Truth
    of: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TrainingStep:
    """What one batch came to, with all processes' parts of it.

    Parameters
    ----------
    progress
        Share of the training that is done, 0 to 1.
    scenes
        Seen until now, by all processes.
    loss
        Its tensors lie where the network is; reading them waits for it.
    averaged
        The network with the mean of the last weights: what will be kept. It goes on changing.
    """

    index: int
    progress: float
    rate: float
    scenes: int
    loss: Loss
    averaged: LectureYolo


def train(
    network: LectureYolo,
    batches: Iterable[Batch],
    config: TrainingConfig,
    progress: Callable[[int], float],
    world: World = ALONE,
) -> Iterator[TrainingStep]:
    """Train a network where it lies, yielding after each batch.

    Parameters
    ----------
    batches
        On the network's device; training ends with them, too.
    progress
        Says for a step's number what share of the training is behind it; it ends at 1. It may
        count steps, or look at a clock, but says the same in each process.
    world
        This process's place. Its batches are its part of larger ones (`World.part`); it learns, and
        yields, what one process with the larger ones would.
    """
    device = network.predict.weight.device
    generator = torch.Generator(device).manual_seed(config.seed)
    averaged = deepcopy(network).eval().requires_grad_(False)
    optimizer = _optimizer(network, config)
    (head,) = network.heads
    module = data_parallel(network.train(), world)
    scenes = 0
    for index, batch in enumerate(batches):
        share = progress(index)
        if share >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = config.rate(share)
        total = batch.of or len(batch.pictures)
        pictures = varied(batch.pictures, generator, total, world.part(total))
        pictures = pictures.contiguous(memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            (output,) = module(pictures)
        loss = yolo_loss(output, batch.truth, head, config.weights, world.divisor(total))
        optimizer.zero_grad()
        loss.total.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), config.largest_gradient)
        optimizer.step()
        _average(averaged, network, min(config.average, (1 + index) / (10 + index)))
        scenes += total
        yield TrainingStep(
            index, share, config.rate(share), scenes, _of_all(loss.detached(), world), averaged
        )


def _optimizer(network: nn.Module, config: TrainingConfig) -> torch.optim.Optimizer:
    """Return AdamW; biases and normalisations do not decay."""
    kernels = [value for value in network.parameters() if value.dim() > 1]
    others = [value for value in network.parameters() if value.dim() <= 1]
    groups = [
        {"params": kernels, "weight_decay": config.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=config.peak_rate)


def _of_all(loss: Loss, world: World) -> Loss:
    """Return the mean over the processes, each of which counted its own part."""
    parts = torch.stack((loss.objectness, loss.coordinates, loss.classes))
    return Loss(*(world.total(parts) / world.size).unbind())


@torch.no_grad()
def _average(averaged: nn.Module, network: nn.Module, stays: float) -> None:
    """Move the averaged weights and running statistics a little towards the network's."""
    own, now = averaged.state_dict(), network.state_dict()
    moving = [key for key, value in own.items() if value.is_floating_point()]
    torch._foreach_lerp_([own[key] for key in moving], [now[key] for key in moving], 1 - stays)
