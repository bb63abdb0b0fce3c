"""Collapse: every face is mapped to the same point, and the loss stands still at α.

Then d(A, P) = d(A, N) = 0 for every triplet, so that each loses exactly α, and the gradient of a
squared distance of 0 is 0: nothing leads out. FaceNet (section 3.2) warns of it where the hardest
negatives are mined from the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch

if TYPE_CHECKING:
    from torch import Tensor

SPREAD_SHARE: Final = 0.01
"""Below this share of α, the mean squared distance of two embeddings counts as none."""
LOSS_SHARE: Final = 0.05
"""Within this share of α the loss is "at α"."""


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
    is_stuck = loss is None or abs(loss - margin) <= LOSS_SHARE * margin
    if len(embeddings) < 2 or apart >= SPREAD_SHARE * margin or not is_stuck:
        return None
    return Collapse(apart, loss, margin, _reason(apart, loss, margin), _remedy(mining))


def _reason(apart: float, loss: float | None, margin: float) -> str:
    every = (
        f"All embeddings lie in one point (mean squared distance {apart:.2g}, α = {margin:g}), so "
        "d(A, P) ≈ d(A, N) ≈ 0 for every triplet"
    )
    if loss is None:
        return f"{every} and none can be chosen any more."
    return f"{every} and the loss is stuck at α: {loss:.3g}."


def _remedy(mining: str) -> str:
    start = "Start again with a lower learning rate"
    if mining == "hard":
        return f"{start}, and with semi-hard or all triplets: the hardest ones often lead here."
    return f"{start} or another seed; the gradient is 0 here, going on does not help."
