"""Files that are complete or not there."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from explorer.engine.whole_file import (
    cannot_write,
    free_path,
    part_path,
    why_not_written,
    write_whole,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_replaces_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    write_whole(path, b"new")
    assert path.read_text() == "new"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as caught:
        write_whole(path, b"new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]
    assert why_not_written(caught.value) == "No space left on device"
    assert why_not_written(OSError()) == "OSError"


def test_parts_lie_beside_and_differ(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 250)
    assert part_path(path).parent == tmp_path
    assert part_path(path) != part_path(path)
    part_path(path).touch()  # no name is too long


def test_a_free_path_has_a_number_where_the_name_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.b.png"
    assert free_path(path) == path
    for name in ("a.b.png", "a.b-2.png"):
        (tmp_path / name).touch()
    assert free_path(path).name == "a.b-3.png"


def test_what_cannot_be_written_is_said_with_its_place(tmp_path: Path) -> None:
    text = cannot_write(tmp_path / "a.txt", OSError(errno.ENOSPC, "No space left on device"))
    assert text.startswith(f"a.txt cannot be written to {tmp_path} (No space left on device).")
