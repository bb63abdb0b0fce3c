"""What a picture can come from, as a value and as text: ``camera:0``, ``bundled:bikes``, a path."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from explorer.engine.assets import ASSETS
from explorer.engine.errors import ExplorerError
from explorer.engine.picture_folder import PICTURE_SUFFIXES as PICTURE_SUFFIXES

SourceKind = Literal["camera", "video", "picture", "memory"]

VIDEO_SUFFIXES = frozenset(
    {".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".gif"}
)
DEFAULT_CLIP = "bikes"

_CAMERA = "camera:"
_BUNDLED = "bundled:"
_KIND_OF_FOLDER: dict[str, SourceKind] = {"clips": "video", "images": "picture"}


class SourceError(ExplorerError, ValueError):
    """A source that is not there or cannot be opened; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """Where pictures come from.

    Parameters
    ----------
    kind
        "camera", "video", "picture", or "memory" (pasted, drawn or dropped without a file).
    location
        The camera's number or the file's path; empty for "memory".
    title
        What people call it.
    """

    kind: SourceKind
    location: str
    title: str

    @property
    def text(self) -> str:
        """What :func:`parse_source` turns into this value again; empty for "memory"."""
        if self.kind == "camera":
            return _CAMERA + self.location
        if any(record.path == Path(self.location) for record in bundled_records()):
            return _BUNDLED + Path(self.location).stem
        return self.location


@dataclass(frozen=True, slots=True)
class MediaRecord:
    """One bundled picture or clip, as ``assets/media.json`` lists it."""

    file: str
    kind: SourceKind
    title: str
    sha256: str = ""

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return ASSETS / self.file

    @property
    def name(self) -> str:
        """What stands behind ``bundled:``."""
        return self.path.stem


def camera_spec(index: int, name: str = "") -> SourceSpec:
    """The camera with this number, as OpenCV counts."""
    return SourceSpec("camera", str(index), name or f"Camera {index}")


def parse_source(text: str) -> SourceSpec:
    """Turn ``camera:0``, ``bundled:bikes`` or a path into a source.

    Raises
    ------
    SourceError
        When there is no such file or bundled name, or the file is neither a picture nor a video.
    """
    text = text.strip()
    if text.startswith(_CAMERA):
        return _parse_camera(text)
    if text.startswith(_BUNDLED):
        return _parse_bundled(text.removeprefix(_BUNDLED))
    if not text:
        raise SourceError("No source was named. Try camera:0, bundled:bikes or the path of a file.")
    return _parse_path(Path(text).expanduser())


@cache
def bundled_records() -> tuple[MediaRecord, ...]:
    """What is bundled, clips first, in the order of the list."""
    try:
        listed = _read_list(ASSETS / "media.json")
    except (OSError, ValueError, KeyError, TypeError):
        listed = []
    listed = listed or _records_of_files()  # a damaged list must not cost the pictures
    return tuple(sorted(listed, key=lambda record: record.kind != "video"))


def bundled_media() -> tuple[SourceSpec, ...]:
    """The bundled clips and pictures whose files are there, clips first."""
    return tuple(
        SourceSpec(record.kind, os.fspath(record.path), record.title)
        for record in bundled_records()
        if record.path.is_file()
    )


def default_clip() -> SourceSpec | None:
    """The clip that plays where there is no camera; None only if none is installed."""
    clips = [spec for spec in bundled_media() if spec.kind == "video"]
    return next((spec for spec in clips if Path(spec.location).stem == DEFAULT_CLIP), None) or (
        clips[0] if clips else None
    )


def _parse_camera(text: str) -> SourceSpec:
    number = text.removeprefix(_CAMERA)
    if not (number.isascii() and number.isdigit()):
        raise SourceError(f"{text!r} does not name a camera: write camera:0 for the first one.")
    return camera_spec(int(number))


def _parse_bundled(name: str) -> SourceSpec:
    media = bundled_media()
    by_name = {Path(spec.location).stem: spec for spec in media}
    if name in by_name:
        return by_name[name]
    near = _close(name, list(by_name)) or list(by_name)[:5]
    raise SourceError(f"Nothing bundled is called {name!r}.{_suggestion(near)}")


def _parse_path(path: Path) -> SourceSpec:
    if path.is_dir():
        raise SourceError(f"{path} is a folder: choose a picture or a video in it.")
    if not path.is_file():
        raise SourceError(f"There is no file {path}.{_suggestion(_near_names(path))}")
    suffix = path.suffix.lower()
    if suffix in VIDEO_SUFFIXES:
        return SourceSpec("video", os.fspath(path.absolute()), path.name)
    if suffix in PICTURE_SUFFIXES:
        return SourceSpec("picture", os.fspath(path.absolute()), path.name)
    raise SourceError(
        f"{path.name} is neither a picture ({_list(PICTURE_SUFFIXES)}) "
        f"nor a video ({_list(VIDEO_SUFFIXES)})."
    )


def _near_names(path: Path) -> list[str]:
    """Names that may have been meant: files beside it, then bundled ones."""
    try:
        beside = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
    except OSError:
        beside = []
    bundled = [record.name for record in bundled_records()]
    return _close(path.name, beside) + [_BUNDLED + name for name in _close(path.stem, bundled)]


def _close(name: str, names: list[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(name, names, n=2)


def _suggestion(names: list[str]) -> str:
    return f" Did you mean {' or '.join(names)}?" if names else ""


def _list(suffixes: frozenset[str]) -> str:
    return ", ".join(sorted(suffix.removeprefix(".") for suffix in suffixes))


def _read_list(path: Path) -> list[MediaRecord]:
    entries: list[dict[str, str]] = json.loads(path.read_text("utf-8"))
    return [
        MediaRecord(
            entry["file"],
            _KIND_OF_FOLDER[str(entry["file"]).partition("/")[0]],
            entry["title"],
            entry["sha256"],
        )
        for entry in entries
    ]


def _records_of_files() -> list[MediaRecord]:
    return [
        MediaRecord(
            f"{folder}/{path.name}",
            kind,
            path.stem.replace("-", " ").replace("_", " ").capitalize(),
        )
        for folder, kind in _KIND_OF_FOLDER.items()
        for path in sorted((ASSETS / folder).glob("*"))
        if path.suffix.lower() in PICTURE_SUFFIXES | VIDEO_SUFFIXES
    ]
