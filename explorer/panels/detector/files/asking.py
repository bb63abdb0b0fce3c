"""The dialogs of the detector's files alone: annotations, and where the annotated video goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from explorer.widgets.ask_files import ask_file

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def ask_annotations(parent: QWidget) -> str:
    """Ask for a file of COCO's annotations; "" if none was chosen."""
    return ask_file(parent, "Open COCO annotations", "COCO annotations (*.json)")


def ask_target(parent: QWidget, start: Path) -> Path | None:
    """Ask where the annotated video goes; None if it goes nowhere."""
    chosen, _ = QFileDialog.getSaveFileName(
        parent, "Save the annotated video", str(start), "MP4 video (*.mp4)"
    )
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(".mp4")
