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
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.layers.state import Lower, ViewState
    from explorer.panels.layers.values import LayersView

LowerPart = WalkCard | TableCard | SharesCard | LedgerCard

LOWER: tuple[tuple[Lower, str, str], ...] = (
    ("walk", "The layer at work", "The kernel's walk over the input, step by step"),
    ("table", "All layers", "A table of every layer, to sort and to copy"),
    ("shares", "Where it goes", "Where parameters, multiplications and memory are"),
    ("ledger", "Conventions", "The choices behind each total, step by step"),
)
COUNTS = (
    ("macs", "MACs", "Multiply-accumulates: the products that are computed"),
    ("flops", "FLOPs", "Multiplications and additions: twice the MACs"),
)


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
        self.network_card.show_choices(view)
        self.ledger.show_choices(view)

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

    def _lay_out(self) -> None:
        for part in self._parts.values():
            self._stack.addWidget(part)
        self._row = QHBoxLayout()
        self._row.addWidget(self._lower)
        self._row.addStretch(1)
        self._row.addWidget(self._counts)
        bench = Workbench()
        bench.add_work(self.network_card, 10)
        bench.add_work(self.totals, 0)
        bench.add_work(self._row, 0)
        bench.add_work(self._stack, 9)
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
        self.walk.cellChosen.connect(lambda cell: self.viewChanged.emit({"cell": cell}))

    def _on_quantity_chosen(self, quantity: str) -> None:
        self.viewChanged.emit({"lower": "ledger", "quantity": quantity})

    def _apply_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.SMALL))
