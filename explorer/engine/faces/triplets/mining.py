"""Which triplets of a labelled batch are learned from.

"all": every anchor, positive and negative there is. "hard": for each anchor the farthest positive
and the nearest negative (batch hard: Hermans, Beyer and Leibe 2017, equation 5). "semi-hard": the
negative lies beyond the positive, but within the margin (FaceNet, section 3.2):
d(A, P) < d(A, N) < d(A, P) + α.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch

from explorer.engine.faces.triplets.errors import NoPositiveError, TooFewPeopleError, TripletError
from explorer.engine.faces.triplets.loss import squared_matrix
from explorer.engine.verification.people import person_codes

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from torch import Tensor

    from explorer.engine.faces.triplets.config import Mining

MOST_EMBEDDINGS: Final = 1000
"""A thousand photographs, four a person, make three million triplets."""


def mine(
    embeddings: Tensor, labels: Iterable[Hashable], mining: Mining, margin: float = 0.2
) -> Tensor:
    """Return triplets of a labelled batch of embeddings (N, D).

    Returns
    -------
    Tensor
        int64 (T, 3): rows of anchor, positive and negative, sorted by anchor, then positive, then
        negative. Equally hard ones go to the lower index. None may be left: (0, 3).

    Raises
    ------
    TripletError
        If labels and embeddings do not fit, or are more than `MOST_EMBEDDINGS`.
    TooFewPeopleError, NoPositiveError
        If no triplet can be made of these labels.
    """
    codes = torch.from_numpy(person_codes(labels)).to(embeddings.device)
    _check(embeddings, codes)
    with torch.no_grad():
        return mined(squared_matrix(embeddings), codes, mining, margin)


def hardest(embeddings: Tensor, labels: Iterable[Hashable]) -> tuple[int, int, int]:
    """Return anchor, positive and negative of the triplet with the largest d(A, P) − d(A, N).

    Raises
    ------
    TripletError
        As `mine` does.
    """
    triplets = mine(embeddings, labels, "hard")
    distances = squared_matrix(embeddings.detach())
    anchor, positive, negative = triplets.unbind(1)
    worst = int((distances[anchor, positive] - distances[anchor, negative]).argmax())
    a, p, n = triplets[worst].tolist()
    return a, p, n


def mined(distances: Tensor, codes: Tensor, mining: Mining, margin: float) -> Tensor:
    """Return triplets, int64 (T, 3), from squared distances (N, N) and people (N,)."""
    same = codes[:, None] == codes
    if mining == "hard":
        return _hard(distances, same)
    anchors, positives = _positive_pairs(same)
    wanted = ~same[anchors]
    if mining == "semi-hard":
        from_positive = distances[anchors, positives, None]
        from_negative = distances[anchors]
        wanted &= (from_positive < from_negative) & (from_negative < from_positive + margin)
    pairs, negatives = wanted.nonzero(as_tuple=True)
    return torch.stack([anchors[pairs], positives[pairs], negatives], dim=1)


def active_share(distances: Tensor, codes: Tensor, margin: float) -> float:
    """Return the share of all triplets, in 0..1, whose loss is above 0: what is left to learn."""
    same = codes[:, None] == codes
    anchors, positives = _positive_pairs(same)
    negative = ~same[anchors]
    violated = distances[anchors, positives, None] + margin > distances[anchors]
    return float((violated & negative).sum() / negative.sum().clamp(min=1))


def _positive_pairs(same: Tensor) -> tuple[Tensor, Tensor]:
    """Return anchors and positives (P,): every ordered pair of photographs of one person."""
    others = same & ~torch.eye(len(same), dtype=torch.bool, device=same.device)
    anchors, positives = others.nonzero(as_tuple=True)
    return anchors, positives


def _hard(distances: Tensor, same: Tensor) -> Tensor:
    others = same & ~torch.eye(len(same), dtype=torch.bool, device=same.device)
    anchors = (others.any(1) & ~same.all(1)).nonzero()[:, 0]
    farthest = distances.masked_fill(~others, -torch.inf)[anchors]
    nearest = distances.masked_fill(same, torch.inf)[anchors]
    if not len(anchors):
        return anchors.new_empty((0, 3))
    return torch.stack([anchors, farthest.argmax(1), nearest.argmin(1)], dim=1)


def check_people(codes: Tensor) -> None:
    """Raise `TooFewPeopleError` or `NoPositiveError` if people (N,) make no triplet."""
    counts = torch.bincount(codes)
    if len(counts) < 2:
        raise TooFewPeopleError(len(counts))
    if counts.max() < 2:
        raise NoPositiveError(len(counts))


def _check(embeddings: Tensor, codes: Tensor) -> None:
    if embeddings.ndim != 2 or len(embeddings) != len(codes):
        raise TripletError(
            f"{len(codes):,} labels need as many embeddings (photographs, numbers), not "
            f"{tuple(embeddings.shape)}."
        )
    if len(codes) > MOST_EMBEDDINGS:
        raise TripletError(
            f"{len(codes):,} photographs make too many triplets: mine {MOST_EMBEDDINGS:,} at most."
        )
    check_people(codes)
