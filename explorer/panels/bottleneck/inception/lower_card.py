"""Below the drawing: what it costs, the sum as mathematics, or the table of all layers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.engine.bottleneck.cost_table import inception_rows, to_csv
from explorer.panels.bottleneck.counts import CHOICE, OPTIONS
from explorer.panels.bottleneck.inception.cost_chart import CostChart
from explorer.panels.bottleneck.inception.costs import branch_rows, form_rows
from explorer.panels.bottleneck.inception.sum_view import SumView
from explorer.panels.bottleneck.inception.table import cells, columns
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented
from explorer.widgets.data_table import DataTable
from explorer.widgets.export import copy_text, save_text, save_widget
from explorer.widgets.exporter import export_button

if TYPE_CHECKING:
    from explorer.engine.bottleneck.inception_costs import DesignCost
    from explorer.panels.bottleneck.inception.values import ModuleView
    from explorer.widgets.exporter import MenuEntry

LOWER = (
    ("costs", "What it costs", "The branches, and the module's forms, as bars"),
    ("sum", "The sum", "Every product with today's numbers"),
    ("table", "All layers", "Every layer of every form, as a table"),
)
BRANCHES_TIP = "Each bar is cut into its layers: pale is the 1×1 that narrows, full what follows it"
FORMS_TIP = "Each bar is cut into its branches, in their colours"


class LowerCard(Card):
    """Three parts, of which one is on the screen; the switch of MACs and FLOPs is for all."""

    partChosen = Signal(str)
    countsChosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Costs of the module")
        self._view: ModuleView | None = None
        self.part = Segmented("What is shown below the drawing", LOWER)
        self.counts = Segmented(CHOICE, OPTIONS)
        self.branches = CostChart("Costs of the branches", BRANCHES_TIP)
        self.forms = CostChart("Costs of the module's forms", FORMS_TIP, captions=True)
        self.sums = SumView()
        self.table = DataTable("All layers of the module's forms", columns("macs"))
        self.table.setSortingEnabled(False)
        self._charts = QWidget()
        self._parts: dict[str, QWidget] = {
            "costs": self._charts, "sum": self.sums, "table": self.table,
        }  # fmt: skip
        self._stack = QStackedWidget()
        self._row = QHBoxLayout()
        self._lay_out()
        self.part.currentChanged.connect(self.partChosen)
        self.counts.currentChanged.connect(self.countsChosen)
        theme.watch_theme(self._apply_row_metrics)

    def show_choices(self, part: str, counts: str) -> None:
        """Press the buttons of what is chosen."""
        self.part.set_current(part)
        self.counts.set_current(counts)
        self._stack.setCurrentWidget(self._parts[part])

    def show_view(self, view: ModuleView) -> None:
        """Show another module's costs."""
        self._view = view
        comparison, counts = view.comparison, view.counts
        self.branches.show_rows("branches, as designed", branch_rows(comparison.today, counts))
        self.forms.show_rows("the whole module", form_rows(comparison, counts))
        self.sums.show_view(view)
        self.table.set_columns(columns(counts))
        self.table.set_rows(cells(comparison, counts))

    def is_idle(self) -> bool:
        """Whether every formula is set."""
        return self.sums.is_idle()

    def shutdown(self) -> None:
        """Let go of the worker that sets formulae."""
        self.sums.shutdown()

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved of the numbers."""
        view = self._view
        if view is None:
            return []
        name = view.design.name
        csv = to_csv(inception_rows(view.comparison))
        entries: list[MenuEntry] = [
            ("Save bars as PNG…", lambda: save_widget(self, self._charts, f"{name}-costs")),
            ("Copy table as CSV", lambda: copy_text(csv)),
            ("Save table as CSV…", lambda: save_text(self, csv, f"{name}-layers", ".csv")),
        ]
        return [*entries, *self._sources(view)]

    def _sources(self, view: ModuleView) -> list[MenuEntry]:
        """Return an entry for the PyTorch source of each form."""
        return [
            (f"Save PyTorch source, {form.title}…", partial(self._save_source, form))
            for form in view.comparison.all
        ]

    def _save_source(self, form: DesignCost) -> None:
        source = form.design.network().to_source()
        save_text(self, source, f"{form.design.name}-{form.key}", ".py")

    def _lay_out(self) -> None:
        self.hide_header()
        self._row.addWidget(self.part)
        self._row.addStretch(1)
        self._row.addWidget(self.counts)
        self._row.addWidget(export_button(self.entries))
        self._column = QVBoxLayout(self._charts)
        self._column.addWidget(self.branches)
        self._column.addWidget(self.forms)
        self._column.addStretch(1)
        for part in self._parts.values():
            self._stack.addWidget(part)
        self.add(self._row)
        self.add(self._stack, 1)

    def _apply_row_metrics(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.SMALL))
        self._column.setContentsMargins(px(theme.TIGHT), 0, px(theme.TIGHT), 0)
        self._column.setSpacing(px(theme.SMALL))
