"""The nearest embeddings of many, by a matrix product.

‖a − b‖² = ‖a‖² + ‖b‖² − 2 a·b: for a query a, the rows are compared by ‖b‖² − 2 a·b, computed in
float32, some thousand rows at a time so that what is compared stays in the processor's cache.
Rounding may turn the order of rows that are all but equally near. So every row within twice the
bound of the rounding error is kept, and those few distances are computed anew in float64, as
Σ (aᵢ − bᵢ)²: the answer is that of float64 throughout.

A few queries are multiplied one after the other (``numpy.vecdot``, which runs at the speed of the
memory), many by BLAS's matrix product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from explorer.engine.gallery.snapshot import Block, Snapshot

_FEW_QUERIES: Final = 6
_ROWS_OF_FEW: Final = 4096
_ROWS_OF_MANY: Final = 32_768
_QUERIES_AT_ONCE: Final = 64
_UNIT_ROUNDOFF: Final = 2.0**-24


def nearest(
    snapshot: Snapshot, queries: NDArray[np.float32], count: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the rows of the snapshot that are nearest to each query, nearest first.

    Parameters
    ----------
    queries
        float32 (Q, D).
    count
        How many to find, k; fewer where there are fewer rows.

    Returns
    -------
    Rows (Q, k), and squared L2 distances (Q, k). Of equally near rows, the first come first.
    """
    found = min(count, snapshot.count)
    rows = np.empty((len(queries), found), np.int64)
    distances = np.empty((len(queries), found), np.float64)
    if found == 0:
        return rows, distances
    for low in range(0, len(queries), _QUERIES_AT_ONCE):
        batch = queries[low : low + _QUERIES_AT_ONCE]
        for place, candidates in enumerate(_candidates(snapshot, batch, found), start=low):
            rows[place], distances[place] = _ranked(snapshot, candidates, queries[place], found)
    return rows, distances


class _Candidates:
    """The rows that may be among the nearest of one query."""

    def __init__(self, count: int, slack: float) -> None:
        self.rows = np.empty(0, np.int64)
        self.limit = np.float32(np.inf)
        self._scores = np.empty(0, np.float32)
        self._count = count
        self._slack = slack

    def take(self, scores: NDArray[np.float32], first_row: int) -> None:
        """Keep what passes of the scores of consecutive rows."""
        passing = np.flatnonzero(scores <= self.limit)
        self.rows = np.concatenate([self.rows, passing + first_row])
        self._scores = np.concatenate([self._scores, scores[passing]])
        if len(self.rows) < self._count:
            return
        last = np.partition(self._scores, self._count - 1)[self._count - 1]
        # Rounded up: the bound has to hold in float32, too.
        self.limit = np.nextafter(np.float32(last + self._slack), np.float32(np.inf))
        stays = self._scores <= self.limit
        self.rows, self._scores = self.rows[stays], self._scores[stays]


def _candidates(
    snapshot: Snapshot, queries: NDArray[np.float32], count: int
) -> list[NDArray[np.int64]]:
    largest = max(block.largest_norm for block in snapshot.blocks)
    found = [_Candidates(count, 2 * _error_bound(query, largest)) for query in queries]
    minus_twice = -2 * queries
    first_row = 0
    for scores in _scores(snapshot.blocks, minus_twice):
        best = scores.min(axis=1)
        for one, of_query, lowest in zip(found, scores, best, strict=True):
            if lowest <= one.limit:
                one.take(of_query, first_row)
        first_row += scores.shape[1]
    return [one.rows for one in found]


def _scores(
    blocks: tuple[Block, ...], minus_twice: NDArray[np.float32]
) -> Iterator[NDArray[np.float32]]:
    """‖b‖² − 2 a·b (Q, some rows), for all rows in turn; overwritten by the next."""
    are_few = len(minus_twice) <= _FEW_QUERIES
    step = _ROWS_OF_FEW if are_few else _ROWS_OF_MANY
    room = np.empty(len(minus_twice) * step, np.float32)
    for block in blocks:
        for low in range(0, block.count, step):
            embeddings = block.embeddings[low : low + step]
            scores = room[: len(minus_twice) * len(embeddings)].reshape(len(minus_twice), -1)
            if are_few:
                for query, of_query in zip(minus_twice, scores, strict=True):
                    np.vecdot(embeddings, query, out=of_query)
            else:
                np.matmul(minus_twice, embeddings.T, out=scores)
            scores += block.squared_norms[low : low + step]
            yield scores


def _error_bound(query: NDArray[np.float32], largest_norm: float) -> float:
    """How far a float32 score is from the true one, at most.

    A sum of D products, in any order, errs by at most γ_D Σ|aᵢbᵢ| ≤ γ_D ‖a‖‖b‖, γ_D = Du/(1 − Du)
    (Higham, Accuracy and Stability of Numerical Algorithms, 2002, eq. 3.5); rounding ‖b‖² and the
    last addition each add a u. The smallest normal numbers stand for what underflows.
    """
    dimension, wide = len(query), query.astype(np.float64)
    norm = float(np.sqrt(wide @ wide))
    unit = (dimension + 2) * _UNIT_ROUNDOFF / (1 - (dimension + 2) * _UNIT_ROUNDOFF)
    relative = 2 * unit * largest_norm * (norm + largest_norm)
    return relative + 4 * dimension * float(np.finfo(np.float32).tiny)


def _ranked(
    snapshot: Snapshot, candidates: NDArray[np.int64], query: NDArray[np.float32], count: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    exact = np.concatenate(
        [_distances(block, rows, query) for block, rows in _by_block(snapshot, candidates)]
    )
    order = np.argsort(exact, kind="stable")[:count]  # candidates come in the order of rows
    return candidates[order], exact[order]


def _by_block(
    snapshot: Snapshot, rows: NDArray[np.int64]
) -> Iterator[tuple[Block, NDArray[np.int64]]]:
    first_row = 0
    for block in snapshot.blocks:
        within = (rows >= first_row) & (rows < first_row + block.count)
        yield block, rows[within] - first_row
        first_row += block.count


def _distances(
    block: Block, rows: NDArray[np.int64], query: NDArray[np.float32]
) -> NDArray[np.float64]:
    differences = block.embeddings[rows].astype(np.float64) - query
    return np.asarray(np.vecdot(differences, differences), np.float64)
