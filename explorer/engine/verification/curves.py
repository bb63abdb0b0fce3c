"""The receiver operating characteristic: every τ at once, and the numbers that sum it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.verification.errors import VerificationError
from explorer.engine.verification.rates import checked_distances

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class EqualError:
    """Where as many strangers get in as people are turned away.

    Parameters
    ----------
    rate
        The equal error rate in 0..1: where the line between the two neighbouring points of the
        curve has false accepts = false rejects.
    tau
        A τ beside that place, in the middle of those at which the two rates are least apart.
    false_accept_rate, false_reject_rate
        What is counted at that τ.
    """

    rate: float
    tau: float
    false_accept_rate: float
    false_reject_rate: float


@dataclass(frozen=True, slots=True, eq=False)
class Roc:
    """True accepts against false accepts, from the strictest τ to the loosest.

    Only the corners of the curve are held: what lies between two of them lies on the straight line.

    Parameters
    ----------
    tau
        float64 (T,), rising; the last is infinite.
    false_accept_rate, true_accept_rate
        float64 (T,), rising from 0 to 1.
    auc
        The area under the curve: the probability that a genuine distance is smaller than an
        impostor one, ties counted half (Mann and Whitney 1947; Fawcett 2006, section 7).
    equal_error
        The equal error rate.
    genuine, impostor
        How many pairs there were.
    """

    tau: NDArray[np.float64]
    false_accept_rate: NDArray[np.float64]
    true_accept_rate: NDArray[np.float64]
    auc: float
    equal_error: EqualError
    genuine: int
    impostor: int

    @property
    def false_reject_rate(self) -> NDArray[np.float64]:
        """1 − true accepts, float64 (T,)."""
        return 1 - self.true_accept_rate


def roc(genuine: ArrayLike, impostor: ArrayLike) -> Roc:
    """Return the curve of genuine distances (G,) and impostor distances (I,).

    Raises
    ------
    VerificationError
        If one of them is empty, or a distance is not a number.
    """
    own = np.sort(checked_distances(genuine, "genuine"))
    strange = np.sort(checked_distances(impostor, "impostor"))
    _check_both(own, strange)
    tau = _possible_corners(own, strange)
    accepted, wrongly = _below(own, tau), _below(strange, tau)
    corners = _corners(wrongly, accepted)
    return Roc(
        tau[corners],
        wrongly[corners] / len(strange),
        accepted[corners] / len(own),
        mann_whitney(own, strange) / (len(own) * len(strange)),
        _equal_error(own, strange, tau),
        len(own),
        len(strange),
    )


def mann_whitney(genuine: NDArray[np.floating], impostor: NDArray[np.floating]) -> float:
    """Return U: pairs of a genuine and an impostor distance in which the genuine one is smaller.

    Ties count half. Both rise.
    """
    below = np.searchsorted(impostor, genuine, side="left")
    not_above = np.searchsorted(impostor, genuine, side="right")
    twice = 2 * len(genuine) * len(impostor) - int(below.sum()) - int(not_above.sum())
    return twice / 2


def _check_both(genuine: NDArray[np.floating], impostor: NDArray[np.floating]) -> None:
    if not len(genuine):
        raise VerificationError(
            "There is no genuine pair: nobody has two photographs. Enrol a second one of somebody."
        )
    if not len(impostor):
        raise VerificationError(
            "There is no impostor pair: all photographs show one person. Enrol somebody else too."
        )


def _possible_corners(
    genuine: NDArray[np.floating], impostor: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return the τ where the curve may turn: each genuine distance, the next larger one, the ends.

    Between two genuine distances the curve runs straight across, over millions of impostors maybe.
    """
    own = np.unique(genuine)
    following = np.minimum(_next_above(own, own), _next_above(impostor, own))
    first = min(genuine[0], impostor[0])
    return np.unique(np.concatenate([[first], own, following, [np.inf]]).astype(np.float64))


def _next_above(rising: NDArray[np.floating], values: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.append(rising, np.inf)[np.searchsorted(rising, values, side="right")]


def _below(rising: NDArray[np.floating], tau: NDArray[np.float64]) -> NDArray[np.intp]:
    """Count the distances below each τ; below the last, which is infinite, are all."""
    counts = np.searchsorted(rising, tau, side="left")
    counts[tau == np.inf] = len(rising)
    return counts


def _corners(across: NDArray[np.intp], up: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which points (T,) the curve needs: its ends, and where it changes direction."""
    step_across, step_up = np.diff(across), np.diff(up)
    turns = step_across[:-1] * step_up[1:] != step_across[1:] * step_up[:-1]
    return np.concatenate([[True], turns, [True]])


def _equal_error(
    genuine: NDArray[np.floating], impostor: NDArray[np.floating], corners: NDArray[np.float64]
) -> EqualError:
    """Return where false accepts overtake false rejects: they begin at 0 and 1, end at 1 and 0."""
    after = _overtaking(genuine, impostor, corners)
    low, high = corners[after - 1], corners[after]
    inside = [one[slice(*np.searchsorted(one, [low, high]))] for one in (genuine, impostor)]
    tau = np.unique(np.concatenate([[low], *inside, [high]]).astype(np.float64))
    after = _overtaking(genuine, impostor, tau)
    accepts = _below(impostor, tau) / len(impostor)
    rejects = 1 - _below(genuine, tau) / len(genuine)
    gap_before = rejects[after - 1] - accepts[after - 1]
    gap_after = accepts[after] - rejects[after]
    share = gap_before / (gap_before + gap_after)
    rate = accepts[after - 1] + share * (accepts[after] - accepts[after - 1])
    nearest = after if gap_after <= gap_before else after - 1
    middle = _middle(genuine, impostor, float(tau[nearest]))
    return EqualError(float(rate), middle, float(accepts[nearest]), float(rejects[nearest]))


def _overtaking(
    genuine: NDArray[np.floating], impostor: NDArray[np.floating], tau: NDArray[np.float64]
) -> int:
    """Return the first index at which the rate of false accepts is not below the other.

    In whole numbers, because 1 − 2/3 and 1/3 are not the same in floating point.
    """
    accepts = _below(impostor, tau) * len(genuine)
    rejects = (len(genuine) - _below(genuine, tau)) * len(impostor)
    return int(np.argmax(accepts >= rejects))


def _middle(genuine: NDArray[np.floating], impostor: NDArray[np.floating], tau: float) -> float:
    """Return the middle of the τ that count the same as this one: above the last, up to it."""
    places = [(one, int(np.searchsorted(one, tau, side="left"))) for one in (genuine, impostor)]
    low = max((float(one[place - 1]) for one, place in places if place), default=0.0)
    if tau == np.inf:
        return float(np.nextafter(low, np.inf))
    middle = low + (tau - low) / 2
    return middle if middle > low else tau
