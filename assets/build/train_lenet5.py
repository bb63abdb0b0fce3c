"""Train LeNet-5 on MNIST and write ``assets/weights/lenet5.safetensors`` with its manifest entry.

    python assets/build/train_lenet5.py

About five minutes on one core. The accuracy in the manifest is that of the last epoch on the
10,000 test digits, which training never sees and no choice was made by.
"""

from __future__ import annotations

import math
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

import mnist
import torch
import torch.nn.functional as F
import weight_files
from torch import Tensor

from explorer.engine.trained.catalogue import NETWORKS
from explorer.engine.trained.lenet import LeNet5

if TYPE_CHECKING:
    from collections.abc import Iterator

PREPROCESSING = NETWORKS["lenet5"].preprocessing


@dataclass(frozen=True)
class Config:
    """How the network is trained."""

    seed: int = 0
    epochs: int = 30
    batch: int = 128
    peak_rate: float = 4e-3
    weight_decay: float = 1e-3
    # The largest random change of a digit, so that drawn digits of another hand are known too.
    rotation_deg: float = 12.0
    shear: float = 0.15
    scale: float = 0.12
    shift_px: float = 1.5


@dataclass(frozen=True)
class Epoch:
    """What one pass over the training digits came to."""

    index: int
    loss: float
    module: LeNet5


def padded(pictures: Tensor) -> Tensor:
    """Turn uint8 (N, 28, 28) into (N, 1, 32, 32) in 0..1."""
    return F.pad(pictures[:, None] / 255.0, (2, 2, 2, 2))


def normalised(pictures: Tensor) -> Tensor:
    """Bring 0..1 to the mean and deviation that the network works with."""
    return (pictures - PREPROCESSING.mean[0]) / PREPROCESSING.std[0]


def augmented(pictures: Tensor, config: Config, generator: torch.Generator) -> Tensor:
    """Turn, slant, scale and move each digit; make a third bolder and a third finer."""
    count, side = len(pictures), pictures.shape[-1]

    def uniform(largest: float, *shape: int) -> Tensor:
        return (2 * torch.rand(count, *shape, generator=generator) - 1) * largest

    angle = uniform(math.radians(config.rotation_deg))
    stretch = 1 + uniform(config.scale, 2)
    slant = uniform(config.shear)
    cos, sin = angle.cos(), angle.sin()
    theta = torch.empty(count, 2, 3)
    theta[:, 0, 0] = cos * stretch[:, 0]
    theta[:, 0, 1] = (slant * cos - sin) * stretch[:, 1]
    theta[:, 1, 0] = sin * stretch[:, 0]
    theta[:, 1, 1] = (slant * sin + cos) * stretch[:, 1]
    theta[:, :, 2] = uniform(2 * config.shift_px / side, 2)
    grid = F.affine_grid(theta, list(pictures.shape), align_corners=False)
    moved = F.grid_sample(pictures, grid, align_corners=False)
    bolder = F.max_pool2d(moved, 3, 1, 1)
    finer = -F.max_pool2d(-moved, 3, 1, 1)
    choice = torch.rand(count, 1, 1, 1, generator=generator)
    share = 0.5 * torch.rand(count, 1, 1, 1, generator=generator)
    bold = torch.where(choice < 1 / 3, share, 0.0)
    fine = torch.where(choice > 2 / 3, share, 0.0)
    return moved + bold * (bolder - moved) + fine * (finer - moved)


def train(pictures: Tensor, labels: Tensor, config: Config) -> Iterator[Epoch]:
    """Train from scratch, yielding after each epoch."""
    torch.manual_seed(config.seed)
    generator = torch.Generator().manual_seed(config.seed)
    module = LeNet5()
    optimizer = torch.optim.AdamW(module.parameters(), weight_decay=config.weight_decay)
    steps = math.ceil(len(labels) / config.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.peak_rate, epochs=config.epochs, steps_per_epoch=steps
    )
    for index in range(config.epochs):
        total = 0.0
        for chosen in torch.randperm(len(labels), generator=generator).split(config.batch):
            digits = normalised(augmented(pictures[chosen], config, generator))
            loss = F.cross_entropy(module(digits), labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(chosen)
        yield Epoch(index, total / len(labels), module)


@torch.no_grad()
def accuracy(module: LeNet5, pictures: Tensor, labels: Tensor) -> float:
    """Return the share of digits that are named right."""
    module.eval()
    predicted = torch.cat([module(normalised(part)).argmax(1) for part in pictures.split(1000)])
    module.train()
    return float((predicted == labels).double().mean())


def main() -> None:
    """Train, measure and write."""
    torch.set_num_threads(1)
    config = Config()
    pictures, labels = (torch.from_numpy(part.copy()) for part in mnist.read("train"))
    test_pictures, test_labels = (torch.from_numpy(part.copy()) for part in mnist.read("t10k"))
    pictures, test_pictures = padded(pictures), padded(test_pictures)
    labels, test_labels = labels.long(), test_labels.long()
    measured = 0.0
    for epoch in train(pictures, labels, config):
        measured = accuracy(epoch.module, test_pictures, test_labels)
        print(f"epoch {epoch.index + 1:2d}  loss {epoch.loss:.4f}  test {measured:.4f}", flush=True)
    name, version = mnist.PACKAGE
    weight_files.write(
        "lenet5",
        {key: value.detach() for key, value in epoch.module.state_dict().items()},
        {
            "network": "LeNet-5, as usually built (dense C3, ReLU, max pooling)",
            "preprocessing": weight_files.as_json(PREPROCESSING),
            "source": {"data": f"MNIST: {name} {version} (npm)"},
            "licence": {"code": "MIT", "weights": "MIT", "data": "CC BY-SA 3.0"},
            "published": {"top1": 99.05, "of": "LeNet-5, LeCun et al. 1998, 0.95 % test error"},
            "measured": {
                "top1": round(100 * measured, 2),
                "of": "10,000 MNIST test digits, after the last epoch",
                "seed": config.seed,
                "epochs": config.epochs,
                "torch": torch.__version__,
                "python": platform.python_version(),
            },
            "build": "assets/build/train_lenet5.py",
        },
    )


if __name__ == "__main__":
    main()
