"""What the detector is compared with, what is wrong with it, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit

from explorer.panels.detector.files.asking import ask_annotations
from explorer.panels.detector.files.sources import HELD_OUT
from explorer.widgets import theme
from explorer.widgets.ask_files import ask_folder
from explorer.widgets.buttons import push_button
from explorer.widgets.labels import label
from explorer.widgets.section import Section
from explorer.widgets.task_card import TaskCard

if TYPE_CHECKING:
    from collections.abc import Sequence

RULES = (
    "NMS and classes are those below. The curves go down to a score of 0.01, whatever the slider "
    "says, with at most 300 boxes a picture, each for its best class; TP and FP follow the slider."
)
HELD_OUT_RULES = (
    "In float32, all classes, NMS at 0.45 and scores down to 0.01, as when the weights were made: "
    "of what is below, only TP and FP follow, and only the slider of the score."
)
SHOWN = 200
LIST_HEIGHT = 120


class EvaluateCard(TaskCard):
    """A folder, a file of COCO's, the held-out scenes, or an example that is made."""

    pathsChosen = Signal(tuple)  # of texts
    exampleWanted = Signal()

    def __init__(self) -> None:
        folder = push_button("Folder…", "Open a folder with pictures and annotations, as VOC's or "
                             "COCO's", "folder-open")  # fmt: skip
        file = push_button("COCO JSON…", "Open a file of COCO's annotations", "file-text")
        scenes = push_button("Held-out scenes", "500 composed scenes that the lecture's detector "
                             "never saw", "sparkles")  # fmt: skip
        example = push_button("Make example…", "Write 40 composed scenes with COCO annotations "
                              "into a folder, and open it", "pencil")  # fmt: skip
        start = push_button(
            "Evaluate", "Compare the boxes of all pictures with the true ones", "play",
            kind="primary",
        )  # fmt: skip
        super().__init__("Evaluate", start, (folder, file, scenes, example))
        self.problems = Section("What could not be used as it is")
        self._list = QPlainTextEdit()
        self._list.setReadOnly(True)
        self._list.setAccessibleName("Problems of the annotations")
        self._list.setToolTip("Each file, and what is wrong with it")
        self._list.setProperty("role", "number-small")
        self.problems.add(self._list)
        self.problems.hide()
        self.add(self.problems)
        self.rules = label(RULES, "caption", wrap=True)
        self.add(self.rules)
        folder.clicked.connect(self._on_folder_clicked)
        file.clicked.connect(self._on_file_clicked)
        scenes.clicked.connect(lambda: self.pathsChosen.emit((HELD_OUT,)))
        example.clicked.connect(self.exampleWanted)
        theme.watch_theme(self._apply_list_metrics)

    def show_rules(self, *, held_out: bool) -> None:
        """Say by which rules boxes are found for the figures."""
        self.rules.setText(HELD_OUT_RULES if held_out else RULES)

    def show_problems(self, texts: Sequence[str]) -> None:
        """List what could not be used."""
        more = [f"… and {len(texts) - SHOWN:,} more"] if len(texts) > SHOWN else []
        self._list.setPlainText("\n".join([*texts[:SHOWN], *more]))
        self.problems.setVisible(bool(texts))
        if not texts:
            self.problems.set_expanded(False)

    def listed(self) -> str:
        """Return the list of problems."""
        return self._list.toPlainText()

    def _on_folder_clicked(self) -> None:
        if path := ask_folder(self, "Open a folder with annotations"):
            self.pathsChosen.emit((path,))

    def _on_file_clicked(self) -> None:
        if path := ask_annotations(self):
            self.pathsChosen.emit((path,))

    def _apply_list_metrics(self) -> None:
        self._list.setFixedHeight(theme.current_theme().px(LIST_HEIGHT))
