"""Detections of many pictures or frames as a file: COCO's JSON, or a table."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from explorer.engine.class_names import coco_category
from explorer.engine.errors import ExplorerError
from explorer.engine.whole_file import why_not_written, write_whole

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from explorer.engine.yolo.detections import Detections

CSV_COLUMNS: Final = (
    "file", "frame", "time_s", "class", "score", "left", "top", "right", "bottom",
)  # fmt: skip
_DECIMALS_PX: Final = 2
_DECIMALS_SCORE: Final = 5


class BoxFileError(ExplorerError, ValueError):
    """Boxes that cannot be written; the text says where, why, and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class PictureBoxes:
    """What was found in a picture, or in a frame of a video.

    Parameters
    ----------
    file
        Name of the picture or video.
    size
        Width and height in pixels.
    detections
        Boxes in these pixels.
    frame, time_s
        Number from 0 and time of a video's frame; None for a picture.
    """

    file: str
    size: tuple[int, int]
    detections: Detections
    frame: int | None = None
    time_s: float | None = None

    @property
    def title(self) -> str:
        """What tells it from all others: "dog.jpg", "bikes.mp4#frame=12"."""
        return self.file if self.frame is None else f"{self.file}#frame={self.frame}"


def save_boxes(
    path: str | os.PathLike[str], pictures: Iterable[PictureBoxes], class_names: Sequence[str]
) -> None:
    """Write detections as the extension says, .json (COCO) or .csv; complete or not at all.

    Raises
    ------
    BoxFileError
        Another extension, or a place that cannot be written to.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in (".json", ".csv"):
        raise BoxFileError(f"{path.name} needs the extension .json (COCO) or .csv (a table).")
    text = coco_text(pictures, class_names) if kind == ".json" else csv_text(pictures)
    try:
        write_whole(path, text.encode("utf-8"))
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        reason = why_not_written(error) if isinstance(error, OSError) else str(error)
        raise BoxFileError(
            f"{path.name} cannot be written to {path.parent} ({reason}). "
            "Choose another folder or make room."
        ) from error


def csv_text(pictures: Iterable[PictureBoxes]) -> str:
    """Return a table with a line for each box: `CSV_COLUMNS`, edges in pixels."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for picture in pictures:
        frame = "" if picture.frame is None else picture.frame
        time = "" if picture.time_s is None else f"{picture.time_s:.5f}"
        found = picture.detections
        for box, score, name in zip(
            found.boxes_xyxy.tolist(), found.scores.tolist(), found.names, strict=True
        ):
            edges = (f"{edge:.{_DECIMALS_PX}f}" for edge in box)
            score_text = f"{score:.{_DECIMALS_SCORE}f}"
            writer.writerow((picture.file, frame, time, name, score_text, *edges))
    return text.getvalue()


def coco_text(
    pictures: Iterable[PictureBoxes], class_names: Sequence[str], made: datetime | None = None
) -> str:
    """Return COCO's JSON (https://cocodataset.org/#format-data), each box with its ``score``.

    Boxes are [left, top, width, height] in pixels, counted from 0. Where every class is one of
    COCO's 80, categories have COCO's own names and ids, 1 to 90; else they count from 1. A frame
    of a video is an image with ``frame`` and ``time_s``.

    Parameters
    ----------
    class_names
        The classes that detections' class ids count along.
    made
        What the file says of when it was made; None is now.
    """
    categories = coco_categories(class_names)
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number, picture in enumerate(pictures, start=1):
        images.append(_image(number, picture))
        annotations += _annotations(number, len(annotations) + 1, picture, categories)
    now = made or datetime.now(UTC)
    content = {
        "info": {
            "description": "Detections of ConvNet Explorer",
            "version": "1.0",
            "year": now.year,
            "date_created": now.isoformat(timespec="seconds"),
        },
        "licenses": [],
        "images": images,
        "annotations": annotations,
        "categories": list({item["id"]: item for item in categories}.values()),
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n"


def coco_categories(class_names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the category of each class: COCO's own where all are COCO's, else 1, 2, …."""
    known = [coco_category(name) for name in class_names]
    if all(item is not None for item in known):
        return [{"id": item[1], "name": item[0]} for item in known if item is not None]
    return [{"id": number, "name": name} for number, name in enumerate(class_names, start=1)]


def _image(number: int, picture: PictureBoxes) -> dict[str, Any]:
    width, height = picture.size
    image: dict[str, Any] = {
        "id": number,
        "file_name": picture.title,
        "width": width,
        "height": height,
    }
    if picture.frame is not None:
        image |= {"video": picture.file, "frame": picture.frame}
    if picture.time_s is not None:
        image["time_s"] = round(picture.time_s, 5)
    return image


def _annotations(
    image: int, first: int, picture: PictureBoxes, categories: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    found = picture.detections
    rows = zip(
        found.boxes_xyxy.tolist(), found.scores.tolist(), found.class_ids.tolist(), strict=True
    )
    return [
        {
            "id": number,
            "image_id": image,
            "category_id": categories[class_id]["id"],
            "bbox": (bbox := _bbox(box)),
            "area": round(bbox[2] * bbox[3], 2),
            "iscrowd": 0,
            "segmentation": [],
            "score": round(score, _DECIMALS_SCORE),
        }
        for number, (box, score, class_id) in enumerate(rows, start=first)
    ]


def _bbox(box_xyxy: list[float]) -> list[float]:
    left, top, right, bottom = (round(side, _DECIMALS_PX) for side in box_xyxy)
    width, height = max(0.0, right - left), max(0.0, bottom - top)
    return [left, top, round(width, _DECIMALS_PX), round(height, _DECIMALS_PX)]
