"""One way on which a picture is painted: its job, all its losses, and the moments that are kept."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.style.moments import lowest
from explorer.panels.style.values import Losses, Moment
from explorer.services.jobs import Job
from explorer.services.one_job import OneJob

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtCore import QObject

    from explorer.engine.style import StyleCache, StyleConfig, StyleStep
    from explorer.panels.style.values import Origin, Plan
    from explorer.services.errors import ErrorHub
    from explorer.services.job_registry import JobRegistry
    from explorer.services.turns import Turns

    Steps = Generator[StyleStep | None, None, None]

THUMB_PX = 96
FIRST_NAME = ord("A")


@dataclass(frozen=True, slots=True, eq=False)
class News:
    """What a step brings: its losses, and the moment if its picture is kept."""

    losses: Losses
    moment: Moment | None


class Branch(OneJob["StyleStep | None"]):
    """A plan that is painted; it starts at once.

    ``losses`` are whole, ``moments`` are those that memory allows, both oldest first. ``failure``
    is what ended it.
    """

    grown = Signal(object)  # News

    def __init__(
        self,
        number: int,
        plan: Plan,
        origin: Origin | None,
        jobs: JobRegistry,
        errors: ErrorHub,
        parent: QObject,
    ) -> None:
        super().__init__(jobs, errors, parent)
        self.number = number
        self.name = chr(FIRST_NAME + number)
        self.plan = plan
        self.origin = origin
        self.moments: list[Moment] = []
        self.losses: list[Losses] = []
        self._gone = threading.Event()

    @property
    def index(self) -> int:
        """Steps that the picture has behind it."""
        return self.losses[-1].index if self.losses else self.plan.config.first_index

    @property
    def eta_s(self) -> float | None:
        """Seconds that are probably left, by the pace so far; None where nobody can tell."""
        return None if self.job is None else self.job.eta_s

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1, by the time that it takes."""
        done = None if self.job is None else self.job.fraction
        return 0.0 if done is None else done

    def newest(self) -> Moment | None:
        """Return the last moment."""
        return self.moments[-1] if self.moments else None

    def best(self) -> Moment | None:
        """Return the moment of the lowest loss at the last size."""
        return lowest(self.moments)

    def begin(self, network: Turns[StyleCache]) -> None:
        """Start painting with what all branches share."""
        config, gone, number = self.plan.config, self._gone, self.number
        job: Job[StyleStep | None] = Job(
            f"Painting {self.name}",
            lambda: painting(config, network, gone),
            self,
            metrics=lambda step: news_of(step, number),
            fraction=fraction_of(config),
        )
        self._begin(job)

    def pause(self) -> None:
        """Stop after the present step."""
        if self.job is not None:
            self.job.pause()

    def resume(self) -> None:
        """Go on."""
        if self.job is not None:
            self.job.resume()

    def cancel(self) -> None:
        """End after the present step; who waits for a turn takes none."""
        if self.job is not None:
            self.job.cancel()
        self._gone.set()

    def leave(self) -> None:
        """End, let go of all that was kept, and say nothing more."""
        self._let_go()
        self._gone.set()
        self.moments, self.losses = [], []

    def has_ended(self) -> bool:
        """Whether no thread is left of it."""
        return all(job.state.is_end for job in (*self._former, *self._present()))

    def shutdown(self) -> None:
        """Cancel, and wait for the thread for a bounded time."""
        self.cancel()
        super().shutdown()

    def _on_job_stepped(self, news: News | None) -> None:
        if news is None:
            return
        self.losses.append(news.losses)
        if news.moment is not None:
            self.moments.append(news.moment)
        self.grown.emit(news)


def painting(config: StyleConfig, network: Turns[StyleCache], gone: threading.Event) -> Steps:
    """Yield the steps of `stylize`, each in its turn; None where ``gone`` leaves none to take."""
    from explorer.engine.style import stylize

    with network.turn() as cache:
        steps = stylize(config, cache)  # nothing is computed before the first step
    with closing(steps):
        while True:
            with network.turn():
                step = None if gone.is_set() else next(steps, None)
            if step is None and not gone.is_set():
                return
            yield step


def news_of(step: StyleStep | None, branch: int) -> News | None:
    """Return what is kept of a step (worker's thread: a picture is made small here)."""
    if step is None:
        return None
    losses = Losses(
        index=step.index,
        loss=step.total,
        content=step.content,
        style=step.style,
        variation=step.variation,
        content_by_layer=step.content_by_layer,
        style_by_layer=step.style_by_layer,
        elapsed_s=step.elapsed_s,
        size=step.size,
        recovered=step.recovered,
    )
    if step.picture is None:
        return News(losses, None)
    step.picture.setflags(write=False)  # views then see that it is the same as before
    thumb = thumb_of(step.picture)
    return News(
        losses, Moment(branch, step.index, step.picture, thumb, losses, step.shares, step.state)
    )


def thumb_of(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture at 96 px at most."""
    from explorer.engine.images import fit_within

    return fit_within(rgb, THUMB_PX)


def fraction_of(config: StyleConfig) -> Callable[[StyleStep | None], float | None]:
    """Return what says how much is done after a step, by the time that steps of each size take."""

    def fraction(step: StyleStep | None) -> float | None:
        from explorer.engine.style import seconds_left

        if step is None:
            return None
        whole = seconds_left(config, config.first_index, 1.0)
        return 1 - seconds_left(config, step.index, 1.0) / whole

    return fraction
