"""Opens a folder of pictures with their true boxes, annotated as VOC or as COCO does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.engine.evaluation import coco_folder, voc_folder
from explorer.engine.evaluation.annotated import AnnotatedFolder, AnnotatedPicture, Problem
from explorer.engine.evaluation.errors import AnnotationError

if TYPE_CHECKING:
    import os

__all__ = [
    "AnnotatedFolder",
    "AnnotatedPicture",
    "AnnotationError",
    "Problem",
    "open_annotations",
]


def open_annotations(path: str | os.PathLike[str]) -> AnnotatedFolder:
    """Read the annotations of a folder of pictures.

    VOC: a folder ``Annotations`` of XML files, with the pictures in ``JPEGImages`` or anywhere
    below; or XML files beside the pictures. COCO: a JSON file in the folder or in its
    ``annotations``; of several, the one most of whose pictures are there. A JSON file may be
    named itself. What is damaged is left out and told in ``problems``.

    Raises
    ------
    AnnotationError
        If nothing can be used.
    """
    path = Path(path)
    if path.is_file() and path.suffix.lower() == ".json":
        return coco_folder.open_coco([path], _around(path.parent))
    if not path.is_dir():
        raise AnnotationError(f"{path} is not a folder. Choose a folder with annotated pictures.")
    first_error: AnnotationError | None = None
    for opened in (_open_voc, _open_coco):  # XML files of another kind may lie beside COCO's JSON
        try:
            if (found := opened(path)) is not None:
                return found
        except AnnotationError as error:
            first_error = first_error or error
    raise first_error or AnnotationError(
        f"{path} holds no annotations. VOC's are XML files beside the pictures or in a folder "
        "“Annotations”, COCO's one JSON file."
    )


def _open_voc(path: Path) -> AnnotatedFolder | None:
    xml_folder = voc_folder.find_xml(path) or voc_folder.find_xml(_around(path))
    return voc_folder.open_voc(xml_folder, _around(xml_folder)) if xml_folder else None


def _open_coco(path: Path) -> AnnotatedFolder | None:
    files = coco_folder.find_json(path) or coco_folder.find_json(path.parent, beside=True)
    return coco_folder.open_coco(files, _around(path)) if files else None


def _around(folder: Path) -> Path:
    """Return where the pictures are looked for: above a folder that is only a part of a set."""
    parts = {"annotations", "jpegimages"}
    return folder.parent if folder.name.lower() in parts else folder
