"""Theory's ratio beside the clock's, why they differ, and the samples that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.engine.bottleneck.explain import explain
from explorer.engine.bottleneck.unit_text import times_text
from explorer.panels.bottleneck.measure.samples_view import SamplesView
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.labels import label
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from explorer.panels.bottleneck.measure.values import MeasureView

PROMISE = (
    "Start runs both variants on this device as real PyTorch modules, in turn, and times each "
    "pass. Then the clock's ratio stands beside theory's, and a sentence says why they differ."
)
NUMBER_WIDTH = 160
STALE = "These numbers are of former settings: {text}. Start measures the present ones."


class ClockCard(Card):
    """Two large numbers, one sentence, two lanes of samples."""

    def __init__(self) -> None:
        super().__init__("Theory and the clock")
        self.theory = _Ratio("theory", "fewer MACs", "MACs of the direct variant over "
                             "those of the bottlenecked one")  # fmt: skip
        self.clock = _Ratio("the clock", "not measured yet", "Median time of the direct variant "
                            "over that of the bottlenecked one")  # fmt: skip
        self.sentence = label("", "body", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.stale = InlineMessage("warning")
        self.samples = SamplesView()
        self._row = QHBoxLayout()
        self._row.addWidget(self.theory)
        self._row.addWidget(self.clock)
        self._row.addWidget(self.sentence, 1)
        self.add(self._row)
        self.add(self.stale)
        self.add(self.samples)
        theme.watch_theme(self._apply_row_metrics)

    def show_view(self, view: MeasureView) -> None:
        """Show what is known now."""
        self.theory.show_ratio(view.shown.theory_ratio, *_theory_words(view))
        self.clock.show_ratio(view.clock_ratio, *_clock_words(view))
        self.sentence.setText(_sentence(view))
        stale = STALE.format(text=view.shown.text) if view.is_stale else ""
        self.stale.show_message("warning", stale)
        self.samples.show_view(view)
        self.set_facts(_facts(view))

    def _apply_row_metrics(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.MEDIUM))
        self._row.setContentsMargins(0, 0, 0, px(theme.TIGHT))


class _Ratio(QWidget):
    """A name, a large number, and what there is so many times less of."""

    def __init__(self, name: str, words: str, tooltip: str) -> None:
        super().__init__()
        self._name = label(name, "label")
        self._number = label("–", "number-large")
        self._words = label(words, "caption", wrap=True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        for one in (self._name, self._number, self._words):
            self._layout.addWidget(one)
        self._layout.addStretch(1)
        self.setToolTip(tooltip)
        self.setAccessibleName(name)
        theme.watch_theme(self._apply_metrics)

    def show_ratio(self, ratio: float | None, words: str, also: str) -> None:
        """Show a ratio with its words; ``also`` is a second line.

        Below 1 its inverse is shown: the words then say what there is more of.
        """
        self._number.setText("–" if ratio is None else f"{times_text(max(ratio, 1 / ratio))}×")
        self._words.setText(f"{words}\n{also}" if also else words)
        self.setAccessibleDescription(f"{self._number.text()} {words} {also}".strip())

    def text(self) -> str:
        """Return the number as it is shown."""
        return self._number.text()

    def words(self) -> str:
        """Return what stands below the number."""
        return self._words.text()

    def _apply_metrics(self) -> None:
        self.setFixedWidth(theme.current_theme().px(NUMBER_WIDTH))


def _theory_words(view: MeasureView) -> tuple[str, str]:
    ratio = view.shown.theory_ratio
    return ("fewer MACs" if ratio >= 1 else "more MACs"), ""


def _clock_words(view: MeasureView) -> tuple[str, str]:
    ratio = view.clock_ratio
    if ratio is None:
        return ("warming up…" if view.is_running else "not measured yet"), ""
    words = "less time" if ratio >= 1 else "more time"
    if view.is_running or view.result is None:
        return f"{words} so far", ""
    low, high = view.result.clock_ratio_quartiles
    if ratio < 1:
        low, high = 1 / high, 1 / low
    return words, f"half of the turns {times_text(low)} to {times_text(high)}"


def _sentence(view: MeasureView) -> str:
    if view.result is not None:
        return f"{explain(view.result)}"
    if view.is_running:
        return "" if view.step is None else f"{view.step.words}."
    return PROMISE


def _facts(view: MeasureView) -> str:
    if view.is_running:
        return "measuring"
    if view.result is None or view.measured_at is None:
        return "theory alone so far"
    result = view.result
    threads = f" · {result.threads} threads" if result.threads else ""
    return f"{result.device_name}{threads} · {view.measured_at:%d.%m.%Y %H:%M}"
