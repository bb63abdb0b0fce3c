"""How far rates move when other people are drawn: pairs are not independent, people are.

Pairs that share a person rise and fall together, so an interval that takes them as separate trials
is too short. Here people are drawn with replacement, each with all their photographs, as many as
there are, and the rates counted anew. Drawing what hangs together as a whole is the idea of Bolle,
Ratha and Pankanti (2004, "Error analysis of pattern recognition systems: the subsets bootstrap");
here both people of an impostor pair are drawn. Two copies of one person are no impostor pair. The
interval is that of the percentiles (Efron and Tibshirani 1993, chapter 13).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.verification.errors import VerificationError
from explorer.engine.verification.proportion import CONFIDENCE, Interval, checked_confidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.verification.pairs import Pairs

RESAMPLES: Final = 2000
_AT_ONCE: Final = 250


@dataclass(frozen=True, slots=True)
class PeopleIntervals:
    """Where the rates lie, by drawing people anew.

    None where the draws say nothing: no error was seen, or nothing but errors, and a draw of the
    same people cannot show another kind; or there are fewer than three people.
    """

    false_accepts: Interval | None
    false_rejects: Interval | None


def people_intervals(
    pairs: Pairs,
    tau: float,
    confidence: float = CONFIDENCE,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> PeopleIntervals:
    """Draw the people again and again, and return what the rates at τ do. The same for a seed.

    Raises
    ------
    VerificationError
        If the confidence does not lie between 0 and 1, or there is no resample.
    """
    checked_confidence(confidence)
    if resamples < 1:
        raise VerificationError(f"{resamples} resamples: there has to be one at least.")
    if pairs.people < 3:
        return PeopleIntervals(None, None)
    generator = np.random.default_rng(seed)
    accepts, rejects = _Accepts(pairs, tau), _Rejects(pairs, tau)
    rates: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for start in range(0, resamples, _AT_ONCE):
        drawn = _draw(generator, min(_AT_ONCE, resamples - start), pairs.people)
        rates.append((accepts.rates(drawn), rejects.rates(drawn)))
    far, frr = (np.concatenate(part) for part in zip(*rates, strict=True))
    return PeopleIntervals(_percentiles(far, confidence), _percentiles(frr, confidence))


def _draw(generator: np.random.Generator, times: int, people: int) -> NDArray[np.float64]:
    """Return how often each person was drawn, (times, people); each row adds up to people."""
    shares = np.full(people, 1 / people)
    return generator.multinomial(people, shares, size=times).astype(np.float64)


class _Accepts:
    """False accepts between each two people."""

    def __init__(self, pairs: Pairs, tau: float) -> None:
        self._photographs = np.bincount(pairs.codes, minlength=pairs.people).astype(np.float64)
        # As float64, because NumPy would round a plain number to the distances' float32.
        wrong = pairs.codes[pairs.impostor_at[pairs.impostor < np.float64(tau)]]
        self._wrong = np.zeros((pairs.people, pairs.people), np.float32)
        np.add.at(self._wrong, (wrong[:, 0], wrong[:, 1]), 1)

    def rates(self, drawn: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the false-accept rate of each draw (B, people); NaN without an impostor pair."""
        weighted = drawn * self._photographs
        total = (weighted.sum(1) ** 2 - np.square(weighted).sum(1)) / 2
        wrong = ((drawn.astype(np.float32) @ self._wrong) * drawn).sum(1)
        return _ratio(wrong, total)


class _Rejects:
    """False rejects of each person."""

    def __init__(self, pairs: Pairs, tau: float) -> None:
        people = pairs.people
        of = pairs.codes[pairs.genuine_at[:, 0]]
        self._total = np.bincount(of, minlength=people).astype(np.float64)
        self._wrong = np.bincount(of[pairs.genuine >= np.float64(tau)], minlength=people).astype(
            np.float64
        )

    def rates(self, drawn: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the false-reject rate of each draw (B, people); NaN without a genuine pair."""
        return _ratio(drawn @ self._wrong, drawn @ self._total)


def _ratio(wrong: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    rates = np.full(len(total), np.nan)
    np.divide(wrong, total, out=rates, where=total > 0)
    return rates


def _percentiles(rates: NDArray[np.float64], confidence: float) -> Interval | None:
    known = rates[~np.isnan(rates)]
    if not len(known) or (known.min() == known.max() and known[0] in (0, 1)):
        return None
    low, high = np.quantile(known, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(low), float(high), confidence)
