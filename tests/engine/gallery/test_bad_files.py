"""Files that are no gallery, places that cannot be written to: said, and nothing lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from explorer.engine.gallery import (
    BusyGalleryError,
    DamagedGalleryError,
    FullDiskError,
    Gallery,
    GalleryError,
    ReadOnlyGalleryError,
    opening,
)
from explorer.engine.gallery.schema import VERSION
from tests.engine.gallery.people import embedding, embeddings


@pytest.fixture
def filled(path: Path) -> Path:
    with Gallery(path) as gallery:
        gallery.enrol_many([f"n{number}" for number in range(40)], embeddings(40))
    return path


def _sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def _opens_fresh(path: Path, reason: str) -> Gallery:
    before = path.read_bytes()
    gallery = Gallery(path)
    (aside,) = gallery.set_aside
    assert reason in aside.reason
    assert aside.kept.name in aside.text
    assert aside.kept.read_bytes() == before, "the old one is kept as it was"
    assert gallery.count == 0
    gallery.enrol("Ada", embedding(0))
    assert gallery.match(embedding(0), 0.36).name == "Ada"
    return gallery


@pytest.mark.parametrize("data", [b"xy", b"nonsense" * 1000, bytes(8192)])
def test_nonsense_is_set_aside(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    _opens_fresh(path, "no gallery").close()


def test_an_empty_file_becomes_a_gallery(path: Path) -> None:
    path.touch()
    with Gallery(path) as gallery:
        gallery.enrol("Ada", embedding(0))
        assert (gallery.set_aside, gallery.count) == ((), 1)


@pytest.mark.parametrize("place", [0, 16, 100, 4096, 4100])
def test_damage_anywhere_is_noticed_when_it_is_opened(filled: Path, place: int) -> None:
    with filled.open("r+b") as file:
        file.seek(place)
        file.write(b"\xa5" * 64)
    _opens_fresh(filled, "damaged").close()


def test_a_file_that_was_cut_off(filled: Path) -> None:
    os.truncate(filled, filled.stat().st_size // 2)
    _opens_fresh(filled, "damaged").close()


def test_a_newer_version_is_kept_for_the_program_that_wrote_it(filled: Path) -> None:
    _sql(filled, f"PRAGMA user_version = {VERSION + 1}")
    gallery = _opens_fresh(filled, "newer version")
    assert gallery.set_aside[0].is_gallery
    gallery.close()


def test_the_database_of_another_application(path: Path) -> None:
    _sql(path, "CREATE TABLE letters (text)", "INSERT INTO letters VALUES ('dear')")
    gallery = _opens_fresh(path, "another application")
    assert not gallery.set_aside[0].is_gallery
    gallery.close()


def test_tables_that_are_not_a_gallerys(filled: Path) -> None:
    _sql(filled, "CREATE TRIGGER t AFTER INSERT ON people BEGIN DELETE FROM photographs; END")
    _opens_fresh(filled, "its tables").close()


def test_two_that_are_set_aside_are_both_kept(path: Path) -> None:
    for data in (b"one", b"two"):
        path.write_bytes(data)
        Gallery(path).close()
    assert {kept.read_bytes() for kept in path.parent.iterdir()} == {b"one", b"two"}


def test_damage_in_a_file_too_large_to_be_read_through(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CHECKED_BYTES", 0)
    before = filled.stat().st_size
    with filled.open("r+b") as file:
        file.seek(before - 4096)
        file.write(b"\xa5" * 4096)
    with Gallery(filled) as gallery, pytest.raises(DamagedGalleryError, match="Move the file"):
        gallery.snapshot()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="no file"):
        Gallery(tmp_path)


@pytest.mark.skipif(not os.path.isdir("/sys/kernel"), reason="needs Linux's /sys")
def test_a_folder_that_cannot_be_written_to() -> None:
    with Gallery(Path("/sys/kernel/faces.gallery")) as gallery:
        assert gallery.count == 0
        with pytest.raises(ReadOnlyGalleryError, match="/sys/kernel"):
            gallery.enrol("Ada", embedding(0))


def test_a_file_that_cannot_be_written_to(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Gallery(filled) as gallery:
        gallery._store._connection.execute("PRAGMA query_only = ON")  # type: ignore[union-attr]
        with pytest.raises(ReadOnlyGalleryError, match=filled.name):
            gallery.enrol("Ada", embedding(0))
        assert gallery.match(embeddings(1)[0], 0.1).name == "n0"


def test_a_full_disk(filled: Path) -> None:
    with Gallery(filled) as gallery:
        connection = gallery._store._connection
        assert connection is not None
        connection.execute("PRAGMA max_page_count = 1")  # SQLite makes it what there is
        with pytest.raises(FullDiskError, match="room"):
            gallery.enrol_many(["Ada"] * 50, embeddings(50, 9))
        assert gallery.count == 40
        connection.execute("PRAGMA max_page_count = 100000")
        gallery.enrol("Ada", embedding(0))
        assert gallery.count == 41


def test_another_program_holds_the_file(filled: Path) -> None:
    with closing(sqlite3.connect(filled, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Gallery(filled, wait_s=0.05) as gallery:
            assert gallery.match(embeddings(1)[0], 0.1).name == "n0", "reading goes on"
            with pytest.raises(BusyGalleryError, match="another program"):
                gallery.enrol("Ada", embedding(0))
            other.execute("ROLLBACK")
            gallery.enrol("Ada", embedding(0))
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(BusyGalleryError):
                gallery.people()
            with pytest.raises(BusyGalleryError):
                Gallery(filled, wait_s=0.05)
            other.execute("ROLLBACK")
            assert gallery.count == 41


def test_a_removal_succeeds_while_another_program_reads(filled: Path) -> None:
    """Only the scrubbing of the journal waits for readers, and gives up."""
    with closing(sqlite3.connect(filled, isolation_level=None)) as other:
        with Gallery(filled, wait_s=0.05) as gallery:
            other.execute("BEGIN")
            other.execute("SELECT 1 FROM people").fetchone()
            with pytest.raises(BusyGalleryError):
                gallery.remove(1)
            assert gallery.count == 40, "not removed, as said"
            other.execute("ROLLBACK")
            gallery.remove(1)
            assert gallery.count == 39


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="needs a user to step down from"
)
def test_the_file_of_another_user() -> None:
    program = """
import os, sys
import numpy as np
from explorer.engine.gallery import Gallery, GalleryError
os.setuid(65534)
try:
    Gallery(sys.argv[1])
except GalleryError as error:
    print(type(error).__name__)
"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "faces.gallery"
        with Gallery(path) as gallery:
            gallery.enrol("Ada", embedding(0))
        for folders, mode in ((0o755, 0o600), (0o755, 0o644), (0o700, 0o644)):
            Path(folder).chmod(folders)
            path.chmod(mode)
            done = subprocess.run(
                [sys.executable, "-c", program, str(path)],
                capture_output=True,
                text=True,
                check=True,
            )
            assert done.stdout == "ReadOnlyGalleryError\n"
