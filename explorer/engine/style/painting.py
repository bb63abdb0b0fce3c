"""Style transfer as a generator: one step after another, with all that a person wants to see."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from explorer.engine.bottleneck.device_memory import free_caches, is_out_of_memory
from explorer.engine.device import pick_device
from explorer.engine.style.adam import Adam
from explorer.engine.style.cache import StyleCache
from explorer.engine.style.errors import StyleError
from explorer.engine.style.lbfgs import LBFGS
from explorer.engine.style.memory import check_memory, memory_error
from explorer.engine.style.objective import Objective
from explorer.engine.style.schedule import stages_of
from explorer.engine.style.smoothing import Smoothing
from explorer.engine.style.start import picture_of, resized, start_picture
from explorer.engine.style.state import StyleState, StyleStep

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from explorer.engine.style.config import StyleConfig
    from explorer.engine.style.objective import Evaluation
    from explorer.engine.style.schedule import Stage

_MOST_RECOVERIES = 20


class Optimiser(Protocol):
    """What takes a picture to the next one."""

    def advance(self, picture: Tensor, gradient: Tensor, loss: float) -> Tensor:
        """Return the next picture."""

    def lower(self) -> None:
        """Take steps half as long, and start anew."""


def stylize(
    config: StyleConfig, cache: StyleCache | None = None
) -> Generator[StyleStep, None, None]:
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
    picture: Tensor | None = None
    try:
        for stage in stages_of(config):
            if stage.end > config.first_index:
                picture = yield from run.paint(stage, picture)
    finally:
        free_caches(run.device)


class _Run:
    """One call of `stylize`: what is the same at all sizes."""

    def __init__(self, config: StyleConfig, cache: StyleCache) -> None:
        self.device = pick_device(config.device)
        self._config, self._cache = config, cache
        self._spent_s = 0.0
        self._recoveries = 0

    def paint(self, stage: Stage, picture: Tensor | None) -> Generator[StyleStep, None, Tensor]:
        """Take a stage's steps and return the picture; the very last is looked at as well."""
        config = self._config
        with self._working(stage.size):
            painter = _Painter(config, self._cache, stage.size, picture)
        first = max(stage.first, config.first_index)
        is_last = stage.end == config.steps
        for index in range(first, stage.end + is_last):
            due = index in (config.first_index, config.steps) or (
                config.picture_every > 0 and index % config.picture_every == 0
            )
            with self._working(stage.size):
                recovered = painter.look(with_shares=due)
                self._count(recovered, index)
                shown = painter.shown(index) if due else (None, None)
            yield self._step(index, stage.size, painter.seen, shown, recovered)
            if index < config.steps:
                with self._working(stage.size):
                    painter.advance()
        return painter.picture

    def _step(
        self,
        index: int,
        size: int,
        seen: Evaluation,
        shown: tuple[NDArray[np.uint8], StyleState] | tuple[None, None],
        recovered: str,
    ) -> StyleStep:
        return StyleStep(
            index=index,
            steps=self._config.steps,
            total=seen.loss,
            content=seen.content,
            style=seen.style,
            variation=seen.variation,
            content_by_layer=seen.content_by_layer,
            style_by_layer=seen.style_by_layer,
            shares=seen.shares,
            picture=shown[0],
            state=shown[1],
            size=size,
            elapsed_s=self._spent_s,
            recovered=recovered,
        )

    def _count(self, recovered: str, index: int) -> None:
        self._recoveries += bool(recovered)
        if self._recoveries > _MOST_RECOVERIES:
            raise StyleError(
                f"Step {index}: the loss is no number, though the steps were halved "
                f"{_MOST_RECOVERIES} times. Lower the learning rate or the weights.",
                "learning_rate",
            )

    @contextmanager
    def _working(self, size: int) -> Iterator[None]:
        """Add up the time that is spent here, and say what memory there is too little of."""
        begun = time.perf_counter()
        try:
            yield
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            self._cache.clear()
            free_caches(self.device)
            raise memory_error(self._config, size) from error
        finally:
            self._spent_s += time.perf_counter() - begun


class _Painter:
    """A picture at one size, what was seen of it, and how it goes on."""

    def __init__(
        self, config: StyleConfig, cache: StyleCache, size: int, picture: Tensor | None
    ) -> None:
        self._config = config
        trunk, targets = cache.trunk(config), cache.targets(config, size)
        self._content_rgb = targets.content_rgb
        self._objective = Objective(config, trunk, targets)
        height, width = targets.content_rgb.shape[:2]
        self._optimiser = _optimiser(config, Smoothing(height, width, trunk.device))
        if picture is None:
            self.picture = start_picture(config, targets.content_rgb).to(trunk.device)
        else:
            self.picture = resized(picture, height, width)
        self._best: tuple[Tensor, Evaluation] | None = None
        self.seen: Evaluation

    def look(self, with_shares: bool) -> str:
        """Evaluate the picture; go back to the best one if that gives no number, and say so.

        Raises
        ------
        StyleError
            The first picture gives no number already.
        """
        self.seen = self._objective.evaluate(self.picture, with_shares)
        if self.seen.is_finite:
            if self._best is None or self.seen.loss < self._best[1].loss:
                self._best = self.picture, self.seen
            return ""
        if self._best is None:
            raise StyleError(
                "The loss of the first picture is no number: lower the weights, or choose float32.",
                "precision",
            )
        self.picture, self.seen = self._best
        self._optimiser.lower()
        return "not finite"

    def advance(self) -> None:
        """Take a step."""
        self.picture = self._optimiser.advance(self.picture, self.seen.gradient, self.seen.loss)

    def shown(self, index: int) -> tuple[NDArray[np.uint8], StyleState]:
        """Return the picture as it is seen, and the state to go on from."""
        planes = self.picture[0].float().cpu().numpy().copy()
        return picture_of(self._config, planes, self._content_rgb), StyleState(index, planes)


def _optimiser(config: StyleConfig, smoothing: Smoothing) -> Optimiser:
    if config.optimizer == "adam":
        return Adam(config.learning_rate or 0.02)
    return LBFGS(config.history, config.learning_rate or 1.0, smoothing)
