"""Scene files: a panel's state, its picture and its weights, so that the same view opens again.

A scene is JSON: ``{"format", "version", "panel", "title", "caption", "state", "seed",
"media", "weights"}``. Pictures
and clips are named, never embedded, and checked by their SHA-256; frames of a live camera do not
enter a scene. A file of a network, as the Layer Builder saves it, opens as a scene of that panel.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.engine.errors import ExplorerError
from explorer.engine.network.json_form import FORMAT as NETWORK_FORMAT
from explorer.services.media import SourceError, SourceSpec, parse_source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.app.pages import Pages

FORMAT = "convnet-explorer-scene"
VERSION = 1
LARGEST_FILE_BYTES = 16 * 1024 * 1024


class SceneError(ExplorerError, ValueError):
    """A scene that cannot be opened or written; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Media:
    """One picture or clip: where it is, its SHA-256 (None for a camera) and the frame shown."""

    source: str
    sha256: str | None = None
    frame_index: int | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What a scene file holds; ``state`` is the panel's own, as plain JSON values."""

    panel: str
    state: dict[str, Any]
    title: str = ""
    caption: str = ""
    seed: int = 0
    media: Media | None = None
    weights: dict[str, str] = field(default_factory=dict)
    format: str = FORMAT
    version: int = VERSION


def read_scene(path: Path) -> Scene:
    """Read and check a scene file.

    Raises
    ------
    SceneError
        When the file cannot be read, is no scene, or was written by a newer version.
    """
    import msgspec

    data = _read_bytes(path)
    try:
        raw = msgspec.json.decode(data, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise SceneError(f"{path.name} is not a scene file: {error}.") from error
    if raw.get("format") == NETWORK_FORMAT:
        return Scene("layers", {"network": raw})
    _check_header(path, raw)
    try:
        return msgspec.convert(raw, type=Scene)
    except msgspec.ValidationError as error:
        raise SceneError(f"{path.name} is a damaged scene: {error}.") from error


def write_scene(path: Path, scene: Scene) -> None:
    """Write a scene at once and whole: a half-written file never replaces a good one.

    Raises
    ------
    SceneError
        When the folder cannot be written.
    """
    import msgspec

    data = msgspec.json.format(msgspec.json.encode(scene), indent=2)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data + b"\n")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SceneError(f"{path} cannot be written: {error.strerror or error}.") from error


def scene_of(pages: Pages, path: Path) -> Scene:
    """Describe what is on the screen, for a file at ``path``.

    Raises
    ------
    SceneError
        When no panel is open yet, or the picture was pasted and so has no file to name.
    """
    panel = pages.panel
    if panel is None or pages.key is None:
        raise SceneError("No panel is open yet.")
    frame = panel.frame()
    media = media_of(frame.spec, frame.index, path) if frame is not None else None
    return Scene(
        panel=str(pages.key),
        state=dict(panel.state()),
        media=media,
        weights=_digests(panel.weights_in_use()),
    )


def media_of(spec: SourceSpec, frame_index: int | None, scene_path: Path) -> Media:
    """Describe a source for a scene; a clip with the number of the frame that was shown.

    Raises
    ------
    SceneError
        For a picture that has no file.
    """
    if spec.kind == "memory":
        raise SceneError("A pasted picture has no file to name: save it, open the file, try again.")
    if spec.kind == "camera":
        return Media(spec.text)
    index = frame_index if spec.kind == "video" else None
    return Media(_portable(spec, scene_path), file_sha256(Path(spec.location)), index)


def spec_of(media: Media, scene_path: Path) -> tuple[SourceSpec, str]:
    """The source that a scene names and a warning, empty when the file is the same as then.

    Raises
    ------
    SceneError
        When the file is gone.
    """
    text = media.source
    if ":" not in text and not Path(text).is_absolute():
        text = str(scene_path.parent / text)
    try:
        spec = parse_source(text)
    except SourceError as error:
        raise SceneError(f"The scene's picture is not there: {error}") from error
    has_file = spec.kind in ("picture", "video")
    if media.sha256 and has_file and file_sha256(Path(spec.location)) != media.sha256:
        return spec, f"{spec.title} is not the file that the scene was saved with."
    return spec, ""


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal.

    Raises
    ------
    SceneError
        When the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SceneError(f"{path} cannot be read: {error.strerror or error}.") from error


def _portable(spec: SourceSpec, scene_path: Path) -> str:
    """A name that outlives a move: bundled by name, else relative to the scene when below it."""
    if spec.text != spec.location:
        return spec.text
    location = Path(spec.location).resolve()
    folder = scene_path.resolve().parent
    if location.is_relative_to(folder):
        return location.relative_to(folder).as_posix()
    return os.fspath(location)


def _digests(names: tuple[str, ...]) -> dict[str, str]:
    from explorer.engine.weights import manifest

    records = manifest()
    return {name: records[name].sha256 for name in names}


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise SceneError(f"{path.name} is too large for a scene ({path.stat().st_size} bytes).")
        return path.read_bytes()
    except OSError as error:
        raise SceneError(f"{path} cannot be read: {error.strerror or error}.") from error


def _check_header(path: Path, raw: Mapping[str, Any]) -> None:
    if raw.get("format") != FORMAT:
        raise SceneError(f"{path.name} is not a scene of ConvNet Explorer.")
    version = raw.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise SceneError(
            f"{path.name} has scene version {version}; this application reads up to {VERSION}. "
            "Update the application to open it."
        )
