"""What the page of pooling saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.pooling.reading import CHANNELS, window_rows
from explorer.widgets.export import copy_text, csv_text
from explorer.widgets.exporter import Exporter, MenuEntry, export_button
from explorer.widgets.map_table import map_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.filters.pooling.page import PoolingPage


class Exports:
    """One button in the window's card."""

    def __init__(self, page: PoolingPage) -> None:
        self._page = page
        self._exporter = Exporter(page)
        page.window_card.add_header_widget(export_button(self.entries))

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        page, save = self._page, self._exporter
        entries: list[MenuEntry] = [
            ("Whole view as PNG…", lambda: save.save_png(page.grab().toImage(), "pooling")),
        ]
        pooling, reading = page.result, page.window_card.reading
        if pooling is None or pooling.pooled is None or reading is None:
            return entries
        views = page.pictures
        entries += [
            ("Input as PNG…", lambda: save.save_png(views.input_view.rendered(), "input")),
            (
                "Pooled picture as PNG…",
                lambda: save.save_png(views.output_view.rendered(), "pooled"),
            ),
        ]
        values = pooling.pooled.values
        if values.ndim == 2:
            entries.append(self._map_entry("Pooled picture", values))
        else:
            entries += [
                self._map_entry(f"{n}, pooled", values[:, :, c]) for c, n in enumerate(CHANNELS)
            ]
        entries += [
            ("Window as CSV…", lambda: save.save_csv(window_rows(reading), "window")),
            ("Copy the window's numbers", lambda: copy_text(csv_text(window_rows(reading)))),
        ]
        return entries

    def is_idle(self) -> bool:
        """Whether all is written."""
        return self._exporter.is_idle()

    def shutdown(self) -> None:
        """Finish."""
        self._exporter.shutdown()

    def _map_entry(self, name: str, values: NDArray[np.float32]) -> MenuEntry:
        return f"{name} as CSV…", lambda: self._exporter.save_csv(map_rows(values), name.lower())
