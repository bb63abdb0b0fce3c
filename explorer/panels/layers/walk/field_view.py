"""The picture with the receptive field of one cell, and that field's pixels enlarged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.layers.walk.arrange import CAPTION, picture_boxes
from explorer.panels.layers.walk.pictures import as_network_sees, centre_of
from explorer.panels.layers.walk.words import field_text
from explorer.widgets import theme
from explorer.widgets.controls import ElidedLabel
from explorer.widgets.image_view import ImageView
from explorer.widgets.overlays import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter, QResizeEvent

    from explorer.engine.network import Shape
    from explorer.panels.layers.walk.fields import Field
    from explorer.panels.layers.walk.geometry import Span
    from explorer.widgets.overlays import Placement
    from explorer.widgets.theme import Theme

SHARP_UP_TO = 64
"""An input of at most so many pixels is shown as the network gets it: its pixels can be seen."""
SMALLEST_FRAME = 13
NO_PICTURE = "No picture yet: open one, and the receptive field is shown in it"


@dataclass(frozen=True, slots=True)
class FieldFrame:
    """A box in the picture's pixels; one that is too small to be seen has a larger one around."""

    left: float
    top: float
    right: float
    bottom: float

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw the field itself, and a frame that can be found."""
        rect = place.rect(self.left, self.top, self.right, self.bottom)
        missing = SMALLEST_FRAME * theme.scale - min(rect.width(), rect.height())
        Box(self.left, self.top, self.right, self.bottom, fill=0.12,
            width=2.5 if missing <= 0 else 1).paint(painter, place, theme)  # fmt: skip
        if missing > 0:
            around = rect.adjusted(-missing / 2, -missing / 2, missing / 2, missing / 2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.on_picture("warm"), 2 * theme.scale))
            painter.drawRoundedRect(around, 2 * theme.scale, 2 * theme.scale)


class FieldView(QWidget):
    """The part of a picture that the network gets, with the receptive field of one cell framed."""

    def __init__(self) -> None:
        super().__init__()
        self._shape: Shape | None = None
        self._frame: NDArray[np.uint8] | None = None
        self._seen: NDArray[np.uint8] | None = None
        self._field: Field | None = None
        self._is_brief = False
        self._words = ElidedLabel("", "caption", parent=self)
        self._brief = ElidedLabel("receptive field", "caption", parent=self)
        self._below_inset = ElidedLabel("its pixels", "caption", parent=self)
        for below in (self._brief, self._below_inset):
            below.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture = ImageView("Receptive field in the picture", parent=self)
        self._inset = ImageView("Pixels of the receptive field", pixelated=True, parent=self)
        self._picture.set_empty(NO_PICTURE)
        self._inset.set_empty("")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._place)

    @property
    def seen(self) -> NDArray[np.uint8] | None:
        """The picture as the network gets it, uint8 (h, w, 3)."""
        return self._seen

    @property
    def aspect(self) -> float:
        """Width over height of the network's input."""
        return 1.0 if self._shape is None else self._shape.width / self._shape.height

    def field(self) -> Field | None:
        """Return what is framed."""
        return self._field

    def words(self) -> str:
        """Return what is said of it."""
        return self._words.text()

    def set_brief(self, brief: bool) -> None:
        """Leave the words to others, and write only what the pictures are."""
        if brief != self._is_brief:
            self._is_brief = brief
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the pictures again."""
        super().resizeEvent(event)
        self._place()

    def set_frame(self, rgb: NDArray[np.uint8] | None, shape: Shape) -> None:
        """Show the middle of a picture, uint8 (H, W, 3), for a network of this input."""
        self._frame, self._shape = rgb, shape
        self._place()
        self._seen = None if rgb is None else as_network_sees(rgb, shape)
        self._picture.set_rgb(self._shown())
        self._refresh()

    def set_field(self, field: Field | None, size: tuple[int, int]) -> None:
        """Frame a receptive field; `size` is its height and width by the formula."""
        self._field = field
        if self._shape is not None:
            self._words.setText(field_text(size, self._shape[:2], field))
        self._refresh()

    def _shown(self) -> NDArray[np.uint8] | None:
        if self._frame is None or self._shape is None:
            return None
        small = max(self._shape[:2]) <= SHARP_UP_TO
        return self._seen if small else centre_of(self._frame, self._shape)

    def _refresh(self) -> None:
        """Frame the field, which is in the network's pixels, on the picture that is shown."""
        image, field = self._picture.image, self._field
        overlays = []
        if image is not None and field is not None and self._shape is not None:
            down, across = image.height() / self._shape.height, image.width() / self._shape.width
            overlays.append(
                FieldFrame(field.columns[0] * across, field.rows[0] * down,
                           field.columns[1] * across, field.rows[1] * down)
            )  # fmt: skip
        self._picture.set_overlays(overlays)
        part = None
        if self._seen is not None and field is not None and self._shape is not None:
            part = self._seen[
                _part_of(field.rows, self._seen.shape[0], self._shape.height),
                _part_of(field.columns, self._seen.shape[1], self._shape.width),
            ]
        self._inset.set_rgb(part)

    def _place(self) -> None:
        present = theme.current_theme()
        caption = present.px(CAPTION)
        height = max(self.height() - caption, 1)
        first, second = picture_boxes((self.width(), height), self.aspect, present.scale)
        self._picture.setGeometry(first.left, 0, first.width, height)
        if second is not None:
            self._inset.setGeometry(second.left, 0, second.width, height)
            self._below_inset.setGeometry(second.left, height, second.width, caption)
        self._words.setGeometry(0, height, self.width(), caption)
        self._brief.setGeometry(first.left, height, first.width, caption)
        self._words.setVisible(not self._is_brief)
        names_pictures = self._is_brief and self._frame is not None
        self._brief.setVisible(names_pictures)
        self._inset.setVisible(second is not None)
        self._below_inset.setVisible(names_pictures and second is not None)


def _part_of(span: Span, shown: int, size: int) -> slice:
    """Return a span of the input's pixels in a picture of it, which may have fewer."""
    first = min(span[0] * shown // size, shown - 1)
    return slice(first, max(first + 1, -(-span[1] * shown // size)))
