"""What is searched: the embeddings of the database in memory, kept up to date."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from explorer.engine.gallery import matrix_cache, rows
from explorer.engine.gallery.snapshot import Block, GrowingBlock, Snapshot
from explorer.engine.whole_file import why_not_written

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

CACHE_FROM: Final = 50_000
"""Photographs from which on the matrix is kept in a file; fewer are read in a tenth of a second."""


class Index:
    """Follows a database.

    New photographs are read and appended; after a removal all are read again. Used within a
    transaction that sees the database, by one thread at a time; the snapshots are for all.
    """

    def __init__(self, path: Path | None, dimension: int, cache_from: int = CACHE_FROM) -> None:
        self.cache_problem = ""
        """Why the cache could not be written, if so: opening takes longer, and that is all."""
        self._path = path
        self._cache = None if path is None else matrix_cache.cache_path(path)
        self._cache_from = cache_from
        self._dimension = dimension
        self._era: tuple[int, bytes, int] | None = None
        self._state: rows.State | None = None
        self._mapped: Block | None = None
        self._newer = GrowingBlock(dimension)
        self._last = 0
        self._names: dict[int, str] = {}
        self._snapshot: Snapshot | None = None

    def snapshot(self, connection: sqlite3.Connection, openings: int) -> Snapshot:
        """Return what is enrolled now. ``openings`` tells one connection from the next."""
        state = rows.state(connection)
        era = (openings, state.key, state.edits)
        if era == self._era and state == self._state and self._snapshot is not None:
            return self._snapshot
        is_new = era != self._era
        if is_new:
            self._load(connection, state)
        else:
            self._append_newer(connection)
        self._follow_names(connection, state, anew=is_new)
        self._era, self._state = era, state
        blocks = () if self._mapped is None else (self._mapped,)
        self._snapshot = Snapshot(
            self._dimension, (*blocks, self._newer.block()), MappingProxyType(self._names)
        )
        return self._snapshot

    def drop(self) -> None:
        """Forget all embeddings and names, and delete the cache."""
        self._era = self._state = self._snapshot = self._mapped = None
        self._newer, self._names = GrowingBlock(self._dimension), {}
        if self._cache is not None:
            self._cache.unlink(missing_ok=True)

    def _load(self, connection: sqlite3.Connection, state: rows.State) -> None:
        self._era = None  # until all is read
        self._newer = GrowingBlock(self._dimension)
        self._mapped = self._open_cache(connection, state)
        self._last = 0 if self._mapped is None else int(self._mapped.ids[-1])
        self._append_newer(connection)
        if self._cache is None:
            return
        count = self._newer.count + (0 if self._mapped is None else self._mapped.count)
        if count >= self._cache_from and 4 * self._newer.count >= count:
            self._write_cache(self._cache, state, count)
        elif self._mapped is None:
            self._cache.unlink(missing_ok=True)  # it holds what was removed since

    def _open_cache(self, connection: sqlite3.Connection, state: rows.State) -> Block | None:
        """Map the cache if its last row is the database's: a copy put back has another."""
        if self._cache is None:
            return None
        block = matrix_cache.open_mapped(self._cache, state.key, state.edits, self._dimension)
        if block is None:
            return None
        last = (int(block.people[-1]), block.embeddings[-1].tobytes())
        return block if rows.person_and_bytes(connection, int(block.ids[-1])) == last else None

    def _write_cache(self, cache: Path, state: rows.State, count: int) -> None:
        blocks = [*([] if self._mapped is None else [self._mapped]), self._newer.block()]
        header = matrix_cache.Header(state.key, state.edits, count, self._dimension)
        try:
            matrix_cache.write(cache, header, blocks)
        except OSError as error:
            self.cache_problem = (
                f"{cache.name} could not be written ({why_not_written(error)}): the gallery works "
                "as before, but takes longer to open."
            )
            return
        self.cache_problem = ""
        mapped = matrix_cache.open_mapped(cache, state.key, state.edits, self._dimension)
        if mapped is not None:
            self._mapped, self._newer = mapped, GrowingBlock(self._dimension)

    def _append_newer(self, connection: sqlite3.Connection) -> None:
        for ids, people, embeddings in rows.embeddings(connection, self._dimension, self._last):
            self._newer.append(ids, people, embeddings)
            self._last = int(ids[-1])

    def _follow_names(
        self, connection: sqlite3.Connection, state: rows.State, *, anew: bool
    ) -> None:
        """Add new names; after a renaming begin another mapping, as snapshots hold on to theirs."""
        if anew or self._state is None or self._state.renames != state.renames:
            self._names = dict(rows.names(connection))
        else:
            self._names.update(rows.names(connection, self._state.last_person))
