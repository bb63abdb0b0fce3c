"""The matrix beside the database: never needed, never believed when it is stale."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.gallery import Gallery, index
from explorer.engine.gallery.matrix_cache import cache_path
from tests.engine.gallery.people import embedding, embeddings

if TYPE_CHECKING:
    from pathlib import Path

FROM = 100


@pytest.fixture(autouse=True)
def small_galleries_are_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.Index.__init__, "__defaults__", (FROM,))


def _filled(path: Path, count: int = FROM) -> None:
    with Gallery(path) as gallery:
        gallery.enrol_many([f"n{number}" for number in range(count)], embeddings(count))


def _is_mapped(gallery: Gallery) -> bool:
    return gallery._index._mapped is not None


def _names(gallery: Gallery, queries: np.ndarray) -> list[str | None]:
    return [match.name for match in gallery.match_all(queries, 1e-6)]


def test_a_large_gallery_is_searched_in_the_cache(path: Path) -> None:
    _filled(path)
    assert not cache_path(path).exists(), "writing needs no cache"
    with Gallery(path) as gallery:
        first = gallery.snapshot()
        assert cache_path(path).exists()
        assert cache_path(path).stat().st_mode & 0o777 == 0o600
        assert np.array_equal(first.embeddings, embeddings(FROM))
        gallery.enrol("new", embedding(7))
        assert gallery.match(embedding(7), 1e-6).name == "new"
        assert len(gallery.snapshot().blocks) == 2
        assert gallery.snapshot().ids.tolist() == list(range(1, FROM + 2))
        assert first.count == FROM
    before = cache_path(path).stat().st_mtime_ns
    with Gallery(path) as gallery:
        expected = [f"n{number}" for number in range(FROM)]
        assert _names(gallery, embeddings(FROM)) == expected
        assert _is_mapped(gallery)
        assert gallery.match(embedding(7), 1e-6).name == "new"
    assert cache_path(path).stat().st_mtime_ns == before, "one row more is no reason to write anew"


def test_a_small_gallery_has_none(path: Path) -> None:
    _filled(path, FROM - 1)
    with Gallery(path) as gallery:
        assert gallery.snapshot().count == FROM - 1
    assert not cache_path(path).exists()


def test_it_grows_when_a_quarter_is_new(path: Path) -> None:
    _filled(path)
    with Gallery(path) as gallery:
        gallery.snapshot()
        gallery.enrol_many(["more"] * 40, embeddings(40, 1))
    size = cache_path(path).stat().st_size
    with Gallery(path) as gallery:
        assert gallery.snapshot().count == FROM + 40
        assert len(gallery.snapshot().blocks[0].ids) == FROM + 40
    assert cache_path(path).stat().st_size > size


@pytest.mark.parametrize(
    "damage",
    [
        lambda cache: cache.unlink(),
        lambda cache: cache.write_bytes(b""),
        lambda cache: cache.write_bytes(b"x" * 5000),
        lambda cache: os.truncate(cache, cache.stat().st_size - 1),
    ],
)
def test_it_can_be_deleted_and_damaged(path: Path, damage) -> None:
    _filled(path)
    with Gallery(path) as gallery:
        gallery.snapshot()
    damage(cache_path(path))
    with Gallery(path) as gallery:
        assert _names(gallery, embeddings(3)) == ["n0", "n1", "n2"]
        assert _is_mapped(gallery)


def test_after_a_removal_it_goes_and_is_made_anew(path: Path) -> None:
    _filled(path, FROM + 1)
    with Gallery(path) as gallery, Gallery(path) as other:
        assert _names(other, embeddings(1)) == ["n0"]
        before = other.snapshot()
        gallery.remove(1)
        assert not cache_path(path).exists()
        assert _names(gallery, embeddings(2)) == [None, "n1"]
        assert _names(other, embeddings(2)) == [None, "n1"]
        assert embeddings(1).tobytes() not in cache_path(path).read_bytes()
        assert np.array_equal(before.embeddings, embeddings(FROM + 1))


def test_a_stale_one_is_not_believed(path: Path, tmp_path: Path) -> None:
    _filled(path)
    with Gallery(path) as gallery:
        gallery.snapshot()
    kept = tmp_path / "kept"
    shutil.copy(cache_path(path), kept)
    with Gallery(path) as gallery:
        gallery.remove(1)
    shutil.copy(kept, cache_path(path))
    with Gallery(path) as gallery:
        assert _names(gallery, embeddings(2)) == [None, "n1"]
    assert embeddings(1).tobytes() not in b"".join(
        file.read_bytes() for file in path.parent.glob("faces*")
    )


def test_a_copy_that_was_put_back_has_other_rows(path: Path, tmp_path: Path) -> None:
    """The same key and count of edits, but the last ids stand for somebody else."""
    _filled(path, FROM - 1)
    kept = tmp_path / "kept"
    shutil.copy(path, kept)
    with Gallery(path) as gallery:
        gallery.enrol("then", embedding(1))
        gallery.snapshot()
    shutil.copy(kept, path)
    with Gallery(path) as gallery:
        gallery.enrol("now", embedding(2))
    with Gallery(path) as gallery:
        assert gallery.match(embedding(1), 1e-6).name is None
        assert gallery.match(embedding(2), 1e-6).name == "now"


def test_no_room_for_it_is_no_failure(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    _filled(path)
    monkeypatch.setattr(index.matrix_cache, "write", full)
    with Gallery(path) as gallery:
        assert _names(gallery, embeddings(1)) == ["n0"]
        assert "No space left" in gallery.cache_problem
