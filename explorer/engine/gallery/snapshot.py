"""The enrolled embeddings at one moment, as a value that any thread may read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Photographs that lie together in memory, or in a mapped file.

    Parameters
    ----------
    ids, people
        int64 (N,): the photographs' ids, rising, and those of their people.
    squared_norms
        float32 (N,): ‖b‖² of each embedding.
    embeddings
        float32 (N, D).
    largest_norm
        The largest ‖b‖, or a bound of it.
    """

    ids: NDArray[np.int64]
    people: NDArray[np.int64]
    squared_norms: NDArray[np.float32]
    embeddings: NDArray[np.float32]
    largest_norm: float

    @property
    def count(self) -> int:
        """N."""
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Everyone enrolled at one moment; what is enrolled or removed later does not show in it.

    Forgetting everyone does, in galleries so large that they have a cache on the disk: the
    file that a snapshot looks into is overwritten.
    """

    dimension: int
    blocks: tuple[Block, ...]
    names_by_id: Mapping[int, str] = field(repr=False)

    @property
    def count(self) -> int:
        """The number of photographs, N."""
        return sum(block.count for block in self.blocks)

    @property
    def ids(self) -> NDArray[np.int64]:
        """The photographs' ids (N,), rising: oldest first."""
        return _joined([block.ids for block in self.blocks])

    @property
    def people(self) -> NDArray[np.int64]:
        """For each photograph a number (N,) that is the same for the same person."""
        return _joined([block.people for block in self.blocks])

    @property
    def names(self) -> tuple[str, ...]:
        """For each photograph the person's name."""
        return tuple(self.names_by_id[person] for person in self.people.tolist())

    @property
    def embeddings(self) -> NDArray[np.float32]:
        """float32 (N, D), read-only; a copy only where a cache and newer rows are joined."""
        return _joined([block.embeddings for block in self.blocks])

    def photograph(self, row: int) -> tuple[int, str]:
        """Return the id of a row's photograph, and its person's name."""
        for block in self.blocks:
            if row < block.count:
                return int(block.ids[row]), self.names_by_id[int(block.people[row])]
            row -= block.count
        raise IndexError(f"The snapshot has {self.count} rows.")


class GrowingBlock:
    """Rows that are appended to, and blocks of them that stay as they were.

    New rows go behind the old ones, or all move to a larger array: a block that was given out
    never changes.
    """

    def __init__(self, dimension: int) -> None:
        self._count = 0
        self._largest_norm = 0.0
        self._ids = np.empty(64, np.int64)
        self._people = np.empty(64, np.int64)
        self._squared_norms = np.empty(64, np.float32)
        self._embeddings = np.empty((64, dimension), np.float32)

    @property
    def count(self) -> int:
        """The number of rows."""
        return self._count

    def append(
        self,
        ids: NDArray[np.int64],
        people: NDArray[np.int64],
        embeddings: NDArray[np.float32],
    ) -> None:
        """Add rows: ids (N,), people (N,), embeddings (N, D)."""
        end = self._count + len(ids)
        self._make_room(end)
        rows = slice(self._count, end)
        self._ids[rows], self._people[rows] = ids, people
        self._embeddings[rows] = embeddings
        wide = embeddings.astype(np.float64)
        squared = np.vecdot(wide, wide)
        self._squared_norms[rows] = squared
        self._largest_norm = max(self._largest_norm, float(np.sqrt(squared.max(initial=0))))
        self._count = end

    def block(self) -> Block:
        """Return what is there now."""
        return Block(
            _frozen(self._ids, self._count),
            _frozen(self._people, self._count),
            _frozen(self._squared_norms, self._count),
            _frozen(self._embeddings, self._count),
            self._largest_norm,
        )

    def _make_room(self, count: int) -> None:
        room = len(self._ids)
        if count <= room:
            return
        grown = max(count, 2 * room)
        self._ids = _grown(self._ids, grown, self._count)
        self._people = _grown(self._people, grown, self._count)
        self._squared_norms = _grown(self._squared_norms, grown, self._count)
        self._embeddings = _grown(self._embeddings, grown, self._count)


def _joined(parts: list[NDArray[T]]) -> NDArray[T]:
    """Return the parts as one array, without a copy where all but one are empty."""
    filled = [part for part in parts if len(part)] or parts[:1]
    return filled[0] if len(filled) == 1 else np.concatenate(filled)


def _grown(array: NDArray[T], room: int, count: int) -> NDArray[T]:
    larger = np.empty((room, *array.shape[1:]), array.dtype)
    larger[:count] = array[:count]
    return larger


def _frozen(array: NDArray[T], count: int) -> NDArray[T]:
    view = array[:count]
    view.flags.writeable = False
    return view
