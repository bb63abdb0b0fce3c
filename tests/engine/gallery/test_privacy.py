"""Who can read the file, what is on the disk when, and what is left after forgetting."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.gallery import Gallery, index, store
from explorer.engine.gallery.matrix_cache import cache_path
from tests.engine.gallery.people import embedding, embeddings, raw_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

posix = pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")


@pytest.fixture
def careless() -> Iterator[None]:
    """A user whose new files everybody may read and write."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_in_memory_nothing_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Gallery() as gallery:
        gallery.enrol("Ada", embedding(0), np.zeros((9, 9, 3), np.uint8))
        gallery.match(embedding(0), 0.36)
        gallery.remove(1)
        gallery.forget_everyone()
        assert gallery.count == 0
    assert list(tmp_path.iterdir()) == []


def test_looking_makes_no_file(path: Path) -> None:
    with Gallery(path) as gallery:
        gallery.match(embedding(0), 0.36)
        gallery.people()
        gallery.snapshot()
        assert list(path.parent.iterdir()) == []
        gallery.forget_everyone()
    assert list(path.parent.iterdir()) == []


@posix
@pytest.mark.usefixtures("careless")
def test_only_the_owner_reads_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first moment, the journal during a transaction included."""
    modes: dict[str, set[int]] = {}

    def look(*_args: object) -> None:
        for file in path.parent.iterdir():
            modes.setdefault(file.name, set()).add(stat.S_IMODE(file.stat().st_mode))

    real = store.connect

    def connect(*args: object):
        look()  # the file is there, and SQLite has not touched it
        connection = real(*args)
        connection.set_progress_handler(look, 1)
        return connection

    monkeypatch.setattr(store, "connect", connect)
    monkeypatch.setattr(index.Index.__init__, "__defaults__", (2,))
    with Gallery(path) as gallery:
        gallery.enrol("Ada", embedding(0))
        gallery.enrol("Ada", embedding(1))
        gallery.snapshot()
        look()
    assert modes == {
        name: {0o600} for name in (path.name, f"{path.name}-journal", cache_path(path).name)
    }


@posix
@pytest.mark.usefixtures("careless")
def test_a_folder_that_is_made_for_it_is_the_owners_too(tmp_path: Path) -> None:
    with Gallery(tmp_path / "new" / "faces.gallery") as gallery:
        gallery.enrol("Ada", embedding(0))
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@posix
def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    with Gallery(path) as gallery:
        gallery.enrol("Ada", embedding(0))
    path.chmod(0o644)
    with Gallery(path) as gallery:
        assert gallery.count == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def _traces(folder: Path, names: list[str], vectors: np.ndarray) -> list[str]:
    raw = raw_bytes(folder)
    return [name for name in names if name.encode() in raw] + [
        f"embedding {row}"
        for row, vector in enumerate(vectors)
        # A long row lies in two pages: either end gives it away.
        if vector[:8].tobytes() in raw or vector[-8:].tobytes() in raw
    ]


def test_what_is_removed_is_in_no_file(path: Path) -> None:
    rng = np.random.default_rng(3)
    names = [f"person-{rng.integers(1 << 40):010x}" for _ in range(80)]
    chips = [rng.integers(0, 255, (side, side, 3), np.uint8) for side in rng.integers(2, 50, 80)]
    with Gallery(path) as gallery:
        ids = [
            gallery.enrol(name, vector, chip)
            for name, vector, chip in zip(names, embeddings(80), chips, strict=True)
        ]
        assert len(_traces(path.parent, names, embeddings(80))) == 160
        order = rng.permutation(80)
        for gone, row in enumerate(order[:60].tolist(), start=1):
            gallery.remove(ids[row])
            removed = order[:gone]
            left = _traces(path.parent, [names[one] for one in removed], embeddings(80)[removed])
            assert left == [], f"after {gone} removals"
        gallery.rename(names[order[60]], "renamed")
        assert _traces(path.parent, [names[order[60]]], np.empty((0, 128))) == []
        gallery.clear()
        assert _traces(path.parent, [*names, "renamed"], embeddings(80)) == []


def test_nothing_is_left_after_forgetting(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.Index.__init__, "__defaults__", (2,))
    names = ["Ada Lovelace", "Grace Hopper"]
    with Gallery(path) as gallery:
        for name, vector in zip(names, embeddings(2), strict=True):
            gallery.enrol(name, vector, np.full((60, 60, 3), 128, np.uint8))
        gallery.snapshot()
        written = {file.name for file in path.parent.iterdir()}
        assert written == {path.name, f"{path.name}-journal", cache_path(path).name}
        forgotten = gallery.forget_everyone()
        assert {file.name for file in forgotten.deleted} == written
        assert list(path.parent.iterdir()) == []
        assert (gallery.count, gallery.match(embeddings(2)[0], 9).nearest) == (0, None)
        gallery.enrol("Eve", embedding(5))
        assert gallery.match(embedding(5), 0.36).name == "Eve"
        assert _traces(path.parent, names, embeddings(2)) == []


@posix
def test_the_bytes_are_overwritten_in_their_place(path: Path, tmp_path: Path) -> None:
    """Seen through a second name of each file, which deleting does not take away."""
    with Gallery(path) as gallery:
        gallery.enrol("Ada Lovelace", embedding(0))
        gallery.enrol("Ada Lovelace", embedding(1))
        seconds = tmp_path / "seconds"
        seconds.mkdir()
        sizes = {}
        for file in list(path.parent.glob("faces*")):
            os.link(file, seconds / file.name)
            sizes[file.name] = file.stat().st_size
        gallery.forget_everyone()
    assert list(path.parent.glob("faces*")) == []
    for file in seconds.iterdir():
        assert file.read_bytes() == bytes(sizes[file.name])


def test_forgetting_reaches_galleries_that_were_set_aside(path: Path) -> None:
    with Gallery(path) as gallery:
        gallery.enrol("Ada Lovelace", embedding(0))
    with path.open("r+b") as file:
        file.seek(0)
        file.write(b"damage")
    (path.parent / ".faces.gallery-matrix.12345678.part").write_bytes(b"begun")
    with Gallery(path) as gallery:
        (aside,) = gallery.set_aside
        assert aside.is_gallery
        assert b"Ada Lovelace" in aside.kept.read_bytes()
        gallery.enrol("Grace", embedding(1))
        gallery.forget_everyone()
    assert list(path.parent.iterdir()) == []


def test_forgetting_spares_what_may_be_somebody_elses(path: Path) -> None:
    path.write_bytes(b"a letter that was chosen by mistake")
    with Gallery(path) as gallery:
        (aside,) = gallery.set_aside
        gallery.enrol("Ada", embedding(0))
        assert gallery.forget_everyone().left == (aside.kept,)
    assert aside.kept.read_bytes() == b"a letter that was chosen by mistake"


def test_another_program_goes_on_after_everyone_was_forgotten(path: Path) -> None:
    with Gallery(path) as one, Gallery(path) as other:
        one.enrol("Ada", embedding(0))
        assert other.match(embedding(0), 0.36).name == "Ada"
        one.forget_everyone()
        assert other.match(embedding(0), 0.36).nearest is None
        assert not path.exists(), "looking brings nothing back"
        other.enrol("Grace", embedding(1))
        assert one.match(embedding(1), 0.36).name == "Grace"
        assert one.count == 1
