"""The boxes that are left, one by one, as a list, a label or a file says them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.detector.values import DetectView

LEAST_LOWERED = 0.005
"""A smaller change of a score does not show in two decimals."""


@dataclass(frozen=True, slots=True)
class KeptBox:
    """A box that is left.

    Parameters
    ----------
    rank
        Its place among the boxes that passed the score threshold, as in `DetectView`.
    score, first_score
        As shown, and as the network gave it: soft-NMS lowers some.
    killed
        Boxes that it suppressed; 0 under soft-NMS, which suppresses none.
    """

    rank: int
    name: str
    class_id: int
    score: float
    first_score: float
    killed: int

    @property
    def is_lowered(self) -> bool:
        """Whether soft-NMS made its score smaller."""
        return self.first_score - self.score >= LEAST_LOWERED


def kept_boxes(view: DetectView, *, is_soft: bool = False) -> tuple[KeptBox, ...]:
    """Return the boxes that are left, best first."""
    ranks = view.kept.tolist()
    class_ids = view.class_ids[view.kept].tolist()
    scores = view.scores[view.kept].tolist()
    first = view.predictions.scores[view.passing[view.kept]].tolist()
    killers = Counter[int]() if is_soft else Counter(view.trace.suppressed_by.tolist())
    names = view.model.class_names
    return tuple(
        KeptBox(rank, names[class_id], class_id, score, before, killers[rank])
        for rank, class_id, score, before in zip(ranks, class_ids, scores, first, strict=True)
    )


def class_counts(kept: tuple[KeptBox, ...]) -> tuple[tuple[str, int], ...]:
    """Return the classes and how many boxes each has, the most first, as they come in ties."""
    return tuple(Counter(box.name for box in kept).most_common())


def counts_text(kept: tuple[KeptBox, ...]) -> str:
    """Return "3 × person · 1 × dog": digits are classes too."""
    return " · ".join(f"{count} × {name}" for name, count in class_counts(kept))


def lowered_count(view: DetectView) -> int:
    """Return how many of the boxes that pass soft-NMS gave a smaller score."""
    first = view.predictions.scores[view.passing]
    return int((first - view.scores >= LEAST_LOWERED).sum())
