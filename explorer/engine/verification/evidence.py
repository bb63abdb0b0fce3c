"""What a number of pairs can show, and what it cannot, in plain words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.verification.errors import VerificationError
from explorer.engine.verification.proportion import CONFIDENCE, checked_confidence

if TYPE_CHECKING:
    from explorer.engine.verification.pairs import Pairs
    from explorer.engine.verification.rates import Rates


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whether pairs are enough to show that a rate of errors is not above a goal.

    Parameters
    ----------
    pairs
        How many were compared.
    goal
        The rate to be shown, in 0..1.
    least_rate
        The smallest rate that they can show: what the true one may still be, at most, though none
        of them is wrong. 1 − (1 − confidence)^(1/pairs), one-sided; near 3 / pairs at 95 %, the
        rule of three (Hanley and Lippman-Hand 1983).
    pairs_needed
        Pairs without an error that would show the goal.
    confidence
        In 0..1.
    kind
        "impostor" or "genuine", for the text.
    """

    pairs: int
    goal: float
    least_rate: float
    pairs_needed: int
    confidence: float
    kind: str = "impostor"

    @property
    def is_enough(self) -> bool:
        """Whether so many pairs could show the goal, if none is wrong."""
        return self.pairs >= self.pairs_needed

    @property
    def text(self) -> str:
        """It, said plainly."""
        goal, least = percent(self.goal), percent(self.least_rate)
        sure = percent(self.confidence)
        if not self.pairs:
            return f"There is no {self.kind} pair: nothing is known of the rate of errors."
        counted = f"{self.pairs:,} {self.kind} pair{'s' * (self.pairs != 1)}"
        if self.is_enough:
            return (
                f"{counted} can show a rate of {goal}: with no error among them the true rate is "
                f"{least} at most, with {sure} confidence."
            )
        return (
            f"{counted} cannot show a rate of {goal}: even with no error among them the true rate "
            f"may be {least}, with {sure} confidence. That takes {self.pairs_needed:,} pairs "
            "without an error."
        )


def evidence(
    pairs: int, goal: float, confidence: float = CONFIDENCE, kind: str = "impostor"
) -> Evidence:
    """Say what so many pairs can show of a rate, as if they were independent.

    Raises
    ------
    VerificationError
        If the goal or the confidence does not lie between 0 and 1, or the pairs are below 0.
    """
    checked_confidence(confidence)
    if not 0 < goal < 1:
        raise VerificationError(f"A rate to be shown lies between 0 and 1; {goal:g} does not.")
    if pairs < 0:
        raise VerificationError(f"{pairs:,} pairs: there cannot be fewer than none.")
    log_chance = math.log1p(-confidence)
    least_rate = -math.expm1(log_chance / pairs) if pairs else 1.0
    needed = math.ceil(log_chance / math.log1p(-goal))
    return Evidence(pairs, goal, least_rate, needed, confidence, kind)


def dependence_text(pairs: Pairs) -> str:
    """Say why pairs tell less than their number."""
    return (
        f"The {len(pairs.genuine) + len(pairs.impostor):,} pairs come from {pairs.photographs:,} "
        f"photographs of {pairs.people:,} {'person' if pairs.people == 1 else 'people'}. They are "
        "not independent: one person who is easy to mistake, or one bad photograph, is in many of "
        "them. The true uncertainty is larger than that of as many separate pairs; drawing the "
        "people anew shows how much."
    )


def cautions(rates: Rates, pairs: Pairs, goal: float = 0.001) -> tuple[str, ...]:
    """Return what has to be said beside rates at a τ, the gravest first.

    Too few impostor pairs for the goal; no genuine pair, or so few that a single one is more than
    5 % of them; and that pairs of one person are not independent.
    """
    said = []
    accepted = evidence(rates.false_accepts.total, goal)
    if not accepted.is_enough:
        said.append(accepted.text)
    genuine = rates.false_rejects.total
    if genuine == 0:
        said.append(
            "There is no genuine pair: nobody has two photographs, so how often a person is turned "
            "away cannot be counted."
        )
    elif genuine < 20:
        one = f"Each of the {genuine} genuine pairs" if genuine > 1 else "The only genuine pair"
        said.append(f"{one} is {percent(1 / genuine)} of the false rejects: too few for a rate.")
    return (*said, dependence_text(pairs))


def percent(share: float) -> str:
    """Write a share in per cent, to two digits that count: 0.1 %, 1.6 %, 24 %, 99.9 %."""
    value = 100 * share
    if value in (0, 100):
        return f"{value:.0f} %"
    smaller = min(value, 100 - value)
    decimals = max(0, 1 - math.floor(math.log10(smaller)))
    text = f"{value:.{decimals}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"
