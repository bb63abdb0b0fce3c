"""What the page of the 26 styles saves: the painted picture, the tiles, the blend."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.engine.style.multistyle_names import STYLES
from explorer.panels.style.live.blend import chosen, shares
from explorer.widgets.export import save_array, save_image, save_widget
from explorer.widgets.exporter import MenuEntry, export_button
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from explorer.panels.style.live.blend import Weights
    from explorer.panels.style.live.page import LiveStylesPage

HEADER = ("number", "style", "weight", "share")


class Exports:
    """One button in the card of the picture."""

    def __init__(self, page: LiveStylesPage) -> None:
        self._page = page
        page.picture_card.add_header_widget(export_button(self.entries))

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now: what was on the screen when the menu opened."""
        page, result = self._page, self._page.result
        tiles = page.styles_card.tiles.rendered()
        entries: list[MenuEntry] = [
            ("All 26 styles as PNG…", partial(save_image, page, tiles, "26 styles")),
            ("Whole view as PNG…", lambda: save_widget(page, page, "painted live")),
        ]
        if result is None:
            return entries
        title = Path(result.frame.spec.title).stem
        painted = qimage_from_rgb(result.value.painted_rgb)
        seen = page.picture_card.rendered()
        rows = blend_rows(result.request.weights)
        return [
            ("Painted picture as PNG…", partial(save_image, page, painted, f"painted {title}")),
            ("With the line as PNG…", partial(save_image, page, seen, f"divided {title}")),
            ("Blend as CSV…", partial(save_array, page, rows, f"blend of {title}")),
            *entries,
        ]


def blend_rows(weights: Weights) -> list[tuple[object, ...]]:
    """Return the styles of a blend as a table, its header first."""
    portions = shares(weights)
    return [
        HEADER,
        *((s + 1, STYLES[s].name, weights[s], round(portions[s], 6)) for s in chosen(weights)),
    ]
