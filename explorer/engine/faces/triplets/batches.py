"""Batches of P people with K photographs of each: Hermans, Beyer and Leibe 2017, section 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class PeopleBatches:
    """Draws batches of photographs, without an end, the same for a seed.

    A person with fewer than K photographs comes with all of them; none is taken twice, because a
    photograph is no positive of itself. One person in a batch at least has two.

    Parameters
    ----------
    codes
        int64 (N,): who is on each photograph, 0 … people − 1; somebody on two.
    people, photographs
        P and K.
    """

    def __init__(self, codes: NDArray[np.int64], people: int, photographs: int, seed: int) -> None:
        self._of = [np.flatnonzero(codes == person) for person in range(int(codes.max()) + 1)]
        self._twice = np.flatnonzero([len(own) > 1 for own in self._of])
        self._people, self._photographs = min(people, len(self._of)), photographs
        self._generator = np.random.default_rng(seed)

    def draw(self) -> NDArray[np.int64]:
        """Return which photographs make the next batch, int64 (B,)."""
        order = self._generator.permutation(len(self._of))[: self._people]
        if not np.isin(order, self._twice).any():
            order[-1] = self._generator.choice(self._twice)
        chosen = [self._generator.permutation(self._of[person]) for person in order]
        return np.concatenate([own[: self._photographs] for own in chosen])
