"""Collapse: faces are mapped to the same point, and the loss stands still at α.

Then d(A, P) ≈ d(A, N) ≈ 0 for the triplets that are learned from, so that each loses α, and the
gradient of a squared distance near 0 is near 0 as well: hardly anything leads out. FaceNet (section
3.2) warns of it where the hardest negatives are mined from the start. It also happens to some of
the people alone, while the others stay apart, when nothing tells those some from one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import torch

if TYPE_CHECKING:
    from torch import Tensor

SHARE: Final = 0.1
"""Squared distances below this share of α count as none, and a loss within it of α as at α."""
PATIENCE: Final = 10
"""So many steps in a row have to look collapsed before it is said: the loss is stuck there."""


@dataclass(frozen=True, slots=True)
class Collapse:
    """Embeddings have fallen together.

    Parameters
    ----------
    extent
        "all" embeddings lie near one point, or "some": those of the mined triplets do.
    spread
        The mean squared distance of two embeddings.
    loss
        Of the batch; None where no triplet was mined, because none differs enough to be chosen.
    margin
        α.
    reason, remedy
        For the user: what was seen, and what to do.
    """

    extent: Literal["all", "some"]
    spread: float
    loss: float | None
    margin: float
    reason: str
    remedy: str


def spread(embeddings: Tensor) -> float:
    """Return the mean squared L2 distance of two different rows of (N, D); 0 for a single one."""
    count = len(embeddings)
    if count < 2:
        return 0.0
    exact = embeddings.detach().to(torch.float64)
    centred = exact - exact.mean(0)
    return float(2 * centred.square().sum() / (count - 1))


def find_collapse(
    embeddings: Tensor,
    loss: float | None,
    margin: float,
    positive: float | None = None,
    negative: float | None = None,
    mining: str = "",
) -> Collapse | None:
    """Return what fell together, or None if embeddings (N, D) lie apart or the loss is not at α.

    Parameters
    ----------
    loss
        The mean triplet loss, None if no triplet was mined.
    margin
        α.
    positive, negative
        Mean d(A, P) and d(A, N) of the mined triplets, without which "some" is not seen.
    mining
        How triplets were mined, for the remedy.
    """
    apart, near = spread(embeddings), SHARE * margin
    is_at_margin = loss is None or abs(loss - margin) <= near
    if len(embeddings) < 2 or not is_at_margin:
        return None
    if apart < near:
        reason = _reason("All embeddings lie", apart, loss, margin)
        return Collapse("all", apart, loss, margin, reason, _remedy(mining))
    if positive is None or negative is None or max(positive, negative) >= near:
        return None
    reason = _reason("In every mined triplet A, P and N lie", max(positive, negative), loss, margin)
    return Collapse("some", apart, loss, margin, reason, _SOME_REMEDY)


class CollapseWatch:
    """Says that embeddings collapsed once they have looked so for `PATIENCE` steps in a row."""

    def __init__(self) -> None:
        self._in_a_row = 0

    def see(self, found: Collapse | None) -> Collapse | None:
        """Return what was found at this step, if it was found at each of the last ones too."""
        self._in_a_row = self._in_a_row + 1 if found else 0
        return found if self._in_a_row >= PATIENCE else None


def _reason(who: str, distance: float, loss: float | None, margin: float) -> str:
    seen = (
        f"{who} near one point (mean squared distance {distance:.2g}, α = {margin:g}): "
        "d(A, P) ≈ d(A, N) ≈ 0"
    )
    if loss is None:
        return f"{seen}, and no triplet can be chosen any more."
    return f"{seen}, and the loss is stuck at α: {loss:.3g}."


def _remedy(mining: str) -> str:
    start = "The gradient is close to 0 here too: start again with a lower learning rate"
    if mining == "hard":
        return f"{start}, or mine semi-hard or all triplets: the hardest ones alone lead here."
    return f"{start}, or from another seed."


_SOME_REMEDY: Final = (
    "Nothing tells these people from one another: see whether one person stands under two names. "
    "Otherwise mine semi-hard or all triplets."
)
