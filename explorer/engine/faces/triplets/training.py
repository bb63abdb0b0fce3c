"""A projection head that learns from triplets, batch by batch, to be watched while it does.

It learns from the few photographs that it is shown with, so the distances in its plane say how well
it has learned these, not how well it would tell strangers apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from explorer.engine.faces.triplets.batches import PeopleBatches
from explorer.engine.faces.triplets.collapse import (
    Collapse,
    CollapseWatch,
    find_collapse,
    spread,
)
from explorer.engine.faces.triplets.config import HeadConfig
from explorer.engine.faces.triplets.head import ProjectionHead
from explorer.engine.faces.triplets.loss import losses, squared_matrix
from explorer.engine.faces.triplets.mining import active_share, check_people, mined
from explorer.engine.projection import PlaneFollower
from explorer.engine.verification.people import checked_embeddings, person_codes

if TYPE_CHECKING:
    from collections.abc import Generator, Hashable, Iterable

    from numpy.typing import ArrayLike, NDArray
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a batch held, before it was learned from.

    Parameters
    ----------
    loss
        The mean over the mined triplets; None if none was mined.
    mined
        How many were.
    active
        The share of all triplets of the batch, mined or not, whose loss is above 0, in 0..1: what
        is left to learn.
    positive, negative
        Mean d(A, P) and d(A, N) of the mined triplets, their hardness; None if none was mined.
    """

    loss: float | None
    mined: int
    active: float
    positive: float | None
    negative: float | None


@dataclass(frozen=True, slots=True, eq=False)
class HeadStep:
    """The head after ``index`` of ``total`` steps; 0 is the start.

    Parameters
    ----------
    batch
        The next batch, seen with the head as it is now; the last is not learned from.
    plane
        float32 (N, 2): all embeddings in the plane of their two principal components, which is
        followed from step to step so that the picture neither flips nor jumps.
    explained
        The share of their variance that the plane shows, in 0..1.
    spread
        The mean squared distance of two embeddings.
    collapse
        Why hardly anything can be learned any more, or None. It may pass by itself in the end.
    """

    index: int
    total: int
    batch: BatchReport
    plane: NDArray[np.float32]
    explained: float
    spread: float
    collapse: Collapse | None = None

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.index / self.total

    @property
    def loss(self) -> float:
        """The batch's; 0 if nothing was mined."""
        return self.batch.loss or 0.0


@dataclass(frozen=True, slots=True, eq=False)
class HeadResult:
    """The trained head, and its last step."""

    config: HeadConfig
    head: ProjectionHead
    last: HeadStep


def train_head(
    embeddings: ArrayLike, labels: Iterable[Hashable], config: HeadConfig | None = None
) -> Generator[HeadStep, None, HeadResult]:
    """Train a head on embeddings (N, D) whose people the N labels name.

    On a CPU with the same number of threads, a seed gives the same numbers again. No global state
    of torch is used or changed. Between two steps the training may rest, or be given up.

    Yields
    ------
    HeadStep
        ``steps + 1`` of them.

    Returns
    -------
    HeadResult
        After the last; a head that collapsed is trained to the end all the same.

    Raises
    ------
    VerificationError
        If embeddings and labels do not fit.
    TooFewPeopleError, NoPositiveError
        If no triplet can be made of these people. Both are raised at once, not at the first step.
    """
    config = config or HeadConfig()
    codes = person_codes(labels)
    points = checked_embeddings(embeddings, len(codes)).astype(np.float32)
    check_people(torch.from_numpy(codes))
    return _train(torch.from_numpy(points), codes, config)


def _train(
    points: Tensor, codes: NDArray[np.int64], config: HeadConfig
) -> Generator[HeadStep, None, HeadResult]:
    learner, follower, watch = _Learner(points, codes, config), PlaneFollower(), CollapseWatch()
    for index in range(config.steps + 1):
        projected, report = learner.project(), learner.look()
        seen = follower.look(projected.numpy())
        step = HeadStep(
            index,
            config.steps,
            report,
            seen.coordinates.astype(np.float32),
            float(seen.explained.sum()),
            spread(projected),
            watch.see(_collapse(projected, report, config)),
        )
        yield step
        if index < config.steps:
            learner.learn()
    return HeadResult(config, learner.head, step)


def _collapse(projected: Tensor, report: BatchReport, config: HeadConfig) -> Collapse | None:
    return find_collapse(
        projected, report.loss, config.margin, report.positive, report.negative, config.mining
    )


class _Learner:
    """The head, its optimiser, and the batch that is next."""

    def __init__(self, points: Tensor, codes: NDArray[np.int64], config: HeadConfig) -> None:
        self._points, self._codes, self._config = points, torch.from_numpy(codes), config
        self._batches = PeopleBatches(codes, config.people, config.photographs, config.seed)
        self.head = ProjectionHead(points, config)
        self._optimiser = torch.optim.Adam(self.head.parameters(), lr=config.learning_rate)
        self._loss: Tensor | None = None

    def look(self) -> BatchReport:
        """Draw a batch and mine it."""
        chosen = torch.from_numpy(self._batches.draw())
        codes, margin = self._codes[chosen], self._config.margin
        with torch.enable_grad():
            distances = squared_matrix(self.head(self._points[chosen]))
            fixed = distances.detach()
            triplets = mined(fixed, codes, self._config.mining, margin)
            anchor, positive, negative = triplets.unbind(1)
            to_positive, to_negative = distances[anchor, positive], distances[anchor, negative]
            loss = losses(to_positive, to_negative, margin).mean() if len(triplets) else None
        self._loss = loss
        active = active_share(fixed, codes, margin)
        if loss is None:
            return BatchReport(None, 0, active, None, None)
        return BatchReport(
            loss.item(), len(triplets), active, to_positive.mean().item(), to_negative.mean().item()
        )

    def learn(self) -> None:
        """Make the step of the batch that was looked at; none if no triplet was mined."""
        if self._loss is None:
            return
        self._optimiser.zero_grad()
        torch.autograd.backward(self._loss)
        self._optimiser.step()
        self._loss = None

    def project(self) -> Tensor:
        """Return all embeddings as the head places them now, (N, outputs)."""
        with torch.no_grad():
            projected: Tensor = self.head(self._points)
        return projected
