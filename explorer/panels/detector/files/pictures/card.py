"""Which pictures are looked at, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import Signal

from explorer.panels.detector.files.sources import BUNDLED
from explorer.widgets.ask_files import ask_folder, ask_pictures
from explorer.widgets.buttons import push_button
from explorer.widgets.task_card import TaskCard


class PicturesCard(TaskCard):
    """Pictures, a folder, or the bundled ones."""

    pathsChosen = Signal(tuple)  # of texts

    def __init__(self) -> None:
        some = push_button("Pictures…", "Open one picture or several", "image")
        folder = push_button("Folder…", "Open all pictures that lie in a folder", "folder-open")
        bundled = push_button("Bundled pictures", "Use the pictures that are installed", "sparkles")
        start = push_button(
            "Detect", "Find the boxes of all pictures with the thresholds below", "play",
            kind="primary",
        )  # fmt: skip
        super().__init__("Pictures", start, (some, folder, bundled))
        some.clicked.connect(self._on_some_clicked)
        folder.clicked.connect(self._on_folder_clicked)
        bundled.clicked.connect(lambda: self.pathsChosen.emit((BUNDLED,)))

    def _on_some_clicked(self) -> None:
        if paths := ask_pictures(self):
            self.pathsChosen.emit(paths)

    def _on_folder_clicked(self) -> None:
        if path := ask_folder(self, "Open a folder of pictures"):
            self.pathsChosen.emit((path,))
