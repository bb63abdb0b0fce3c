"""Train LeNet-5 on MNIST and write ``assets/weights/lenet5.safetensors`` with its manifest entry.

    python assets/build/train_lenet5.py

About five minutes on one core. The accuracy in the manifest is that of the last epoch on the
10,000 test digits, which training never sees and no choice was made by.

``--epochs``, ``--limit`` and ``--output`` try the script out, and leave the assets as they are:

    python assets/build/train_lenet5.py --epochs 2 --limit 6000 --output out/lenet5.safetensors
"""

from __future__ import annotations

import math
import platform
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mnist
import torch
import torch.nn.functional as F
import torchrun
import weight_files
from safetensors.torch import save_file
from torch import Tensor
from torch.distributed.elastic.multiprocessing.errors import record

from explorer.engine.distributed import Joined, World, current_world, data_parallel
from explorer.engine.trained.catalogue import NETWORKS
from explorer.engine.trained.lenet import LeNet5

if TYPE_CHECKING:
    import argparse
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


@dataclass(frozen=True)
class Changes:
    """How each of N digits is turned, slanted, scaled and moved, and its strokes' new strength."""

    theta: Tensor  # (N, 2, 3)
    bold: Tensor  # (N, 1, 1, 1), shares in 0..1
    fine: Tensor

    def part(self, part: slice) -> Changes:
        """Return those of some of the digits."""
        return Changes(self.theta[part], self.bold[part], self.fine[part])


def drawn(count: int, side: int, config: Config, generator: torch.Generator) -> Changes:
    """Draw the changes of a batch; a third of the digits becomes bolder and a third finer."""

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
    choice = torch.rand(count, 1, 1, 1, generator=generator)
    share = 0.5 * torch.rand(count, 1, 1, 1, generator=generator)
    bold = torch.where(choice < 1 / 3, share, 0.0)
    fine = torch.where(choice > 2 / 3, share, 0.0)
    return Changes(theta, bold, fine)


def changed(pictures: Tensor, changes: Changes) -> Tensor:
    """Return each digit with its changes."""
    if not len(pictures):  # a process's part of a small batch; no grid is made for nothing
        return pictures
    theta, bold, fine = (
        value.to(pictures.device) for value in (changes.theta, changes.bold, changes.fine)
    )
    grid = F.affine_grid(theta, list(pictures.shape), align_corners=False)
    moved = F.grid_sample(pictures, grid, align_corners=False)
    bolder = F.max_pool2d(moved, 3, 1, 1)
    finer = -F.max_pool2d(-moved, 3, 1, 1)
    return moved + bold * (bolder - moved) + fine * (finer - moved)


def train(pictures: Tensor, labels: Tensor, config: Config, world: World) -> Iterator[Epoch]:
    """Train from scratch where the digits lie, yielding after each epoch."""
    torch.manual_seed(config.seed)
    generator = torch.Generator().manual_seed(config.seed)
    module = LeNet5().to(pictures.device)
    learner = data_parallel(module, world)
    optimizer = torch.optim.AdamW(module.parameters(), weight_decay=config.weight_decay)
    steps = math.ceil(len(labels) / config.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.peak_rate, epochs=config.epochs, steps_per_epoch=steps
    )
    for index in range(config.epochs):
        total = 0.0
        for batch in torch.randperm(len(labels), generator=generator).split(config.batch):
            part, divisor = world.part(len(batch)), world.divisor(len(batch))
            changes = drawn(len(batch), pictures.shape[-1], config, generator).part(part)
            chosen = batch[part].to(pictures.device)
            digits = normalised(changed(pictures[chosen], changes))
            loss = F.cross_entropy(learner(digits), labels[chosen], reduction="sum") / divisor
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * divisor
        total = world.total(torch.tensor(total, dtype=torch.float64)).item()
        yield Epoch(index, total / len(labels), module)


@torch.no_grad()
def accuracy(module: LeNet5, pictures: Tensor, labels: Tensor, world: World) -> float:
    """Return the share of digits that are named right; each process looks at its part."""
    part = world.part(len(labels))
    module.eval()
    predicted = [module(normalised(some)).argmax(1) for some in pictures[part].split(1000)]
    module.train()
    right = world.total((torch.cat(predicted) == labels[part]).sum())
    return right.item() / len(labels)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = torchrun.parser_of(__doc__, "train_lenet5.py", "--device cuda")
    parser.add_argument("--device", default="cpu", help="cuda, mps or cpu, which is the default")
    parser.add_argument("--epochs", type=int, default=Config.epochs)
    parser.add_argument("--batch", type=int, default=Config.batch, help="digits a step, of all")
    parser.add_argument("--limit", type=int, help="training digits, fewer to try it out")
    parser.add_argument("--output", type=Path, help="write the weights there, not into the assets")
    return parser.parse_args()


def digits(split: str, device: torch.device, limit: int | None = None) -> tuple[Tensor, Tensor]:
    """Return the first pictures and labels of a split."""
    pictures, labels = (torch.from_numpy(part[:limit].copy()) for part in mnist.read(split))
    return padded(pictures).to(device), labels.long().to(device)


@record
def main() -> None:
    """Train, measure and write."""
    torch.set_num_threads(1)
    options = arguments()
    config = replace(Config(), epochs=options.epochs, batch=options.batch)
    world = current_world()
    device = world.device(options.device)
    with Joined(world, device):
        pictures, labels = digits("train", device, options.limit)
        test = digits("t10k", device)
        for epoch in train(pictures, labels, config, world):
            measured = accuracy(epoch.module, *test, world)
            line = f"epoch {epoch.index + 1:2d}  loss {epoch.loss:.4f}  test {measured:.4f}"
            torchrun.say(world, line)
    if not world.leads:
        return
    weights = {key: value.detach().cpu() for key, value in epoch.module.state_dict().items()}
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        save_file(weights, options.output)
    else:
        weight_files.write("lenet5", weights, about(measured, config, world))


def about(measured: float, config: Config, world: World) -> dict[str, Any]:
    """Return the manifest's entry."""
    name, version = mnist.PACKAGE
    return {
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
        }
        | ({"processes": world.size} if world.size > 1 else {}),
        "build": "assets/build/train_lenet5.py",
    }


if __name__ == "__main__":
    main()
