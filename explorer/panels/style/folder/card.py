"""Which pictures are painted, where they go, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal

from explorer.widgets.ask_files import ask_folder, ask_pictures
from explorer.widgets.controls import ElidedLabel, label, push_button
from explorer.widgets.task_card import TaskCard

if TYPE_CHECKING:
    from pathlib import Path

INTO: Final = "Painted pictures go into a folder of their own, and write over nothing."


class FolderCard(TaskCard):
    """A folder, pictures, or the bundled photographs; the folder that they are painted into."""

    folderChosen = Signal(str)
    picturesChosen = Signal(tuple)  # of texts
    bundledChosen = Signal()
    targetChosen = Signal(str)

    def __init__(self) -> None:
        folder = push_button("Folder…", "Paint all pictures that lie in a folder", "folder-open")
        some = push_button("Pictures…", "Choose one picture or several", "image")
        bundled = push_button(
            "Bundled photographs", "Use the photographs that are installed", "sparkles"
        )
        into = push_button("Into…", "Choose the folder that pictures are painted into", "save")
        start = push_button("Paint", "Paint all of them, one by one", "play", kind="primary")
        super().__init__("Folder", start, (folder, some, bundled, into))
        self.source.setAccessibleName("Pictures to paint")
        self.target = ElidedLabel("", "number-small", Qt.TextElideMode.ElideMiddle)
        self.target.setAccessibleName("Painted into")
        self._into = label(INTO, "caption", wrap=True)
        at = self.body.indexOf(self.source) + 1
        self.body.insertWidget(at, self.target)
        self.body.insertWidget(at + 1, self._into)
        self._locked = (folder, some, bundled, into)
        folder.clicked.connect(self._on_folder_clicked)
        some.clicked.connect(self._on_some_clicked)
        bundled.clicked.connect(self.bundledChosen)
        into.clicked.connect(self._on_into_clicked)

    def show_target(self, folder: Path | None) -> None:
        """Say where painted pictures go."""
        self.target.setText("" if folder is None else f"→ {folder}")

    def lock(self, *, is_locked: bool) -> None:
        """Let nothing else be chosen while pictures are painted."""
        for button in self._locked:
            button.setEnabled(not is_locked)

    def _on_folder_clicked(self) -> None:
        if path := ask_folder(self, "Paint the pictures in a folder"):
            self.folderChosen.emit(path)

    def _on_some_clicked(self) -> None:
        if paths := ask_pictures(self):
            self.picturesChosen.emit(paths)

    def _on_into_clicked(self) -> None:
        if path := ask_folder(self, "Paint into a folder"):
            self.targetChosen.emit(path)
