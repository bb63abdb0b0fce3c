"""Enrolling, recognising, renaming, removing; in memory and in a file alike."""

from __future__ import annotations

import math
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.faces.distance import TAU, squared_distance
from explorer.engine.gallery import (
    ClosedGalleryError,
    EmbeddingRefusedError,
    Gallery,
    GalleryError,
    Match,
    Person,
)
from explorer.engine.images import ImageError, decode_rgb
from tests.engine.gallery.people import embedding, embeddings

if TYPE_CHECKING:
    from pathlib import Path


def test_one_photograph_is_enough(gallery: Gallery) -> None:
    enrolled = gallery.enrol("Ada", embedding(0))
    gallery.enrol("Grace", embedding(1))
    near = embedding(0) + np.float32(0.01)
    match = gallery.match(near, TAU)
    assert (match.name, match.nearest, match.photograph) == ("Ada", "Ada", enrolled)
    assert match.distance == pytest.approx(float(squared_distance(near, embedding(0))), rel=1e-6)
    assert match.distance == pytest.approx(128 * 0.01**2, rel=1e-3)


def test_unknown_is_said_with_the_nearest(gallery: Gallery) -> None:
    gallery.enrol("Ada", embedding(0))
    match = gallery.match(embedding(1), TAU)
    assert match.name is None
    assert match.nearest == "Ada"
    assert match.distance == pytest.approx(float(squared_distance(embedding(0), embedding(1))))


def test_a_distance_equal_to_the_threshold_is_unknown(gallery: Gallery) -> None:
    gallery.enrol("Ada", np.zeros(128))
    query = np.zeros(128)
    query[3] = 0.5
    assert gallery.match(query, 0.25).name is None
    assert gallery.match(query, np.nextafter(0.25, 1)).name == "Ada"


def test_nobody_is_enrolled(gallery: Gallery) -> None:
    assert gallery.match(embedding(0), TAU) == Match(None, math.inf, None, None)
    assert gallery.match_all(np.empty((0, 128)), TAU) == ()
    assert (gallery.count, gallery.people(), gallery.photographs()) == (0, (), ())
    assert gallery.snapshot().embeddings.shape == (0, 128)


def test_several_photographs_of_a_person(gallery: Gallery) -> None:
    first = gallery.enrol("Ada", embedding(0))
    second = gallery.enrol(" Ada ", embedding(1))
    gallery.enrol("bob", embedding(2))
    assert gallery.people() == (Person("Ada", 2), Person("bob", 1))
    assert [one.id for one in gallery.photographs("Ada")] == [first, second]
    assert gallery.match(embedding(1), TAU).photograph == second
    assert gallery.count == 3


def test_what_is_kept_of_a_photograph(gallery: Gallery) -> None:
    before = datetime.now(UTC)
    chip = np.full((150, 150, 3), (200, 40, 90), np.uint8)
    gallery.enrol("Ada", embedding(7), chip)
    (photograph,) = gallery.photographs("Ada")
    assert np.array_equal(photograph.embedding, embedding(7))
    assert photograph.thumbnail is not None
    assert np.abs(decode_rgb(photograph.thumbnail).astype(int) - chip).max() <= 3
    assert before <= photograph.enrolled_at <= datetime.now(UTC)


def test_a_large_thumbnail_is_made_small_and_loses_what_the_camera_wrote(gallery: Gallery) -> None:
    picture = np.zeros((900, 600, 3), np.uint8)
    from explorer.engine.image_files import encode_rgb

    data = encode_rgb(picture, "x.jpg")
    exif = b"Exif\0\0" + b"home address"
    marked = data[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + data[2:]
    gallery.enrol("Ada", embedding(0), marked)
    kept = gallery.photographs()[0].thumbnail
    assert kept is not None
    assert decode_rgb(kept).shape == (160, 107, 3)
    assert b"home address" not in kept


@pytest.mark.parametrize("bad", [b"", b"no picture", np.zeros((5, 5), np.float32)])
def test_a_thumbnail_that_is_none_is_refused_and_nothing_stored(gallery: Gallery, bad) -> None:
    with pytest.raises(ImageError):
        gallery.enrol("Ada", embedding(0), bad)
    assert gallery.count == 0


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros(127),
        np.zeros((1, 128)),
        np.full(128, np.nan),
        np.full(128, np.inf),
        np.full(128, 1e30),
        np.zeros(128, complex),
        "text",
        None,
        [[1.0], [1.0, 2.0]],
    ],
)
def test_what_is_no_embedding_is_refused(gallery: Gallery, bad) -> None:
    with pytest.raises(EmbeddingRefusedError):
        gallery.enrol("Ada", bad)
    with pytest.raises(EmbeddingRefusedError):
        gallery.match(bad, TAU)
    assert gallery.count == 0


@pytest.mark.parametrize("bad", [-0.1, math.nan])
def test_what_is_no_threshold_is_refused(gallery: Gallery, bad: float) -> None:
    with pytest.raises(GalleryError, match="τ"):
        gallery.match(embedding(0), bad)


def test_duplicates_are_noticed_and_stored_all_the_same(gallery: Gallery) -> None:
    first = gallery.add("Ada", embedding(0))
    assert first.duplicate is None
    again = gallery.add("Ada", embedding(0) + np.float32(1e-3))
    other = gallery.add("Grace", embedding(0))
    assert again.duplicate is not None
    assert again.duplicate.same_person
    assert again.duplicate.hit.photograph == first.photograph
    assert other.duplicate is not None
    assert not other.duplicate.same_person
    assert "Ada" in other.duplicate.text
    assert gallery.find_duplicate("Ada", embedding(5)) is None
    assert gallery.count == 3


def test_renaming(gallery: Gallery) -> None:
    gallery.enrol("Ada", embedding(0))
    gallery.match(embedding(0), TAU)
    gallery.rename("Ada", "Ада")
    assert gallery.match(embedding(0), TAU).name == "Ада"
    gallery.enrol("Grace", embedding(1))
    with pytest.raises(GalleryError, match="already"):
        gallery.rename("Grace", "Ада")
    with pytest.raises(GalleryError, match="Nobody"):
        gallery.rename("Ada", "Eve")
    gallery.rename("Grace", "Ада", merge=True)
    assert gallery.people() == (Person("Ада", 2),)
    assert gallery.match(embedding(1), TAU).name == "Ада"


def test_removing(gallery: Gallery) -> None:
    ada = gallery.enrol("Ada", embedding(0))
    grace = gallery.enrol("Grace", embedding(1))
    assert gallery.match(embedding(0), TAU).name == "Ada"
    assert gallery.remove(ada)
    assert not gallery.remove(ada)
    assert gallery.match(embedding(0), TAU).nearest == "Grace"
    assert gallery.people() == (Person("Grace", 1),)
    assert gallery.enrol("Ada", embedding(0)) > grace, "an id is never given twice"
    assert gallery.remove_person("Ada") == 1
    assert gallery.remove_person("Ada") == 0
    gallery.clear()
    assert (gallery.count, gallery.match(embedding(1), TAU).nearest) == (0, None)


def test_many_at_once_are_stored_all_or_none(gallery: Gallery) -> None:
    ids = gallery.enrol_many(["a", "b", "a"], embeddings(3))
    assert gallery.snapshot().ids.tolist() == ids
    with pytest.raises(GalleryError):
        gallery.enrol_many(["c", "\0"], embeddings(2))
    with pytest.raises(GalleryError, match="do not fit"):
        gallery.enrol_many(["c"], embeddings(2))
    assert gallery.count == 3


def test_a_snapshot_stays_as_it_was(gallery: Gallery) -> None:
    gallery.enrol_many(["a", "b"], embeddings(2))
    before = gallery.snapshot()
    gallery.rename("a", "c")
    renamed = gallery.snapshot()
    gallery.enrol_many([f"n{number}" for number in range(100)], embeddings(100, 1))
    gallery.remove(int(before.ids[0]))
    assert before.names == ("a", "b")
    assert renamed.names == ("c", "b")
    assert np.array_equal(before.embeddings, embeddings(2))
    assert gallery.snapshot().count == 101
    with pytest.raises(ValueError, match="read-only"):
        before.embeddings[0] = 0


def test_a_gallery_in_memory_is_stored_when_that_is_wished(path: Path) -> None:
    with Gallery() as memory, Gallery(path) as file:
        memory.enrol("Ada", embedding(0), np.zeros((20, 20, 3), np.uint8))
        memory.enrol("Ada", embedding(1))
        assert memory.copy_into(file) == 2
        ours, theirs = memory.photographs(), file.photographs()
    for one, other in zip(ours, theirs, strict=True):
        assert (one.name, one.thumbnail, one.enrolled_at) == (
            other.name,
            other.thumbnail,
            other.enrolled_at,
        )
        assert np.array_equal(one.embedding, other.embedding)


def test_what_was_closed_says_so(path: Path) -> None:
    gallery = Gallery(path)
    gallery.enrol("Ada", embedding(0))
    gallery.close()
    gallery.close()
    with pytest.raises(ClosedGalleryError):
        gallery.enrol("Ada", embedding(0))
    with Gallery(path) as again:
        assert again.match(embedding(0), TAU).name == "Ada"


def test_another_length_of_embeddings(path: Path) -> None:
    with Gallery(path, dimension=512) as gallery:
        gallery.enrol("Ada", np.ones(512))
    with pytest.raises(GalleryError, match=r"512 numbers, not 128"):
        Gallery(path)
    with Gallery(path, dimension=512) as gallery:
        assert gallery.match(np.ones(512), TAU).name == "Ada"


def test_writing_imports_no_torch(path: Path) -> None:
    program = f"""
import sys
from explorer.engine.gallery import Gallery
with Gallery({str(path)!r}) as gallery:
    assert "cv2" not in sys.modules
    import numpy as np
    gallery.enrol("Ada", np.ones(128), np.zeros((9, 9, 3), np.uint8))
    assert gallery.match(np.ones(128), 0.36).name == "Ada"
    gallery.forget_everyone()
print("torch" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout == "False\n"
