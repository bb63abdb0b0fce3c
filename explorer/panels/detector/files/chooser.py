"""What is to be done with files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label

if TYPE_CHECKING:
    from explorer.panels.detector.state import FilesTask

TASKS: tuple[tuple[FilesTask, str, str], ...] = (
    ("pictures", "Pictures", "Find the boxes of pictures, of a whole folder if you like"),
    ("video", "Video", "Draw the boxes into every frame of a video"),
    ("evaluate", "Evaluate", "Compare the detector with true boxes: mAP, precision, recall"),
)
WORDS = {
    "pictures": "Boxes of pictures, or of all in a folder: as COCO JSON, as a table, or drawn into "
    "copies of the pictures.",
    "video": "Boxes drawn into every frame of a video, written as H.264 MP4, without its sound.",
    "evaluate": "How good the detector is on pictures whose true boxes are known.",
}


class TaskChooser(Card):
    """Three buttons, and a sentence about the one that is pressed."""

    taskChosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Files")
        self._tasks = Segmented("What to do with files", TASKS, fill=True)
        self._words = label("", "caption", wrap=True)
        self.add(self._tasks)
        self.add(self._words)
        self._tasks.currentChanged.connect(self.taskChosen)

    def show_task(self, task: FilesTask) -> None:
        """Press a button, and emit nothing."""
        self._tasks.set_current(task)
        self._words.setText(WORDS[task])
