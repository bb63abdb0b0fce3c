"""The network's totals, each with its check, each opening into its conventions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.engine.network.counts.memory import inference_memory, training_memory
from explorer.panels.layers.ledger_card import OPTIMISER_TITLES
from explorer.panels.layers.marks import IN_PART, mark_of
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.numbers import big_text, bytes_text
from explorer.widgets.stat_button import StatButton

if TYPE_CHECKING:
    from explorer.engine.network import Report
    from explorer.panels.layers.values import LayersView

CAPTIONS = {
    "params": ("parameters", "Numbers that are trained. Click: what counts, and what does not"),
    "macs": ("MACs", "Multiplications of one picture; FLOPs have the additions too. Click: why"),
    "activations": ("activations", "Numbers that all layers write for one picture"),
    "inference": ("memory, inference", "Weights, and the activations that are alive at once"),
    "memory": ("memory, training", "Weights, gradients, the optimiser's state, all activations"),
}


class TotalsCard(Card):
    """Five numbers in a row."""

    quantityChosen = Signal(str)  # "params", "macs", "activations" or "memory"

    def __init__(self) -> None:
        super().__init__("Totals")
        self.hide_header()
        self._row = QHBoxLayout()
        self.stats = {key: StatButton(*words) for key, words in CAPTIONS.items()}
        for key, stat in self.stats.items():
            stat.setCheckable(False)
            quantity = "memory" if key == "inference" else key
            stat.clicked.connect(lambda _=False, q=quantity: self.quantityChosen.emit(q))
            self._row.addWidget(stat)
        self.add(self._row)
        theme.watch_theme(self._apply_row_metrics)

    def show_view(self, view: LayersView) -> None:
        """Show the totals; those of a network with a problem are of the layers that fit."""
        report = view.report
        self.stats["params"].set_number(big_text(report.params), *_mark(view, "params"))
        self._show_macs(view)
        self.stats["activations"].set_number(big_text(report.activations))
        self._show_memory(report, view)

    def _show_macs(self, view: LayersView) -> None:
        flops = view.view.counts == "flops"
        self.stats["macs"].set_caption("FLOPs = 2 · MACs" if flops else "MACs")
        count = view.report.flops if flops else view.report.macs
        self.stats["macs"].set_number(big_text(count), *_mark(view, "macs"))

    def _show_memory(self, report: Report, view: LayersView) -> None:
        batch, optimiser = view.view.batch, view.view.optimiser
        inference = inference_memory(report, batch)
        training = training_memory(report, batch, optimiser)
        many = f"×{batch}" if batch > 1 else ""
        why = f"Batch {batch}, float32"
        self.stats["inference"].set_number(bytes_text(inference.total), many, why=why)
        self.stats["memory"].set_number(
            bytes_text(training.total), many, why=f"{why}, with {OPTIMISER_TITLES[optimiser]}"
        )

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.TIGHT))
        self._row.setContentsMargins(0, 0, 0, 0)


def _mark(view: LayersView, quantity: Literal["params", "macs"]) -> tuple[str, str, str]:
    if view.problem is not None:
        return IN_PART
    checked = None if view.check is None else getattr(view.check, quantity)
    return mark_of(checked, view.unchecked)
