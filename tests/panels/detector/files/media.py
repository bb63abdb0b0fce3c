"""Tiny pictures, clips and annotated folders; and a detector that waits when it is told to."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb, save_rgb
from explorer.services.video_writer import VideoWriter
from tests.panels.detector.files.conftest import load_once

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from explorer.engine.yolo import RawPredictions
    from explorer.panels.detector.loading import LoadedDetector
    from explorer.panels.detector.state import ModelState

PICTURE = ASSETS / "images" / "person-dog-horse.jpg"
NAMES = ("dog", "horse", "person")


def mixed_folder(folder: Path) -> Path:
    """Two pictures, a cut one, one of no bytes, and a text that is called a picture."""
    folder.mkdir()
    rgb = load_rgb(PICTURE)
    save_rgb(folder / "a.png", rgb)
    save_rgb(folder / "b.jpg", rgb[:, ::-1].copy())
    data = (folder / "b.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(data[: len(data) // 3])
    (folder / "empty.png").write_bytes(b"")
    (folder / "text.jpg").write_text("no picture at all")
    (folder / "notes.txt").write_text("left alone")
    return folder


def clip(path: Path, frames: int = 12, rgb: NDArray[np.uint8] | None = None) -> Path:
    """A clip of the photograph that slides to the left, 10 frames a second."""
    picture = load_rgb(PICTURE) if rgb is None else rgb
    with VideoWriter(path, 10) as writer:
        for index in range(frames):
            writer.write(np.ascontiguousarray(np.roll(picture, -4 * index, axis=1)))
    return path


def annotated_folder(folder: Path) -> Path:
    """The photograph with true boxes as COCO, one of an unknown class, and pictures that fail."""
    folder.mkdir()
    save_rgb(folder / "one.png", load_rgb(PICTURE))
    (folder / "broken.jpg").write_text("no picture at all")
    boxes = {"dog": [64, 264, 141, 84], "horse": [397, 137, 215, 207], "person": [189, 98, 83, 282],
             "unicorn": [0, 0, 30, 30]}  # fmt: skip
    (folder / "boxes.json").write_text(json.dumps({
        "images": [
            {"id": 1, "file_name": "one.png", "width": 640, "height": 424},
            {"id": 2, "file_name": "broken.jpg", "width": 640, "height": 424},
            {"id": 3, "file_name": "gone.jpg", "width": 640, "height": 424},
        ],
        "categories": [{"id": i, "name": name} for i, name in enumerate(boxes)],
        "annotations": [
            {"id": i, "image_id": 1, "category_id": i, "bbox": box, "iscrowd": 0}
            for i, box in enumerate(boxes.values())
        ],
    }))  # fmt: skip
    return folder


class Gated:
    """Loads a detector that looks at so many pictures, and then waits until it is let go."""

    def __init__(self, pictures: int) -> None:
        self.gate = threading.Event()
        self.waits = threading.Event()
        self._left = pictures

    def __call__(self, model: ModelState, device: str) -> LoadedDetector:
        loaded = load_once(model, device)
        return replace(loaded, detector=_GatedDetector(self, loaded.detector))  # type: ignore[arg-type]

    def wait(self) -> None:
        self._left -= 1
        if self._left < 0:
            self.waits.set()
            self.gate.wait(30)


class _GatedDetector:
    def __init__(self, owner: Gated, detector: Any) -> None:
        self._owner, self._detector = owner, detector

    def raw(self, rgb: NDArray[np.uint8]) -> RawPredictions:
        self._owner.wait()
        raw: RawPredictions = self._detector.raw(rgb)
        return raw
