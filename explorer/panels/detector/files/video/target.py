"""Where an annotated video may go: never over the one that it is made from."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from explorer.services.ffmpeg import VideoError


def suggested(source: Path, *, is_bundled: bool = False) -> Path:
    """Return a name beside the source; of a bundled one, in the folder of the user's films."""
    place = QStandardPaths.StandardLocation.MoviesLocation
    films = Path(QStandardPaths.writableLocation(place) or Path.home())
    return (films if is_bundled else source.parent) / f"{source.stem}-boxes.mp4"


def check_target(source: Path, target: Path) -> None:
    """Refuse what must not be written over.

    Raises
    ------
    VideoError
        If the target is the source, or no MP4.
    """
    if _is_same(source, target):
        raise VideoError(
            f"{target.name} is the video itself: it would be lost. Choose another name."
        )
    if target.suffix.lower() != ".mp4":
        raise VideoError(f"{target.name} needs the extension .mp4.")


def _is_same(source: Path, target: Path) -> bool:
    try:
        return os.path.samefile(source, target)
    except OSError:  # there is no target yet
        return source.absolute() == target.absolute()
