"""What the page saves: pictures of what is shown, maps and kernels as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.maps.tables import channel_rows, first_filter_rows, kernel_rows
from explorer.widgets.exporter import Exporter, MenuEntry, export_button
from explorer.widgets.map_table import map_rows

if TYPE_CHECKING:
    from explorer.panels.filters.maps.page import MapsPage
    from explorer.panels.filters.maps.values import MapsView


class Exports:
    """One button in the grid's card."""

    def __init__(self, page: MapsPage) -> None:
        self._page = page
        self._exporter = Exporter(page)
        page.grid_card.add_header_widget(export_button(self.entries))

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        page, save = self._page, self._exporter
        entries: list[MenuEntry] = [
            ("Whole view as PNG…", lambda: save.save_png(page.grab().toImage(), "feature maps")),
        ]
        view = page.result
        if view is None:
            return entries
        name = f"{view.network.title} {view.layer.title}"
        entries += [
            (
                "Grid of all channels as PNG…",
                lambda: save.save_png(page.grid_card.grid.rendered(), name),
            ),
            (
                "Picture with the channel as PNG…",
                lambda: save.save_png(page.picture_card.picture.rendered(), f"{name} over input"),
            ),
            *self._channel_entries(view, name),
            (
                "Means of all channels as CSV…",
                lambda: save.save_csv(channel_rows(view), f"{name} means"),
            ),
        ]
        filters = view.network.filters
        if filters is not None:
            title = f"{view.network.title} first filters"
            entries.append(
                (
                    "First-layer filters as CSV…",
                    lambda: save.save_csv(first_filter_rows(filters), title),
                )
            )
        return entries

    def is_idle(self) -> bool:
        """Whether all is written."""
        return self._exporter.is_idle()

    def shutdown(self) -> None:
        """Finish."""
        self._exporter.shutdown()

    def _channel_entries(self, view: MapsView, name: str) -> list[MenuEntry]:
        channel, save = view.channel, self._exporter
        if channel is None:
            return []
        title = f"{name} channel {channel.index}"
        entries: list[MenuEntry] = [
            (
                f"Map of channel {channel.index} as CSV…",
                lambda: save.save_csv(map_rows(channel.values), title),
            )
        ]
        kernel = channel.kernel
        if kernel is not None:
            entries.append(
                (
                    f"Kernel of channel {channel.index} as CSV…",
                    lambda: save.save_csv(kernel_rows(kernel), f"{title} kernel"),
                )
            )
        return entries
