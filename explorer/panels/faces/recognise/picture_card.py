"""The picture with names on its faces, how fast it comes, and what is said where there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from explorer.panels.faces.rates_line import TIP, rates_line
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.detections.boxes import BoxesOverlay, box_at
from explorer.widgets.image_view import ImageView
from explorer.widgets.picture_note import PictureNote

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from explorer.panels.faces.recognise.seen import Seen
    from explorer.panels.faces.values import FacesView
    from explorer.services.frames import Frame
    from explorer.services.rates import Rates


class PictureCard(Card):
    """Paints what it is told, and says which face the pointer is on."""

    facePointed = Signal(int)  # place among the faces that are seen, −1: none
    sourceWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Who is it?", parent=parent)
        self._view: FacesView | None = None
        self._seen: tuple[Seen, ...] = ()
        self._pixel: tuple[int, int] | None = None
        self._pointed: int | None = None
        self._rates = label("", "number-small")
        self._rates.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._rates.setAccessibleName("Rates")
        self._rates.setToolTip(TIP)
        self.picture = ImageView("Picture with names")
        self.note = PictureNote(self.picture)
        self.add_header_widget(self._rates)
        self.add(self.picture, 1)
        self.picture.hovered.connect(self._on_picture_hovered)
        self.picture.unhovered.connect(self._on_picture_unhovered)
        self.picture.actionRequested.connect(self.sourceWanted)

    def show_view(self, frame: Frame, view: FacesView, seen: tuple[Seen, ...]) -> None:
        """Show a picture and who is in it; the pointer stays where it is."""
        self._view, self._seen = view, seen
        if self._pixel is not None:
            self._pointed = self._face_under(self._pixel)
        elif self._pointed is not None and self._pointed >= len(seen):
            self._pointed = None
        self.picture.set_rgb(frame.rgb)
        self._paint_overlays()

    def show_seen(self, seen: tuple[Seen, ...]) -> None:
        """Give the faces on the picture other names."""
        self._seen = seen
        self._paint_overlays()

    def show_rates(self, rates: Rates | None) -> None:
        """Say how fast pictures come."""
        self._rates.setText(rates_line(rates, self._view))

    def rates_text(self) -> str:
        """Return the line above the picture."""
        return self._rates.text()

    def show_empty(self, text: str, action: str) -> None:
        """Show no picture, and say why."""
        self._view, self._seen, self._pointed = None, (), None
        self.picture.set_rgb(None)
        self.picture.set_overlays(())
        self.picture.set_empty(text, action)
        self.note.say("info", "")
        self._rates.setText("")

    def point_at(self, place: int | None) -> None:
        """Mark a face that is pointed at elsewhere, and emit nothing."""
        self._pixel = None
        self._set_pointed(place)

    def pointed(self) -> int | None:
        """Return the place of the face that is marked."""
        return self._pointed

    def rendered(self) -> QImage:
        """Return the picture with its boxes."""
        return self.picture.rendered()

    def _paint_overlays(self) -> None:
        if self._view is not None:
            self.picture.set_overlays([name_marks(self._view, self._seen, self._pointed)])

    def _face_under(self, pixel: tuple[int, int]) -> int | None:
        if self._view is None:
            return None
        row, column = pixel
        boxes = self._view.found.boxes_xyxy[[one.place for one in self._seen]]
        return box_at(boxes, column + 0.5, row + 0.5)

    def _set_pointed(self, place: int | None) -> None:
        if place != self._pointed:
            self._pointed = place if place is None or place < len(self._seen) else None
            self._paint_overlays()

    def _on_picture_hovered(self, row: int, column: int) -> None:
        self._pixel = (row, column)
        self._set_pointed(self._face_under(self._pixel))
        self.facePointed.emit(-1 if self._pointed is None else self._pointed)

    def _on_picture_unhovered(self) -> None:
        self._pixel = None
        self._set_pointed(None)
        self.facePointed.emit(-1)


def name_marks(view: FacesView, seen: tuple[Seen, ...], pointed: int | None) -> BoxesOverlay:
    """Return the boxes with names and distances; the face that is pointed at stands out."""
    boxes = view.found.boxes_xyxy[[one.place for one in seen]].reshape(-1, 4)
    return BoxesOverlay(
        boxes_xyxy=boxes,
        picture=view.found.picture,
        colours=tuple(one.colour for one in seen),
        labels=tuple(one.box_label for one in seen),
        styles=tuple("highlighted" if place == pointed else "kept" for place in range(len(seen))),
    )
