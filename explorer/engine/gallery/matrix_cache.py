"""All embeddings of a large gallery in one file that is mapped into memory.

It repeats what the database holds, so that opening a gallery of a million takes no reading of a
million rows. It may be deleted at any time. It is believed if it names the database (a random key)
and the count of edits under which it was written, and its last row is the database's: ids rise and
are never given twice, so rows that are newer than the file's last are just read after it.

The file, little-endian: a header of 56 bytes; then, each from a multiple of 64 on, ids int64 (N,),
people int64 (N,), ‖b‖² float32 (N,), embeddings float32 (N, D).
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from explorer.engine.gallery.private_files import OWNER_ONLY
from explorer.engine.gallery.snapshot import Block
from explorer.engine.whole_file import part_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_HEADER: Final = struct.Struct("<8s16sqqqd")
_MAGIC: Final = b"CNXMAT01"
_ALIGNED: Final = 64
_PARTS: Final = {"ids": "<i8", "people": "<i8", "squared_norms": "<f4", "embeddings": "<f4"}


class Header(NamedTuple):
    """Which state of which database a file repeats."""

    key: bytes
    edits: int
    rows: int
    dimension: int


def cache_path(path: Path) -> Path:
    """Where the cache of a gallery's file lies."""
    return path.with_name(path.name + "-matrix")


def traces(path: Path) -> Iterable[Path]:
    """The cache of a gallery's file and what an interrupted writing of it left."""
    cache = cache_path(path)
    begun = f".{cache.name[:150]}."
    unfinished = [
        entry
        for entry in (path.parent.iterdir() if path.parent.is_dir() else ())
        if entry.name.startswith(begun) and entry.name.endswith(".part")
    ]
    return [entry for entry in (cache, *unfinished) if entry.exists()]


def write(path: Path, header: Header, blocks: Sequence[Block]) -> None:
    """Write a cache; it appears whole or not at all, and only its owner reads it.

    Raises
    ------
    OSError
        If there is no room, or the folder cannot be written to.
    """
    part = part_path(path)
    try:
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_HEADER.pack(_MAGIC, *header, max(block.largest_norm for block in blocks)))
            for name, kind in _PARTS.items():
                file.write(bytes(-file.tell() % _ALIGNED))
                for block in blocks:
                    file.write(np.ascontiguousarray(getattr(block, name), kind).data)
            file.flush()
            os.fsync(file.fileno())  # else, after a power cut, a whole name for half a file
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def open_mapped(path: Path, key: bytes, edits: int, dimension: int) -> Block | None:
    """Map a cache into memory; None if there is none of this state of this database."""
    try:
        with path.open("rb") as file:
            found = _read_header(file.read(_HEADER.size))
            if found is None:
                return None
            header, largest_norm = found
            if (header.key, header.edits, header.dimension) != (key, edits, dimension):
                return None
            offsets, size = _offsets(header)
            if os.fstat(file.fileno()).st_size != size:
                return None
            mapped = np.memmap(file, np.uint8, "r").view(np.ndarray)  # keeps the map open
    except FileNotFoundError:
        return None
    ids, people, squared_norms, embeddings = (
        mapped[start : start + length].view(kind)
        for (start, length), kind in zip(offsets, _PARTS.values(), strict=True)
    )
    return Block(ids, people, squared_norms, embeddings.reshape(-1, dimension), largest_norm)


def _read_header(data: bytes) -> tuple[Header, float] | None:
    if len(data) < _HEADER.size:
        return None
    magic, key, edits, rows, dimension, largest_norm = _HEADER.unpack(data)
    if magic != _MAGIC or rows < 1 or dimension < 1:
        return None
    return Header(key, edits, rows, dimension), largest_norm


def _offsets(header: Header) -> tuple[list[tuple[int, int]], int]:
    """Return where each part begins and how long it is, in bytes, and the size of the file."""
    places, end = [], _HEADER.size
    for name, kind in _PARTS.items():
        start = end + -end % _ALIGNED
        row = np.dtype(kind).itemsize * (header.dimension if name == "embeddings" else 1)
        end = start + header.rows * row
        places.append((start, header.rows * row))
    return places, end
