"""What can be saved of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.grid.slices import slice_rows
from explorer.widgets.export import save_array, save_image, save_svg, save_widget

if TYPE_CHECKING:
    from explorer.panels.detector.grid.page import GridPage
    from explorer.widgets.exporter import MenuEntry


def export_entries(page: GridPage) -> list[MenuEntry]:
    """Return what there is to be saved now: what was on the screen when the menu opened."""
    entries: list[MenuEntry] = [
        ("Whole view as PNG…", lambda: save_widget(page, page, "yolo grid")),
    ]
    result, chosen = page.result, page.chosen
    if result is None or chosen is None:
        return entries
    name = "cell {}, {} of {}×{}".format(*chosen.cell, *chosen.size)
    display = page.display
    image, tensor = display.picture_card.view.rendered(), display.tensor_card.tensor
    formulas = display.formula_card
    return [
        ("Picture with grid as PNG…", lambda: save_image(page, image, name)),
        ("The cell's numbers as CSV…",
         lambda: save_array(page, slice_rows(result.value, chosen), name)),
        ("Output tensor as SVG…", lambda: save_svg(page, tensor.svg(), "output tensor")),
        ("Output tensor as PNG…", lambda: save_image(page, tensor.rendered(), "output tensor")),
        ("Formulas of the box as SVG…", lambda: save_svg(page, formulas.square.svg(), "box")),
        ("Formulas of the box as PNG…",
         lambda: save_image(page, formulas.square.rendered(), "box")),
        *entries,
    ]  # fmt: skip
