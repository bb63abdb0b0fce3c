"""The list of bundled pictures: portraits and groups, and the photographs of thirty people."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from explorer.services.media import bundled_media
from explorer.widgets.icons import icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class PictureMenu(QMenu):
    """Says what was chosen, as the state has it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Bundled pictures")

    def fill(self) -> None:
        """Make the list as things are now."""
        self.clear()
        for spec in bundled_media():
            if spec.kind == "picture":
                name = f"bundled:{Path(spec.location).stem}"
                self.addAction(icon("image", "muted"), spec.title, partial(self.chosen.emit, name))
