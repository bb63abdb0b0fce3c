"""Every picture, clip and digit that ships with the application is the one that is described."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import cv2
import numpy as np
import pytest
from safetensors import safe_open

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb

MEDIA: list[dict[str, Any]] = json.loads((ASSETS / "media.json").read_text(encoding="utf-8"))
README = (ASSETS / "README.md").read_text(encoding="utf-8")
FOLDERS = ("images", "clips", "datasets")


@pytest.mark.parametrize("record", MEDIA, ids=lambda record: record["file"])
def test_a_file_is_what_its_record_says(record: dict[str, Any]) -> None:
    path = ASSETS / record["file"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == record["sha256"]
    assert record["title"]
    assert record["source"]
    assert record["licence"] in README
    if record["kind"] == "picture":
        assert load_rgb(path).shape == (record["height"], record["width"], 3)
        return
    capture = cv2.VideoCapture(str(path))
    frames = []
    while (read := capture.read())[0]:
        frames.append(read[1].shape)
    assert frames == [(record["height"], record["width"], 3)] * record["frames"]
    assert capture.get(cv2.CAP_PROP_FPS) == pytest.approx(record["fps"], abs=1e-3)
    capture.release()


def test_nothing_is_bundled_without_a_record() -> None:
    described = {record["file"] for record in MEDIA}
    bundled = {
        path.relative_to(ASSETS).as_posix()
        for folder in ("images", "clips")
        for path in (ASSETS / folder).iterdir()
    }
    assert bundled == described
    files = [path for folder in FOLDERS for path in (ASSETS / folder).iterdir()]
    assert all(path.name in README for path in files)
    assert sum(path.stat().st_size for path in files) < 22e6


def test_the_digits_are_mnists_first_thousand() -> None:
    with safe_open(ASSETS / "datasets/mnist-test-1000.safetensors", "numpy") as digits:
        assert "CC BY-SA 3.0" in digits.metadata()["credit"]
        images, labels = digits.get_tensor("images"), digits.get_tensor("labels")
    assert images.shape == (1000, 28, 28)
    assert images.dtype == labels.dtype == np.uint8
    assert labels[:8].tolist() == [7, 2, 1, 0, 4, 1, 4, 9]
    assert np.bincount(labels).tolist() == [85, 126, 116, 107, 110, 87, 87, 99, 89, 94]
