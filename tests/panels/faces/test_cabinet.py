"""Where the gallery is kept: in memory until the user wants it stored."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from explorer.engine.gallery import Gallery, GalleryError
from explorer.panels.faces.cabinet import Cabinet
from tests.panels.faces.making import chip, embedding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "faces" / "gallery.sqlite"


@pytest.fixture
def make(path: Path) -> Iterator[Callable[[], Cabinet]]:
    made: list[Cabinet] = []

    def open_one() -> Cabinet:
        made.append(Cabinet(path))
        made[-1].open()
        return made[-1]

    yield open_one
    for one in made:
        one.close()


def refused(*_args: object, **_kwargs: object) -> None:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_by_default_nothing_reaches_the_disk(make, tmp_path: Path) -> None:
    cabinet = make()
    cabinet.enrol("Anna", embedding(), chip())
    cabinet.rename("Anna", "Änna", merge=False)
    assert [one.photograph for one in cabinet.thumbnails("Änna")] == [1]
    assert cabinet.facts().place is None
    cabinet.close()
    assert list(tmp_path.iterdir()) == []


def test_stored_people_are_there_at_the_next_start(make, path: Path) -> None:
    cabinet = make()
    cabinet.enrol("Anna", embedding(), chip())
    cabinet.store()
    cabinet.enrol("Bo", embedding(1), chip())
    cabinet.close()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    facts = make().facts()
    assert [person.name for person in facts.people] == ["Anna", "Bo"]
    assert facts.place == path
    assert facts.photographs == 2


def test_storing_is_remembered_while_nobody_is_enrolled(make, path: Path) -> None:
    cabinet = make()
    cabinet.store()
    cabinet.close()
    assert make().facts().place == path


def test_taken_back_into_memory_the_file_is_gone_and_people_are_not(make, path: Path) -> None:
    cabinet = make()
    cabinet.enrol("Anna", embedding(), chip())
    cabinet.store()
    cabinet.unstore()
    assert files(path.parent) == []
    facts = cabinet.facts()
    assert facts.place is None
    assert [person.name for person in facts.people] == ["Anna"]
    assert cabinet.thumbnails("Anna")[0].rgb is not None


def test_forgetting_leaves_nothing_and_storing_is_off(make, path: Path) -> None:
    cabinet = make()
    cabinet.enrol("Anna", embedding(), chip())
    cabinet.store()
    cabinet.forget_everyone()
    assert files(path.parent) == []
    facts = cabinet.facts()
    assert facts.is_empty
    assert facts.place is None
    cabinet.enrol("Bo", embedding(1), chip())
    assert files(path.parent) == []


def test_a_damaged_gallery_is_moved_aside_said_and_kept(make, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no gallery " * 500)
    cabinet = make()
    (notice,) = cabinet.notices()
    assert "is kept as gallery.damaged-" in notice
    assert cabinet.notices() == ()
    cabinet.enrol("Anna", embedding(), chip())
    kept = [name for name in files(path.parent) if "damaged" in name]
    assert len(kept) == 1
    assert (path.parent / kept[0]).read_bytes().startswith(b"this is no gallery")


def test_a_file_that_cannot_be_opened_leaves_a_gallery_in_memory(path: Path) -> None:
    path.mkdir(parents=True)  # a folder in its place
    cabinet = Cabinet(path)
    with pytest.raises(GalleryError):
        cabinet.open()
    cabinet.enrol("Anna", embedding(), chip())
    assert cabinet.facts().place is None
    cabinet.close()


def test_a_folder_that_may_not_be_looked_into_leaves_a_gallery_in_memory(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "stat", refused)
    cabinet = Cabinet(path)
    with pytest.raises(GalleryError, match="cannot be opened"):
        cabinet.open()
    cabinet.enrol("Anna", embedding(), chip())
    with pytest.raises(GalleryError):
        cabinet.store()
    assert cabinet.facts().photographs == 1
    cabinet.close()


@pytest.mark.parametrize(
    ("leave", "left"), [(Cabinet.unstore, ["Anna"]), (Cabinet.forget_everyone, [])]
)
def test_a_file_that_is_emptied_but_not_deleted_takes_nobody_with_it(
    make, path: Path, monkeypatch: pytest.MonkeyPatch, leave: Callable[[Cabinet], None], left
) -> None:
    cabinet = make()
    cabinet.enrol("Anna", embedding(), chip())
    cabinet.store()
    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(GalleryError, match="cannot be opened or written to"):
        leave(cabinet)
    assert not any(any(file.read_bytes()) for file in path.parent.iterdir())
    facts = cabinet.facts()
    assert facts.place is None
    assert [person.name for person in facts.people] == left


def test_forgetting_reaches_a_file_that_could_not_be_opened_at_the_start(path: Path) -> None:
    path.mkdir(parents=True)
    cabinet = Cabinet(path)
    with pytest.raises(GalleryError):
        cabinet.open()
    path.rmdir()
    with Gallery(path) as gallery:
        gallery.enrol("Anna", embedding())
    cabinet.forget_everyone()
    assert files(path.parent) == []
    assert cabinet.facts().place is None
    cabinet.close()


def test_what_may_be_somebody_elses_is_left_and_said(make, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no gallery " * 500)
    cabinet = make()
    (kept,) = files(path.parent)
    cabinet.notices()
    cabinet.unstore()
    assert files(path.parent) == [kept]
    (notice,) = cabinet.notices()
    assert kept in notice


def test_storing_that_fails_keeps_people_in_memory(make, path: Path) -> None:
    cabinet = make()
    cabinet.enrol("Anna", embedding(), chip())
    path.mkdir(parents=True)
    with pytest.raises(GalleryError):
        cabinet.store()
    facts = cabinet.facts()
    assert facts.place is None
    assert [person.name for person in facts.people] == ["Anna"]


def test_before_it_is_open_it_says_so(path: Path) -> None:
    with pytest.raises(GalleryError, match="not open yet"):
        Cabinet(path).facts()
