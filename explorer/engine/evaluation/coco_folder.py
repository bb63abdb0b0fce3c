"""Annotations as COCO writes them: one JSON file with images, categories and boxes."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from explorer.engine.evaluation.annotated import AnnotatedFolder, Problem
from explorer.engine.evaluation.drafts import (
    NO_NUMBERS,
    DraftBox,
    DraftPicture,
    finished,
    told,
)
from explorer.engine.evaluation.errors import AnnotationError
from explorer.engine.evaluation.picture_index import PictureIndex
from explorer.engine.picture_folder import natural_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MAX_BYTES: Final = 1_000_000_000
_MOST_FILES: Final = 50
_LONGEST_NAME: Final = 200
_LISTS: Final = ("images", "categories", "annotations")

_UNKNOWN_CLASS = "of a category that the file does not list: left out"
_UNKNOWN_PICTURE = "of a picture that the file does not list: left out"
_TWICE = "written twice: counted once"


def find_json(folder: Path, beside: bool = False) -> list[Path]:
    """Return JSON files that may be COCO's: in the folder and in its ``annotations``.

    ``beside`` looks in ``annotations`` alone, for a folder that has the pictures beside it.
    """
    places = [folder / "annotations", folder / "Annotations"] + ([] if beside else [folder])
    found = {path for place in places for path in place.glob("*.json") if path.is_file()}
    return sorted(found, key=lambda path: natural_key(path.name))[:_MOST_FILES]


def open_coco(files: Sequence[Path], root: Path) -> AnnotatedFolder:
    """Read the one of these files most of whose pictures lie below ``root``.

    Raises
    ------
    AnnotationError
        If none can be used.
    """
    index = PictureIndex(root)
    problems: list[Problem] = []
    best: AnnotatedFolder | None = None
    for path in files:
        try:
            candidate = _open_file(path, index)
        except AnnotationError as error:
            problems.append(Problem(path.name, str(error)))
            continue
        # COCO's own key points come with the same pictures and a single category.
        if best is None or _worth(candidate) > _worth(best):
            best = candidate
    if best is None:
        raise AnnotationError(
            f"No annotations in {root} can be used. {' '.join(map(str, problems[:3]))}"
        )
    return AnnotatedFolder(
        best.source, "coco", best.pictures, best.class_names, (*problems, *best.problems)
    )


def _worth(folder: AnnotatedFolder) -> tuple[int, int]:
    return len(folder.pictures), len(folder.class_names)


def _open_file(path: Path, index: PictureIndex) -> AnnotatedFolder:
    contents = _read(path)
    reader = _Reader(path, index)
    reader.read_categories(contents["categories"])
    reader.read_images(contents["images"])
    if not reader.drafts:
        raise AnnotationError(
            f"none of its {len(contents['images'])} pictures is there. "
            "Choose the folder that holds both the file and the pictures"
        )
    reader.read_boxes(contents["annotations"])
    return reader.folder()


def _read(path: Path) -> dict[str, list[Any]]:
    try:
        size = path.stat().st_size
        if size > _MAX_BYTES:
            raise AnnotationError(f"has {size / 1e9:.1f} GB, too much to read")
        if size == 0:
            raise AnnotationError("is empty (0 bytes)")
        contents = json.loads(path.read_bytes(), object_hook=_without_outline)
    except OSError as error:
        raise AnnotationError(f"cannot be read ({error.strerror or error})") from None
    except RecursionError:
        raise AnnotationError("is nested too deep") from None
    except AnnotationError:
        raise
    except ValueError as error:  # no JSON, or no text
        raise AnnotationError(f"is not whole JSON ({error})") from None
    if not isinstance(contents, dict) or not all(
        isinstance(contents.get(name), list) for name in _LISTS
    ):
        raise AnnotationError(f"is no COCO annotation: it needs the lists {', '.join(_LISTS)}")
    if any(isinstance(item, dict) and "score" in item for item in contents["annotations"][:100]):
        raise AnnotationError("holds detections with scores, not true boxes")
    return contents


def _without_outline(item: dict[str, Any]) -> dict[str, Any]:
    """Drop at once what fills most of the file and is of no use here."""
    item.pop("segmentation", None)
    return item


class _Reader:
    def __init__(self, path: Path, index: PictureIndex) -> None:
        self._path, self._index = path, index
        self._names: dict[int | str, str] = {}
        self._problems: list[Problem] = []
        self.drafts: dict[int | str, DraftPicture] = {}
        self._not_there: set[int | str] = set()

    def read_categories(self, items: list[Any]) -> None:
        for item in items:
            number, name = _id(item, "id"), _name(item, "name")
            if number is None or not name:
                self._say("a category has no id or no name: left out")
            elif number in self._names:
                self._say(f"two categories have the id {number}: the second, {name!r}, left out")
            else:
                self._names[number] = name

    def read_images(self, items: list[Any]) -> None:
        for item in items:
            number, name = _id(item, "id"), _name(item, "file_name")
            if number is None or not name:
                self._say("a picture has no id or no file name: left out")
            elif number in self.drafts or number in self._not_there:
                self._say(f"two pictures have the id {number}: the second, {name!r}, left out")
            elif (path := self._index.named(name, self._path.stem)) is None:
                self._not_there.add(number)
                self._problems.append(Problem(name, "is not there"))
            else:
                self.drafts[number] = DraftPicture(path, _size(item), [], Counter())

    def read_boxes(self, items: list[Any]) -> None:
        faults: Counter[str] = Counter()
        seen: set[tuple[object, ...]] = set()
        for item in items:
            picture, category = _id(item, "image_id"), _id(item, "category_id")
            if picture in self._not_there:
                continue  # said already
            draft = self.drafts.get(picture) if picture is not None else None
            name = self._names.get(category) if category is not None else None
            if draft is None:
                faults[_UNKNOWN_PICTURE] += 1
            elif name is None:
                draft.faults[_UNKNOWN_CLASS] += 1
            elif (box := _box(item, name)) is None:
                draft.faults[NO_NUMBERS] += 1
            elif (key := (_id(item, "id"), picture, box)) in seen and key[0] is not None:
                draft.faults[_TWICE] += 1
            else:
                seen.add(key)
                draft.boxes.append(box)
        for fault, count in faults.items():
            self._say(told(fault, count))

    def folder(self) -> AnnotatedFolder:
        names = tuple(dict.fromkeys(self._names.values()))
        ids = {name: place for place, name in enumerate(names)}
        ordered = sorted(self.drafts.values(), key=lambda draft: natural_key(draft.path.name))
        pictures = tuple(finished(draft, ids, self._problems) for draft in ordered)
        return AnnotatedFolder(self._path, "coco", pictures, names, tuple(self._problems))

    def _say(self, text: str) -> None:
        self._problems.append(Problem(self._path.name, text))


def _box(item: dict[str, Any], name: str) -> DraftBox | None:
    """Return a box from COCO's [left, top, width, height], or None if that is not four numbers."""
    sides = item.get("bbox")
    if not isinstance(sides, list) or len(sides) != 4:
        return None
    left, top, width, height = (_number(side) for side in sides)
    box = (left, top, left + width, top + height)
    if not all(map(math.isfinite, box)):
        return None
    return DraftBox(name, box, bool(item.get("ignore")), bool(item.get("iscrowd")))


def _size(item: dict[str, Any]) -> tuple[int, int] | None:
    width, height = _number(item.get("width")), _number(item.get("height"))
    if not (1 <= width < 1e6 and 1 <= height < 1e6):
        return None
    return int(width), int(height)


def _number(value: object) -> float:
    """Return a JSON number as float, NaN for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan


def _id(item: object, key: str) -> int | str | None:
    value = item.get(key) if isinstance(item, dict) else None
    return value if isinstance(value, int | str) and not isinstance(value, bool) else None


def _name(item: object, key: str) -> str:
    value = item.get(key) if isinstance(item, dict) else None
    return value.strip() if isinstance(value, str) and len(value) <= _LONGEST_NAME else ""
