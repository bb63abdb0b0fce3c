"""Pictures of a folder, as people would order them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from explorer.engine.picture_folder import FolderError, files_below, natural_key, pictures_in

if TYPE_CHECKING:
    from pathlib import Path


def test_numbers_count_by_size(tmp_path: Path) -> None:
    names = ["b.png", "a10.jpg", "A2.JPG", "a1.jpeg", "a02b.png", ".hidden.png", "notes.txt"]
    for name in names:
        (tmp_path / name).touch()
    (tmp_path / "folder.png").mkdir()
    found = [path.name for path in pictures_in(tmp_path)]
    assert found == ["a1.jpeg", "A2.JPG", "a02b.png", "a10.jpg", "b.png"]


@pytest.mark.parametrize("name", ["²", "٣x", "9" * 200, "", "a²3"])
def test_odd_names_have_a_key(name: str) -> None:
    assert sorted([name, "a1", "10"], key=natural_key)


def test_no_picture_and_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="holds no picture"):
        pictures_in(tmp_path)
    with pytest.raises(FolderError, match="does not exist"):
        pictures_in(tmp_path / "none")
    (tmp_path / "file").touch()
    with pytest.raises(FolderError, match="not a folder"):
        pictures_in(tmp_path / "file")
    with pytest.raises(FolderError, match="cannot be read"):
        pictures_in("a\0b")


def test_a_ring_of_links_has_an_end(tmp_path: Path) -> None:
    (tmp_path / "x.png").touch()
    os.symlink(tmp_path, tmp_path / "again")
    found = list(files_below(tmp_path))
    assert 2 <= len(found) <= 10
    assert {path.name for path in found} == {"x.png"}
