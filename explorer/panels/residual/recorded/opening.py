"""Reads recordings away from the GUI thread: they may lie on a slow disk."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from explorer.engine.residual.recording import PATH, RecordingError, load_recording
from explorer.services.latest import LatestWins

if TYPE_CHECKING:
    from explorer.engine.residual.recording import Recording
    from explorer.services.errors import ErrorHub

BUNDLED = ""


class Opened(NamedTuple):
    """A file as the state names it, and what is in it."""

    file: str
    recording: Recording

    @property
    def path(self) -> Path:
        """Where it is."""
        return path_of(self.file)


class Opening(QObject):
    """The last file that was asked for is read; each is said to be opened or not."""

    opened = Signal(object)  # Opened
    failed = Signal(str)

    def __init__(self, errors: ErrorHub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errors = errors
        self._reader: LatestWins[Opened] = LatestWins(self, name="recording")
        self._reader.resultReady.connect(self.opened)
        self._reader.failed.connect(self._on_reader_failed)

    def open(self, file: str) -> None:
        """Read a file; "" is the bundled one."""
        self._reader.submit(partial(_read, file))

    def is_idle(self) -> bool:
        """Whether all is read."""
        return self._reader.is_idle()

    def shutdown(self) -> None:
        """End the reader."""
        self._reader.shutdown()

    def _on_reader_failed(self, error: BaseException) -> None:
        if not isinstance(error, RecordingError):
            self._errors.report(error)
        self.failed.emit(str(error))


def path_of(file: str) -> Path:
    """Return where a file is."""
    return Path(file) if file else PATH


def _read(file: str) -> Opened:
    return Opened(file, load_recording(path_of(file)))
