"""A projection head trained on a sample: what is asked, what is kept of a step, what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.faces.triplets.config import LARGEST_BATCH, HeadConfig
from explorer.panels.faces.triplets.mining import check_sample

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from explorer.engine.faces.triplets.collapse import Collapse
    from explorer.engine.faces.triplets.training import HeadResult, HeadStep
    from explorer.panels.faces.sample import FaceSample
    from explorer.panels.faces.state import TripletsState

PACE_S = 1 / 80
"""No step takes less: a class wants to see the points move."""
EVERYONE = 32
PHOTOGRAPHS = LARGEST_BATCH // EVERYONE
COLLAPSING = {
    "margin": 0.2, "mining": "hard", "seed": 3, "learning_rate": 1.0, "everyone": True,
    "outputs": 2, "steps": 400,
}  # fmt: skip
"""The hardest triplets of everybody at a learning rate far too high: all faces fall together.

Other seeds do it more slowly, or leave a few faces out.
"""
USUAL = {
    "margin": 0.2, "mining": "semi-hard", "seed": 0, "learning_rate": 1e-3, "everyone": False,
    "outputs": 16, "steps": 400,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """What is trained: on which faces, and how."""

    sample: FaceSample
    config: HeadConfig


@dataclass(frozen=True, slots=True)
class Row:
    """What is kept of every step: all but the picture.

    Parameters
    ----------
    loss, positive, negative
        Of the mined triplets of the batch; None if none was mined.
    active
        The share of all its triplets, in 0..1, whose loss is above 0.
    """

    index: int
    loss: float | None
    mined: int
    active: float
    positive: float | None
    negative: float | None
    spread: float
    collapse: Collapse | None


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What came of it.

    Parameters
    ----------
    auc_before, auc_after
        The area under the ROC curve of the sample's own faces, by f alone and under the head.
    embeddings
        float32 (N, outputs).
    """

    auc_before: float
    auc_after: float
    embeddings: NDArray[np.float32]


def config_of(state: TripletsState) -> HeadConfig:
    """Return what the state asks for."""
    usual = HeadConfig()
    return HeadConfig(
        margin=state.margin,
        mining=state.mining,
        learning_rate=state.learning_rate,
        steps=state.steps,
        seed=state.seed,
        outputs=state.outputs,
        people=EVERYONE if state.everyone else usual.people,
        photographs=PHOTOGRAPHS if state.everyone else usual.photographs,
    )


def row_of(step: HeadStep) -> Row:
    """Return what is kept of a step."""
    batch = step.batch
    return Row(
        step.index, batch.loss, batch.mined, batch.active, batch.positive, batch.negative,
        step.spread, step.collapse,
    )  # fmt: skip


def train(training: Training, pace_s: float = PACE_S) -> Generator[HeadStep, None, Trained]:
    """Train, in the job's thread: torch is imported there.

    Parameters
    ----------
    pace_s
        The least time of a step.

    Raises
    ------
    TripletError
        If the sample makes no triplet.
    """
    from explorer.engine.faces.triplets.training import train_head

    sample = training.sample
    check_sample(sample)
    embeddings = np.array(sample.embeddings)  # torch wants an array that may be written to
    steps = train_head(embeddings, sample.labels.tolist(), training.config)
    result = yield from _paced(steps, pace_s)
    projected = result.head.embed(embeddings)
    labels = sample.labels
    return Trained(auc(sample.embeddings, labels), auc(projected, labels), projected)


def auc(embeddings: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return how often two photographs of one person are nearer than two of two people."""
    from explorer.engine.verification import all_pairs, roc

    pairs = all_pairs(embeddings, labels.tolist())
    return roc(pairs.genuine, pairs.impostor).auc


def _paced(
    steps: Generator[HeadStep, None, HeadResult], pace_s: float
) -> Generator[HeadStep, None, HeadResult]:
    """Yield steps no faster than the pace, and return what they return."""
    while True:
        began_s = time.perf_counter()
        try:
            step = next(steps)
        except StopIteration as end:
            result: HeadResult = end.value
            return result
        yield step
        time.sleep(max(0.0, pace_s - (time.perf_counter() - began_s)))
