"""What is learnt: pictures of each class with its name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.engine.clothes import CLASS_NAMES, SIDE, load_clothes
from explorer.engine.errors import ExplorerError
from explorer.services.latest import LatestWins
from explorer.widgets import theme
from explorer.widgets.buttons import tool_button
from explorer.widgets.card import Card
from explorer.widgets.labels import label
from explorer.widgets.notice import InlineMessage
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QPaintEvent

    from explorer.services.errors import ErrorHub

COLUMNS = 5
PICTURE = 56
"""Twice the data's own size."""
NAME = 16
GAP = 6
KEPT = 20
"""Pictures of each class to look through."""
SOURCE = (
    "Fashion-MNIST by Xiao, Rasul and Vollgraf (2017), © Zalando SE, MIT licence: the first 8,000 "
    "training and the first 2,000 test images. 28×28 pixels, ten classes. No weights are "
    "loaded: every network starts from chance."
)


class ClothesCard(Card):
    """One picture of each class; a button shows the next ones."""

    def __init__(self, errors: ErrorHub) -> None:
        super().__init__("What is learnt", "28×28, ten classes")
        self._errors = errors
        self._index = 0
        self.pictures = ClassPictures()
        self.next = tool_button("refresh-cw", "Other pictures of each class", kind="quiet")
        self.message = InlineMessage("warning")
        self.add_header_widget(self.next)
        self.add(self.pictures)
        self.add(self.message)
        self.add(label(SOURCE, "caption", wrap=True))
        self._worker: LatestWins[NDArray[np.uint8]] = LatestWins(self, name="clothes")
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self._on_worker_failed)
        self.next.clicked.connect(self._on_next_clicked)

    def load(self) -> None:
        """Read the pictures, once."""
        if not self.pictures.has_samples() and self._worker.is_idle():
            self._worker.submit(partial(samples_by_class, KEPT))

    def is_idle(self) -> bool:
        """Whether the pictures are there, or cannot be."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """Stop reading."""
        self._worker.shutdown()

    def _on_worker_result(self, samples: NDArray[np.uint8]) -> None:
        self.message.show_message("warning", "")
        self.pictures.set_samples(samples)

    def _on_worker_failed(self, error: BaseException) -> None:
        if isinstance(error, ExplorerError):
            self.message.show_message("warning", str(error))
        else:
            self._errors.report(error)

    def _on_next_clicked(self) -> None:
        self._index = (self._index + 1) % KEPT
        self.pictures.show_index(self._index)


class ClassPictures(QWidget):
    """Two rows of five pictures, light clothes on a dark ground as they are stored."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples: NDArray[np.uint8] | None = None
        self._index = 0
        self.setAccessibleName("Samples of the classes")
        self.setAccessibleDescription(", ".join(CLASS_NAMES))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def set_samples(self, samples: NDArray[np.uint8]) -> None:
        """Take pictures, uint8 (classes, samples, 28, 28)."""
        self._samples = samples
        self.update()

    def has_samples(self) -> bool:
        """Whether there is something to show."""
        return self._samples is not None

    def show_index(self, index: int) -> None:
        """Show another picture of each class."""
        self._index = index
        self.update()

    def index(self) -> int:
        """Return which picture of each class is shown."""
        return self._index

    def sizeHint(self) -> QSize:
        """Two rows with names."""
        px = theme.current_theme().px
        rows = -(-len(CLASS_NAMES) // COLUMNS)
        pitch = px(PICTURE) + px(NAME) + px(GAP)
        return QSize(COLUMNS * (px(PICTURE) + px(GAP)), rows * pitch)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each class."""
        present = theme.current_theme()
        painter = QPainter(self)
        painter.setFont(present.font("caption"))
        for place, name in enumerate(CLASS_NAMES):
            row, column = divmod(place, COLUMNS)
            self._paint_class(painter, place, name, row, column, present)

    def _paint_class(
        self, painter: QPainter, place: int, name: str, row: int, column: int, present: theme.Theme
    ) -> None:
        px, pitch = present.px, self.width() / COLUMNS
        side = px(PICTURE)
        left = round(column * pitch + (pitch - side) / 2)
        top = row * (side + px(NAME) + px(GAP))
        picture = QRect(left, top, side, side)
        painter.fillRect(picture, present.colour("raised"))
        if self._samples is not None:
            grey = self._samples[place, self._index % self._samples.shape[1]]
            rgb = np.repeat(grey[:, :, None], 3, 2)
            painter.drawImage(picture, qimage_from_rgb(rgb))
        painter.setPen(present.colour("muted"))
        words = QRectF(column * pitch, top + side, pitch, px(NAME))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, name)

    def _apply_metrics(self) -> None:
        self.updateGeometry()
        self.update()


def samples_by_class(count: int) -> NDArray[np.uint8]:
    """Return the first so many test pictures of each class, uint8 (10, count, 28, 28).

    Raises
    ------
    DatasetError
        The bundled images are missing or altered.
    """
    test = load_clothes().test
    chosen = [test.images[test.labels == label][:count] for label in range(len(CLASS_NAMES))]
    return np.stack(chosen).reshape(len(CLASS_NAMES), count, SIDE, SIDE)
