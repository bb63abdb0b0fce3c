"""Asking for files and folders to open, and showing a folder in the system's own program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from explorer.services.media import PICTURE_SUFFIXES, VIDEO_SUFFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

EVERY = "All files (*)"


def ask_pictures(parent: QWidget) -> tuple[str, ...]:
    """Ask for pictures; () if none was chosen."""
    kinds = f"Pictures ({_globs(PICTURE_SUFFIXES)});;{EVERY}"
    paths, _ = QFileDialog.getOpenFileNames(parent, "Open pictures", "", kinds)
    return tuple(paths)


def ask_picture(parent: QWidget, title: str) -> str:
    """Ask for one picture; "" if none was chosen."""
    return ask_file(parent, title, f"Pictures ({_globs(PICTURE_SUFFIXES)})")


def ask_folder(parent: QWidget, title: str) -> str:
    """Ask for a folder; "" if none was chosen."""
    return QFileDialog.getExistingDirectory(parent, title)


def ask_video(parent: QWidget) -> str:
    """Ask for a video; "" if none was chosen."""
    kinds = f"Videos ({_globs(VIDEO_SUFFIXES)});;{EVERY}"
    return QFileDialog.getOpenFileName(parent, "Open video", "", kinds)[0]


def ask_file(parent: QWidget, title: str, kinds: str) -> str:
    """Ask for a file of some kinds, such as "Settings (*.json)"; "" if none was chosen."""
    return QFileDialog.getOpenFileName(parent, title, "", f"{kinds};;{EVERY}")[0]


def show_folder(folder: Path) -> None:
    """Open a folder in the system's own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _globs(suffixes: frozenset[str]) -> str:
    return " ".join(f"*{suffix}" for suffix in sorted(suffixes))
