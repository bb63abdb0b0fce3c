"""What a sample of faces says of every τ: computed once, in a worker, and then only looked up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.verification import (
    Histograms,
    PeopleIntervals,
    Proportion,
    Rates,
    Roc,
    VerificationError,
    all_pairs,
    histograms,
    people_intervals,
    roc,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.verification import Interval, Pairs
    from explorer.panels.faces.tau.compared import Compared

WORTH_A_LOOK: Final = 12
LEAST_END: Final = 0.6
BINS_OF_A_TENTH: Final = 8
CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class FacePair:
    """Two photographs of a sample, by their rows, and their squared distance."""

    first: int
    second: int
    d: float


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """All pairs of a sample.

    Parameters
    ----------
    genuine, impostor
        float32, rising: distances of pairs of one person, and of two.
    histograms
        Their counts in bins of one width; None where there is no pair at all.
    roc
        None where one of both kinds is missing.
    missing
        Which kind of pairs is missing, and what to do; "" where both are there.
    nearest_impostors, farthest_genuine
        The pairs that are worth a look, the worst first.
    """

    sample: Compared
    pairs: Pairs
    genuine: NDArray[np.float32]
    impostor: NDArray[np.float32]
    histograms: Histograms | None
    roc: Roc | None
    missing: str
    nearest_impostors: tuple[FacePair, ...]
    farthest_genuine: tuple[FacePair, ...]

    def rates(self, tau: float) -> Rates:
        """Return what τ does, as `explorer.engine.verification.rates_at`, in microseconds."""
        edge = _float32_from(tau)
        accepted = int(np.searchsorted(self.impostor, edge))
        rejected = len(self.genuine) - int(np.searchsorted(self.genuine, edge))
        return Rates(
            tau, Proportion(accepted, len(self.impostor)), Proportion(rejected, len(self.genuine))
        )

    @property
    def end(self) -> float:
        """Where the axis of squared distances ends."""
        return 1.0 if self.histograms is None else float(self.histograms.edges[-1])


@dataclass(frozen=True, slots=True, eq=False)
class AtTau:
    """What is known of both rates at one τ.

    Parameters
    ----------
    accepts, rejects
        Between which bounds a rate lies if the pairs were separate trials.
    people
        The same with people drawn anew.
    """

    analysis: Analysis
    rates: Rates
    accepts: Interval
    rejects: Interval
    people: PeopleIntervals


def analyse(sample: Compared) -> Analysis:
    """Compare all faces of a sample.

    Raises
    ------
    VerificationError
        If there are too many photographs.
    """
    pairs = all_pairs(sample.embeddings, sample.labels.tolist())
    has_pairs = len(pairs.genuine) + len(pairs.impostor) > 0
    curve, missing = _curve(pairs)
    return Analysis(
        sample,
        pairs,
        np.sort(pairs.genuine),
        np.sort(pairs.impostor),
        _histograms(pairs) if has_pairs else None,
        curve,
        missing,
        _pairs_at(sample, pairs.nearest_impostors(WORTH_A_LOOK).tolist()),
        _pairs_at(sample, pairs.farthest_genuine(WORTH_A_LOOK).tolist()),
    )


def at_tau(analysis: Analysis, tau: float) -> AtTau:
    """Count, and say how sure the counts are (worker's thread: some 50 ms)."""
    rates = analysis.rates(tau)
    return AtTau(
        analysis,
        rates,
        rates.false_accepts.interval(CONFIDENCE),
        rates.false_rejects.interval(CONFIDENCE),
        people_intervals(analysis.pairs, tau, CONFIDENCE),
    )


def _curve(pairs: Pairs) -> tuple[Roc | None, str]:
    try:
        return roc(pairs.genuine, pairs.impostor), ""
    except VerificationError as error:
        return None, str(error)


def _histograms(pairs: Pairs) -> Histograms:
    farthest = max(float(pairs.genuine.max(initial=0)), float(pairs.impostor.max(initial=0)))
    tenths = max(math.ceil(farthest * 10), round(LEAST_END * 10))
    return histograms(pairs.genuine, pairs.impostor, tenths * BINS_OF_A_TENTH, tenths / 10)


def _pairs_at(sample: Compared, rows: list[list[int]]) -> tuple[FacePair, ...]:
    from explorer.engine.faces.distance import squared_distance

    points = sample.embeddings
    return tuple(
        FacePair(one, other, float(squared_distance(points[one], points[other])))
        for one, other in rows
    )


def _float32_from(tau: float) -> np.float32:
    """Return the smallest float32 that is not below τ: the same distances lie below both."""
    edge = np.float32(tau)
    return edge if float(edge) >= tau else np.nextafter(edge, np.float32(np.inf))
