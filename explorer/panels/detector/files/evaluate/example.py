"""An example of a folder with annotations: composed scenes, whose boxes are known exactly.

Imported in the threads alone: it brings torch.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any, Final

from explorer.engine.errors import ExplorerError
from explorer.engine.images import save_rgb
from explorer.engine.whole_file import part_path, why_not_written, write_whole
from explorer.engine.yolo.lecture import CLASS_NAMES
from explorer.engine.yolo.lecture.evaluation import HELD_OUT_SCENES, HELD_OUT_SEED
from explorer.engine.yolo.lecture.scenes import compose
from explorer.panels.detector.files.evaluate.values import ExampleStep

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from explorer.engine.yolo.lecture.scenes import Scene

SCENES: Final = 40
NAME: Final = "digits-example"
ANNOTATIONS: Final = "annotations.json"
SUFFIX: Final = ".png"


class ExampleError(ExplorerError, OSError):
    """An example that cannot be written; the text says where and why."""


def write_example(folder: Path, scenes: int = SCENES) -> Generator[ExampleStep, None, ExampleStep]:
    """Write scenes and COCO annotations into a new folder within ``folder``; all or nothing.

    They follow the held-out ones, so that no training saw them, and none is evaluated twice.

    Raises
    ------
    ExampleError
        If the folder cannot be written to.
    """
    target = _free(folder / NAME)
    part = part_path(target)
    try:
        part.mkdir()
        contents: dict[str, list[dict[str, Any]]] = {
            "images": [],
            "annotations": [],
            "categories": [{"id": i, "name": name} for i, name in enumerate(CLASS_NAMES, start=1)],
        }
        for number in range(1, scenes + 1):
            scene = compose(HELD_OUT_SEED, HELD_OUT_SCENES + number - 1)
            name = f"scene-{number:02d}{SUFFIX}"
            save_rgb(part / name, scene.rgb)
            _describe(contents, number, name, scene)
            yield ExampleStep(number, scenes, target)
        write_whole(part / ANNOTATIONS, json.dumps(contents).encode())
        part.rename(target)
        return ExampleStep(scenes, scenes, target)
    except OSError as error:
        raise ExampleError(
            f"The example cannot be written to {folder} ({why_not_written(error)}). "
            "Choose another folder or make room."
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _describe(
    contents: dict[str, list[dict[str, Any]]], number: int, name: str, scene: Scene
) -> None:
    height, width = scene.rgb.shape[:2]
    contents["images"].append({"id": number, "file_name": name, "width": width, "height": height})
    for box, class_id in zip(scene.boxes_xyxy.tolist(), scene.class_ids.tolist(), strict=True):
        left, top, right, bottom = box
        contents["annotations"].append({
            "id": len(contents["annotations"]) + 1,
            "image_id": number,
            "category_id": class_id + 1,
            "bbox": [left, top, right - left, bottom - top],
            "area": (right - left) * (bottom - top),
            "iscrowd": 0,
        })  # fmt: skip


def _free(path: Path) -> Path:
    number, free = 2, path
    while free.exists():
        free, number = path.with_name(f"{path.name}-{number}"), number + 1
    return free
