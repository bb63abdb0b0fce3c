"""What the state's path means: files, folders, and what is bundled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from explorer.engine.picture_folder import FolderError, pictures_in
from explorer.services.media import (
    PICTURE_SUFFIXES,
    VIDEO_SUFFIXES,
    bundled_media,
    parse_source,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.panels.detector.state import FilesState, FilesTask

BUNDLED: Final = "bundled:"
"""As a path of pictures: all bundled ones."""
CLIP: Final = BUNDLED + "pedestrians"
"""What a detector has most to do with."""
HELD_OUT: Final = "bundled:held-out"
"""As a path of an evaluation: the scenes that the lecture's detector never saw."""


def source_words(files: FilesState) -> str:
    """Return what a path is called in a line."""
    if files.path == BUNDLED:
        return "the bundled pictures"
    if files.path == HELD_OUT:
        return "held-out scenes, composed as they are needed"
    if files.path.startswith(BUNDLED):
        return f"{files.path.removeprefix(BUNDLED)}, bundled"
    if files.others:
        return f"{Path(files.path).name} and {len(files.others):,} more"
    return files.path


def short_words(files: FilesState) -> str:
    """Return what a job on a path is called: the last part of its name."""
    is_bundled = files.path.startswith(BUNDLED)
    return source_words(files) if is_bundled or files.others else Path(files.path).name


def pictures_of(files: FilesState) -> tuple[Path, ...]:
    """Return the pictures that were chosen; folders hold those that lie in them.

    Raises
    ------
    FolderError
        If a folder cannot be used, or nothing was chosen.
    SourceError
        If nothing bundled has such a name.
    """
    if not files.path:
        raise FolderError("No picture was chosen. Open pictures or a folder.")
    if files.path == BUNDLED:
        return tuple(Path(one.location) for one in bundled_media() if one.kind == "picture")
    if files.path.startswith(BUNDLED):
        return (Path(parse_source(files.path).location),)
    found: dict[Path, None] = {}
    for path in map(Path, (files.path, *files.others)):
        found |= dict.fromkeys(pictures_in(path) if path.is_dir() else (path,))
    return tuple(found)


def video_of(files: FilesState) -> Path:
    """Return the video that was chosen.

    Raises
    ------
    SourceError
        If nothing bundled has such a name.
    """
    is_bundled = files.path.startswith(BUNDLED)
    return Path(parse_source(files.path).location if is_bundled else files.path)


def bundled_clip() -> str:
    """Return the path of the clip that is offered; "" if none is installed."""
    texts = [one.text for one in bundled_media() if one.kind == "video"]
    return CLIP if CLIP in texts else "".join(texts[:1])


def task_for(paths: Sequence[str], present: FilesTask) -> FilesTask | None:
    """Return what to do with files that were dropped; None if they are nothing of ours.

    A folder is pictures, or annotated ones where an evaluation is on the screen.
    """
    suffixes = {Path(path).suffix.lower() for path in paths}
    if any(Path(path).is_dir() for path in paths):
        return "evaluate" if present == "evaluate" and len(paths) == 1 else "pictures"
    if suffixes & PICTURE_SUFFIXES:
        return "pictures"
    if suffixes & VIDEO_SUFFIXES:
        return "video"
    return "evaluate" if present == "evaluate" and suffixes == {".json"} else None


def names_of(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return the name of each file, with its folders where two have the same."""
    names = [path.name for path in paths]
    twice = (
        {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else ()
    )
    return tuple(str(path) if path.name in twice else path.name for path in paths)
