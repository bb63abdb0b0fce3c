"""Files that appear complete or not at all: written beside their place, then moved there."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def part_path(path: Path) -> Path:
    """Return a new name beside a file, for what is not whole yet; same folder, so same disk."""
    return path.with_name(f".{path.name[:150]}.{secrets.token_hex(4)}.part")


def free_path(path: Path) -> Path:
    """Return a path that no file has yet: this one, or one with a number before its extension."""
    found, number = path, 2
    while found.exists():
        found, number = path.with_name(f"{path.stem}-{number}{path.suffix}"), number + 1
    return found


def write_whole(path: Path, data: bytes) -> None:
    """Write a file; what stood there before stays until all of it is on the disk.

    Raises
    ------
    OSError
        If there is no room, or the place cannot be written to; nothing is left there then.
    """
    part = part_path(path)
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # a full disk is noticed here at the latest
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def why_not_written(error: OSError) -> str:
    """Return the reason in words, and never an empty text."""
    return error.strerror or type(error).__name__


def cannot_write(path: Path, error: OSError) -> str:
    """Return what to say of a file that could not be written."""
    return (
        f"{path.name} cannot be written to {path.parent} ({why_not_written(error)}). "
        "Choose another folder or make room."
    )
