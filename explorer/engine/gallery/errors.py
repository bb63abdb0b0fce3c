"""What may go wrong with a gallery, with what to do about it."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING, Final

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from pathlib import Path


class GalleryError(ExplorerError):
    """A gallery could not do what was asked; nothing of it was changed."""


class NameRefusedError(GalleryError, ValueError):
    """A text that cannot stand as a person's name."""


class EmbeddingRefusedError(GalleryError, ValueError):
    """Numbers that are no embedding of this gallery."""


class BusyGalleryError(GalleryError):
    """Another program held the gallery's file for longer than was waited."""


class ReadOnlyGalleryError(GalleryError):
    """The gallery's file or folder cannot be written to."""


class FullDiskError(GalleryError):
    """There is no room for what was to be stored."""


class DamagedGalleryError(GalleryError):
    """The file no longer holds what was written to it."""


class ClosedGalleryError(GalleryError):
    """The gallery was closed."""


_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_READ_ONLY: Final = frozenset(
    {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
)


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether SQLite says that the file is no database, or no longer a sound one."""
    return _code(error) in _DAMAGE


def explained(error: sqlite3.Error, path: Path | None) -> GalleryError:
    """Turn an error of SQLite into one that says what to do.

    The codes: https://www.sqlite.org/rescode.html (the low byte is the primary one).
    """
    name = "The gallery in memory" if path is None else path.name
    code = _code(error)
    if code in _DAMAGE:
        return DamagedGalleryError(
            f"{name} is damaged ({error}). Move the file to another place, and open the gallery "
            "again: an empty one is begun."
        )
    if code in _BUSY:
        return BusyGalleryError(
            f"{name} is in use by another program. Close that program, or try again in a moment."
        )
    if code in _READ_ONLY:
        return ReadOnlyGalleryError(_unwritable(name, path, str(error)))
    if code == sqlite3.SQLITE_FULL:
        return FullDiskError(_no_room(name))
    return GalleryError(f"{name} could not be used ({error}). Check the disk that it is on.")


def explained_os(error: OSError, path: Path) -> GalleryError:
    """Turn an error of the file system into one that says what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FullDiskError(_no_room(path.name))
    return ReadOnlyGalleryError(_unwritable(path.name, path, error.strerror or str(error)))


def _unwritable(name: str, path: Path | None, reason: str) -> str:
    where = "" if path is None else f" in {path.parent}"
    return (
        f"{name} cannot be opened or written to{where} ({reason}). Choose a folder that you may "
        "write to, or change its permissions."
    )


def _no_room(name: str) -> str:
    return f"There is no room left for {name}. Make room on the disk, then try again."


def _code(error: sqlite3.Error) -> int:
    # What the sqlite3 module raises by itself carries no code.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
