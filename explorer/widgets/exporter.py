"""A menu of what can be saved; large tables are written away from the GUI thread."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from explorer.services.latest import LatestWins
from explorer.widgets.buttons import tool_button
from explorer.widgets.export import ExportError, ask_path, save_image, show_failure, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QToolButton

    Rows = Iterable[Sequence[object]]

MenuEntry = tuple[str, "Callable[[], object]"]


class Exporter:
    """Asks where, and writes; one table at a time."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self._writer: LatestWins[None] = LatestWins(parent, name="export")
        self._writer.failed.connect(self._on_writer_failed)

    def save_png(self, image: QImage, name: str) -> None:
        """Save a picture."""
        save_image(self._parent, image, name)

    def save_csv(self, rows: Rows, name: str) -> None:
        """Save a table; `rows` are read in the worker and refer to no widget."""
        path = ask_path(self._parent, name, ".csv")
        if path is not None:
            self._writer.submit(partial(_write, path, rows))

    def is_idle(self) -> bool:
        """Whether all is written."""
        return self._writer.is_idle()

    def shutdown(self) -> None:
        """Finish."""
        self._writer.shutdown()

    def _on_writer_failed(self, error: BaseException) -> None:
        if not isinstance(error, ExportError):
            raise error  # a fault of the program: the error hub hears of it
        show_failure(self._parent, error)


def export_button(entries: Callable[[], Sequence[MenuEntry]]) -> QToolButton:
    """Return a button that offers what can be saved now."""
    button = tool_button("download", "Save pictures and numbers", kind="quiet")
    button.clicked.connect(partial(_show_menu, button, entries))
    return button


def _show_menu(
    button: QToolButton, entries: Callable[[], Sequence[MenuEntry]], _checked: bool = False
) -> None:
    menu = QMenu(button)
    for text, action in entries():
        menu.addAction(text, action)
    menu.exec(button.mapToGlobal(button.rect().bottomLeft()))
    menu.deleteLater()


def _write(path: Path, rows: Rows) -> None:
    write_csv(path, rows)
