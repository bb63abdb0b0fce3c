"""What can be saved: the row, the bars, and the answer, as pictures and as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.residual.operate.bars_values import rows as bar_rows
from explorer.widgets.export import save_array, save_svg, save_widget
from explorer.widgets.exporter import export_button
from explorer.widgets.svg import widget_svg

if TYPE_CHECKING:
    from explorer.panels.residual.operate.page import OperatePage
    from explorer.panels.residual.operate.values import Classes, Faces
    from explorer.widgets.exporter import MenuEntry

CLASSES_HEADER = ("class", "whole network", "as set")
FACES_HEADER = (
    "face", "moved, squared L2", "to the second picture before", "after", "τ",
    "one person before", "one person after",
)  # fmt: skip


class Exports:
    """Asks where, and saves what the page shows."""

    def __init__(self, page: OperatePage) -> None:
        self._page = page
        self.blocks_button = export_button(self.block_entries)
        self.answer_button = export_button(self.answer_entries)

    def block_entries(self) -> list[MenuEntry]:
        """Return what can be saved of the blocks now."""
        page, card = self._page, self._page.blocks_card
        entries: list[MenuEntry] = [
            ("Save blocks and bars as PNG…", lambda: save_widget(page, card, "residual-blocks")),
            ("Save blocks as SVG…", lambda: save_svg(page, widget_svg(card.row), "blocks")),
        ]
        bars = page.bars
        if bars is None or not bars.pairs:
            return entries
        table = bar_rows(bars)
        return [
            *entries,
            ("Save bars as SVG…", lambda: save_svg(page, widget_svg(card.chart), "without-blocks")),
            ("Save bars as CSV…", lambda: save_array(page, table, "without-blocks")),
        ]

    def answer_entries(self) -> list[MenuEntry]:
        """Return what can be saved of the answer now."""
        page, card = self._page, self._page.answer_card
        entries: list[MenuEntry] = [
            ("Save answer as PNG…", lambda: save_widget(page, card, "before-and-after"))
        ]
        view = None if page.result is None else page.result.value
        if view is not None and view.classes is not None:
            table = class_rows(view.classes)
        elif view is not None and view.faces is not None:
            table = face_rows(view.faces)
        else:
            return entries
        return [
            *entries,
            ("Save answer as CSV…", lambda: save_array(page, table, "before-and-after")),
        ]


def class_rows(classes: Classes) -> list[tuple[object, ...]]:
    """Return the classes before with their shares, then those that are new, as a table."""
    outcome = classes.outcome
    known = {one.index for one in outcome.before}
    pairs = zip(outcome.before, outcome.before_now, strict=True)
    table: list[tuple[object, ...]] = [CLASSES_HEADER]
    table += [(one.label, one.probability, now) for one, now in pairs]
    table += [(one.label, "", one.probability) for one in outcome.after if one.index not in known]
    return table


def face_rows(faces: Faces) -> list[tuple[object, ...]]:
    """Return the faces' distances as a table."""
    table: list[tuple[object, ...]] = [FACES_HEADER]
    for number, one in enumerate(faces.distances, 1):
        if one.before is None or one.after is None:
            table.append((number, one.moved, "", "", faces.tau, "", ""))
        else:
            same = (one.before < faces.tau, one.after < faces.tau)
            table.append((number, one.moved, one.before, one.after, faces.tau, *same))
    return table
