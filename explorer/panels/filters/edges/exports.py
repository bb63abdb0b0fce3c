"""What the page of edge filters saves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.edges.tables import kernel_rows, probe_rows
from explorer.widgets.export import copy_text, csv_text
from explorer.widgets.exporter import Exporter, MenuEntry, export_button
from explorer.widgets.map_table import map_rows

if TYPE_CHECKING:
    from explorer.panels.filters.edges.page import EdgesPage
    from explorer.panels.filters.edges.planes import Plane
    from explorer.widgets.image_view import ImageView


class Exports:
    """One button in the probe's card: pictures, maps, the kernel, the probe's numbers."""

    def __init__(self, page: EdgesPage) -> None:
        self._page = page
        self._exporter = Exporter(page)
        page.probe_card.add_header_widget(export_button(self.entries))

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        page, save = self._page, self._exporter
        entries: list[MenuEntry] = [
            ("Whole view as PNG…", lambda: save.save_png(page.grab().toImage(), "edge filters")),
        ]
        response, reading = page.result, page.probe_card.reading
        if response is None:
            return entries
        entries.append(
            ("Input as PNG…", lambda: save.save_png(page.pictures.input_view.rendered(), "input"))
        )
        if response.answer is not None:
            views = page.pictures.response_views
            for plane, view in zip(response.answer.planes, views, strict=False):
                entries += self._plane_entries(plane, view)
        weights = response.request.weights()
        entries.append(("Kernel as CSV…", lambda: save.save_csv(kernel_rows(weights), "kernel")))
        if reading is not None:
            entries += [
                ("Probe as CSV…", lambda: save.save_csv(probe_rows(reading), "probe")),
                ("Copy the probe's numbers", lambda: copy_text(csv_text(probe_rows(reading)))),
            ]
        return entries

    def is_idle(self) -> bool:
        """Whether all is written."""
        return self._exporter.is_idle()

    def shutdown(self) -> None:
        """Finish."""
        self._exporter.shutdown()

    def _plane_entries(self, plane: Plane, view: ImageView) -> list[MenuEntry]:
        save, name = self._exporter, plane.title.lower()
        return [
            (f"{plane.title} as PNG…", lambda: save.save_png(view.rendered(), name)),
            (f"{plane.title} as CSV…", lambda: save.save_csv(map_rows(plane.values), name)),
        ]
