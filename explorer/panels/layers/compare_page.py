"""Two networks side by side: totals as bars, layers as a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.engine.network.counts.compare import Comparison, compare
from explorer.engine.zoo import CLASSICS, build
from explorer.panels.layers.compare_rows import cells_of, columns, pairs_of
from explorer.panels.layers.pair_bars import LEFT, RIGHT, PairBars, Swatch
from explorer.panels.layers.state import KEPT
from explorer.services.latest import LatestWins
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.choice import Choice
from explorer.widgets.controls import label, push_button
from explorer.widgets.data_table import DataTable
from explorer.widgets.export import save_array, save_widget
from explorer.widgets.exporter import export_button
from explorer.widgets.labels import shortened
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.engine.network import Network
    from explorer.panels.layers.state import LayersState
    from explorer.services.errors import ErrorHub
    from explorer.widgets.exporter import MenuEntry

KEPT_TITLE = "The one you kept"
PRESENT = "This network"
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, eq=False)
class ComparedView:
    """Two networks and what was found."""

    left: Network
    right: Network
    comparison: Comparison


class ComparePage(QWidget):
    """The present network at the left, another at the right."""

    viewChanged = Signal(dict)
    keepRequested = Signal()

    def __init__(self, errors: ErrorHub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: tuple[Network, Network] | None = None
        self._view: ComparedView | None = None
        self._worker: LatestWins[ComparedView] = LatestWins(self, name="compare")
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(errors.report)
        self._left = label(PRESENT, "strong")
        self.other = Choice(
            "Compare with",
            [*((key, one.title, one.note) for key, one in CLASSICS.items()), (KEPT, KEPT_TITLE)],
            tooltip="The network at the right",
            as_list=True,
        )
        self._keep = push_button(
            "Keep this one", "Remember the network as it is now, to compare with later", "save"
        )
        self._problem = InlineMessage("warning")
        self.bars = PairBars()
        self.table = DataTable("Layers of the two networks", columns(PRESENT, ""))
        self._totals_card = Card("Totals")
        self._layers_card = Card("Layers side by side")
        self._lay_out()
        self.other.currentChanged.connect(lambda key: self.viewChanged.emit({"compared": key}))
        self._keep.clicked.connect(lambda: self.keepRequested.emit())
        theme.watch_theme(self._apply_metrics)

    @property
    def result(self) -> ComparedView | None:
        """What is on the screen."""
        return self._view

    def show_state(self, state: LayersState) -> None:
        """Compare what the state names, unless it is on the screen."""
        self.other.set_current(state.view.compared)
        if state.page != "compare":
            return
        asked = (state.network, other_network(state))
        if asked != self._asked:
            self._asked = asked
            self._worker.submit(partial(_compared, *asked))

    def is_idle(self) -> bool:
        """Whether the newest comparison is on the screen."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """Stop comparing."""
        self._worker.shutdown()

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        for widget in (Swatch(LEFT), self._left, label("against", "label"), Swatch(RIGHT),
                       self.other):  # fmt: skip
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._row.addWidget(self._keep)
        self._totals_card.add(self.bars)
        self._totals_card.add_header_widget(export_button(self._bar_entries))
        self._layers_card.add(self.table, 1)
        self._layers_card.add_header_widget(export_button(self._table_entries))
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._row)
        self._layout.addWidget(self._problem)
        self._layout.addWidget(self._totals_card)
        self._layout.addWidget(self._layers_card, 1)

    def _on_worker_result(self, view: ComparedView) -> None:
        self._view = view
        left, right = view.left.name or PRESENT, view.right.name or KEPT_TITLE
        self._left.setText(shortened(left, LONGEST_NAME))
        self.bars.show_pairs(pairs_of(view.comparison, left, right))
        self.table.set_columns(columns(left, right))
        self.table.set_rows(cells_of(view.comparison, left, right))
        equal = sum(row.relation == "equal" for row in view.comparison.rows)
        self._totals_card.set_facts("each pair to its own longer bar")
        self._layers_card.set_facts(f"{equal} of {len(view.comparison.rows)} rows are equal")
        self._problem.show_message("warning", _problem_of(view.comparison))

    def _bar_entries(self) -> list[MenuEntry]:
        rows = [["quantity", "left", "right"]]
        rows += [[one.label, str(one.left), str(one.right)] for one in self.bars.pairs()]
        return [
            ("Save totals as PNG…", lambda: save_widget(self, self._totals_card, "comparison")),
            ("Save totals as CSV…", lambda: save_array(self, rows, "comparison")),
        ]

    def _table_entries(self) -> list[MenuEntry]:
        heads = columns("left", "right")
        rows = [[column.title for column in heads], *self.table.texts()]
        return [("Save table as CSV…", lambda: save_array(self, rows, "layers-side-by-side"))]

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        edge = px(16)
        self._layout.setContentsMargins(edge, edge, edge, edge)
        self._layout.setSpacing(px(theme.MEDIUM))
        self._row.setSpacing(px(theme.SMALL))
        self.other.setFixedWidth(px(220))


def other_network(state: LayersState) -> Network:
    """Return the network at the right."""
    if state.view.compared == KEPT:
        return state.kept or state.network
    return build(state.view.compared)


def _compared(left: Network, right: Network) -> ComparedView:
    return ComparedView(left, right, compare(left, right))


def _problem_of(comparison: Comparison) -> str:
    """Say which of the two ends early."""
    for side, report in (("left", comparison.left), ("right", comparison.right)):
        if report.problem is not None:
            return f"The {side} network is counted as far as it fits. {report.problem}"
    return ""
