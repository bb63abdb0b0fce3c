"""The convention ledger: each total opens into the choices behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

from explorer.panels.layers.ledger_rows import COLUMNS, ledger_rows
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.choice import Choice
from explorer.widgets.controls import Segmented
from explorer.widgets.data_table import DataTable
from explorer.widgets.export import save_array
from explorer.widgets.exporter import export_button

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QResizeEvent

    from explorer.panels.layers.state import ViewState
    from explorer.panels.layers.values import LayersView
    from explorer.widgets.exporter import MenuEntry

QUANTITIES = (
    ("params", "parameters", "Which numbers count as parameters"),
    ("macs", "MACs", "From multiplications to what others call FLOPs"),
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
OPTIMISER_TITLES = {key: title for key, title, _ in OPTIMISERS}
BATCH_TIP = "How many pictures are computed at a time"
OPTIMISER_TIP = "What is kept for each parameter between two steps of training"
BATCH_WIDTH = 106
OPTIMISER_WIDTH = 112
ONE_ROW_FROM = 770


class LedgerCard(Card):
    """A table of steps; which total, how many pictures, which optimiser.

    Its name is on the button that opens it; ``export`` is put beside that.
    """

    viewChanged = Signal(dict)

    def __init__(self) -> None:
        super().__init__("Conventions")
        self._quantity = Segmented("Total", QUANTITIES)
        self._batch = Choice("Batch", _batches(BATCHES), tooltip=BATCH_TIP, as_list=True)
        self._optimiser = Choice("Optimiser", OPTIMISERS, tooltip=OPTIMISER_TIP, as_list=True)
        self.table = DataTable("Steps of the ledger", COLUMNS, wraps=True)
        self.table.setSortingEnabled(False)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._choices = QHBoxLayout()
        self._choices.addStretch(1)
        self._choices.addWidget(self._batch)
        self._choices.addWidget(self._optimiser)
        self._row.addWidget(self._quantity)
        self._row.addLayout(self._choices, 1)
        self.add(self._row)
        self.add(self.table, 1)
        self.export = export_button(self._entries)
        self.hide_header()
        self._connect()
        theme.watch_theme(self._apply_row_metrics)

    def show_choices(self, view: ViewState) -> None:
        """Press the buttons of what is chosen; offer only what matters for it."""
        self._quantity.set_current(view.quantity)
        self._optimiser.set_current(view.optimiser)
        self._batch.set_options(_batches({*BATCHES, view.batch}), str(view.batch))
        self._optimiser.setVisible(view.quantity == "memory")
        self._batch.setVisible(view.quantity in ("macs", "activations", "memory"))

    def show_view(self, view: LayersView) -> None:
        """Show the steps of a network's total."""
        self.table.set_rows(ledger_rows(view))

    def minimumSizeHint(self) -> QSize:
        """Become as narrow as two rows are, also while there is one: it breaks when it has to."""
        hint, margins = super().minimumSizeHint(), self._layout.contentsMargins()
        rows = (self._quantity.minimumSizeHint().width(), self._choices.minimumSize().width())
        hint.setWidth(max(rows) + margins.left() + margins.right())
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what depends on the total below it where the card is narrow."""
        super().resizeEvent(event)
        is_wide = self.width() >= theme.current_theme().px(ONE_ROW_FROM)
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)

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
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.SMALL))
        self._choices.setSpacing(px(theme.SMALL))
        self._batch.setFixedWidth(px(BATCH_WIDTH))
        self._optimiser.setFixedWidth(px(OPTIMISER_WIDTH))


def _batches(sizes: Iterable[int]) -> list[tuple[str, str]]:
    return [(str(size), f"batch {size}") for size in sorted(sizes)]
