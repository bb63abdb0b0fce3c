"""What the page of boxes saves: the picture with its boxes, and the boxes as numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.engine.box_files import PictureBoxes, coco_text, csv_text
from explorer.widgets.export import save_image, save_text, save_widget
from explorer.widgets.exporter import MenuEntry, export_button

if TYPE_CHECKING:
    from explorer.panels.detector.live.page import BoxesPage
    from explorer.panels.detector.values import DetectView
    from explorer.services.frames import Frame


class Exports:
    """One button in the card of the boxes that are left."""

    def __init__(self, page: BoxesPage) -> None:
        self._page = page
        page.kept_card.add_header_widget(export_button(self.entries))

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now: what was on the screen when the menu opened."""
        page, result = self._page, self._page.result
        entries: list[MenuEntry] = [
            ("Whole view as PNG…", lambda: save_widget(page, page, "yolo")),
        ]
        if result is None:
            return entries
        frame, view = result.frame, result.value
        image = page.picture_card.rendered()
        name = f"boxes of {Path(frame.spec.title).stem}"
        return [
            ("Picture with boxes as PNG…", lambda: save_image(page, image, name)),
            ("Boxes as CSV…", lambda: save_text(page, _csv(frame, view), name, ".csv")),
            ("Boxes as COCO JSON…", lambda: save_text(page, _coco(frame, view), name, ".json")),
            *entries,
        ]


def found_boxes(frame: Frame, view: DetectView) -> PictureBoxes:
    """Return what was found in a frame, as files of boxes name it."""
    spec = frame.spec
    file = Path(spec.location).name if spec.kind in ("picture", "video") else spec.title
    number = frame.index if spec.kind in ("video", "camera") else None
    return PictureBoxes(file, frame.size, view.detections, frame=number)


def _csv(frame: Frame, view: DetectView) -> str:
    return csv_text([found_boxes(frame, view)])


def _coco(frame: Frame, view: DetectView) -> str:
    return coco_text([found_boxes(frame, view)], view.model.class_names)
