"""The bundled photographs of faces are csuScrapShots, and a file that is another is refused."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors import safe_open

from explorer.engine import bundled_data, face_photographs
from explorer.engine.assets import ASSETS
from explorer.engine.face_photographs import DatasetError, load_face_photographs

if TYPE_CHECKING:
    from pathlib import Path

NAME = "faces-csu-173.safetensors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data set, to be spoilt."""
    for name in (NAME, face_photographs.RECORD):
        shutil.copy(bundled_data.FOLDER / name, tmp_path)
    return tmp_path


def test_the_file_is_the_one_of_its_record() -> None:
    record = json.loads((bundled_data.FOLDER / face_photographs.RECORD).read_text("utf-8"))
    content = (bundled_data.FOLDER / record["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == record["sha256"]
    assert len(content) == record["bytes"] < 3_600_000
    assert (ASSETS.parent / record["build"]).is_file()
    readme = (ASSETS / "README.md").read_text("utf-8")
    (row,) = [line for line in readme.splitlines() if line.startswith(f"| `datasets/{NAME}`")]
    assert record["licence"] in row
    with safe_open(bundled_data.FOLDER / NAME, "numpy") as opened:
        assert "BSD" in opened.metadata()["credit"]
        shapes = {key: list(opened.get_slice(key).get_shape()) for key in opened.keys()}
    assert shapes == record["tensors"]


def test_the_licence_lies_beside_it() -> None:
    text = (bundled_data.FOLDER / "faces-csu-173-licence.txt").read_text("utf-8")
    assert "David S. Bolme" in text
    assert "Redistribution and use in source and binary forms" in text


def test_173_photographs_of_30_people() -> None:
    loaded = load_face_photographs()
    assert len(loaded) == 173
    names = [one.name for one in loaded]
    assert names == sorted(set(names))
    people = Counter(one.person for one in loaded)
    assert len(people) == 30
    assert (min(people.values()), max(people.values())) == (4, 10)
    assert loaded[0].name == "00001aa"
    assert loaded[0].eyes.tolist() == [[70, 116], [122, 114]]


def test_they_are_grey_pictures_with_the_eyes_inside() -> None:
    for one in load_face_photographs():
        assert one.rgb.dtype == np.uint8
        assert one.rgb.shape[1:] == (200, 3)
        assert np.array_equal(one.rgb[..., 0], one.rgb[..., 2])
        assert one.rgb.std() > 20
        (left, _), (right, _) = one.eyes
        assert 0 < left < right < 200
        assert 0 < one.eyes[:, 1].min() <= one.eyes[:, 1].max() < one.rgb.shape[0]


def test_one_altered_byte_is_noticed(folder: Path) -> None:
    content = bytearray((folder / NAME).read_bytes())
    content[1_000_000] ^= 1
    (folder / NAME).write_bytes(content)
    with pytest.raises(DatasetError, match=r"was altered: .*face_photographs\.py"):
        load_face_photographs(folder)


def test_a_missing_file_is_named_with_a_remedy(folder: Path) -> None:
    (folder / NAME).unlink()
    with pytest.raises(DatasetError, match=rf"{NAME} is missing\. Restore .*face_photographs\.py"):
        load_face_photographs(folder)
