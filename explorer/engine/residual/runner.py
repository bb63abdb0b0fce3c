"""One network on its way: what it learns at an iteration, and what is counted meanwhile."""

from __future__ import annotations

import math
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor
from torch.nn import functional

from explorer.engine.residual.cifar_network import CifarNetwork
from explorer.engine.residual.statistics import activation_variances, gradient_norms
from explorer.engine.residual.steps import Divergence, LaneRecord, layer_names

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from explorer.engine.residual.config import Lane, TrainingConfig
    from explorer.engine.residual.dataset import Dataset

_UNREAD: Final = 64
"""Iterations whose scores wait to be looked at: few enough to take little memory."""


def new_network(lane: Lane, config: TrainingConfig, data: Dataset) -> CifarNetwork:
    """Return a network as it starts, on the CPU: those of one seed and depth have equal weights."""
    return CifarNetwork(
        lane.depth,
        alpha=lane.alpha,
        shortcut=config.shortcut,
        width=config.width,
        channels=data.channels,
        classes=len(data.class_names),
        batch_norm=config.batch_norm,
        initialisation=config.initialisation,
        generator=torch.Generator().manual_seed(config.seed),
    )


class Runner:
    """A network, its optimiser, and what was counted since the last record.

    Nothing waits for a GPU but `record` and `count_tests`: what a step leaves behind is kept as it
    is and looked at later.
    """

    def __init__(
        self, lane: Lane, config: TrainingConfig, data: Dataset, device: torch.device
    ) -> None:
        self.lane = lane
        self.diverged: Divergence | None = None
        self.network = new_network(lane, config, data)
        # Torch's types leave the memory format out.
        self.network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimiser = _optimiser(self.network, config)
        self.losses: list[Tensor] = []
        self.wrong = torch.zeros((), dtype=torch.int64, device=device)
        self.shown = 0
        self._unread: list[tuple[Tensor, Tensor]] = []
        self._statistics = torch.zeros(2, lane.depth)
        self._mixed = config.mixed and _has_bfloat16(device)
        self._device = device

    def learn(self, images: Tensor, labels: Tensor, rate: float, look: bool) -> None:
        """Make one step; with ``look`` gradients and activations are measured on the way."""
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.network.train()
        variances: dict[str, Tensor] = {}
        watching = activation_variances(self.network, variances) if look else nullcontext()
        with watching, self._autocast():
            scores = self.network(images)
            loss = functional.cross_entropy(scores, labels)
        self.optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        if look:
            norms = gradient_norms(self.network)
            ordered = [variances[name] for name in layer_names(self.lane.depth)]
            self._statistics = torch.stack([norms, torch.stack(ordered).to(norms.dtype)])
        self.optimiser.step()
        self.losses.append(loss.detach())
        self.shown += len(labels)
        self._unread.append((scores.detach(), labels))
        if look or len(self._unread) == _UNREAD:
            self.count()

    def count(self) -> None:
        """Add the wrong names of the last steps up, on the device."""
        if self._unread:
            scores, labels = (torch.cat(part) for part in zip(*self._unread, strict=True))
            self.wrong += (scores.argmax(1) != labels).sum()
            self._unread.clear()

    def record(self, iteration: int, epoch: int, rate: float) -> LaneRecord | None:
        """Return what was measured and begin to count anew; None if the network has diverged.

        ``iteration`` counts from 1 and is the one that was learnt with ``look``.
        """
        losses = torch.stack(self.losses).tolist()
        wrong = int(self.wrong)
        norms, variances = self._statistics.tolist()
        lost = next((place for place, one in enumerate(losses) if not math.isfinite(one)), None)
        if lost is not None:
            self.diverged = Divergence(self.lane.name, iteration - len(losses) + 1 + lost)
        made = None if lost is not None else LaneRecord(
            self.lane.name, iteration, epoch, rate,
            math.fsum(losses) / len(losses), 100 * wrong / self.shown,
            tuple(norms), tuple(variances),
        )  # fmt: skip
        self.losses.clear()
        self.wrong.zero_()
        self.shown = 0
        return made

    @torch.no_grad()
    def count_wrong(self, images: Tensor, labels: Tensor) -> Tensor:
        """Return how many of a batch the network names wrong, a scalar on the device."""
        self.network.eval()
        with self._autocast():
            scores = self.network(images)
        wrong: Tensor = (scores.argmax(1) != labels).sum()
        return wrong

    def _autocast(self) -> AbstractContextManager[object]:
        if not self._mixed:
            return nullcontext()
        return torch.autocast(self._device.type, torch.bfloat16)


def _optimiser(network: CifarNetwork, config: TrainingConfig) -> torch.optim.Optimizer:
    if config.optimiser == "adam":
        return torch.optim.AdamW(
            network.parameters(), config.learning_rate, weight_decay=config.weight_decay
        )
    return torch.optim.SGD(
        network.parameters(),
        config.learning_rate,
        momentum=config.momentum,
        weight_decay=config.weight_decay,
    )


def _has_bfloat16(device: torch.device) -> bool:
    """Return whether a GPU multiplies bfloat16 numbers itself, from Ampere on."""
    return device.type == "cuda" and torch.cuda.get_device_capability(device) >= (8, 0)
