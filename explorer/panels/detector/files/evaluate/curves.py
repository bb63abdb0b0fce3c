"""Precision and recall as they are drawn: one curve a class, and what a point on it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.widgets.detections.colours import class_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from explorer.engine.evaluation import ClassResult


@dataclass(frozen=True, slots=True, eq=False)
class ClassCurve:
    """A class's curve: a point for each detection, the surest first.

    Parameters
    ----------
    scores, right
        (N,): as `explorer.engine.evaluation.Curve` has them.
    truths
        Objects to find.
    """

    name: str
    colour: str
    scores: NDArray[np.float64]
    right: NDArray[np.int64]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    envelope: NDArray[np.float64]
    truths: int

    def corners(self) -> NDArray[np.intp]:
        """Return the points between which the curve is straight: where it begins or stops to rise.

        Between two right detections recall stands still, so that wrong ones only go down.
        """
        if not len(self.right):
            return np.zeros(0, np.intp)
        rises = np.diff(self.right, prepend=0) > 0
        ends = np.append(rises[1:], True)
        keep = rises | ends
        keep[0] = True
        return np.flatnonzero(keep)

    def count(self, score: float) -> int:
        """Return how many detections have a score of at least ``score``."""
        return int(np.searchsorted(-self.scores, -score, side="right"))

    def at(self, score: float) -> tuple[int, int]:
        """Return right and wrong detections with a score of at least ``score``."""
        count = self.count(score)
        right = int(self.right[count - 1]) if count else 0
        return right, count - right

    def words(self, place: int) -> str:
        """Return what a point means: from which score on one has it, and what is right then."""
        right = int(self.right[place])
        wrong, missed = place + 1 - right, self.truths - right
        precision, recall = self.precision[place], self.recall[place]
        return (
            f"{self.name}, score ≥ {self.scores[place]:.3f}: precision {precision:.3f}, "
            f"recall {recall:.3f} ({right:,} right, {wrong:,} wrong, {missed:,} missed)"
        )


def curves_of(classes: Sequence[ClassResult], class_names: Sequence[str]) -> tuple[ClassCurve, ...]:
    """Return the curves of the classes that have objects."""
    return tuple(
        ClassCurve(
            one.name,
            class_colour(class_names.index(one.name)),
            one.curve.scores,
            one.curve.right,
            one.curve.precision,
            one.curve.recall,
            one.curve.envelope,
            one.truths,
        )
        for one in classes
        if one.truths
    )
