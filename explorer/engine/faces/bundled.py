"""What was found and embedded of the bundled photographs, so that nobody waits for it.

``assets/build/evaluate_faces.py`` computes it, in some 15 s, and writes it with its record. It holds
for the networks that it was computed with and for no others: with others it is refused. Nothing
here imports torch.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError, safe_open

from explorer.engine.assets import ASSETS
from explorer.engine.checksums import sha256
from explorer.engine.errors import ExplorerError
from explorer.engine.faces.values import Face

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

RECORD = "weights/dlib-face-evaluation.json"
MANIFEST = "weights/manifest.json"
FOLDER = "datasets"
PERSON_DIGITS = 5


class BundledFacesError(ExplorerError, RuntimeError):
    """What was computed beforehand cannot be used; the text names the file and says why."""


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
    BundledFacesError
        A file is missing or damaged, or it was computed with other networks than the present ones.
    """
    folder = folder or ASSETS
    record = _read_json(folder / RECORD)
    try:
        about, names = record["embeddings"], tuple(record["names"])
        _check_networks(folder, about["made_with"])
        path = folder / FOLDER / about["file"]
        if sha256(path) != about["sha256"]:
            raise _unusable(path, "was altered: its SHA-256 is not the record's")
        with safe_open(path, framework="numpy") as opened:
            tensors = {key: opened.get_tensor(key) for key in opened.keys()}
        return BundledFaces(names, tensors["embeddings"], _faces(tensors))
    except (SafetensorError, OSError, KeyError, TypeError) as error:
        raise _unusable(folder / RECORD, f"cannot be used ({error!r})") from error


def _check_networks(folder: Path, made_with: Mapping[str, str]) -> None:
    """Refuse embeddings of other networks: they lie elsewhere in space."""
    files = _read_json(folder / MANIFEST)["files"]
    for name, digest in made_with.items():
        if files[name]["sha256"] != digest:
            raise _unusable(folder / RECORD, f"was computed with another {name}")


def _faces(tensors: Mapping[str, NDArray[np.float32]]) -> tuple[Face, ...]:
    boxes, scores = tensors["boxes_xyxy"].tolist(), tensors["scores"].tolist()
    parts = zip(boxes, scores, tensors["landmarks"], strict=True)
    return tuple(Face(tuple(box), score, landmarks) for box, score, landmarks in parts)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise _unusable(path, "is missing") from error
    except (OSError, ValueError, TypeError) as error:
        raise _unusable(path, f"is damaged ({error})") from error


def _unusable(path: Path, what: str) -> BundledFacesError:
    inside = path.is_relative_to(ASSETS.parent)
    shown = (path.relative_to(ASSETS.parent) if inside else path).as_posix()
    return BundledFacesError(
        f"{shown} {what}. Restore it with `git checkout -- {shown}`, or compute it again with"
        " `python assets/build/evaluate_faces.py`."
    )
