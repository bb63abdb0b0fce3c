"""Files that only their owner can read, and how they are overwritten.

Overwriting reaches the bytes of the file. What a disk or a file system keeps besides (an SSD's
spare cells, snapshots, a journal of data, backups) is out of a program's reach.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final

from explorer.engine.gallery.errors import explained_os

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWNER_ONLY: Final = 0o600
_CHUNK: Final = bytes(1 << 20)


def create_private(path: Path) -> None:
    """Make an empty file that only the owner reads, from the first moment; none if it exists."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY))
    except FileExistsError:
        return


def make_private(path: Path) -> None:
    """Take reading and writing from everybody but the owner."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        path.chmod(mode & ~0o077)


def overwrite(path: Path) -> int:
    """Write zeros over a file, in its place, down to the disk; return the open descriptor.

    It is left open because closing any descriptor of a file drops the locks that SQLite holds on
    it in this process (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    # Neither shortened nor made anew: that would leave the old bytes on the disk, unnamed.
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        left = os.fstat(descriptor).st_size
        while left > 0:
            left -= os.write(descriptor, _CHUNK[:left])
        os.fsync(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells one file from another of the same name; None if there is none.

    Raises
    ------
    ReadOnlyGalleryError
        If it cannot be told: the folder may not be looked into.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise explained_os(error, path) from error
    return status.st_dev, status.st_ino


def companions(path: Path) -> Iterator[Path]:
    """The names under which SQLite may keep parts of a database, itself first."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        yield path.with_name(path.name + suffix)
