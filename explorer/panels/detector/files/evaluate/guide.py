"""What is said before a folder was chosen: which layouts are read, and where to get one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.widgets import theme
from explorer.widgets.buttons import push_button
from explorer.widgets.card import Card
from explorer.widgets.labels import label

WHAT = (
    "How good is the detector? Its boxes are compared with the true ones. A box is right if its "
    "class is, and its IoU with a true box is 0.5 or more."
)
LAYOUTS = (
    ("PASCAL VOC", "A folder “Annotations” with an XML file for each picture; the pictures in "
     "“JPEGImages” or anywhere below. Or each XML file beside its picture."),
    ("COCO", "One JSON file with images, categories and annotations, in the folder or in its "
     "“annotations”; the pictures anywhere below. The file may be opened itself."),
)  # fmt: skip
NONE = (
    "The bundled photographs have no true boxes. The composed scenes of the lecture's detector do, "
    "exactly: evaluate it on 500 that it never saw, or write 40 of them into a folder, with "
    "annotations, to see how such a folder looks."
)
WIDEST = 560


class Guide(Card):
    """Words, and the three ways on."""

    evaluateWanted = Signal()
    folderWanted = Signal()
    scenesWanted = Signal()
    exampleWanted = Signal()

    def __init__(self) -> None:
        super().__init__("Evaluate")
        self.state = label("", "strong", wrap=True)
        self._words = [label(WHAT, wrap=True)]
        for name, text in LAYOUTS:
            self._words += [label(name, "strong"), label(text, "label", wrap=True)]
        self._words.append(label(NONE, "label", wrap=True))
        self._evaluate = push_button("Evaluate", "Compare the boxes of all pictures with the true "
                                     "ones", "play", kind="primary")  # fmt: skip
        folder = push_button("Open folder…", "Choose a folder with annotations", "folder-open")
        scenes = push_button("Use held-out scenes", "500 composed scenes", "sparkles")
        example = push_button("Make example folder…", "Write 40 scenes into a folder", "pencil")
        self._row = QHBoxLayout()
        for button, signal in (
            (self._evaluate, self.evaluateWanted),
            (folder, self.folderWanted),
            (scenes, self.scenesWanted),
            (example, self.exampleWanted),
        ):
            button.clicked.connect(signal)
            self._row.addWidget(button)
        self._row.addStretch(1)
        self.body.addStretch(1)
        self.add(self.state)
        for one in self._words:
            self.add(one)
        self.add(self._row)
        self.body.addStretch(2)
        theme.watch_theme(self._apply_guide_metrics)

    def show_state(self, text: str, *, is_ready: bool) -> None:
        """Say what was chosen, or what is going on; offer to evaluate it."""
        self._evaluate.setVisible(is_ready)
        self.state.setText(text)
        self.state.setVisible(bool(text))

    def _apply_guide_metrics(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.SMALL))
        for one in (self.state, *self._words):
            one.setMaximumWidth(px(WIDEST))
