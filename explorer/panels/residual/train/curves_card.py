"""The errors of all networks on one plot, what they say in words, and what else is to be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from explorer.panels.residual.curves.error_chart import ErrorChart
from explorer.panels.residual.train.curves import (
    Curves,
    empty_axes,
    marks_of,
    text_of,
    where_of,
)
from explorer.panels.residual.train.words import (
    lost_text,
    outcome,
    progress_text,
    skipped_reasons,
    skipped_text,
)
from explorer.widgets.card import Card
from explorer.widgets.controls import Segmented, label
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.residual.train.curves import What
    from explorer.panels.residual.training_log import TrainingLog

TOOLTIP = (
    "Bold: errors on the test images, after each epoch. Dashed: on the images just learnt from, "
    "each before it was. Point to read; press or drag to look at the layers of that iteration"
)
WHAT = (
    ("error", "error", "Per cent named wrong: of the test images, and of those learnt from"),
    ("loss", "loss", "Mean cross-entropy of the images learnt from, each before it was"),
)


class CurvesCard(Card):
    """Shows a training as it is told; it asks for what was changed only."""

    def __init__(self) -> None:
        super().__init__("Plain and residual, side by side")
        self.what = Segmented("What is drawn", WHAT)
        self.chart = ErrorChart("Errors over the training")
        self.chart.setToolTip(TOOLTIP)
        self.outcome = label("", "body", wrap=True)
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.stale = InlineMessage("warning")
        self.lost = InlineMessage("warning")
        self.skipped = InlineMessage("info")
        self.add_header_widget(self.what)
        self.add(self.chart, 1)
        for item in (self.outcome, self.stale, self.lost, self.skipped):
            self.add(item)
        self.outcome.hide()
        self._curves: Curves | None = None

    def show_waiting(self, text: str, what: What, epochs: int) -> None:
        """Say what will come here, on empty axes."""
        self.chart.set_curves(())
        self.chart.set_axes(*empty_axes(what, epochs))
        self.chart.set_waiting(text)
        self.set_facts("not trained yet")
        for message in (self.stale, self.lost, self.skipped):
            message.clear()
        self.outcome.hide()

    def show_log(self, log: TrainingLog, what: What) -> None:
        """Draw what was recorded."""
        if self._curves is None or self._curves.log is not log:
            self._curves = Curves(log)
        self.chart.set_words(where_of(log), text_of(what))
        self.chart.set_axes(*self._curves.axes(what))
        self.chart.set_marks(marks_of(log))
        self.chart.set_curves(self._curves.drawn(what))
        self.outcome.setText(outcome(log))
        self.outcome.setVisible(bool(self.outcome.text()))
        self.lost.show_message("warning", lost_text(log))
        self.skipped.show_message("info", skipped_text(log.data))
        reasons = skipped_reasons(log.data)
        self.skipped.setToolTip(reasons)
        self.skipped.setAccessibleDescription(reasons)

    def show_progress(self, log: TrainingLog) -> None:
        """Say how far it is; nothing is drawn."""
        self.set_facts(progress_text(log))

    def show_stale(self, text: str) -> None:
        """Say that these are curves of other settings; an empty text takes it back."""
        if text != self.stale.text:
            self.stale.show_message("warning", text)
