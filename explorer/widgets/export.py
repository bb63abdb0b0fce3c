"""Save and copy what is shown: PNG, SVG, CSV, text. A file is written whole or not at all."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSaveFile, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_FILTERS = {
    ".png": "PNG picture (*.png)",
    ".svg": "SVG drawing (*.svg)",
    ".mp4": "MP4 video (*.mp4)",
    ".gif": "GIF animation (*.gif)",
    ".csv": "CSV table (*.csv)",
    ".npy": "NumPy array (*.npy)",
    ".json": "JSON (*.json)",
    ".py": "Python source (*.py)",
    ".mmd": "Mermaid diagram (*.mmd)",
    ".dot": "Graphviz diagram (*.dot)",
    ".md": "Markdown (*.md)",
    ".tex": "LaTeX (*.tex)",
    ".safetensors": "Checkpoint (*.safetensors)",
}
_last_folder: Path | None = None


class ExportError(ExplorerError, OSError):
    """A file that could not be written; the text says which and why."""


def write_png(path: Path, image: QImage) -> None:
    """Write an image.

    Raises
    ------
    ExportError
        When there is no image or the file cannot be written; an older file is left as it was.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if image.isNull() or not QImageWriter(buffer, QByteArray(b"png")).write(image):
        raise ExportError(f"{path.name} was not written: there is no picture to save.")
    _write(path, buffer.data())


def write_text(path: Path, text: str) -> None:
    """Write text, such as an SVG, as UTF-8; raises ExportError as `write_png`."""
    _write(path, QByteArray(text.encode()))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file of any kind; raises ExportError as `write_png`."""
    _write(path, QByteArray(data))


def write_csv(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write a table, its header being the first row; raises ExportError as `write_png`."""
    write_text(path, csv_text(rows))


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def save_image(parent: QWidget, image: QImage, name: str) -> Path | None:
    """Ask where, and save an image as PNG; returns the file, or None."""
    return _save(parent, name, ".png", lambda path: write_png(path, image))


def save_widget(parent: QWidget, widget: QWidget, name: str) -> Path | None:
    """Ask where, and save what a widget shows as PNG; returns the file, or None."""
    return save_image(parent, widget.grab().toImage(), name)


def save_array(parent: QWidget, rows: Iterable[Sequence[object]], name: str) -> Path | None:
    """Ask where, and save a table as CSV; returns the file, or None."""
    return _save(parent, name, ".csv", lambda path: write_csv(path, rows))


def save_svg(parent: QWidget, svg: str, name: str) -> Path | None:
    """Ask where, and save a drawing as SVG; returns the file, or None."""
    return _save(parent, name, ".svg", lambda path: write_text(path, svg))


def save_text(parent: QWidget, text: str, name: str, suffix: str) -> Path | None:
    """Ask where, and save text under a suffix such as ".py"; returns the file, or None."""
    return _save(parent, name, suffix, lambda path: write_text(path, text))


def save_bytes(parent: QWidget, data: bytes, name: str, suffix: str) -> Path | None:
    """Ask where, and save a file of a kind such as ".npy"; returns the file, or None."""
    return _save(parent, name, suffix, lambda path: write_bytes(path, data))


def copy_image(image: QImage) -> None:
    """Put an image into the clipboard."""
    QGuiApplication.clipboard().setImage(image)


def copy_text(text: str) -> None:
    """Put text into the clipboard."""
    QGuiApplication.clipboard().setText(text)


def ask_path(parent: QWidget, name: str, suffix: str) -> Path | None:
    """Ask for a file to write, beginning in the folder of the last one."""
    start = (_last_folder or _pictures()) / f"{file_name(name)}{suffix}"
    title = f"Save {name}"
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(start), _FILTERS[suffix])
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(suffix)


def file_name(name: str) -> str:
    """Return a name made of what every file system takes."""
    return re.sub(r"[^\w.-]+", "-", name.strip().lower()).strip("-.") or "convnet-explorer"


def show_failure(parent: QWidget, error: Exception) -> None:
    """Say what went wrong, without stopping what runs."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Not saved", str(error), parent=parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def _save(parent: QWidget, name: str, suffix: str, write: Callable[[Path], None]) -> Path | None:
    global _last_folder
    path = ask_path(parent, name, suffix)
    if path is None:
        return None
    try:
        write(path)
    except ExportError as error:
        show_failure(parent, error)
        return None
    _last_folder = path.parent
    return path


def _write(path: Path, data: QByteArray) -> None:
    file = QSaveFile(str(path))
    done = (
        file.open(QIODevice.OpenModeFlag.WriteOnly)
        and file.write(data) == data.size()
        and file.commit()
    )
    if not done:
        raise ExportError(f"{path} was not written: {file.errorString()}.")


def _pictures() -> Path:
    place = QStandardPaths.StandardLocation.PicturesLocation
    return Path(QStandardPaths.writableLocation(place) or Path.home())
