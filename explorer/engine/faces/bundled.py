"""What was found and embedded of the bundled photographs, so that nobody waits for it.

``assets/build/evaluate_faces.py`` computes it, in some 6 s. It holds for the networks that it was
computed with and for no others: with others it is refused. Nothing here imports torch.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.engine.assets import ASSETS
from explorer.engine.bundled_data import DatasetError, load_arrays
from explorer.engine.face_photographs import PERSON_DIGITS, load_face_photographs
from explorer.engine.faces.alignment import chip_transform, cut_chip
from explorer.engine.faces.values import Face

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

RECORD = "datasets/faces-csu-173-embeddings.json"
MANIFEST = "weights/manifest.json"
BUILD = "assets/build/evaluate_faces.py"


@dataclass(frozen=True, slots=True, eq=False)
class BundledFaces:
    """The largest face of each bundled photograph that has one.

    Parameters
    ----------
    names
        Of the photographs (N), as in `explorer.engine.face_photographs`.
    embeddings
        float32 (N, 128).
    faces
        Where they are in their photographs.
    """

    names: tuple[str, ...]
    embeddings: NDArray[np.float32]
    faces: tuple[Face, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Who is on each: the number that a photograph's name begins with."""
        return tuple(name[:PERSON_DIGITS] for name in self.names)

    def __len__(self) -> int:
        return len(self.names)


def load_bundled_faces(folder: Path | None = None) -> BundledFaces:
    """Return the bundled faces, checked against their record.

    Parameters
    ----------
    folder
        The assets; by default those of the application.

    Raises
    ------
    DatasetError
        A file is missing or damaged, or was computed with other networks than the present ones.
    """
    record = (folder or ASSETS) / RECORD
    arrays: Mapping[str, NDArray[Any]] = load_arrays(record, BUILD)
    _check_networks(record, (folder or ASSETS) / MANIFEST)
    return BundledFaces(
        tuple(bytes(row).decode("ascii") for row in arrays["names"]),
        np.asarray(arrays["embeddings"], np.float32),
        _faces(arrays),
    )


def bundled_chips(faces: BundledFaces | None = None) -> NDArray[np.uint8]:
    """Return the bundled faces, each cut out of its photograph: uint8 (N, 150, 150, 3).

    Raises
    ------
    DatasetError
        A file is missing or damaged.
    """
    found = faces or load_bundled_faces()
    pictures = {photograph.name: photograph.rgb for photograph in load_face_photographs()}
    chips = [
        cut_chip(pictures[name], chip_transform(face.landmarks))
        for name, face in zip(found.names, found.faces, strict=True)
    ]
    return np.stack(chips)


def _check_networks(record: Path, manifest: Path) -> None:
    """Refuse embeddings of other networks: they lie elsewhere in space."""
    try:
        made_with = json.loads(record.read_text(encoding="utf-8"))["made_with"]
        files = json.loads(manifest.read_text(encoding="utf-8"))["files"]
        stale = [name for name in made_with if files[name]["sha256"] != made_with[name]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(
            f"{record.name} and {manifest.name} do not say which networks made the embeddings"
            f" ({error!r}). Compute them again with `python {BUILD}`."
        ) from error
    if stale:
        raise DatasetError(
            f"{record.name} is of another {' and '.join(stale)} than the present one, and such"
            f" embeddings cannot be compared. Compute them again with `python {BUILD}`."
        )


def _faces(arrays: Mapping[str, NDArray[Any]]) -> tuple[Face, ...]:
    boxes, scores = arrays["boxes_xyxy"].tolist(), arrays["scores"].tolist()
    parts = zip(boxes, scores, arrays["landmarks"], strict=True)
    return tuple(Face(tuple(box), score, landmarks) for box, score, landmarks in parts)
