"""The card of the largest differences: which channels come together too much or too little."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal

from explorer.panels.style.losses.words import meaning, row_texts, share_of
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.data_table import DataTable
from explorer.widgets.table_model import TableCell, TableColumn

if TYPE_CHECKING:
    from explorer.engine.style.gram_view import GramEntry
    from explorer.panels.style.losses.values import LossesView

COLUMNS: Final = (
    TableColumn("k · k′", "The two channels, counted from 0", is_words=True),
    TableColumn("style", "The style's entry, in the unit of the maps"),
    TableColumn("picture", "The picture's entry: orange where it is too large, blue if too small"),
    TableColumn("share", "Of the layer's loss: (k, k′) and (k′, k) together"),
)
HEIGHT: Final = 28 + 6 * 26 + 4


class LargestCard(Card):
    """A row chooses its entry."""

    chosen = Signal(object)  # (k, k')

    def __init__(self) -> None:
        super().__init__("Largest differences")
        self._listed: tuple[GramEntry, ...] = ()
        self.table = DataTable("Largest differences", COLUMNS)
        # The numbers of the deepest layers are a few pixels too wide, which is air at the right.
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add(self.table)
        self.table.rowChosen.connect(self._on_table_row_chosen)
        theme.watch_theme(self._apply_table_metrics)

    def show_view(self, view: LossesView) -> None:
        """List the entries; mark the one that is looked at."""
        if self._listed is not view.largest:
            self._listed = view.largest
            self.table.set_rows([_cells(one, view.gram.divisor) for one in view.largest])
            together = sum(share_of(one) for one in view.largest)
            count = view.gram.channels * (view.gram.channels + 1) // 2
            self.set_facts(f"{len(view.largest)} of {count:,} make {together:.0%} of the loss")
        pairs = [{one.k, one.other} for one in self._listed]
        entry = {view.entry.k, view.entry.other}
        self.table.choose_row(pairs.index(entry) if entry in pairs else None)

    def _on_table_row_chosen(self, row: int) -> None:
        entry = self._listed[row]
        self.chosen.emit((entry.k, entry.other))

    def _apply_table_metrics(self) -> None:
        self.table.setMinimumHeight(theme.current_theme().px(HEIGHT))


def _cells(entry: GramEntry, divisor: float) -> list[TableCell]:
    channels, style, picture, share = row_texts(entry, divisor)
    tip, tone = meaning(entry), "positive" if entry.difference > 0 else "negative"
    return [
        TableCell(channels, entry.k, tip=tip),
        TableCell(style, entry.style, tip=tip),
        TableCell(picture, entry.picture, tone=tone, tip=tip),
        TableCell(share, share_of(entry), tip=tip),
    ]
