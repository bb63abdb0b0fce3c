"""What the page of two pictures saves: the view, the strips, and, only when asked, the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.widgets.export import save_array, save_svg, save_widget
from explorer.widgets.exporter import MenuEntry, export_button
from explorer.widgets.svg import widget_svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from explorer.panels.faces.verify.difference import Difference
    from explorer.panels.faces.verify.page import VerifyPage

PERSONAL: Final = (
    "The table holds the embeddings of two faces. These numbers are personal: whoever has them can "
    "recognise the two people. Keep the file as you would keep their photographs."
)
COLUMNS: Final = ("k", "f(x1)", "f(x2)", "f(x1) - f(x2)", "square")


class Exports:
    """One button in the card of the strips."""

    def __init__(self, page: VerifyPage) -> None:
        self._page = page
        self.button = export_button(self.entries)

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        page = self._page
        view, line = page.strips_card.view, page.line
        entries: list[MenuEntry] = [
            ("Whole view as PNG…", lambda: save_widget(page, page, "verify two faces")),
        ]
        between = page.difference
        if between is None:
            return entries
        return [
            *entries,
            ("Strips as PNG…", lambda: save_widget(page, page.strips_card, "two embeddings")),
            ("Strips as SVG…", lambda: save_svg(page, widget_svg(view), "two embeddings")),
            ("Line with d and τ as SVG…", lambda: save_svg(page, widget_svg(line), "d and τ")),
            ("Both embeddings as CSV (personal)…", lambda: self._save_numbers(between)),
        ]

    def _save_numbers(self, between: Difference) -> None:
        if save_array(self._page, embedding_rows(between), "two embeddings") is not None:
            self._page.noticeRequested.emit("warning", PERSONAL)


def embedding_rows(between: Difference) -> Iterator[Sequence[object]]:
    """Yield the 128 numbers of both faces, their difference and its square."""
    yield COLUMNS
    rows = zip(
        between.first.tolist(),
        between.second.tolist(),
        between.difference.tolist(),
        between.squares.tolist(),
        strict=True,
    )
    for place, (first, second, difference, square) in enumerate(rows, start=1):
        yield [place, f"{first:.9g}", f"{second:.9g}", f"{difference:.9g}", f"{square:.9g}"]
