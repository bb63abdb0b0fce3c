"""Forgetting everyone: what a gallery wrote is overwritten, then deleted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from explorer.engine.gallery import rows
from explorer.engine.gallery.errors import explained_os
from explorer.engine.gallery.matrix_cache import traces
from explorer.engine.gallery.opening import kept_aside
from explorer.engine.gallery.private_files import companions, identity, overwrite
from explorer.engine.gallery.values import Forgotten

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.engine.gallery.store import Store


def forget(store: Store) -> Forgotten:
    """Overwrite and delete the database, its journal, its cache, and galleries set aside.

    First everyone is deleted in a transaction, so that a crash halfway leaves an empty gallery or
    a heap of zeros. Then the files are overwritten while no other program can read or write them;
    such a program finds that its file is gone, and goes on with a new one.
    """
    if store.path is None:
        with store.alone():
            store.let_go()
        return Forgotten((), ())
    if identity(store.path) is not None:
        with store.writing() as connection:
            rows.delete_all(connection)
    try:
        return _forget_files(store, store.path)
    except OSError as error:
        raise explained_os(error, store.path) from error


def _forget_files(store: Store, path: Path) -> Forgotten:
    deleted: list[Path] = []
    if identity(path) is not None:
        with store.alone():
            # The database last: as long as it is there and locked, nobody begins another.
            files = [*traces(path), *reversed(list(companions(path)))]
            deleted += _wiped([file for file in files if file.exists()], store)
    deleted += _wiped(list(traces(path)), store)
    aside = kept_aside(path)
    ours = [file for kept, is_gallery in aside if is_gallery for file in companions(kept)]
    deleted += _wiped([file for file in ours if file.exists()], store)
    return Forgotten(tuple(deleted), tuple(kept for kept, is_gallery in aside if not is_gallery))


def _wiped(files: list[Path], store: Store) -> list[Path]:
    """Overwrite all, then delete all, then let go of the database's locks."""
    descriptors: list[int] = []
    try:
        for file in files:
            descriptors.append(overwrite(file))
        still_there = [file for file in files if not _is_deleted(file)]
        store.let_go()
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    for file in still_there:
        file.unlink()
    return files


def _is_deleted(file: Path) -> bool:
    try:
        file.unlink()
    except PermissionError:  # Windows deletes no file that is open
        return False
    return True
