"""What can be saved: the grid, the pictures one by one, and the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.style.keeps.words import title_of
from explorer.widgets.export import save_array, save_image, save_widget
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.panels.style.keeps.page import KeepsPage
    from explorer.panels.style.keeps.values import KeepsView
    from explorer.widgets.exporter import MenuEntry

COLUMNS = ("loss", "layers", "steps", "of", "loss now", "loss of the noise", "ssim")


def grid_entries(page: KeepsPage) -> list[MenuEntry]:
    """Return what can be saved of all reconstructions."""
    view = page.view
    name = "what each layer keeps"
    entries: list[MenuEntry] = [
        ("Save the grid as PNG…", lambda: save_widget(page, page.grid, name))
    ]
    if view.cells:
        entries.append(
            ("Save the numbers as CSV…", lambda: save_array(page, list(rows(view)), name))
        )
    return entries


def close_entries(page: KeepsPage) -> list[MenuEntry]:
    """Return what can be saved of the chosen reconstruction."""
    view = page.view
    name = title_of(view.chosen)
    entries: list[MenuEntry] = [
        ("Save the comparison as PNG…", lambda: save_widget(page, page.close_card, name))
    ]
    cell = view.cell
    if cell is not None and cell.picture is not None:
        picture = cell.picture
        entries.append(
            ("Save the reconstruction as PNG…",
             lambda: save_image(page, qimage_from_rgb(picture), name))
        )  # fmt: skip
    return entries


def rows(view: KeepsView) -> Iterator[Sequence[object]]:
    """Yield the numbers of every reconstruction."""
    yield COLUMNS
    for target, cell in view.cells.items():
        step = cell.step
        alike = "" if cell.alike is None else cell.alike
        yield (target.loss, " ".join(target.layers), step.index, step.steps, step.loss,
               step.first, alike)  # fmt: skip
