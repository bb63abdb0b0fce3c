"""The convention ledger: each total opens into the choices behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.layers.ledger_rows import COLUMNS, ledger_rows
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented
from explorer.widgets.data_table import DataTable
from explorer.widgets.export import save_array
from explorer.widgets.exporter import export_button

if TYPE_CHECKING:
    from explorer.panels.layers.state import ViewState
    from explorer.panels.layers.values import LayersView
    from explorer.widgets.exporter import MenuEntry

QUANTITIES = (
    ("params", "parameters", "Which numbers count as parameters"),
    ("macs", "MACs, FLOPs", "From multiplications to what others call FLOPs"),
    ("activations", "activations", "Which numbers count as activations"),
    ("memory", "memory", "What a step of training keeps"),
    ("lenet", "60,000 → 61,706", "How LeNet-5's published count becomes today's"),
    ("alexnet", "AlexNet", "Two groups, one group, torchvision's"),
)
BATCHES = (1, 8, 32, 128)
OPTIMISERS = (
    ("sgd", "SGD", "Keeps nothing besides the gradients"),
    ("momentum", "momentum", "Keeps a velocity for each parameter"),
    ("adam", "Adam", "Keeps two moments for each parameter"),
)


class LedgerCard(Card):
    """A table of steps; which total, how many pictures, which optimiser."""

    viewChanged = Signal(dict)

    def __init__(self) -> None:
        super().__init__("Conventions")
        self._quantity = Segmented("Total", QUANTITIES)
        self._batch = Segmented(
            "Batch", [(str(n), str(n), f"{n} pictures at a time") for n in BATCHES]
        )
        self._optimiser = Segmented("Optimiser", OPTIMISERS)
        self.table = DataTable("Steps of the ledger", COLUMNS, wraps=True)
        self.table.setSortingEnabled(False)
        self._row = QHBoxLayout()
        self._row.addWidget(self._quantity)
        self._row.addStretch(1)
        self._row.addWidget(self._batch)
        self._row.addWidget(self._optimiser)
        self.add(self._row)
        self.add(self.table, 1)
        self.add_header_widget(export_button(self._entries))
        self._connect()
        theme.watch_theme(self._apply_row_metrics)

    def show_choices(self, view: ViewState) -> None:
        """Press the buttons of what is chosen; offer only what matters for it."""
        self._quantity.set_current(view.quantity)
        self._optimiser.set_current(view.optimiser)
        if view.batch in BATCHES:
            self._batch.set_current(str(view.batch))
        self._optimiser.setVisible(view.quantity == "memory")
        self._batch.setVisible(view.quantity in ("macs", "activations", "memory"))

    def show_view(self, view: LayersView) -> None:
        """Show the steps of a network's total."""
        self.table.set_rows(ledger_rows(view))
        is_story = view.view.quantity in ("lenet", "alexnet")
        batch = "" if view.view.quantity == "params" or is_story else f"batch {view.view.batch}"
        self.set_facts("the course's example" if is_story else batch)

    def _connect(self) -> None:
        self._quantity.currentChanged.connect(lambda key: self.viewChanged.emit({"quantity": key}))
        self._batch.currentChanged.connect(lambda key: self.viewChanged.emit({"batch": int(key)}))
        self._optimiser.currentChanged.connect(
            lambda key: self.viewChanged.emit({"optimiser": key})
        )

    def _entries(self) -> list[MenuEntry]:
        rows = [[column.title for column in COLUMNS], *self.table.texts()]
        return [("Save steps as CSV…", lambda: save_array(self, rows, "conventions"))]

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.SMALL))
