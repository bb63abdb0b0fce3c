"""What τ does: strangers it lets in, and people it turns away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.verification.errors import VerificationError
from explorer.engine.verification.proportion import Proportion

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Rates:
    """Errors at one τ, where d < τ means the same person.

    Parameters
    ----------
    tau
        The threshold, a squared distance.
    false_accepts
        Impostor pairs with d < τ, of all impostor pairs: τ is too loose for them.
    false_rejects
        Genuine pairs with d ≥ τ, of all genuine pairs: τ is too strict for them.
    """

    tau: float
    false_accepts: Proportion
    false_rejects: Proportion

    @property
    def false_accept_rate(self) -> float:
        """In 0..1; not a number without an impostor pair."""
        return self.false_accepts.rate

    @property
    def false_reject_rate(self) -> float:
        """In 0..1; not a number without a genuine pair."""
        return self.false_rejects.rate


def rates_at(genuine: ArrayLike, impostor: ArrayLike, tau: float) -> Rates:
    """Count the errors among genuine distances (G,) and impostor distances (I,) at τ.

    Raises
    ------
    VerificationError
        If a distance or τ is not a number.
    """
    own, strange = checked_distances(genuine, "genuine"), checked_distances(impostor, "impostor")
    if np.isnan(tau):
        raise VerificationError("τ is not a number.")
    exact = np.float64(tau)  # a plain number would be rounded to float32 beside such distances
    return Rates(
        float(tau),
        Proportion(int((strange < exact).sum()), len(strange)),
        Proportion(int((own >= exact).sum()), len(own)),
    )


def tau_for_false_accepts(impostor: ArrayLike, rate: float) -> float:
    """Return the loosest τ at which no more than ``rate`` of these impostor pairs pass.

    It is one of their distances, or infinite where all of them may pass.

    Raises
    ------
    VerificationError
        If there is no impostor pair, or the rate is not in 0..1.
    """
    strange = np.sort(checked_distances(impostor, "impostor"))
    if not len(strange):
        raise VerificationError("Without an impostor pair no false accept can be counted.")
    if not 0 <= rate <= 1:
        raise VerificationError(f"A rate lies in 0 to 1; {rate:g} does not.")
    # A hair is added, because 0.07 · 100 is 7.000000000000001 and 0.29 · 100 is 28.999999999999996.
    allowed = int(rate * len(strange) * (1 + 1e-12))
    return float(strange[allowed]) if allowed < len(strange) else float("inf")


def checked_distances(distances: ArrayLike, kind: str) -> NDArray[np.floating]:
    """Return distances (N,), float32 as they are and all others as float64.

    Raises
    ------
    VerificationError
        If they are not a row of numbers that are 0 or more.
    """
    array = np.asarray(distances)
    if array.dtype != np.float32:
        array = array.astype(np.float64)
    if array.ndim != 1:
        raise VerificationError(f"The {kind} distances are one row, not {array.shape}.")
    bad = ~(array >= 0)
    if bad.any():
        first = int(bad.argmax())
        raise VerificationError(
            f"The {kind} distance {first} is {array[first]:g}: a distance is 0 or more."
        )
    return array
