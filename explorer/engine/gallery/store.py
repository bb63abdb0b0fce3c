"""The database of a gallery: lent for one transaction to one thread at a time.

Whoever reads or writes gets the connection within a transaction, and what another program does to
the file meanwhile is noticed before: it is made when something is first written, and found again
when it was deleted (somebody else forgot everyone) or replaced.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, Literal

from explorer.engine.gallery import schema
from explorer.engine.gallery.connecting import connect
from explorer.engine.gallery.errors import (
    BusyGalleryError,
    ClosedGalleryError,
    GalleryError,
    explained,
    explained_os,
    is_damage,
)
from explorer.engine.gallery.opening import (
    examine,
    is_blank,
    not_readable,
    refuse_what_is_no_file,
    set_aside,
)
from explorer.engine.gallery.private_files import (
    create_private,
    identity,
    make_private,
    overwrite,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from explorer.engine.gallery.values import SetAside

    Beginning = Literal["DEFERRED", "IMMEDIATE", "EXCLUSIVE"]

_TRIES: Final = 20
"""How often a file may be replaced under one's hands in a row."""


class Store:
    """The database.

    Parameters
    ----------
    path
        The file; None keeps everything in memory. It is made when something is first written.
    dimension
        Numbers of an embedding.
    wait_s
        How long to wait for another program that writes.
    """

    def __init__(self, path: Path | None, dimension: int, wait_s: float) -> None:
        self.path = path
        self.dimension = dimension
        self.set_aside: list[SetAside] = []
        """What could not be opened as a gallery, oldest first."""
        self.openings = 0
        """Counts the connections: what is remembered of one says nothing about the next."""
        self._wait_s = wait_s
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._is_closed = False
        # Holds one token. Who has taken it has the connection; the others wait.
        self._turn: SimpleQueue[None] = SimpleQueue()
        self._turn.put(None)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that sees one state of the database throughout, and writes nothing."""
        with self._transaction("DEFERRED") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is on the disk when the block ends, or has changed nothing."""
        with self._transaction("IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """A transaction during which no other program reads either, and no journal is needed."""
        with self._transaction("EXCLUSIVE") as connection:
            yield connection

    def scrub_journal(self) -> None:
        """Overwrite the copies of pages that the last transactions left in the journal.

        They hold what was deleted. Between transactions nothing in the journal is of use.
        """
        if self.path is None:
            return
        journal = self.path.with_name(self.path.name + "-journal")
        try:
            with self.alone():
                if journal.exists():
                    os.close(overwrite(journal))
        except BusyGalleryError:
            return  # another program works on the file: it writes into the same journal
        except OSError as error:
            raise explained_os(error, journal) from error

    def close(self) -> None:
        """Close the database; what is used after it raises `ClosedGalleryError`."""
        self._turn.get()
        self.let_go()
        self._is_closed = True
        self._turn.put(None)

    def let_go(self) -> None:
        """Close the connection, within a transaction or without; the next use opens another."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._identity = None, None

    @contextmanager
    def _transaction(self, beginning: Beginning) -> Iterator[sqlite3.Connection]:
        self._turn.get()
        try:
            connection = self._begun(beginning)
            try:
                yield connection
                if self._connection is connection:  # else it was let go
                    connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise
        except sqlite3.Error as error:
            raise explained(error, self.path) from error
        finally:
            self._turn.put(None)

    def _roll_back(self) -> None:
        # SQLite has rolled back by itself after some errors, and then says that none is active.
        if self._connection is not None and self._connection.in_transaction:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")

    def _begun(self, beginning: Beginning) -> sqlite3.Connection:
        if self._is_closed:
            raise ClosedGalleryError("The gallery was closed. Open it again.")
        for _ in range(_TRIES):
            connection = self._current(makes_file=beginning != "DEFERRED")
            try:
                connection.execute(f"BEGIN {beginning}")
                # Takes the lock of a deferred transaction.
                connection.execute("SELECT 1 FROM gallery").fetchone()
            except sqlite3.DatabaseError:
                self._roll_back()
                if not self._is_replaced():
                    raise
            else:
                if not self._is_replaced():
                    return connection
            self.let_go()
        raise BusyGalleryError(
            "Another program keeps replacing the gallery's file. Close that program."
        )

    def _current(self, *, makes_file: bool) -> sqlite3.Connection:
        """Return the connection, to the file that is there now."""
        stands_in = self.path is not None and self._identity is None
        if self._is_replaced() or (makes_file and stands_in):
            self.let_go()
        if self._connection is None:
            self._connection = self._opened(makes_file=makes_file)
            self.openings += 1
        return self._connection

    def _is_replaced(self) -> bool:
        return self.path is not None and identity(self.path) != self._identity

    def _opened(self, *, makes_file: bool) -> sqlite3.Connection:
        if self.path is None:
            return self._empty()
        for _ in range(_TRIES):
            connection = self._opened_file(self.path, makes_file=makes_file)
            if connection is not None:
                return connection
        raise BusyGalleryError(
            "Another program keeps replacing the gallery's file. Close that program."
        )

    def _opened_file(self, path: Path, *, makes_file: bool) -> sqlite3.Connection | None:
        """Return a connection; None where it has to be tried again."""
        try:
            found = _prepared(path, makes_file=makes_file)
        except OSError as error:
            raise explained_os(error, path) from error
        if found is None:
            return self._empty()  # reading what is not there makes no file
        connection = None
        try:
            connection = connect(path, self._wait_s)
            unfit = examine(connection)
            if unfit is None:
                self._make_fit(connection)
        except BaseException as error:
            if connection is not None:
                connection.close()
            if not isinstance(error, sqlite3.DatabaseError) or not is_damage(error):
                raise
            unfit = not_readable(error)
        if unfit is None:
            self._identity = found
            return connection
        if connection is not None:
            connection.close()
        aside = set_aside(path, unfit, found)
        self.set_aside += [] if aside is None else [aside]
        return None

    def _make_fit(self, connection: sqlite3.Connection) -> None:
        """Make the tables if there are none, and see that embeddings have the right length."""
        if is_blank(connection):
            connection.execute("BEGIN IMMEDIATE")
            if is_blank(connection):  # still, now that no other program can make them
                schema.create(connection, self.dimension)
            connection.execute("COMMIT")
        (stored,) = connection.execute("SELECT dimension FROM gallery").fetchone()
        if stored != self.dimension:
            raise GalleryError(
                f"The gallery holds embeddings of {stored} numbers, not {self.dimension}. Open "
                "another file, or use the network that it was made with."
            )

    def _empty(self) -> sqlite3.Connection:
        connection = connect(None, self._wait_s)
        schema.create(connection, self.dimension)
        return connection


def _prepared(path: Path, *, makes_file: bool) -> tuple[int, int] | None:
    """Return the identity of the file, which only its owner reads; None if there is none."""
    refuse_what_is_no_file(path)
    if makes_file:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_private(path)
    found = identity(path)
    if found is not None:
        make_private(path)
    return found
