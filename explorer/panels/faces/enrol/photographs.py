"""Photographs that are opened or dropped: read in a worker, said when they are there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from explorer.engine.errors import ExplorerError
from explorer.panels.faces.enrol.photograph import photograph, photograph_of_file
from explorer.services.latest import LatestWins
from explorer.services.media import PICTURE_SUFFIXES, SourceSpec
from explorer.widgets.drop import take

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtWidgets import QWidget

    from explorer.services.errors import ErrorHub
    from explorer.services.frames import Frame

PICTURES = f"Pictures ({' '.join(f'*{suffix}' for suffix in sorted(PICTURE_SUFFIXES))})"


class Photographs(QObject):
    """Opens one photograph at a time; the newest wins."""

    opened = Signal(object)  # Frame
    sourceDropped = Signal(object)  # SourceSpec of a clip: it has frames to choose from
    failed = Signal(str)  # why there is no photograph

    def __init__(self, errors: ErrorHub, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._errors = errors
        self._worker: LatestWins[Frame] = LatestWins(self, name="photograph")
        self._worker.resultReady.connect(self.opened)
        self._worker.failed.connect(self._on_worker_failed)

    def choose(self) -> None:
        """Let the user choose a file."""
        path, _ = QFileDialog.getOpenFileName(
            self._parent, "A photograph of somebody", "", f"{PICTURES};;All files (*)"
        )
        if path:
            self.open(Path(path))

    def open(self, path: Path) -> None:
        """Read a file."""
        self._worker.submit(lambda: photograph_of_file(path))

    def take(self, mime: QMimeData) -> None:
        """Open what was dropped: a file, or the picture itself."""
        try:
            taken = take(mime)
        except ExplorerError as error:
            self.failed.emit(str(error))
            return
        if not isinstance(taken, SourceSpec):
            spec = SourceSpec("memory", "", "Dropped picture")
            self._worker.submit(lambda: photograph(taken, spec))
        elif taken.kind == "picture":
            self.open(Path(taken.location))
        else:
            self.sourceDropped.emit(taken)

    def is_idle(self) -> bool:
        """Whether nothing is being read."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """End the worker."""
        self._worker.shutdown()

    def _on_worker_failed(self, error: BaseException) -> None:
        if isinstance(error, ExplorerError):
            self.failed.emit(str(error))
        else:
            self._errors.report(error)
