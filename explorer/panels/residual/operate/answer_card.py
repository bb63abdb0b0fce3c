"""The picture, and what the network says of it before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.panels.residual.operate.classes_view import ClassesView
from explorer.panels.residual.operate.faces_view import FacesView
from explorer.panels.residual.operate.words import NO_FACE, SHOW_FACE
from explorer.widgets import theme
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
        self.no_face = _NoFace()
        self._answers = QStackedWidget()
        for answer in (self.classes, self.faces, self.no_face):
            self._answers.addWidget(answer)
        self._row = QHBoxLayout()
        self._row.addWidget(self.picture, 1)
        self._row.addWidget(self._answers, 3)
        self.add(self._row, 1)
        self.picture.actionRequested.connect(self.pictureWanted)
        self.no_face.button.clicked.connect(self.pictureWanted)
        theme.watch_theme(self._apply_row)

    def show_kind(self, *, classes: bool) -> None:
        """Turn to classes or to faces; what was shown of the other network goes."""
        self._answers.setCurrentWidget(self.classes if classes else self.faces)
        self.set_title(TITLES[classes])

    def show_view(self, frame: Frame, view: OperateView) -> None:
        """Show a picture and the answer to it."""
        self.picture.set_rgb(frame.rgb)
        self.show_kind(classes=view.classes is not None)
        if view.classes is not None:
            self._show_classes(view.classes, view)
        elif view.faces is not None:
            self._show_faces(view.faces, frame)
        self.set_facts(f"{view.elapsed_ms:.0f} ms")

    def show_empty(self, words: str, action: str = "") -> None:
        """Say why there is no picture or no answer, and offer what helps."""
        self.picture.set_rgb(None)
        self.picture.set_overlays(())
        self.picture.set_empty(words, action)
        self.classes.show_outcome(None, untouched=True)
        self.faces.show_faces(None)
        self.set_facts("")

    def show_wait(self, words: str) -> None:
        """Say that an answer is on its way; a picture that is there stays."""
        self.picture.set_empty(words)

    def _show_classes(self, classes: Classes, view: OperateView) -> None:
        self.picture.set_overlays((Box(*classes.crop_xyxy, colour="accent", width=1.5),))
        self.classes.show_outcome(classes.outcome, view.operation.is_untouched)

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
        if not count:
            self._answers.setCurrentWidget(self.no_face)

    def says_no_face(self) -> bool:
        """Whether the picture has no face, and that is said."""
        return self._answers.currentWidget() is self.no_face

    def _apply_row(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.MEDIUM))
        self.picture.setMinimumWidth(px(LEAST_PICTURE))
        self.picture.setMaximumWidth(px(PICTURE))


class _NoFace(QWidget):
    """Stands where the distances would: what is wrong, and what helps."""

    def __init__(self) -> None:
        super().__init__()
        words = label(NO_FACE, "body", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = push_button(SHOW_FACE, "Open a bundled portrait", "image")
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(words)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
