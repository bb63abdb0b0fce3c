"""Train the lecture's form of YOLO, and write ``assets/weights/lecture-yolo.safetensors``.

    python assets/build/train_lecture_yolo.py                 train, measure, write
    python assets/build/train_lecture_yolo.py --evaluate      measure the bundled weights again

Training takes a GPU if there is one (six minutes on an H100), else the CPU, where half a day is
needed for as good a network: ``--minutes``. The scenes are composed as it goes by all processors
but one. The record of the run, ``lecture-yolo-training.json``, lies in
``assets/recordings``.

The figure in the manifest is mAP at an IoU of 0.5 on 500 scenes, whose digits and photographs
training never sees; it is measured once, after the last step, and no choice is made by it.

To train on another computer than this: ``--pack FILE`` here gathers what scenes are made of, and
there ``--ingredients FILE --output FOLDER`` trains; ``--bundle FOLDER`` takes the result over here.

With ``--steps`` no clock is asked: so many batches of new scenes, composed one after another, the
same in any number of processes.
"""

from __future__ import annotations

import json
import os
import platform
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import torch
import torchrun
from repository import ASSETS, ROOT
from safetensors.torch import load_file, save_file
from scene_stream import OrderedScenes, SceneStream, StreamConfig
from torch.distributed.elastic.multiprocessing.errors import record as report_errors

from explorer.engine.device import cpu_name, pick_device
from explorer.engine.distributed import DistributedError, Joined, World, current_world
from explorer.engine.yolo.lecture.anchors import k_means_anchors, mean_best_iou
from explorer.engine.yolo.lecture.network import ANCHORS, CLASS_NAMES, LectureYolo, fresh_network
from explorer.engine.yolo.lecture.scenes import compose
from explorer.engine.yolo.lecture.training import TrainingConfig, TrainingStep, train

if TYPE_CHECKING:
    import argparse

    from explorer.engine.yolo.lecture.evaluation import EvaluationStep
    from explorer.engine.yolo.lecture.scenes import Ingredients

NAME = "lecture-yolo"
RECORD = f"{NAME}-training.json"
CHECKPOINT = f"{NAME}.safetensors"
ANCHOR_SCENES = 400
LOG_EVERY_S = 5.0
SAVE_EVERY_S = 60.0
OF_A_RUN = ("device", "processes", "versions", "seed", "minutes", "steps", "scenes_seen",
            "scenes_composed")  # fmt: skip


def arguments() -> argparse.Namespace:
    """Read the command line."""
    options = "--ingredients FILE --output FOLDER"
    parser = torchrun.parser_of(__doc__, "train_lecture_yolo.py", options)
    parser.add_argument("--evaluate", action="store_true", help="only measure the bundled weights")
    parser.add_argument("--scenes", type=int, default=500, help="scenes to measure on")
    parser.add_argument("--minutes", type=float, help="of training; 6 on a GPU, else 720")
    parser.add_argument("--steps", type=int, help="of training, whatever time they take")
    parser.add_argument("--device", help="cuda, mps or cpu")
    parser.add_argument("--batch", type=int, help="scenes a step, of all; 128 on a GPU, else 8")
    parser.add_argument("--capacity", type=int, help="scenes that are kept; 32,768 on a GPU")
    parser.add_argument("--workers", type=int, help="processes that compose, for each that trains")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path, default=ROOT / "out" / NAME, metavar="FOLDER")
    parser.add_argument("--resume", type=Path, metavar="FOLDER", help="go on from that result")
    parser.add_argument(
        "--rate", type=float, default=TrainingConfig().peak_rate, help="the largest"
    )
    parser.add_argument("--pack", type=Path, metavar="FILE", help="only gather the ingredients")
    parser.add_argument("--ingredients", type=Path, metavar="FILE", help="what --pack wrote")
    parser.add_argument("--bundle", type=Path, metavar="FOLDER", help="only take a result over")
    return parser.parse_args()


@report_errors
def main() -> None:
    """Do what the command line asks for; only training is for several processes."""
    options, world = arguments(), current_world()
    if not (options.evaluate or options.pack or options.bundle):
        run(options, world)
    elif world.leads:
        do_alone(options)


def do_alone(options: argparse.Namespace) -> None:
    """Do what one process does."""
    if options.evaluate:
        show(measured(bundled(), pick_device(options.device), options.scenes))
    elif options.pack:
        import lecture_ingredients

        lecture_ingredients.pack(lecture_ingredients.gathered(), options.pack)
    else:
        bundle(options.bundle)


def run(options: argparse.Namespace, world: World) -> None:
    """Train and write checkpoint and record into a folder."""
    import lecture_ingredients

    path = options.ingredients
    ingredients = lecture_ingredients.unpack(path) if path else lecture_ingredients.gathered()
    options.output.mkdir(parents=True, exist_ok=True)
    config = stream_config(options, world, has_gpu=has_gpu(options))
    scenes = OrderedScenes if options.steps else SceneStream
    with scenes(config, ingredients) as stream:  # forks before gloo or a GPU have threads
        anchors, fit = anchors_of(ingredients, config.seed)
        device = world.device(options.device)
        prepare(device)
        said = f"anchors {anchors}, mean best IoU {fit:.3f}; {described(device)}"
        torchrun.say(world, said)
        network = fresh_network(anchors, options.seed)
        if options.resume:
            network.load_state_dict(load_file(options.resume / CHECKPOINT))
        network.to(device, memory_format=torch.channels_last)
        averaged, record = trained(network, stream.into(device), options, world)
    if not world.leads:
        return
    record = {
        "device": described(device),
        **record,
        "anchors": {"px": anchors, "mean_best_iou": round(fit, 4), "scenes": ANCHOR_SCENES},
        "stream": asdict(config),
    }
    if options.resume:
        record = continued(json.loads((options.resume / RECORD).read_text("utf-8")), record)
    save(averaged, options.output)
    write_record(options.output, record)
    result = measured(averaged, device, options.scenes)
    show(result)
    write_record(options.output, record | {"measured_there": figures(result)})
    if not options.ingredients:
        bundle(options.output)


def trained(
    network: LectureYolo, pool: Any, options: argparse.Namespace, world: World
) -> tuple[LectureYolo, dict[str, Any]]:
    """Train a network where it lies; return the mean of its last weights, and what happened."""
    device = network.predict.weight.device
    minutes = options.minutes or (6.0 if device.type == "cuda" else 720.0)
    config = TrainingConfig(seed=options.seed, peak_rate=options.rate)
    started = time.perf_counter()
    pool.enough.wait()
    torchrun.say(world, f"first scenes after {time.perf_counter() - started:.1f} s")
    with Joined(world, device):
        begun = time.perf_counter()
        clock = Clock(pool, world, minutes, options.steps)
        log = Log(clock, started)
        for step in train(network, pool.batches(), config, clock, world):
            if world.leads:
                log.take(step, options.output)
    return step.averaged, {
        "processes": world.size,
        "versions": versions(),
        "seed": options.seed,
        "minutes": round((time.perf_counter() - begun) / 60, 2),
        "steps": step.index + 1,
        "scenes_seen": step.scenes,
        "scenes_composed": clock.composed,
        "training": asdict(config),
        "log": log.rows,
    }


class Clock:
    """Says how far training is, the same to all processes: the leading one's clock, or the steps.

    ``composed`` counts the scenes that all have composed.
    """

    def __init__(self, pool: Any, world: World, minutes: float, steps: int | None) -> None:
        self.composed = 0
        self._pool = pool
        self._world = world
        self._begun = time.perf_counter()
        self._seconds = 60 * minutes
        self._steps = steps

    def __call__(self, index: int) -> float:
        """Return the share of the training that is behind step ``index``; all have to ask."""
        passed = (time.perf_counter() - self._begun) / self._seconds
        own = torch.tensor([passed if self._world.leads else 0, self._pool.count]).double()
        passed, composed = self._world.total(own).tolist()
        self.composed = int(composed)
        return index / self._steps if self._steps else passed


def continued(earlier: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a run that went on from another; in its log, seconds start again."""
    told = (*OF_A_RUN, "training", "stream", "earlier")
    before = {key: earlier[key] for key in told if key in earlier}
    log = [*earlier["log"], *record["log"]]
    return record | {"anchors": earlier["anchors"], "earlier": before, "log": log}


class Log:
    """Prints a line now and then, keeps it for the record, and saves the network."""

    def __init__(self, clock: Clock, started: float) -> None:
        self.rows: list[dict[str, float]] = []
        self._clock = clock
        self._started = started
        self._next_row = self._next_save = 0.0

    def take(self, step: TrainingStep, folder: Path) -> None:
        """Look at a step."""
        now = time.perf_counter() - self._started
        if now >= self._next_row:
            self._next_row = now + LOG_EVERY_S
            self._add(step, now)
        if now >= self._next_save:
            self._next_save = now + SAVE_EVERY_S
            save(step.averaged, folder)

    def _add(self, step: TrainingStep, now: float) -> None:
        loss = step.loss
        row = {
            "seconds": round(now, 1),
            "step": step.index,
            "scenes": step.scenes,
            "composed": self._clock.composed,
            "rate": round(step.rate, 6),
            "objectness": round(loss.objectness.item(), 3),
            "coordinates": round(loss.coordinates.item(), 3),
            "classes": round(loss.classes.item(), 3),
        }
        self.rows.append(row)
        print("  ".join(f"{key} {value:,}" for key, value in row.items()), flush=True)


def has_gpu(options: argparse.Namespace) -> bool:
    """Say whether training will be on a GPU, without waking it."""
    return options.device != "cpu" and torch.cuda.device_count() > 0


def stream_config(options: argparse.Namespace, world: World, has_gpu: bool) -> StreamConfig:
    """Return how many processes compose, and how many scenes are kept."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    config = StreamConfig(
        seed=options.seed + 1,
        workers=options.workers or max(1, processors // world.local_size - 1),
        rank=world.rank,
        world_size=world.size,
    )
    if has_gpu:
        config = replace(config, slots=64, capacity=32768, batch=128, first=2048)
    batch, capacity = options.batch or config.batch, options.capacity or config.capacity
    if batch < world.size:
        raise DistributedError(
            f"A batch of {batch} scenes is too small for {world.size} processes: each needs a "
            "scene. Take a larger --batch, or fewer processes."
        )
    return replace(config, batch=batch, capacity=capacity, first=min(config.first, capacity))


def anchors_of(ingredients: Ingredients, seed: int) -> tuple[list[tuple[float, float]], float]:
    """Return the anchors of the first scenes of training, and how well they stand for all boxes."""
    boxes = np.concatenate(
        [compose(seed, index, ingredients).boxes_xyxy for index in range(ANCHOR_SCENES)]
    )
    sizes = torch.from_numpy(boxes[:, 2:] - boxes[:, :2])
    anchors = k_means_anchors(sizes, ANCHORS, seed=seed)
    rounded = [(round(width, 1), round(height, 1)) for width, height in anchors.tolist()]
    return rounded, mean_best_iou(sizes, torch.tensor(rounded))


def prepare(device: torch.device) -> None:
    """Let the GPU take its quickest ways."""
    if device.type == "cuda":
        torch.backends.cudnn.benchmark = True
        torch.backends.cuda.matmul.allow_tf32 = True


def described(device: torch.device) -> str:
    """Return the name of what computes."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else cpu_name()


def versions() -> dict[str, str]:
    """Return the versions that matter."""
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "opencv": cv2.__version__,
    }


def save(network: LectureYolo, folder: Path) -> None:
    """Write a checkpoint, whole or not at all."""
    state = {key: value.float() if value.is_floating_point() else value
             for key, value in network.state_dict().items()}  # fmt: skip
    unfinished = folder / f"{CHECKPOINT}.part"
    save_file({key: value.cpu().contiguous() for key, value in state.items()}, unfinished)
    unfinished.replace(folder / CHECKPOINT)


def write_record(folder: Path, record: dict[str, Any]) -> None:
    """Write the record of a run."""
    rows = ",\n    ".join(json.dumps(row) for row in record["log"])
    text = json.dumps(record | {"log": "ROWS"}, indent=2, ensure_ascii=False)
    text = text.replace('"ROWS"', f"[\n    {rows}\n  ]")
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")


def bundled() -> LectureYolo:
    """Return the network that the application ships with."""
    from explorer.engine.yolo.lecture import load_lecture_network

    return load_lecture_network()


def measured(network: LectureYolo, device: torch.device, scenes: int) -> EvaluationStep:
    """Return how well a network finds the digits of held-out scenes."""
    from explorer.engine.yolo.lecture.evaluation import evaluate_held_out

    started = time.perf_counter()
    for step in evaluate_held_out(network, device, scenes):
        if step.done % 100 == 0 or step.done == step.total:
            took = time.perf_counter() - started
            print(f"{step.done} of {step.total} scenes, {took:.0f} s", flush=True)
    return step


def figures(step: EvaluationStep) -> dict[str, Any]:
    """Return what an evaluation says, as the manifest holds it."""
    result, best_class = step.result, step.best_class.result()
    return {
        "map_50": round(result.mean_ap("all-points") or 0.0, 4),
        "map_50_95": round(result.coco or 0.0, 4),
        "of": f"{result.pictures} held-out scenes, {result.truths:,} digits; all-point AP at IoU "
        "0.5, and COCO's mean over 0.5 to 0.95; a box counts for every class it may be",
        "map_50_of_best_classes": round(best_class.mean_ap("all-points") or 0.0, 4),
        "ap_50_by_class": {one.name: round(one.all_points or 0.0, 4) for one in result.classes},
    }


def show(step: EvaluationStep) -> None:
    """Print what an evaluation says."""
    said = figures(step)
    classes = "  ".join(f"{name} {value:.3f}" for name, value in said["ap_50_by_class"].items())
    print(f"mAP@0.5 {said['map_50']:.4f}  mAP@[.5:.95] {said['map_50_95']:.4f}  ({said['of']})")
    print(f"mAP@0.5 with each box's best class alone: {said['map_50_of_best_classes']:.4f}")
    print(f"AP@0.5 by digit: {classes}")


def bundle(folder: Path) -> None:
    """Halve a checkpoint, measure it as it will be loaded, and write it into the assets."""
    import weight_files
    from lecture_ingredients import credits_of_sources

    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    state = load_file(folder / CHECKPOINT)
    tensors = weight_files.halved(state, keep=("anchors",))
    network = LectureYolo([(1.0, 1.0)] * ANCHORS).eval()
    network.load_state_dict({
        key: value.float() if value.is_floating_point() else value
        for key, value in tensors.items()
    })  # fmt: skip
    result = measured(network, torch.device("cpu"), 500)
    show(result)
    weight_files.write(NAME, tensors, about(record, figures(result), credits_of_sources()))
    write_record(ASSETS / "recordings", record)


def about(
    record: dict[str, Any], figures: dict[str, Any], sources: dict[str, str]
) -> dict[str, Any]:
    """Return the manifest's entry."""
    return {
        "network": f"YOLO in the lecture's form: 19×19 cells at 608 px, {ANCHORS} anchors, "
        f"softmax over {len(CLASS_NAMES)} digits",
        "preprocessing": {"size": [608, 608], "channels": "rgb", "scale": 1 / 255,
                          "letterbox": "0.5 grey"},
        "source": {"data": sources},
        "licence": {"code": "MIT", "weights": "MIT", "data": "MNIST: CC BY-SA 3.0"},
        "measured": figures | {"on": "CPU, float32, weights stored as float16"},
        "training": {
            key: record[key]
            for key in (*OF_A_RUN, "earlier", "measured_there")
            if key in record
        } | {"record": f"assets/recordings/{RECORD}"},
        "build": "assets/build/train_lecture_yolo.py",
    }  # fmt: skip


if __name__ == "__main__":
    main()
