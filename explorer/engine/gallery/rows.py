"""Reading and writing the tables, within a transaction that the caller has begun."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from explorer.engine.gallery.values import Person, Photograph

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from numpy.typing import NDArray

_PHOTOGRAPH = (
    "SELECT photographs.id, name, embedding, thumbnail, enrolled_at"
    " FROM photographs JOIN people ON people.id = person"
)
_CHUNK = 4096


class State(NamedTuple):
    """What tells whether something changed: the database's key, counters, the newest ids."""

    key: bytes
    edits: int
    renames: int
    last_photograph: int
    last_person: int


class Rows(NamedTuple):
    """Photographs by id: ids (N,), ids of people (N,), embeddings float32 (N, D)."""

    ids: NDArray[np.int64]
    people: NDArray[np.int64]
    embeddings: NDArray[np.float32]


def state(connection: sqlite3.Connection) -> State:
    """Return the present state."""
    row = connection.execute(
        "SELECT key, edits, renames, (SELECT max(id) FROM photographs),"
        " (SELECT max(id) FROM people) FROM gallery"
    ).fetchone()
    return State(row[0], row[1], row[2], row[3] or 0, row[4] or 0)


def insert(
    connection: sqlite3.Connection,
    name: str,
    embedding: NDArray[np.float32],
    thumbnail: bytes | None,
    enrolled_at: datetime | None = None,
) -> int:
    """Add a photograph, and its person where new; return the photograph's id."""
    connection.execute("INSERT OR IGNORE INTO people (name) VALUES (?)", (name,))
    when = (enrolled_at or datetime.now(UTC)).isoformat()
    cursor = connection.execute(
        "INSERT INTO photographs (person, embedding, thumbnail, enrolled_at)"
        " SELECT id, ?, ?, ? FROM people WHERE name = ?",
        (embedding.astype("<f4").tobytes(), thumbnail, when, name),
    )
    return int(cursor.lastrowid or 0)


def delete(connection: sqlite3.Connection, photograph: int) -> bool:
    """Remove a photograph, and its person if it was the last; return whether there was one."""
    row = connection.execute(
        "SELECT person FROM photographs WHERE id = ?", (photograph,)
    ).fetchone()
    if row is None:
        return False
    connection.execute("DELETE FROM photographs WHERE id = ?", (photograph,))
    connection.execute(
        "DELETE FROM people WHERE id = ? AND NOT EXISTS"
        " (SELECT 1 FROM photographs WHERE person = people.id)",
        row,
    )
    _count_edit(connection)
    return True


def delete_person(connection: sqlite3.Connection, name: str) -> int:
    """Remove a person with all photographs; return how many there were."""
    person = person_id(connection, name)
    if person is None:
        return 0
    count = connection.execute("DELETE FROM photographs WHERE person = ?", (person,)).rowcount
    connection.execute("DELETE FROM people WHERE id = ?", (person,))
    _count_edit(connection)
    return count


def delete_all(connection: sqlite3.Connection) -> None:
    """Remove everyone."""
    connection.execute("DELETE FROM photographs")
    connection.execute("DELETE FROM people")
    _count_edit(connection)


def person_id(connection: sqlite3.Connection, name: str) -> int | None:
    """Return the id of a person; None if there is none of that name."""
    row = connection.execute("SELECT id FROM people WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row[0])


def set_name(connection: sqlite3.Connection, person: int, name: str) -> None:
    """Give a person another name, which nobody else has."""
    connection.execute("UPDATE people SET name = ? WHERE id = ?", (name, person))
    connection.execute("UPDATE gallery SET renames = renames + 1")


def merge(connection: sqlite3.Connection, person: int, into: int) -> None:
    """Give a person's photographs to another, and remove the person."""
    connection.execute("UPDATE photographs SET person = ? WHERE person = ?", (into, person))
    connection.execute("DELETE FROM people WHERE id = ?", (person,))
    _count_edit(connection)


def people(connection: sqlite3.Connection) -> tuple[Person, ...]:
    """Everyone, in the order of the alphabet as far as Unicode's code points give it."""
    counted = connection.execute(
        "SELECT name, count(*) FROM photographs JOIN people ON people.id = person GROUP BY person"
    )
    return tuple(sorted((Person(*row) for row in counted), key=lambda p: p.name.casefold()))


def photographs(connection: sqlite3.Connection, name: str | None) -> Iterator[Photograph]:
    """The photographs of a person, or of everyone, oldest first."""
    where = "" if name is None else " WHERE name = ?"
    found = connection.execute(
        f"{_PHOTOGRAPH}{where} ORDER BY photographs.id", () if name is None else (name,)
    )
    for number, of_whom, embedding, thumbnail, when in found:
        vector = np.frombuffer(embedding, "<f4").astype(np.float32)
        yield Photograph(number, of_whom, vector, thumbnail, datetime.fromisoformat(when))


def count(connection: sqlite3.Connection) -> int:
    """Return the number of photographs."""
    (number,) = connection.execute("SELECT count(*) FROM photographs").fetchone()
    return int(number)


def names(connection: sqlite3.Connection, after: int = 0) -> Iterator[tuple[int, str]]:
    """The people whose id is above ``after``."""
    return connection.execute("SELECT id, name FROM people WHERE id > ?", (after,))


def embeddings(connection: sqlite3.Connection, dimension: int, after: int) -> Iterator[Rows]:
    """The photographs whose id is above ``after``, in the order of ids, some at a time."""
    cursor = connection.execute(
        "SELECT id, person, embedding FROM photographs WHERE id > ? ORDER BY id", (after,)
    )
    while chunk := cursor.fetchmany(_CHUNK):
        ids, persons, blobs = zip(*chunk, strict=True)
        matrix = np.frombuffer(b"".join(blobs), "<f4").reshape(-1, dimension)
        yield Rows(np.array(ids, np.int64), np.array(persons, np.int64), matrix)


def person_and_bytes(connection: sqlite3.Connection, photograph: int) -> tuple[int, bytes] | None:
    """Return the person's id and the embedding's bytes of one photograph, if there is one."""
    row = connection.execute(
        "SELECT person, embedding FROM photographs WHERE id = ?", (photograph,)
    ).fetchone()
    return None if row is None else (int(row[0]), bytes(row[1]))


def _count_edit(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE gallery SET edits = edits + 1")
