"""What the page saves: pictures, and the vector, the matrix and the result as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.bottleneck.pixel.tables import (
    matrix_rows,
    result_rows,
    terms_rows,
    vector_rows,
)
from explorer.widgets.export import copy_text, csv_text
from explorer.widgets.exporter import Exporter, MenuEntry, export_button
from explorer.widgets.map_table import map_rows

if TYPE_CHECKING:
    from explorer.panels.bottleneck.pixel.page import PixelPage
    from explorer.panels.bottleneck.pixel.values import Found


class Exports:
    """One button in the card of either step."""

    def __init__(self, page: PixelPage) -> None:
        self._page = page
        self._exporter = Exporter(page)
        for card in (page.dense_card, page.single_card):
            card.add_header_widget(export_button(self.entries))

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        page, save = self._page, self._exporter
        entries: list[MenuEntry] = [
            ("Whole view as PNG…", lambda: save.save_png(page.grab().toImage(), "1x1 at a pixel")),
        ]
        if page.picture_card.picture.image is not None:
            picture = page.picture_card.picture
            entries.append(
                ("Picture as PNG…", lambda: save.save_png(picture.rendered(), "picture"))
            )
        if page.found is not None:
            entries += self._found_entries(page.found)
        return entries

    def is_idle(self) -> bool:
        """Whether all is written."""
        return self._exporter.is_idle()

    def shutdown(self) -> None:
        """Finish."""
        self._exporter.shutdown()

    def _found_entries(self, found: Found) -> list[MenuEntry]:
        save, page = self._exporter, self._page
        if found.single is not None:
            return self._single_entries(found)
        channel = page.channel
        output = found.output[channel]
        views = (page.dense_card.view, page.picture_card.map)
        return [
            (
                "Matrix and vectors as PNG…",
                lambda: save.save_png(views[0].grab().toImage(), "matrix and vectors"),
            ),
            (
                f"Output channel {channel} as PNG…",
                lambda: save.save_png(views[1].rendered(), f"output channel {channel}"),
            ),
            ("Vector x as CSV…", lambda: save.save_csv(vector_rows(found), "vector")),
            ("Matrix W as CSV…", lambda: save.save_csv(matrix_rows(found), "matrix")),
            ("Result z as CSV…", lambda: save.save_csv(result_rows(found), "result")),
            (
                f"Sum of output channel {channel} as CSV…",
                lambda: save.save_csv(terms_rows(found, channel), f"sum of channel {channel}"),
            ),
            (
                f"Output channel {channel} as CSV…",
                lambda: save.save_csv(map_rows(output), f"output channel {channel}"),
            ),
            ("Copy the result", lambda: copy_text(csv_text(result_rows(found)))),
        ]

    def _single_entries(self, found: Found) -> list[MenuEntry]:
        save, single = self._exporter, found.single
        assert single is not None
        before, after = self._page.single_card.views
        return [
            ("Channel as PNG…", lambda: save.save_png(before.rendered(), "channel")),
            ("Product as PNG…", lambda: save.save_png(after.rendered(), "product")),
            ("Channel as CSV…", lambda: save.save_csv(map_rows(single.channel), "channel")),
            ("Product as CSV…", lambda: save.save_csv(map_rows(single.by_conv), "product")),
        ]
