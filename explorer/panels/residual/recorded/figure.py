"""The paper's figure: plain networks in one plot, residual ones in another, or all in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.panels.residual.curves.error_chart import ErrorChart
from explorer.panels.residual.curves.saving import charts_image, charts_svg
from explorer.panels.residual.recorded.values import drops_of
from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from explorer.panels.residual.recorded.values import RecordedView

PANES = 2
TOOLTIP = "Point to read; press or drag to put the cursor at an epoch"
WAITING = "The recorded run is being read…"


class Figure(QWidget):
    """Charts with one pointer, one cursor and one growth."""

    cursorMoved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.charts = tuple(ErrorChart(f"Plot {place + 1}") for place in range(PANES))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for chart in self.charts:
            chart.setToolTip(TOOLTIP)
            chart.set_waiting(WAITING)
            chart.cursorMoved.connect(self.cursorMoved)
            chart.hovered.connect(self._on_chart_hovered)
            self._row.addWidget(chart, 1)
        theme.watch_theme(self._apply_metrics)

    def shown(self) -> tuple[ErrorChart, ...]:
        """Return the charts that have curves."""
        return tuple(chart for chart in self.charts if not chart.isHidden())

    def set_waiting(self, text: str) -> None:
        """Say why there is nothing to see."""
        for chart in self.charts:
            chart.set_waiting(text)

    def show_view(self, view: RecordedView) -> None:
        """Draw what is wanted of a recording."""
        panes, marks = view.panes(), drops_of(view.recording)
        decimals = 3 if view.wanted.what == "loss" else 2
        for place, chart in enumerate(self.charts):
            chart.setVisible(place < len(panes))
            chart.set_words(view.where, lambda value: f"{value:.{decimals}f}")
            chart.set_axes(view.across(), view.up())
            chart.set_marks(marks)
            chart.set_curves(panes[place].curves if place < len(panes) else ())
            if place < len(panes):
                chart.setAccessibleName(panes[place].name)

    def set_place(self, cursor: float | None, growth: float | None) -> None:
        """Put the cursor at an epoch, or let the curves grow up to one."""
        for chart in self.charts:
            chart.set_cursor(cursor)
            chart.set_growth(growth)

    def to_svg(self) -> str:
        """Return the plots as a drawing."""
        return charts_svg(self.shown(), "Training and test error")

    def to_image(self) -> QImage:
        """Return the plots as a picture."""
        return charts_image(self.shown())

    def _on_chart_hovered(self, x: float | None) -> None:
        for chart in self.charts:
            chart.set_hover(x)

    def _apply_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.SMALL))
