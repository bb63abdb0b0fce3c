"""The source picture, and what of it the network sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.filters.excite.values import GradientAnswer
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.image_view import ImageView
from explorer.widgets.overlays import Box

if TYPE_CHECKING:
    from explorer.panels.filters.excite.values import ExciteView
    from explorer.services.frames import Frame
    from explorer.widgets.overlays import Overlay

EMPTY = "Open a picture, a clip or a camera above"


class InputCard(Card):
    """The picture with the network's crop framed, and what a single unit depends on."""

    sourceWanted = Signal()

    def __init__(self) -> None:
        super().__init__("Input")
        self.picture = ImageView("Input")
        self._note = label("", "caption", wrap=True)
        self.picture.actionRequested.connect(self.sourceWanted)
        self.add(self.picture, 1)
        self.add(self._note)
        self.set_waiting("")

    def set_waiting(self, why: str) -> None:
        """Say why there is no picture yet; an empty text asks for one."""
        self.picture.set_empty(why or EMPTY, "" if why else "Show a bundled picture")

    def show_view(self, frame: Frame, view: ExciteView) -> None:
        """Show a frame and what the network sees of it."""
        self.picture.set_rgb(frame.rgb)
        width, height = frame.size
        self.set_facts(f"{height} × {width}")
        self._note.setVisible(view.network is not None)
        if view.network is None or view.crop_xyxy is None:
            self.picture.set_overlays(())
            return
        left, top, right, bottom = view.crop_xyxy
        self._note.setText(
            f"{view.network.title} sees the frame, {bottom - top:.0f} × {right - left:.0f}, "
            f"as {view.network.input_text}"
        )
        marks: list[Overlay] = [Box(*view.crop_xyxy, colour="accent", width=1.5)]
        if isinstance(view.answer, GradientAnswer) and view.answer.position is not None:
            marks += _field(view.answer, view.crop_xyxy)
        self.picture.set_overlays(marks)


def _field(answer: GradientAnswer, crop_xyxy: tuple[float, float, float, float]) -> list[Overlay]:
    """Frame the part of the picture that one value of the map depends on."""
    if answer.extent is None:
        return []
    left, top, right, bottom = crop_xyxy
    rows, columns = answer.values.shape
    down, across = (bottom - top) / rows, (right - left) / columns
    first_row, first_column, last_row, last_column = answer.extent
    return [
        Box(
            left + first_column * across,
            top + first_row * down,
            left + last_column * across,
            top + last_row * down,
            label="depends on",
        )
    ]
