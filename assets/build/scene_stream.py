"""Scenes composed by several processes while a network learns from those that are there already.

The processes are forked and share one ring of memory with the trainer, so that no scene is copied
through a pipe: a process takes a free slot, fills it, and says that it is full; a thread brings it
into the pool, on the GPU if there is one, over the oldest scenes.
"""

from __future__ import annotations

import itertools
import mmap
import multiprocessing
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import torch

from explorer.engine.distributed import World
from explorer.engine.yolo.lecture.network import SIZE_PX
from explorer.engine.yolo.lecture.scenes import compose
from explorer.engine.yolo.lecture.targets import NO_OBJECT, Truth
from explorer.engine.yolo.lecture.training import Batch
from explorer.engine.yolo.letterbox import letterbox_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.queues import SimpleQueue

    from numpy.typing import NDArray

    from explorer.engine.yolo.lecture.scenes import Ingredients

# A process is a core here; and forks hang if their parent had OpenCV start a pool of threads.
cv2.setNumThreads(1)

MOST_OBJECTS = 64
"""Of one scene; `compose` stays below."""


@dataclass(frozen=True, slots=True)
class StreamConfig:
    """How scenes are composed and kept.

    Parameters
    ----------
    workers, slots, capacity, first
        Of each trainer.
    batch
        Scenes a step, of all trainers together.
    rank, world_size
        Of several trainers, each composes other scenes: all that count to its rank.
    """

    seed: int = 1
    workers: int = 2
    slots: int = 4
    scenes_a_slot: int = 32
    capacity: int = 1024
    batch: int = 8
    first: int = 256
    rank: int = 0
    world_size: int = 1

    @property
    def part(self) -> slice:
        """Which scenes of a batch this trainer has."""
        return World(self.rank, self.world_size).part(self.batch)

    @property
    def own(self) -> int:
        """How many they are."""
        return self.part.stop - self.part.start


class Ring:
    """Slots of scenes in memory that forked processes share."""

    def __init__(self, slots: int, scenes: int) -> None:
        self.pictures = _shared((slots, scenes, SIZE_PX, SIZE_PX, 3), np.uint8)
        self.boxes = _shared((slots, scenes, MOST_OBJECTS, 4), np.float32)
        self.class_ids = _shared((slots, scenes, MOST_OBJECTS), np.int64)

    def fill(self, slot: int, place: int, ingredients: Ingredients, seed: int, index: int) -> None:
        """Compose a scene into a place, as the network sees it."""
        scene = compose(seed, index, ingredients)
        letterbox = letterbox_of(scene.rgb, SIZE_PX)
        count = len(scene)
        self.pictures[slot, place] = letterbox.apply(scene.rgb)
        self.boxes[slot, place] = 0
        self.boxes[slot, place, :count] = letterbox.redo(torch.from_numpy(scene.boxes_xyxy)).numpy()
        self.class_ids[slot, place] = NO_OBJECT
        self.class_ids[slot, place, :count] = scene.class_ids


class Pool:
    """The newest scenes, where the network is, to draw batches from."""

    def __init__(self, config: StreamConfig, device: torch.device) -> None:
        self.config = config
        self.count = 0  # all that ever came
        shape = (config.capacity, SIZE_PX, SIZE_PX, 3)
        self.pictures = torch.zeros(shape, dtype=torch.uint8, device=device)
        self.boxes = torch.zeros((config.capacity, MOST_OBJECTS, 4), device=device)
        self.class_ids = torch.full((config.capacity, MOST_OBJECTS), NO_OBJECT, device=device)
        self._generator = torch.Generator(device).manual_seed(config.seed)
        self._lock = threading.Lock()
        self.enough = threading.Event()

    def put(self, ring: Ring, slot: int) -> None:
        """Take a slot's scenes over the oldest."""
        device = self.pictures.device
        new = [
            torch.from_numpy(part[slot]).to(device, copy=True)
            for part in (ring.pictures, ring.boxes, ring.class_ids)
        ]
        scenes = len(new[0])
        start = self.count % self.config.capacity
        with self._lock:
            for kept, part in zip((self.pictures, self.boxes, self.class_ids), new, strict=True):
                kept[start : start + scenes] = part
            self.count += scenes
        if self.count >= self.config.first:
            self.enough.set()

    def batches(self) -> Iterator[Batch]:
        """Yield batches drawn at random from what is there, without end."""
        self.enough.wait()
        device, config = self.pictures.device, self.config
        while True:
            with self._lock:
                there = min(self.count, config.capacity)
                chosen = torch.randint(
                    there, (config.own,), generator=self._generator, device=device
                )
                pictures = self.pictures[chosen].permute(0, 3, 1, 2)
                truth = Truth(self.boxes[chosen], self.class_ids[chosen])
            yield Batch(pictures, truth, config.batch)


class SceneStream:
    """Processes that compose, and the thread that takes what they have done; a context manager."""

    def __init__(self, config: StreamConfig, ingredients: Ingredients) -> None:
        if config.capacity % config.scenes_a_slot:
            raise ValueError("The capacity is a multiple of the scenes in a slot.")
        self._config = config
        self._ring = Ring(config.slots, config.scenes_a_slot)
        context = multiprocessing.get_context("fork")
        self._free: SimpleQueue[int] = context.SimpleQueue()
        self._full: SimpleQueue[int] = context.SimpleQueue()
        for slot in range(config.slots):
            self._free.put(slot)
        self._processes = [
            context.Process(
                target=_compose_for_ever,
                args=(worker, config, self._ring, ingredients, self._free, self._full),
                daemon=True,
            )
            for worker in range(config.workers)
        ]
        for process in self._processes:  # before a thread or the GPU is there: both outlive no fork
            process.start()

    def __enter__(self) -> SceneStream:
        return self

    def __exit__(self, *exception: object) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        self._full.put(-1)

    def into(self, device: torch.device) -> Pool:
        """Return a pool on a device that goes on filling."""
        pool = Pool(self._config, device)
        threading.Thread(target=self._take, args=(pool,), daemon=True).start()
        return pool

    def _take(self, pool: Pool) -> None:
        while (slot := self._full.get()) >= 0:
            pool.put(self._ring, slot)
            self._free.put(slot)


class OrderedScenes:
    """Scenes one after another, each once, composed when they are needed.

    Slower than a stream, and the same however many trainers there are.
    """

    def __init__(self, config: StreamConfig, ingredients: Ingredients) -> None:
        self._config = config
        self._ingredients = ingredients
        self._ring = Ring(1, config.own)
        self.count = 0  # composed by this trainer
        self.enough = threading.Event()
        self.enough.set()

    def __enter__(self) -> OrderedScenes:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def into(self, device: torch.device) -> OrderedScenes:
        """Take them to a device."""
        self._device = device
        return self

    def batches(self) -> Iterator[Batch]:
        """Yield this trainer's part of batches without end."""
        config, ring = self._config, self._ring
        for start in itertools.count(step=config.batch):
            for place, index in enumerate(range(start, start + config.batch)[config.part]):
                ring.fill(0, place, self._ingredients, config.seed, index)
            self.count += config.own
            pictures, boxes, class_ids = (
                torch.from_numpy(part[0]).to(self._device, copy=True)
                for part in (ring.pictures, ring.boxes, ring.class_ids)
            )
            yield Batch(pictures.permute(0, 3, 1, 2), Truth(boxes, class_ids), config.batch)


def _compose_for_ever(
    worker: int,
    config: StreamConfig,
    ring: Ring,
    ingredients: Ingredients,
    free: SimpleQueue[int],
    full: SimpleQueue[int],
) -> None:
    # Each worker of each trainer counts through numbers of its own.
    step = config.workers * config.world_size
    index = config.rank * config.workers + worker
    while True:
        slot = free.get()
        for place in range(config.scenes_a_slot):
            ring.fill(slot, place, ingredients, config.seed, index)
            index += step
        full.put(slot)


def _shared(shape: tuple[int, ...], kind: type[np.generic]) -> NDArray[np.generic]:
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    return np.frombuffer(mmap.mmap(-1, size), kind).reshape(shape)
