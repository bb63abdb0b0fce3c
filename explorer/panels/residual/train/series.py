"""The points of a curve that grows: never more than can be told apart, and each an exact mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from explorer.engine.residual.steps import LaneRecord

MOST: Final = 300
"""Points of a curve; beyond, two and two become one."""


class Series:
    """Training error and loss of one network.

    A record is a mean over the images shown since the one before. Two that follow one another are
    joined in proportion to their iterations, and so are a mean over the images shown since the
    point before them: the same quantity, over a longer stretch.

    Attributes
    ----------
    iterations, errors, losses
        At the end of each stretch, and over it.
    highest_error, highest_loss, lowest_loss
        Of all records; they do not shrink when records are joined.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._each = 1
        self._last = 0
        self._parts = 0  # records in the last point
        self.iterations: list[int] = []
        self.errors: list[float] = []
        self.losses: list[float] = []
        self._weights: list[int] = []
        self.highest_error = 0.0
        self.highest_loss = 0.0
        self.lowest_loss = float("inf")

    def add(self, record: LaneRecord) -> None:
        """Take the next record."""
        self.highest_error = max(self.highest_error, record.training_error)
        self.highest_loss = max(self.highest_loss, record.loss)
        self.lowest_loss = min(self.lowest_loss, record.loss)
        weight, self._last = record.iteration - self._last, record.iteration
        new = (record.iteration, weight, record.training_error, record.loss)
        if 0 < self._parts < self._each:
            self._join_last(*new)
        else:
            self._append(*new)
            self._parts = 0
        self._parts += 1
        if len(self.iterations) > self._most and self._parts == self._each:
            self._halve()

    def _append(self, iteration: int, weight: int, error: float, loss: float) -> None:
        self.iterations.append(iteration)
        self._weights.append(weight)
        self.errors.append(error)
        self.losses.append(loss)

    def _join_last(self, iteration: int, weight: int, error: float, loss: float) -> None:
        before = self._weights.pop(), self.errors.pop(), self.losses.pop()
        self.iterations.pop()
        self._append(
            iteration,
            before[0] + weight,
            _mean(before[1], before[0], error, weight),
            _mean(before[2], before[0], loss, weight),
        )

    def _halve(self) -> None:
        """Join two and two; an odd one at the end stays half as long, and takes the next."""
        rows = list(zip(self.iterations, self._weights, self.errors, self.losses, strict=True))
        for column in (self.iterations, self._weights, self.errors, self.losses):
            column.clear()
        for place in range(0, len(rows), 2):
            self._append(*rows[place])
            if place + 1 < len(rows):
                self._join_last(*rows[place + 1])
        self._parts = self._each * (1 if len(rows) % 2 else 2)
        self._each *= 2


def _mean(one: float, weight: int, other: float, other_weight: int) -> float:
    return (one * weight + other * other_weight) / (weight + other_weight)
