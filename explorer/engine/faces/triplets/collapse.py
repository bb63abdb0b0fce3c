"""Collapse: every face is mapped to the same point, and the loss stands still at α.

Then d(A, P) ≈ d(A, N) ≈ 0 for every triplet, so that each loses α, and the gradient of a squared
distance near 0 is near 0 as well: hardly anything leads out. FaceNet (section 3.2) warns of it
where the hardest negatives are mined from the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch

if TYPE_CHECKING:
    from torch import Tensor

SHARE: Final = 0.1
"""Embeddings whose mean squared distance is below this share of α have collapsed, if the loss lies
within this share of α from α; so it must, unless a few embeddings lie far from the others."""


@dataclass(frozen=True, slots=True)
class Collapse:
    """The embeddings have fallen together.

    Parameters
    ----------
    spread
        The mean squared distance of two embeddings.
    loss
        Of the batch; None where no triplet was mined, because none differs enough to be chosen.
    margin
        α.
    reason, remedy
        For the user: what was seen, and what to do.
    """

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
    embeddings: Tensor, loss: float | None, margin: float, mining: str = ""
) -> Collapse | None:
    """Return what collapsed, or None if embeddings (N, D) lie apart.

    Parameters
    ----------
    loss
        The mean triplet loss, None if no triplet was mined.
    margin
        α.
    mining
        How triplets were mined, for the remedy.
    """
    apart = spread(embeddings)
    is_stuck = loss is None or abs(loss - margin) <= SHARE * margin
    if len(embeddings) < 2 or apart >= SHARE * margin or not is_stuck:
        return None
    return Collapse(apart, loss, margin, _reason(apart, loss, margin), _remedy(mining))


def _reason(apart: float, loss: float | None, margin: float) -> str:
    every = (
        f"All embeddings lie near one point (mean squared distance {apart:.2g}, α = {margin:g}), "
        "so d(A, P) ≈ d(A, N) ≈ 0 for every triplet"
    )
    if loss is None:
        return f"{every} and none can be chosen any more."
    return f"{every} and the loss is stuck at α: {loss:.3g}."


def _remedy(mining: str) -> str:
    start = "The gradient is close to 0 here too: start again with a lower learning rate"
    if mining == "hard":
        return f"{start}, or mine semi-hard or all triplets: the hardest ones alone lead here."
    return f"{start}, or from another seed."
