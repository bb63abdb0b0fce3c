"""The picture, and what the network says of it before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.panels.residual.operate.classes_view import ClassesView
from explorer.panels.residual.operate.faces_view import FacesView
from explorer.panels.residual.operate.words import NO_FACE, SHOW_FACE
from explorer.widgets import theme
from explorer.widgets.buttons import set_button_text
from explorer.widgets.card import Card
from explorer.widgets.controls import label, push_button
from explorer.widgets.detections.boxes import BoxesOverlay
from explorer.widgets.image_view import ImageView
from explorer.widgets.overlays import Box

if TYPE_CHECKING:
    from explorer.panels.residual.operate.values import Classes, Faces, OperateView
    from explorer.services.frames import Frame

LEAST_PICTURE, PICTURE = 120, 236
TITLES = {True: "Top 5 classes, before and after", False: "Distances, before and after"}


class AnswerCard(Card):
    """Shows what it is told."""

    pictureWanted = Signal()  # a bundled one that the network has something to say of

    def __init__(self) -> None:
        super().__init__(TITLES[True])
        self.picture = ImageView("Picture that the network is shown")
        self.classes = ClassesView()
        self.faces = FacesView()
        self.empty = _Empty()
        self._answers = QStackedWidget()
        for answer in (self.classes, self.faces, self.empty):
            self._answers.addWidget(answer)
        self._row = QHBoxLayout()
        self._row.addWidget(self.picture, 1)
        self._row.addWidget(self._answers, 3)
        self.add(self._row, 1)
        self.empty.button.clicked.connect(self.pictureWanted)
        theme.watch_theme(self._apply_row)

    def show_network(self, *, classes: bool) -> None:
        """Say what there is to be seen: classes or distances."""
        self.set_title(TITLES[classes])

    def show_view(self, frame: Frame, view: OperateView) -> None:
        """Show a picture and the answer to it."""
        self.picture.set_rgb(frame.rgb)
        self.picture.show()
        if view.classes is not None:
            self._show_classes(view.classes, view)
        elif view.faces is not None:
            self._show_faces(view.faces, frame)
        self.set_facts(f"{view.elapsed_ms:.0f} ms")

    def show_empty(self, words: str, action: str = "") -> None:
        """Say why there is no picture or no answer, and offer what helps."""
        self.picture.set_rgb(None)
        self.picture.hide()
        self._say(words, action)
        self.set_facts("")

    def show_wait(self, words: str) -> None:
        """Say that the answer to the picture, if there is one, is on its way."""
        self.picture.set_overlays(())
        self.picture.setVisible(self.picture.image is not None)
        self._say(words, "")
        self.set_facts("")

    def words(self) -> str:
        """Return what is said in the place of an answer; "" where there is one."""
        return self.empty.words.text() if self._answers.currentWidget() is self.empty else ""

    def _say(self, words: str, action: str) -> None:
        self.empty.say(words, action)
        self._answers.setCurrentWidget(self.empty)

    def _show_classes(self, classes: Classes, view: OperateView) -> None:
        self.picture.set_overlays((Box(*classes.crop_xyxy, colour="accent", width=1.5),))
        self.classes.show_outcome(classes.outcome, view.operation.is_untouched)
        self._answers.setCurrentWidget(self.classes)

    def _show_faces(self, faces: Faces, frame: Frame) -> None:
        count = len(faces)
        self.picture.set_overlays((
            BoxesOverlay(
                boxes_xyxy=faces.boxes_xyxy,
                picture=frame.size,
                colours=("accent",) * count,
                labels=tuple(str(place + 1) for place in range(count)) if count > 1 else (),
            ),
        ) if count else ())  # fmt: skip
        self.faces.show_faces(faces)
        if count:
            self._answers.setCurrentWidget(self.faces)
        else:
            self._say(NO_FACE, SHOW_FACE)

    def _apply_row(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.MEDIUM))
        self.picture.setMinimumWidth(px(LEAST_PICTURE))
        self.picture.setMaximumWidth(px(PICTURE))


class _Empty(QWidget):
    """Stands where the answer would: what is wrong or waited for, and what helps."""

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", "body", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = push_button(SHOW_FACE, "Open a picture that comes with the program", "image")
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self.words)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def say(self, words: str, action: str) -> None:
        """Say something, and offer something if there is a word for it."""
        self.words.setText(words)
        set_button_text(self.button, action)
        self.button.setVisible(bool(action))
