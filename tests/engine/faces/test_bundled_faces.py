from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.assets import ASSETS
from explorer.engine.face_photographs import DatasetError, load_face_photographs
from explorer.engine.faces import load_bundled_faces, load_recognizer
from explorer.engine.faces.distance import TAU
from explorer.engine.verification import all_pairs, rates_at, roc

if TYPE_CHECKING:
    from pathlib import Path

RECORD = "datasets/faces-csu-173-evaluation.json"
FILES = (
    "datasets/faces-csu-173-embeddings.json",
    "datasets/faces-csu-173-embeddings.safetensors",
    "weights/manifest.json",
)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ASSETS / name, tmp_path / name)
    return tmp_path


def change(path: Path, *keys: str, to: object) -> None:
    whole = json.loads(path.read_text(encoding="utf-8"))
    part = whole
    for key in keys[:-1]:
        part = part[key]
    part[keys[-1]] = to
    path.write_text(json.dumps(whole), encoding="utf-8")


def test_the_record_is_as_good_as_promised() -> None:
    record = json.loads((ASSETS / RECORD).read_text(encoding="utf-8"))
    assert record["found"]["rate"] >= 0.99
    assert record["auc"]["value"] >= 0.985
    assert record["ways"]["the application's"]["auc"] == record["auc"]["value"]


def test_figures_follow_from_the_embeddings() -> None:
    record = json.loads((ASSETS / RECORD).read_text(encoding="utf-8"))
    bundled = load_bundled_faces()
    pairs = all_pairs(bundled.embeddings, bundled.people)
    assert len(bundled) == record["found"]["count"]
    assert len(set(bundled.people)) == 30
    curve = roc(pairs.genuine, pairs.impostor)
    assert curve.auc == pytest.approx(record["auc"]["value"], abs=1e-5)
    assert curve.equal_error.rate == pytest.approx(record["equal_error"]["rate"], abs=1e-4)
    rates = rates_at(pairs.genuine, pairs.impostor, TAU)
    said = record["at_dlibs_threshold"]
    assert rates.false_accepts.count == said["false_accepts"]["count"]
    assert rates.false_rejects.count == said["false_rejects"]["count"]


def test_the_recognizer_computes_the_same() -> None:
    """Fails where a change makes the file stale: then evaluate again."""
    bundled, recognizer = load_bundled_faces(), load_recognizer("cpu")
    photographs = {photograph.name: photograph.rgb for photograph in load_face_photographs()}
    for row in range(0, len(bundled), 40):
        rgb = photographs[bundled.names[row]]
        face = recognizer.locate(rgb)[0]
        assert face.landmarks == pytest.approx(bundled.faces[row].landmarks, abs=0.05)
        moved = recognizer.embed(rgb, bundled.faces[row]) - bundled.embeddings[row]
        assert np.linalg.norm(moved) < 1e-4


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(DatasetError, match="evaluate_faces"):
        load_bundled_faces(copied)


@pytest.mark.parametrize("name", ["dlib-face", "mtcnn"])
def test_embeddings_of_another_network(copied: Path, name: str) -> None:
    change(copied / "weights/manifest.json", "files", name, "sha256", to="0" * 64)
    with pytest.raises(DatasetError, match=f"another {name}"):
        load_bundled_faces(copied)


def test_altered_embeddings(copied: Path) -> None:
    path = copied / FILES[1]
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(DatasetError, match="altered"):
        load_bundled_faces(copied)


def test_a_record_that_does_not_say_what_made_it(copied: Path) -> None:
    change(copied / FILES[0], "made_with", to=None)
    with pytest.raises(DatasetError, match="which networks"):
        load_bundled_faces(copied)
