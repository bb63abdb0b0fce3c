"""What a gallery's file turns out to be, and setting aside what is none."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from explorer.engine.gallery import schema
from explorer.engine.gallery.errors import GalleryError, explained_os
from explorer.engine.gallery.private_files import companions, identity, make_private
from explorer.engine.gallery.values import SetAside

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

CHECKED_BYTES: Final = 256_000_000
"""Files up to this are read through for damage when they are opened, in about a second.

In a larger one damage shows where it is met.
"""

_FIRST_PAGES: Final = 65_536


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a file cannot be opened as a gallery, as the end of a sentence that its name begins."""

    reason: str
    label: str


def is_blank(connection: sqlite3.Connection) -> bool:
    """Return whether the database is empty: a file of 0 bytes is."""
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return int(objects) == 0 and _pragma(connection, "application_id") == 0


def examine(connection: sqlite3.Connection) -> Unfit | None:
    """Return what is wrong with the database; None for a sound gallery and for an empty file.

    Raises
    ------
    sqlite3.Error
        If SQLite cannot read it at all, or another program holds it.
    """
    unfit = None if is_blank(connection) else _examine(connection)
    if unfit is not None and unfit.label != "damaged":
        # Not taken away from a program that has it in use: this waits, and raises in the end.
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
    return unfit


def not_readable(error: sqlite3.Error) -> Unfit:
    """Return the verdict on a file that SQLite itself refuses as damaged, or as no database."""
    return Unfit(f"is damaged, or is no gallery ({error})", "damaged")


def _examine(connection: sqlite3.Connection) -> Unfit | None:
    if _pragma(connection, "application_id") != schema.APPLICATION_ID:
        return Unfit("is the database of another application", "other")
    version = _pragma(connection, "user_version")
    if version > schema.VERSION:
        return Unfit(
            f"was written by a newer version of this application (its form is {version}, known is "
            f"{schema.VERSION})",
            "newer",
        )
    fault = _fault(connection)
    return None if fault is None else Unfit(f"is damaged ({fault})", "damaged")


def _fault(connection: sqlite3.Connection) -> str | None:
    found = schema.tables(connection)
    if "gallery" not in {name for name, _ in found}:
        return "it lacks its tables"
    row = connection.execute("SELECT dimension FROM gallery").fetchone()
    if row is None or found != schema.expected_tables(int(row[0])):
        return "its tables are not those of a gallery"
    size = _pragma(connection, "page_count") * _pragma(connection, "page_size")
    if size > CHECKED_BYTES:
        return None
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return None if verdict == "ok" else " ".join(str(verdict).split())


def set_aside(path: Path, unfit: Unfit, examined: tuple[int, int]) -> SetAside | None:
    """Give the file another name, with the time in it, and its journal with it.

    Nothing is read from it or changed in it. ``examined`` is the file's identity: None is
    returned, and nothing done, if another program has put another one there meanwhile.
    """
    if identity(path) != examined:
        return None
    kept = _free_name(path, unfit.label)
    is_gallery = unfit.label == "newer" or (unfit.label == "damaged" and _has_mark(path))
    try:
        make_private(path)
        # The journal first: beside a new database it would be taken for that one's.
        for old, new in reversed(list(zip(companions(path), companions(kept), strict=True))):
            if old.exists():
                os.rename(old, new)
    except OSError as error:
        raise explained_os(error, path) from error
    return SetAside(path, kept, unfit.reason, is_gallery)


def kept_aside(path: Path) -> list[tuple[Path, bool]]:
    """The files that were set aside for this path, and whether each is surely a gallery."""
    found = []
    for label in ("damaged", "newer", "other"):
        for kept in sorted(path.parent.glob(f"{_escaped(path.stem)}.{label}-*{path.suffix}")):
            found.append((kept, label == "newer" or (label == "damaged" and _has_mark(kept))))
    return found


def refuse_what_is_no_file(path: Path) -> None:
    """Raise GalleryError for a folder, a device and the like."""
    if path.exists() and not path.is_file():
        raise GalleryError(f"{path} is no file. Choose a file's name for the gallery.")


def _has_mark(path: Path) -> bool:
    with path.open("rb") as file:
        return schema.MARK in file.read(_FIRST_PAGES)


def _free_name(path: Path, label: str) -> Path:
    now = datetime.now().strftime("%Y-%m-%dT%H-%M-%S-%f")
    return path.with_name(f"{path.stem}.{label}-{now}{path.suffix}")


def _escaped(text: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in text)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)
