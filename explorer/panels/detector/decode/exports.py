"""What can be saved of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.decode.stages import STAGES, acting
from explorer.panels.detector.decode.words import sentence
from explorer.widgets.export import save_array, save_image, save_widget

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.panels.detector.decode.page import DecodePage
    from explorer.panels.detector.decode.values import DecodeView
    from explorer.widgets.exporter import MenuEntry

COLUMNS = ("stage", "name", "predictions or boxes that are left", "what happens")


def export_entries(page: DecodePage) -> list[MenuEntry]:
    """Return what there is to be saved now: what was on the screen when the menu opened."""
    entries: list[MenuEntry] = [
        ("Whole view as PNG…", lambda: save_widget(page, page, "yolo decoding")),
    ]
    view = page.decoded
    if view is None:
        return entries
    name = f"decoding {STAGES[acting(page.stage)].name}"
    image = page.picture_card.view.rendered()
    return [
        ("Picture of this stage as PNG…", lambda: save_image(page, image, name)),
        ("Counts of all stages as CSV…", lambda: save_array(page, count_rows(view), "decoding")),
        *entries,
    ]


def count_rows(view: DecodeView) -> Iterator[Sequence[object]]:
    """Yield what each stage leaves."""
    yield COLUMNS
    counts = (view.predictions, view.predictions, len(view), len(view), view.left)
    for place, (stage, count) in enumerate(zip(STAGES, counts, strict=True)):
        yield place + 1, stage.name, count, sentence(view, place)
