"""Annotations as PASCAL VOC writes them: one XML file a picture."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from explorer.engine.evaluation.annotated import AnnotatedFolder, Problem
from explorer.engine.evaluation.drafts import (
    NO_NUMBERS,
    DraftBox,
    DraftPicture,
    finished,
    names_of,
)
from explorer.engine.evaluation.errors import AnnotationError
from explorer.engine.evaluation.picture_index import PictureIndex
from explorer.engine.evaluation.safe_xml import read_xml
from explorer.engine.picture_folder import natural_key

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

_NAMELESS = "without a class name: left out"
_LONGEST_NAME = 100


def find_xml(folder: Path) -> Path | None:
    """Return where VOC's XML files lie: in ``Annotations``, in the folder, or one folder below."""
    for place in (folder / "Annotations", folder / "annotations", folder):
        if _has_xml(place):
            return place
    below = sorted(folder.glob("*/Annotations"), key=lambda place: natural_key(place.parent.name))
    return next(filter(_has_xml, below), None)


def open_voc(folder: Path, root: Path) -> AnnotatedFolder:
    """Read the XML files of a folder; their pictures lie below ``root``.

    Raises
    ------
    AnnotationError
        If none of them can be used.
    """
    index = PictureIndex(root)
    problems: list[Problem] = []
    drafts: list[DraftPicture] = []
    for path in sorted(folder.glob("*.xml"), key=lambda path: natural_key(path.name)):
        if path.name.startswith("."):
            continue
        try:
            drafts.append(_draft(path, index))
        except AnnotationError as error:
            problems.append(Problem(path.name, str(error)))
    if not drafts:
        raise AnnotationError(
            f"None of the {len(problems)} XML files in {folder} can be used. "
            f"The first: {problems[0] if problems else 'there is none.'}"
        )
    names = names_of(drafts)
    ids = {name: index for index, name in enumerate(names)}
    pictures = tuple(finished(draft, ids, problems) for draft in drafts)
    return AnnotatedFolder(folder, "voc", pictures, names, tuple(problems))


def _has_xml(folder: Path) -> bool:
    return folder.is_dir() and any(not path.name.startswith(".") for path in folder.glob("*.xml"))


def _draft(path: Path, index: PictureIndex) -> DraftPicture:
    root = read_xml(path)
    if root.tag != "annotation":
        raise AnnotationError(f"is no VOC annotation: it begins with <{root.tag:.40}>")
    boxes: list[DraftBox] = []
    faults: Counter[str] = Counter()
    for item in root.findall("object"):
        box = _box(item)
        if isinstance(box, str):
            faults[box] += 1
        else:
            boxes.append(box)
    named = _text(root, "filename")
    picture = index.named(named) or index.with_stem(path.stem)
    if picture is None:
        raise AnnotationError(f"its picture {named or path.stem!r} is not there")
    return DraftPicture(picture, _size(root), boxes, faults)


def _box(item: Element) -> DraftBox | str:
    """Return an object's box, or what is wrong with it.

    VOC counts pixels from 1 and names the last pixel that belongs to a box; here boxes are
    continuous, so the corner at the top left moves by one.
    """
    name = _text(item, "name")
    if not name or len(name) > _LONGEST_NAME:
        return _NAMELESS
    sides = [_number(item, f"bndbox/{side}") for side in ("xmin", "ymin", "xmax", "ymax")]
    left, top, right, bottom = sides
    if left is None or top is None or right is None or bottom is None:
        return NO_NUMBERS
    difficult = _text(item, "difficult") not in ("", "0")
    return DraftBox(name, (left - 1, top - 1, right, bottom), difficult)


def _size(root: Element) -> tuple[int, int] | None:
    """Return width and height; some programs write 0 where they do not know."""
    width, height = _number(root, "size/width"), _number(root, "size/height")
    if width is None or height is None or not (1 <= width < 1e6 and 1 <= height < 1e6):
        return None
    return int(width), int(height)


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _number(element: Element, path: str) -> float | None:
    try:
        return float(_text(element, path))
    except ValueError:
        return None
