"""Picture files in a folder, in the order in which people count: 2 before 10."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURE_SUFFIXES: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm"}
)
"""What `explorer.engine.images.load_rgb` reads."""

_DEEPEST: Final = 4
_MOST_FILES: Final = 500_000


class FolderError(ExplorerError, ValueError):
    """A folder that cannot be used; the text says which, why, and what to do."""


def natural_key(name: str) -> tuple[tuple[int, int | str], ...]:
    """Return what names are sorted by: numbers in them by size, letters without case."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return tuple(
        (0, int(part)) if part.isascii() and part.isdigit() else (1, part) for part in parts if part
    )


def is_picture(name: str) -> bool:
    """Whether a file's name is a picture's; hidden ones ("._dog.jpg") are not."""
    return not name.startswith(".") and Path(name).suffix.lower() in PICTURE_SUFFIXES


def pictures_in(folder: str | os.PathLike[str]) -> tuple[Path, ...]:
    """Return the pictures that lie in a folder itself, in natural order.

    Raises
    ------
    FolderError
        If there is no such folder, it may not be read, or no picture is in it.
    """
    folder = Path(folder)
    try:
        found = [
            Path(entry.path)
            for entry in os.scandir(folder)
            if is_picture(entry.name) and entry.is_file()
        ]
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        raise FolderError(f"{folder} {_why_not(error)}. Choose another folder.") from None
    if not found:
        kinds = ", ".join(sorted(suffix.removeprefix(".") for suffix in PICTURE_SUFFIXES))
        raise FolderError(f"{folder} holds no picture ({kinds}). Choose another folder.")
    return tuple(sorted(found, key=lambda path: natural_key(path.name)))


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, a few levels deep: links may run in rings."""
    left, depth = _MOST_FILES, len(folder.parts)
    for place, folders, names in os.walk(folder, followlinks=True):
        inside = len(Path(place).parts) - depth < _DEEPEST
        folders[:] = sorted(name for name in folders if inside and not name.startswith("."))
        for name in sorted(names)[:left]:
            yield Path(place, name)
        left -= len(names)
        if left <= 0:
            return


def _why_not(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    if isinstance(error, NotADirectoryError):
        return "is not a folder"
    if isinstance(error, PermissionError):
        return "may not be read"
    return f"cannot be read ({error})"
