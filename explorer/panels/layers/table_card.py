"""All layers in a table, to sort, to walk through and to copy."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.engine.network.text.table_text import to_csv, to_latex, to_markdown
from explorer.panels.layers.table_rows import checked_cells, table_columns
from explorer.widgets.card import Card
from explorer.widgets.data_table import DataTable
from explorer.widgets.export import copy_text, save_text
from explorer.widgets.exporter import export_button

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.engine.network import Place, Report
    from explorer.panels.layers.values import LayersView
    from explorer.widgets.exporter import MenuEntry

    Writer = Callable[[Report], str]

FORMS = (("CSV", ".csv", to_csv), ("Markdown", ".md", to_markdown), ("LaTeX", ".tex", to_latex))


class TableCard(Card):
    """The table; a row that is chosen there is chosen everywhere.

    Its name is on the button that opens it; ``export`` is put beside that.
    """

    layerChosen = Signal(object)  # Place

    def __init__(self) -> None:
        super().__init__("All layers")
        self.table = DataTable("All layers of the network", table_columns(flops=False))
        self._places: list[Place] = []
        self._report: Report | None = None
        self._cells: object = None
        self._differing: object = None
        self.table.rowChosen.connect(self._on_table_row_chosen)
        self.export = export_button(self._entries)
        self.hide_header()
        self.add(self.table, 1)

    def show_view(self, view: LayersView) -> None:
        """Show the layers, and mark the chosen one."""
        if view.table is None:
            return
        places, cells = view.table
        flops = view.view.counts == "flops"
        differing = view.check if view.check is not None and view.check.differences else None
        if cells is not self._cells or differing is not self._differing:
            self._cells, self._report, self._places = cells, view.report, places
            self._differing = differing
            self.table.set_columns(table_columns(flops=flops))
            self.table.set_rows(checked_cells(places, cells, differing, flops=flops))
        chosen = view.selected
        self.table.choose_row(places.index(chosen) if chosen in places else None)

    def _on_table_row_chosen(self, row: int) -> None:
        self.layerChosen.emit(self._places[row])

    def _entries(self) -> list[MenuEntry]:
        report = self._report
        if report is None:
            return []
        entries: list[MenuEntry] = []
        for name, _, write in FORMS:
            entries.append((f"Copy as {name}", partial(_copy, write, report)))
        for name, suffix, write in FORMS:
            entries.append((f"Save as {name}…", partial(self._save, suffix, write, report)))
        return entries

    def _save(self, suffix: str, write: Writer, report: Report) -> None:
        save_text(self, write(report), "layers", suffix)


def _copy(write: Writer, report: Report) -> None:
    copy_text(write(report))
