"""The bundled clothes are Fashion-MNIST's first ones, and a file that is another is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors import safe_open

from explorer.engine import clothes
from explorer.engine.clothes import CLASS_NAMES, DatasetError, load_clothes

if TYPE_CHECKING:
    from pathlib import Path

NAME = "fashion-mnist-10000.safetensors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data set, to be spoilt."""
    for name in (NAME, clothes.RECORD):
        shutil.copy(clothes.FOLDER / name, tmp_path)
    return tmp_path


def test_the_file_is_the_one_of_its_record() -> None:
    record = json.loads((clothes.FOLDER / clothes.RECORD).read_text("utf-8"))
    content = (clothes.FOLDER / record["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == record["sha256"]
    assert len(content) == record["bytes"] < 10_000_000
    assert (clothes.ASSETS.parent / record["build"]).is_file()
    readme = (clothes.ASSETS / "README.md").read_text("utf-8")
    (row,) = [line for line in readme.splitlines() if line.startswith(f"| `datasets/{NAME}`")]
    assert record["licence"] in row
    with safe_open(clothes.FOLDER / NAME, "numpy") as opened:
        assert "MIT" in opened.metadata()["credit"]
        shapes = {key: list(opened.get_slice(key).get_shape()) for key in opened.keys()}
    assert shapes == record["tensors"]


def test_the_licence_lies_beside_it() -> None:
    text = (clothes.FOLDER / "fashion-mnist-copyright.txt").read_text("utf-8")
    assert "2017, Zalando SE" in text
    assert "Permission is hereby granted, free of charge" in text


def test_they_are_fashion_mnists_first_ones() -> None:
    loaded = load_clothes()
    for part, count in ((loaded.train, 10_000), (loaded.test, 2000)):
        assert part.images.shape == (count, 28, 28)
        assert part.labels.shape == (count,) == (len(part),)
        assert part.images.dtype == part.labels.dtype == np.uint8
        assert np.bincount(part.labels, minlength=10).min() > 0.08 * count
    assert (len(loaded.train), len(loaded.test)) == (clothes.TRAIN_COUNT, clothes.TEST_COUNT)
    assert loaded.train.labels[:8].tolist() == [9, 0, 0, 3, 0, 2, 7, 2]
    assert loaded.test.labels[:8].tolist() == [9, 2, 1, 1, 6, 1, 4, 6]
    # The set's mean is 0.286 and its deviation 0.353 over all 60,000.
    assert loaded.train.images.mean() / 255 == pytest.approx(0.286, abs=0.003)
    assert loaded.train.images.std() / 255 == pytest.approx(0.353, abs=0.003)


def test_the_names_fit_what_the_pictures_show() -> None:
    """Trousers are taller than wide, and a sneaker is low: mean ink by row and column tells."""
    train = load_clothes().train

    def extent(name: str) -> tuple[float, float]:
        mean = train.images[train.labels == CLASS_NAMES.index(name)].mean(0)
        return float((mean.max(1) > 40).sum()), float((mean.max(0) > 40).sum())

    assert len(CLASS_NAMES) == 10
    height, width = extent("Trouser")
    assert height > 1.5 * width
    height, width = extent("Sneaker")
    assert width > 1.5 * height


def test_the_first_of_a_part_are_its_first() -> None:
    train = load_clothes().train
    few = train.first(5)
    assert few.labels.tolist() == [9, 0, 0, 3, 0]
    assert np.array_equal(few.images, train.images[:5])


def test_a_missing_file_is_named_with_a_remedy(folder: Path) -> None:
    (folder / NAME).unlink()
    with pytest.raises(DatasetError, match=rf"{NAME} is missing\. Restore .*clothes\.py"):
        load_clothes(folder)


def test_a_file_cut_short_is_refused(folder: Path) -> None:
    content = (folder / NAME).read_bytes()
    (folder / NAME).write_bytes(content[:1000])
    with pytest.raises(DatasetError, match="cut short: 1,000 of 9,420,464 bytes"):
        load_clothes(folder)


def test_one_altered_pixel_is_noticed(folder: Path) -> None:
    content = bytearray((folder / NAME).read_bytes())
    content[4_000_000] ^= 1
    (folder / NAME).write_bytes(content)
    with pytest.raises(DatasetError, match="was altered: its SHA-256"):
        load_clothes(folder)


def test_a_file_that_is_no_safetensors_is_refused_though_its_record_agrees(folder: Path) -> None:
    content = b"\xff" * 100
    (folder / NAME).write_bytes(content)
    record = {"file": NAME, "bytes": 100, "sha256": hashlib.sha256(content).hexdigest()}
    (folder / clothes.RECORD).write_text(json.dumps(record), "utf-8")
    with pytest.raises(DatasetError, match="cannot be read"):
        load_clothes(folder)


@pytest.mark.parametrize("text", ["{", "[]", '{"file": "x"}'])
def test_a_damaged_record_is_refused(folder: Path, text: str) -> None:
    (folder / clothes.RECORD).write_text(text, "utf-8")
    with pytest.raises(DatasetError, match=rf"{clothes.RECORD} is damaged"):
        load_clothes(folder)


def test_a_missing_record_is_named(folder: Path) -> None:
    (folder / clothes.RECORD).unlink()
    with pytest.raises(DatasetError, match=rf"{clothes.RECORD} is missing"):
        load_clothes(folder)
