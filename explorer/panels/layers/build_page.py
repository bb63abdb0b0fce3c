"""The page where the network is built: the drawing, the totals, and what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.panels.layers.cards.column import CardColumn
from explorer.panels.layers.ledger_card import LedgerCard
from explorer.panels.layers.network_card import NetworkCard
from explorer.panels.layers.shares_card import SharesCard
from explorer.panels.layers.table_card import TableCard
from explorer.panels.layers.totals_card import TotalsCard
from explorer.panels.layers.walk.card import WalkCard
from explorer.widgets import theme
from explorer.widgets.controls import Segmented
from explorer.widgets.divide import Divide
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QResizeEvent

    from explorer.engine.network import Place
    from explorer.panels.layers.state import Lower, ViewState
    from explorer.panels.layers.values import LayersView

DRAWING_SHARE = 0.44
"""Of the height: what is left to the walk at 1280×800 is just enough for its grids."""
LowerPart = WalkCard | TableCard | SharesCard | LedgerCard

LOWER: tuple[tuple[Lower, str, str], ...] = (
    ("walk", "The layer at work", "The kernel's walk over the input, step by step"),
    ("table", "All layers", "A table of every layer, to sort and to copy"),
    ("shares", "Where it goes", "Where parameters, multiplications and memory are"),
    ("ledger", "Conventions", "The choices behind each total, step by step"),
)
SHORT_NAMES: dict[Lower, str] = {"walk": "Layer", "table": "Table", "shares": "Shares"}
FULL_NAMES_FROM = 640
"""Pixels at scale 1 below which the parts are called by their short names."""
COUNTS = (
    ("macs", "MACs", "Multiply-accumulates: the products that are computed"),
    ("flops", "FLOPs", "Multiplications and additions: twice the MACs"),
)


class _Below(QWidget):
    """Says how wide it is."""

    resized = Signal(int)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit(self.width())


class BuildPage(QWidget):
    """Shows one view; says which of its parts is wanted. Edits are signals of its cards."""

    viewChanged = Signal(dict)  # fields of ViewState

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.network_card = NetworkCard()
        self.totals = TotalsCard()
        self.walk = WalkCard()
        self.table = TableCard()
        self.shares = SharesCard()
        self.ledger = LedgerCard()
        self.column = CardColumn()
        self._parts: dict[str, LowerPart] = {
            "walk": self.walk,
            "table": self.table,
            "shares": self.shares,
            "ledger": self.ledger,
        }
        self._exports = {
            "table": self.table.export, "shares": self.shares.export,
            "ledger": self.ledger.export,
        }  # fmt: skip
        self._lower = Segmented("What is shown below the drawing", LOWER)
        self._counts = Segmented("Unit of cost", COUNTS)
        self._stack = QStackedWidget()
        self._view: LayersView | None = None
        self._lay_out()
        self._connect()
        theme.watch_theme(self._apply_metrics)

    def show_choices(self, view: ViewState) -> None:
        """Make the controls say what the state says, without announcing anything."""
        self._lower.set_current(view.lower)
        self._counts.set_current(view.counts)
        self._stack.setCurrentWidget(self._parts[view.lower])
        for key, button in self._exports.items():
            button.setVisible(key == view.lower)
        self.network_card.show_choices(view)
        self.ledger.show_choices(view)

    def edit_layer(self, place: Place | None) -> None:
        """Put the cursor into the first number of a layer, or of the input."""
        self._bench.set_folded(False)
        self.column.layer.edit(place)

    def show_view(self, view: LayersView) -> None:
        """Show a network, and of the lower parts the one that is on the screen."""
        self._view = view
        for part in (self.network_card, self.totals, self.column):
            part.show_view(view)
        self._parts[view.view.lower].show_view(view)

    def show_frame(self, rgb: NDArray[np.uint8] | None) -> None:
        """Show the picture whose pixels the cells depend on."""
        self.walk.show_frame(rgb)

    def present(self) -> None:
        """Bring the page into a good state for a picture of it."""
        self.walk.present()

    def is_idle(self) -> bool:
        """Whether every formula and drawing has come to rest."""
        return self.column.is_idle() and self.walk.is_idle() and self.network_card.is_idle()

    def shutdown(self) -> None:
        """Stop what runs."""
        self.walk.shutdown()
        self.column.shutdown()
        self.network_card.shutdown()

    def _on_below_resized(self, width: int) -> None:
        """Call the parts by shorter names where the column leaves little room."""
        is_short = width < theme.current_theme().px(FULL_NAMES_FROM)
        for key, full, _ in LOWER:
            self._lower.rename_option(key, SHORT_NAMES.get(key, full) if is_short else full)

    def _lay_out(self) -> None:
        for part in self._parts.values():
            self._stack.addWidget(part)
        self._row = QHBoxLayout()
        self._row.addWidget(self._lower)
        self._row.addStretch(1)
        for button in self._exports.values():
            self._row.addWidget(button)
        self._row.addWidget(self._counts)
        below = _Below()
        below.resized.connect(self._on_below_resized)
        self._below = QVBoxLayout(below)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.addWidget(self.totals)
        self._below.addLayout(self._row)
        self._below.addWidget(self._stack, 1)
        self._bench = bench = Workbench()
        bench.add_work(Divide(self.network_card, below, DRAWING_SHARE))
        for card in self.column.cards():
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        self._lower.currentChanged.connect(lambda key: self.viewChanged.emit({"lower": key}))
        self._counts.currentChanged.connect(lambda key: self.viewChanged.emit({"counts": key}))
        self.totals.quantityChosen.connect(self._on_quantity_chosen)
        self.ledger.viewChanged.connect(self.viewChanged)
        self.network_card.viewChanged.connect(self.viewChanged)
        self.column.focusTaken.connect(self._bench.reveal)
        self.walk.cellChosen.connect(lambda cell: self.viewChanged.emit({"cell": cell}))

    def _on_quantity_chosen(self, quantity: str) -> None:
        self.viewChanged.emit({"lower": "ledger", "quantity": quantity})

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.SMALL))
        self._below.setSpacing(px(theme.MEDIUM))
