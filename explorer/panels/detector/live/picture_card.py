"""The picture with its boxes, how fast it comes, and what is said where there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from explorer.panels.detector.kept import kept_boxes
from explorer.panels.detector.live.rates_line import TIP, rates_line
from explorer.panels.detector.marks import kept_marks, kept_xyxy, victim_marks
from explorer.panels.detector.overlapping import victims
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.detections.boxes import box_at
from explorer.widgets.image_view import ImageView
from explorer.widgets.picture_note import PictureNote

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.kept import KeptBox
    from explorer.panels.detector.state import ThresholdState
    from explorer.panels.detector.values import DetectView
    from explorer.services.frames import Frame
    from explorer.services.rates import Rates
    from explorer.widgets.overlays import Overlay


class PictureCard(Card):
    """Paints what it is told, and says which box the pointer is on."""

    boxPointed = Signal(int)  # place among the boxes that are left, −1: none
    sourceWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Boxes", parent=parent)
        self._view: DetectView | None = None
        self._thresholds: ThresholdState | None = None
        self._kept: tuple[KeptBox, ...] = ()
        self._pixel: tuple[int, int] | None = None
        self._pointed: int | None = None
        self._rates = label("", "number-small")
        self._rates.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._rates.setAccessibleName("Rates")
        self._rates.setToolTip(TIP)
        self.picture = ImageView("Picture with boxes")
        self.picture.setToolTip("Point at a box: those that it suppressed are dashed")
        self.note = PictureNote(self.picture)
        self.add_header_widget(self._rates)
        self.add(self.picture, 1)
        self.picture.hovered.connect(self._on_picture_hovered)
        self.picture.unhovered.connect(self._on_picture_unhovered)
        self.picture.actionRequested.connect(self.sourceWanted)

    @property
    def kept(self) -> tuple[KeptBox, ...]:
        """The boxes that are shown, best first."""
        return self._kept

    def show_view(self, frame: Frame, view: DetectView, thresholds: ThresholdState) -> None:
        """Show a picture and the boxes that are left of it; the pointer stays where it is."""
        self._view, self._thresholds = view, thresholds
        self._kept = kept_boxes(view, is_soft=thresholds.suppression != "greedy")
        if self._pixel is not None:
            self._pointed = self._box_under(self._pixel)
        elif self._pointed is not None and self._pointed >= len(self._kept):
            self._pointed = None
        self.set_facts(f"{view.model.title} · {view.model.size} px")
        self.picture.set_rgb(frame.rgb)
        self._paint_overlays()

    def show_rates(self, rates: Rates | None) -> None:
        """Say how fast pictures come."""
        self._rates.setText(rates_line(rates, self._view))

    def rates_text(self) -> str:
        """Return the line above the picture."""
        return self._rates.text()

    def show_empty(self, text: str, action: str) -> None:
        """Show no picture, and say why."""
        self._view, self._kept, self._pointed = None, (), None
        self.picture.set_rgb(None)
        self.picture.set_overlays(())
        self.picture.set_empty(text, action)
        self.note.say("info", "")
        self._rates.setText("")
        self.set_facts("")

    def point_at(self, place: int | None) -> None:
        """Mark a box that is pointed at elsewhere, and emit nothing."""
        self._pixel = None
        self._set_pointed(place)

    def pointed(self) -> int | None:
        """Return the place of the box that is marked."""
        return self._pointed

    def rendered(self) -> QImage:
        """Return the picture with its boxes."""
        return self.picture.rendered()

    def _paint_overlays(self) -> None:
        view, thresholds, pointed = self._view, self._thresholds, self._pointed
        if view is None or thresholds is None:
            return
        overlays: list[Overlay] = [kept_marks(view, self._kept, pointed)]
        if pointed is not None:
            found = victims(view, self._kept[pointed].rank, thresholds)
            overlays.insert(0, victim_marks(view, found))
        self.picture.set_overlays(overlays)

    def _box_under(self, pixel: tuple[int, int]) -> int | None:
        if self._view is None:
            return None
        row, column = pixel
        return box_at(kept_xyxy(self._view), column + 0.5, row + 0.5)

    def _set_pointed(self, place: int | None) -> None:
        if place != self._pointed:
            self._pointed = place if place is None or place < len(self._kept) else None
            self._paint_overlays()

    def _on_picture_hovered(self, row: int, column: int) -> None:
        self._pixel = (row, column)
        self._set_pointed(self._box_under(self._pixel))
        self.boxPointed.emit(-1 if self._pointed is None else self._pointed)

    def _on_picture_unhovered(self) -> None:
        self._pixel = None
        self._set_pointed(None)
        self.boxPointed.emit(-1)
