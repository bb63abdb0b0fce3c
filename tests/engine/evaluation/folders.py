"""Small annotated folders, as VOC's and COCO's tools write them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.engine.images import save_rgb

if TYPE_CHECKING:
    from pathlib import Path


def picture(path: Path, width: int = 64, height: int = 48) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_rgb(path, np.full((height, width, 3), 128, np.uint8))
    return path


def voc_object(name: str, box: tuple[Any, ...], difficult: str = "0") -> str:
    sides = zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True)
    edges = "".join(f"<{side}>{value}</{side}>" for side, value in sides)
    return (
        f"<object><name>{name}</name><difficult>{difficult}</difficult>"
        f"<bndbox>{edges}</bndbox></object>"
    )


def voc_text(filename: str, *objects: str, size: tuple[int, int] | None = (64, 48)) -> str:
    width, height = size or (0, 0)
    return (
        f"<annotation><filename>{filename}</filename><size><width>{width}</width>"
        f"<height>{height}</height><depth>3</depth></size>{''.join(objects)}</annotation>"
    )


def voc_folder(root: Path, **texts: str) -> Path:
    """Write Annotations/NAME.xml with these texts, and a picture for each in JPEGImages."""
    (root / "Annotations").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (root / "Annotations" / f"{name}.xml").write_text(text, "utf-8")
        picture(root / "JPEGImages" / f"{name}.jpg")
    return root


def coco_content(**changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "images": [
            {"id": 7, "file_name": "a.png", "width": 64, "height": 48},
            {"id": 9, "file_name": "b.png", "width": 64, "height": 48},
        ],
        "categories": [{"id": 18, "name": "dog"}, {"id": 63, "name": "couch"}],
        "annotations": [
            {"id": 1, "image_id": 7, "category_id": 18, "bbox": [1, 2, 10.5, 20], "iscrowd": 0},
            {"id": 2, "image_id": 9, "category_id": 63, "bbox": [0, 0, 64, 48], "iscrowd": 1},
        ],
    }
    return content | changes


def coco_folder(root: Path, content: object, where: str = "annotations/instances_val.json") -> Path:
    """Write the JSON file, and a.png and b.png in a folder ``val``."""
    for name in ("a.png", "b.png"):
        picture(root / "val" / name)
    path = root / where
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, "utf-8")
    return root
