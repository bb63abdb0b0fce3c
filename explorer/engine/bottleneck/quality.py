"""How far a bottleneck can go: the same small network trained with ever narrower ones.

Each width is trained on the bundled clothes from the same seed, in the same order and by the same
schedule: AdamW (Loshchilov and Hutter, 2019) with one cycle of the learning rate (Smith, 2018).

Measured in November 2026 with `FULL` on two CPU cores, torch 2.13, seeds 0, 1 and 2; per cent of
2,000 test images named right, the standard error of each about 0.7:

========  =========  ==================  ====
width     MACs       seeds 0, 1, 2       mean
========  =========  ==================  ====
direct    5,259,072  88.5   88.25 89.0   88.6
32        5,459,776  89.0   88.8  88.7   88.8
16        2,850,624  89.1   88.25 88.45  88.6
8         1,546,048  87.3   88.0  87.55  87.6
4           893,760  87.8   87.6  86.95  87.5
2           567,616  87.5   85.85 85.75  86.4
1           404,544  85.4   84.45 85.05  85.0
========  =========  ==================  ====

So half the channels cost nothing that can be seen here, and one channel, a grey picture of 14×14,
costs about 4 points. Neighbouring widths of one run can come out in the wrong order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from time import perf_counter
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.engine.bottleneck.quality_values import (
    CHANNELS,
    FULL,
    QUICK,
    QualityConfig,
    QualityError,
    QualityPoint,
    QualityResult,
    QualityStep,
    Width,
    quality_network,
)
from explorer.engine.clothes import load_clothes
from explorer.engine.device import pick_device

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from explorer.engine.clothes import LabelledImages
    from explorer.engine.network import Network

__all__ = [
    "CHANNELS", "FULL", "QUICK", "QualityConfig", "QualityError", "QualityPoint",
    "QualityResult", "QualityStep", "Width", "fresh_module", "quality_network", "train_widths",
]  # fmt: skip

_TEST_BATCH = 500


def train_widths(config: QualityConfig) -> Generator[QualityStep, None, QualityResult]:
    """Train the network with each bottleneck in turn, batch by batch.

    On a CPU with the same number of threads, a seed gives the same numbers again, the seconds
    aside. No global state of torch is used or changed.

    Yields
    ------
    QualityStep
        One for each batch; a test follows the last batch of an epoch, in the same step.

    Returns
    -------
    QualityResult
        A point for each width.

    Raises
    ------
    DatasetError
        The bundled images are missing or altered.
    DeviceError
        The device is not there.
    QualityError
        The training diverges.
    """
    device = pick_device(config.device)
    data = _load(config, device)
    points: list[QualityPoint] = []
    for index, width in enumerate(config.widths):
        for step in _train(width, config, data, device):
            if step.point is not None:
                points.append(step.point)
            yield replace(step, fraction=(index + step.fraction) / len(config.widths))
    return QualityResult(config, tuple(points), str(device))


def fresh_module(network: Network, seed: int) -> nn.Module:
    """Return a network with the weights of He et al. (2015, equation 10), the same for a seed.

    Nothing is drawn from torch's own generator: another thread may be using it.
    """
    generator = torch.Generator().manual_seed(seed)
    with torch.device("meta"):
        module = network.to_module()
    module.to_empty(device="cpu")
    for part in module.modules():
        if isinstance(part, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(part.weight, nonlinearity="relu", generator=generator)
            if part.bias is not None:
                nn.init.zeros_(part.bias)
        elif isinstance(part, nn.BatchNorm2d):
            part.reset_parameters()
    return module


@dataclass(frozen=True, slots=True, eq=False)
class _Data:
    """Images, float32 (N, 1, 28, 28) of mean 0 and deviation 1, and labels, int64 (N,)."""

    images: Tensor
    labels: Tensor
    test_images: Tensor
    test_labels: Tensor


def _load(config: QualityConfig, device: torch.device) -> _Data:
    clothes = load_clothes()
    images, labels = _tensors(clothes.train.first(config.train_images), device)
    test_images, test_labels = _tensors(clothes.test.first(config.test_images), device)
    mean, deviation = images.mean(), images.std()
    return _Data((images - mean) / deviation, labels, (test_images - mean) / deviation, test_labels)


def _tensors(part: LabelledImages, device: torch.device) -> tuple[Tensor, Tensor]:
    images = torch.from_numpy(part.images).to(device, torch.float32)[:, None] / 255
    return images, torch.from_numpy(part.labels).to(device, torch.int64)


class _Training:
    """One network with its optimiser and the schedule of its learning rate."""

    def __init__(self, network: Network, config: QualityConfig, device: torch.device) -> None:
        self.module = fresh_module(network, config.seed)
        # A third faster on a CPU than channels first; torch's types leave the argument out.
        self.module.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._optimiser = torch.optim.AdamW(self.module.parameters())
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, config.peak_rate, config.epochs * config.batches
        )

    def step(self, images: Tensor, labels: Tensor) -> tuple[float, int]:
        """Learn one batch; return its mean loss, and how many were named right before that.

        Raises
        ------
        QualityError
            The loss is no number.
        """
        scores = self.module(images)
        loss = functional.cross_entropy(scores, labels)
        self._optimiser.zero_grad()
        torch.autograd.backward(loss)
        self._optimiser.step()
        self._schedule.step()
        value = loss.item()
        if not isfinite(value):
            text = "The loss is no number any more: the training diverges. Lower the learning rate."
            raise QualityError(text, "peak_rate")
        return value, int((scores.argmax(1) == labels).sum())

    def accuracy(self, images: Tensor, labels: Tensor) -> float:
        """Return the share of images that are named right."""
        self.module.eval()
        with torch.inference_mode():
            parts = torch.split(images, _TEST_BATCH)
            named = torch.cat([self.module(part).argmax(1) for part in parts])
        self.module.train()
        return float((named == labels).sum()) / len(labels)


def _train(
    width: Width, config: QualityConfig, data: _Data, device: torch.device
) -> Iterator[QualityStep]:
    """Train and test one width; the fractions of its steps are of this width alone."""
    seconds, since = 0.0, perf_counter()
    network = quality_network(width)
    report = network.report()
    training = _Training(network, config, device)
    steps = config.epochs * config.batches
    for index, (loss, share) in enumerate(_batches(training, config, data), 1):
        epoch, batch = divmod(index - 1, config.batches)
        accuracy = point = None
        if batch + 1 == config.batches:
            accuracy = training.accuracy(data.test_images, data.test_labels)
        seconds += perf_counter() - since
        if accuracy is not None and index == steps:
            point = QualityPoint(
                width, report.macs, report.params, accuracy, config.test_images, seconds
            )
        yield QualityStep(
            width, report.macs, epoch + 1, batch + 1, index / steps, loss, share, accuracy, point
        )
        since = perf_counter()  # a paused job waits at the `yield`: that is no training


def _batches(
    training: _Training, config: QualityConfig, data: _Data
) -> Iterator[tuple[float, float]]:
    """Learn batch by batch; yield its loss, and the epoch's share named right so far."""
    # One generator for the order alone, so that every width sees the images in the same order.
    generator = torch.Generator().manual_seed(config.seed)
    for _ in range(config.epochs):
        order = torch.randperm(len(data.labels), generator=generator).to(data.labels.device)
        right = seen = 0
        for chosen in torch.split(order, config.batch):
            loss, hits = training.step(data.images[chosen], data.labels[chosen])
            right, seen = right + hits, seen + len(chosen)
            yield loss, right / seen
