"""What the page saves: the drawing, the channels, and the numbers as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.residual.block.tables import gradient_rows, pixel_rows, place_rows
from explorer.widgets.export import save_svg
from explorer.widgets.exporter import Exporter, MenuEntry, export_button
from explorer.widgets.map_table import map_rows

if TYPE_CHECKING:
    from explorer.panels.residual.block.page import BlockPage
    from explorer.panels.residual.block.values import Found

NAME = "residual block"


class Exports:
    """One button, in the card of the drawing."""

    def __init__(self, page: BlockPage) -> None:
        self._page = page
        self._exporter = Exporter(page)
        page.drawing_card.add_header_widget(export_button(self.entries))

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        page, save = self._page, self._exporter
        entries: list[MenuEntry] = [
            ("Whole view as PNG…", lambda: save.save_png(page.grab().toImage(), "the block")),
        ]
        found, gradient = page.found, page.gradient
        if found is not None:
            entries += self._found_entries(found)
        if gradient is not None:
            entries.append(
                (
                    "Gradient against α as CSV…",
                    lambda: save.save_csv(gradient_rows(gradient), "gradient against alpha"),
                )
            )
        return entries

    def is_idle(self) -> bool:
        """Whether all is written."""
        return self._exporter.is_idle()

    def shutdown(self) -> None:
        """Finish."""
        self._exporter.shutdown()

    def _found_entries(self, found: Found) -> list[MenuEntry]:
        page, save = self._page, self._exporter
        drawing, values, pixel = page.drawing_card.drawing, found.enlarged.values, page.pixel
        return [
            ("Drawing as PNG…", lambda: save.save_png(drawing.rendered(), NAME)),
            ("Drawing as SVG…", lambda: save_svg(page, drawing.svg(), NAME)),
            (
                "All channels as PNG…",
                lambda: save.save_png(page.channels_card.grid.rendered(), "channels"),
            ),
            ("Channel as CSV…", lambda: save.save_csv(map_rows(values), "channel")),
            ("Tensors' means and zeros as CSV…", lambda: save.save_csv(place_rows(found), NAME)),
            (
                f"Numbers at ({pixel[0]}, {pixel[1]}) as CSV…",
                lambda: save.save_csv(pixel_rows(found, *pixel), "numbers at a pixel"),
            ),
        ]
