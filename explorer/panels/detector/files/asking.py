"""The dialogs: which files, which folder, where to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from explorer.services.media import PICTURE_SUFFIXES, VIDEO_SUFFIXES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

EVERY = "All files (*)"


def ask_pictures(parent: QWidget) -> tuple[str, ...]:
    """Ask for pictures; () if none was chosen."""
    kinds = f"Pictures ({_globs(PICTURE_SUFFIXES)});;{EVERY}"
    paths, _ = QFileDialog.getOpenFileNames(parent, "Open pictures", "", kinds)
    return tuple(paths)


def ask_folder(parent: QWidget, title: str) -> str:
    """Ask for a folder; "" if none was chosen."""
    return QFileDialog.getExistingDirectory(parent, title)


def ask_video(parent: QWidget) -> str:
    """Ask for a video; "" if none was chosen."""
    kinds = f"Videos ({_globs(VIDEO_SUFFIXES)});;{EVERY}"
    return QFileDialog.getOpenFileName(parent, "Open video", "", kinds)[0]


def ask_annotations(parent: QWidget) -> str:
    """Ask for a file of COCO's annotations; "" if none was chosen."""
    kinds = f"COCO annotations (*.json);;{EVERY}"
    return QFileDialog.getOpenFileName(parent, "Open COCO annotations", "", kinds)[0]


def ask_target(parent: QWidget, start: Path) -> Path | None:
    """Ask where the annotated video goes; None if it goes nowhere."""
    chosen, _ = QFileDialog.getSaveFileName(
        parent, "Save the annotated video", str(start), "MP4 video (*.mp4)"
    )
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(".mp4")


def show_folder(folder: Path) -> None:
    """Open a folder in the system's own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _globs(suffixes: frozenset[str]) -> str:
    return " ".join(f"*{suffix}" for suffix in sorted(suffixes))
