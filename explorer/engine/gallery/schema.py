"""The tables of a gallery, version 1, and what tells its file from others."""

from __future__ import annotations

import secrets
import sqlite3
from functools import cache
from typing import Final

APPLICATION_ID: Final = 0x434E4758
"""``CNGX`` in the file's header (https://www.sqlite.org/fileformat.html#application_id)."""

VERSION: Final = 1
"""``PRAGMA user_version``; a file of a higher one is left to the program that wrote it."""

MARK: Final = b"CREATE TABLE photographs"
"""Stands in the first page of each gallery, as SQLite keeps the text of each table."""


def statements(dimension: int) -> tuple[str, ...]:
    """What makes an empty database a gallery of embeddings of this many float32.

    Ids are never given twice (AUTOINCREMENT): a photograph with a higher id came later, which is
    what lets an index catch up. ``edits`` counts changes that no new row shows, ``renames`` names.
    """
    return (
        "CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " name TEXT NOT NULL UNIQUE CHECK (name <> ''))",
        "CREATE TABLE photographs (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " person INTEGER NOT NULL REFERENCES people (id),"
        f" embedding BLOB NOT NULL CHECK (length(embedding) = {4 * dimension}),"
        " thumbnail BLOB, enrolled_at TEXT NOT NULL)",
        "CREATE INDEX photographs_of_people ON photographs (person)",
        "CREATE TABLE gallery (one INTEGER PRIMARY KEY CHECK (one = 1), key BLOB NOT NULL,"
        " dimension INTEGER NOT NULL, edits INTEGER NOT NULL, renames INTEGER NOT NULL)",
    )


def create(connection: sqlite3.Connection, dimension: int) -> None:
    """Make the tables; within a transaction, so that they are there whole or not at all."""
    for statement in statements(dimension):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO gallery VALUES (1, ?, ?, 0, 0)", (secrets.token_bytes(16), dimension)
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def tables(connection: sqlite3.Connection) -> frozenset[tuple[str, str | None]]:
    """Name and text of everything that the database defines."""
    return frozenset(connection.execute("SELECT name, sql FROM sqlite_master"))


@cache
def expected_tables(dimension: int) -> frozenset[tuple[str, str | None]]:
    """What `tables` gives for a sound gallery."""
    connection = sqlite3.connect(":memory:")
    try:
        create(connection, dimension)
        return tables(connection)
    finally:
        connection.close()
