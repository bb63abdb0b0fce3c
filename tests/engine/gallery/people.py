"""Embeddings of people who do not exist, and what is read from files without the gallery."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

DIMENSION = 128


def embedding(number: int) -> NDArray[np.float32]:
    """The embedding that a number stands for; of the size that a face network gives."""
    return np.random.default_rng(number).standard_normal(DIMENSION).astype(np.float32) / 8


def embeddings(count: int, seed: int = 0) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    return rng.standard_normal((count, DIMENSION), dtype=np.float32) / 8


def raw_bytes(folder: Path) -> bytes:
    """Everything that lies in a folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def stored(path: Path) -> dict[int, tuple[str, bytes]]:
    """Id → name and embedding, as SQLite reads them, after its own check of the whole file."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = connection.execute(
            "SELECT photographs.id, name, embedding FROM photographs"
            " JOIN people ON people.id = person"
        )
        return {number: (name, bytes(blob)) for number, name, blob in rows}
