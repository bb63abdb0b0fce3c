"""Style transfer as a generator: one step after another, with all that a person wants to see."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from explorer.engine.bottleneck.device_memory import free_caches, is_out_of_memory
from explorer.engine.device import pick_device
from explorer.engine.style.adam import Adam
from explorer.engine.style.cache import StyleCache
from explorer.engine.style.errors import StyleError
from explorer.engine.style.lbfgs import LBFGS
from explorer.engine.style.memory import check_memory, memory_error
from explorer.engine.style.objective import Evaluation, Objective
from explorer.engine.style.schedule import Stage, stages_of
from explorer.engine.style.start import picture_of, resized, start_picture
from explorer.engine.style.state import StyleState, StyleStep
from explorer.engine.style.targets import content_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from explorer.engine.style.config import StyleConfig
    from explorer.engine.style.targets import Targets

_MOST_RECOVERIES = 20


class Optimiser(Protocol):
    """What takes a picture to the next one."""

    def advance(self, picture: Tensor, gradient: Tensor, loss: float) -> Tensor:
        """Return the next picture."""

    def lower(self) -> None:
        """Take steps half as long, and start anew."""


@dataclass(slots=True)
class _Best:
    """The picture with the smallest loss so far at one size."""

    picture: Tensor
    loss: float = math.inf


def stylize(config: StyleConfig, cache: StyleCache | None = None) -> Iterator[StyleStep]:
    """Paint a picture step by step.

    On a CPU the same config gives the same picture, as long as the number of threads is the same.
    The generator may be closed at any step; it holds nothing but memory.

    Parameters
    ----------
    config
        What to paint and how.
    cache
        Keeps the network and the targets for the next run on the same pictures.

    Yields
    ------
    StyleStep
        The start, and one for each step: ``steps − first_index + 1`` of them.

    Raises
    ------
    StyleMemoryError
        The device has too little memory for this size: ``fits`` says for which it has enough.
    StyleError
        The loss is no number whatever the length of the step.
    WeightsError
        The trunk's file cannot be used.
    """
    check_memory(config)
    run = _Run(config, cache or StyleCache())
    stages = [stage for stage in stages_of(config) if stage.end > config.first_index]
    picture: Tensor | None = None
    try:
        for stage in stages:
            picture = yield from run.paint(stage, picture)
    finally:
        free_caches(pick_device(config.device))


class _Run:
    def __init__(self, config: StyleConfig, cache: StyleCache) -> None:
        self._config, self._cache = config, cache
        self._spent_s = 0.0
        self._recovered = 0

    def paint(self, stage: Stage, picture: Tensor | None) -> Iterator[StyleStep]:
        """Take a stage's steps; the last stage's last picture is looked at too."""
        config = self._config
        clock = time.perf_counter()
        with _memory_said(config, stage.size):
            trunk = self._cache.trunk(config)
            targets = self._cache.targets(config, stage.size)
        objective = Objective(config, trunk, targets)
