"""Boxes into a file, away from the GUI thread: a long video has a hundred thousand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.engine.box_files import save_boxes
from explorer.engine.errors import ExplorerError
from explorer.services.latest import LatestWins
from explorer.widgets.export import ask_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from explorer.engine.box_files import PictureBoxes
    from explorer.services.errors import ErrorHub
    from explorer.widgets.exporter import MenuEntry


class BoxSaver(QObject):
    """Asks where and writes, as COCO's JSON or as a table."""

    saved = Signal(object)  # the file's path
    failed = Signal(str)

    def __init__(self, parent: QWidget, errors: ErrorHub) -> None:
        super().__init__(parent)
        self._parent = parent
        self._errors = errors
        self._writer: LatestWins[Path] = LatestWins(self, name="save boxes")
        self._writer.resultReady.connect(self.saved)
        self._writer.failed.connect(self._on_writer_failed)

    def entries(
        self, pictures: Sequence[PictureBoxes], class_names: Sequence[str], name: str
    ) -> list[MenuEntry]:
        """Return the two ways to save boxes, for a menu."""
        return [
            ("Boxes as COCO JSON…", lambda: self.save(".json", pictures, class_names, name)),
            ("Boxes as CSV…", lambda: self.save(".csv", pictures, class_names, name)),
        ]

    def save(
        self, suffix: str, pictures: Sequence[PictureBoxes], class_names: Sequence[str], name: str
    ) -> None:
        """Ask where, and write."""
        path = ask_path(self._parent, name, suffix)
        if path is not None:
            self._writer.submit(partial(_write, path, tuple(pictures), tuple(class_names)))

    def is_idle(self) -> bool:
        """Whether all is written."""
        return self._writer.is_idle()

    def shutdown(self) -> None:
        """Finish."""
        self._writer.shutdown()

    def _on_writer_failed(self, error: BaseException) -> None:
        if isinstance(error, ExplorerError):
            self.failed.emit(str(error))
        else:
            self._errors.report(error)


def _write(path: Path, pictures: Sequence[PictureBoxes], class_names: Sequence[str]) -> Path:
    save_boxes(path, pictures, class_names)
    return path
