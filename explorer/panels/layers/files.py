"""Networks in files: read in a worker, written whole or not at all."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.engine.errors import ExplorerError
from explorer.engine.network import Network, NetworkError
from explorer.services.latest import LatestWins
from explorer.widgets.export import save_text

if TYPE_CHECKING:
    from explorer.services.errors import ErrorHub

LARGEST_BYTES = 16 * 1024 * 1024
FILTER = "Networks (*.json *.onnx)"


class NetworkFiles(QObject):
    """Asks for a file and reads it; what is wrong with it is said and changes nothing."""

    networkRead = Signal(object, str)  # Network, the file's name
    onnxChosen = Signal(str)  # path of an ONNX file, read by its page
    failed = Signal(str)

    def __init__(self, window: QWidget, errors: ErrorHub) -> None:
        super().__init__(window)
        self._window = window
        self._errors = errors
        self._reader: LatestWins[tuple[Network, str]] = LatestWins(self, name="network file")
        self._reader.resultReady.connect(lambda read: self.networkRead.emit(*read))
        self._reader.failed.connect(self._on_reader_failed)

    def ask_and_open(self) -> None:
        """Let the user choose a network or an ONNX file."""
        path, _ = QFileDialog.getOpenFileName(self._window, "Open network", "", FILTER)
        if path:
            self.open(Path(path))

    def open(self, path: Path) -> None:
        """Read a file; an ONNX file is handed to its page."""
        if path.suffix.lower() == ".onnx":
            self.onnxChosen.emit(str(path))
        else:
            self._reader.submit(partial(_read, path))

    def save(self, network: Network) -> None:
        """Ask where, and write a network as JSON."""
        save_text(self._window, network.to_json(), network.name or "network", ".json")

    def is_idle(self) -> bool:
        """Whether nothing is being read."""
        return self._reader.is_idle()

    def shutdown(self) -> None:
        """Stop reading."""
        self._reader.shutdown()

    def _on_reader_failed(self, error: BaseException) -> None:
        if isinstance(error, ExplorerError):
            self.failed.emit(str(error))
        else:
            self._errors.report(error)


def _read(path: Path) -> tuple[Network, str]:
    if path.exists() and not path.is_file():  # a folder; a pipe or a device would never end
        raise NetworkError(f"{path.name} is not a file.")
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise NetworkError(f"{path.name} has {size:,} bytes: more than a network can have.")
        text = path.read_text(encoding="utf-8-sig")  # Windows writes a mark before it
    except OSError as error:
        raise NetworkError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise NetworkError(f"{path.name} is no text, so it is no network.") from error
    try:
        return Network.from_json(text), path.name
    except NetworkError as error:
        raise NetworkError(f"{path.name}: {error}") from error
