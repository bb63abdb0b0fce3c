"""How the variants are run, and the start: batch, number format, and the job that measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.bottleneck.state import LARGEST_BATCH
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, Segmented, SliderRow, label, push_button, set_tone
from explorer.widgets.job_bar import JobBar
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.bottleneck.state import BottleneckState, DType, MeasureState
    from explorer.services.store import Store

FORMATS: tuple[tuple[DType, str, str], ...] = (
    ("float32", "float32", "4 bytes a number"),
    ("float16", "float16", "2 bytes a number: half precision"),
    ("bfloat16", "bfloat16", "2 bytes a number, with float32's range"),
)
NOT_THERE = "{name} is not measured on {device}: {why}"
WHY = {
    ("cpu", "float16"): "PyTorch computes with it on CPUs, but hundreds of times more slowly.",
}
NO_UNITS = "the device does not compute with it."


class RunCard(Card):
    """The settings of the next measurement. Starting cancels the one that runs."""

    startWanted = Signal()

    def __init__(self, store: Store[BottleneckState]) -> None:
        super().__init__("Measure")
        self._store = store
        self.batch = SliderRow(
            "batch",
            Range(1, LARGEST_BATCH, "log", decimals=0),
            store.state.measure.batch,
            "Pictures in one pass: a larger batch gives the device more equal work at a time",
        )
        self.formats = Segmented("Number format", FORMATS, fill=True)
        self._why = label("", "caption", wrap=True)
        self._missing = ""
        self.start = push_button(
            "Start", "Run both variants on this device; what runs is cancelled", "play",
            kind="primary",
        )  # fmt: skip
        self.bar = JobBar()
        self.message = InlineMessage()
        self._row = QHBoxLayout()
        self._row.addWidget(self.start, 1)
        for item in (self.batch, self.formats, self._why, self._row, self.bar, self.message):
            self.add(item)
        self._why.hide()
        self.batch.valueChanged.connect(lambda value: store.update("measure", batch=int(value)))
        self.formats.currentChanged.connect(lambda key: store.update("measure", dtype=key))
        self.start.clicked.connect(self.startWanted)
        theme.watch_theme(self._apply_row_metrics)

    def show_state(self, measure: MeasureState) -> None:
        """Say what the state says; a former problem is over."""
        self.batch.set_value(measure.batch)
        self.formats.set_current(measure.dtype)

    def show_formats(self, device: str, there: tuple[str, ...]) -> None:
        """Offer the number formats that a device computes with; say why not the others."""
        missing = []
        for key, name, tip in FORMATS:
            is_there = key in there
            why = NOT_THERE.format(
                name=name, device=device, why=WHY.get((device.split(":")[0], key), NO_UNITS)
            )
            self.formats.set_option_enabled(key, is_there, tip if is_there else why)
            if not is_there:
                missing.append(why)
        self._missing = "\n".join(missing)
        self._show_why(self._missing)

    def show_obstacle(self, why_not: str) -> None:
        """Say why nothing can be started; an empty text lets it start."""
        self.start.setEnabled(not why_not)
        if why_not:
            self.message.show_message("info", why_not)

    def show_problem(self, text: str, field: str = "") -> None:
        """Say what went wrong, beside the control that is to be changed."""
        self.batch.show_problem(text if field == "batch" else "")
        is_format = field == "precision" and bool(text)
        self._show_why(text if is_format else self._missing, "bad" if is_format else "muted")
        self.message.show_message("error", "" if field == "batch" or is_format else text)

    def show_note(self, text: str) -> None:
        """Say what is to be known before starting."""
        self.message.show_message("info", text)

    def _show_why(self, text: str, tone: str = "muted") -> None:
        set_tone(self._why, tone)
        self._why.setText(text)
        self._why.setVisible(bool(text))

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.SMALL))
