"""Numbers of the layer or of the chosen channel: mean, spread, dead units, histogram."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.histogram import Histogram
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.engine.features import MapStatistics
    from explorer.panels.filters.maps.values import MapsView

COLUMNS = 3
_ROWS = {
    "mean": ("mean", "Mean of all values"),
    "std": ("deviation", "Standard deviation of all values"),
    "range": ("range", "Smallest and largest value"),
    "zero": ("values at 0", "Share of all values that are exactly 0"),
    "dead": ("dead units", "Share of channels that are 0 at every place of this picture"),
    "count": ("values", "Height × width × channels"),
}


class StatisticsCard(Card):
    """What the values of the layer, or of the chosen channel, are like."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Statistics", parent=parent)
        self._numbers = {key: label("", "number") for key in _ROWS}
        self._grid = QGridLayout()
        for place, (key, (words, tooltip)) in enumerate(_ROWS.items()):
            row, column = divmod(place, COLUMNS)
            caption = label(words, "caption")
            for widget in (caption, self._numbers[key]):
                widget.setToolTip(tooltip)
            self._numbers[key].setAccessibleName(words)
            self._grid.addWidget(caption, 2 * row, column)
            self._grid.addWidget(self._numbers[key], 2 * row + 1, column)
        self._histogram = Histogram("Histogram")
        self.add(self._grid)
        self.add(self._histogram)
        self.add(label("Heights are logarithms of the counts; the line is the mean.", "caption"))
        theme.watch_theme(self._apply_grid_metrics)

    def show_view(self, view: MapsView) -> None:
        """Show the numbers of the chosen channel, or of the whole layer."""
        channel = view.channel
        numbers = view.statistics if channel is None else channel.statistics
        words = "all channels" if channel is None else f"channel {channel.index}"
        broken = f" · {numbers.not_finite:,} not finite" if numbers.not_finite else ""
        self.set_facts(f"{view.layer.title} · {words}{broken}")
        for key, text in _texts(numbers, alone=channel is not None).items():
            self._numbers[key].setText(text)
        self._histogram.set_counts(numbers.counts, numbers.edges, numbers.mean)

    def text(self, key: str) -> str:
        """Return what is shown for "mean", "std", "range", "zero", "dead" or "count"."""
        return self._numbers[key].text()

    def _apply_grid_metrics(self) -> None:
        px = theme.current_theme().px
        self._grid.setHorizontalSpacing(px(theme.MEDIUM))
        self._grid.setVerticalSpacing(px(1))


def _texts(numbers: MapStatistics, *, alone: bool) -> dict[str, str]:
    dead = ("yes" if numbers.dead_share else "no") if alone else f"{numbers.dead_share:.1%}"
    return {
        "mean": _number(numbers.mean),
        "std": _number(numbers.std),
        "range": f"{_number(numbers.minimum)} … {_number(numbers.maximum)}",
        "zero": f"{numbers.zero_share:.1%}",
        "dead": dead,
        "count": f"{int(numbers.counts.sum()) + numbers.not_finite:,}",
    }


def _number(value: float) -> str:
    return short_number(value) if isfinite(value) else "–"
