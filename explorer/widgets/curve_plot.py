"""A number over the steps of something long, drawn by pyqtgraph once there is something to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.numbers import short_number
from explorer.widgets.plots import colour_plot, quiet_plot

if TYPE_CHECKING:
    from collections.abc import Sequence

AXES = ("left", "bottom")
ENDS = ((1, 0), (1, 1))
"""The level's name ends at its right end: above the line, or below it at the top of the plot."""


class CurvePlot(QWidget):
    """One curve, a mark on it, and a level to compare it with."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._plot: Any = None
        self._curve: Any = None
        self._mark: Any = None
        self._level: Any = None
        self._values: tuple[float, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.themeChanged.connect(self._on_theme_changed)

    def set_curve(
        self,
        values: Sequence[float],
        steps: int,
        mark: int | None = None,
        level: float | None = None,
        level_name: str = "",
    ) -> None:
        """Show the values of steps 0, 1, 2 and so on.

        Parameters
        ----------
        steps
            The last step there will be; the plot is that wide from the beginning.
        mark
            A step to mark, if there is one of the values.
        level, level_name
            A value to draw across as a dashed line, and what it is.
        """
        if self._plot is None and not values:
            return
        if self._plot is None:
            self._make_plot()
        self._values = tuple(values)
        self._curve.setData(list(range(len(values))), list(values))
        marks = [] if mark is None or mark >= len(values) else [mark]
        self._mark.setData(marks, [values[step] for step in marks])
        self._level.setVisible(level is not None)
        if level is not None:
            self._level.setPos(level)
            self._level.label.setFormat(level_name)
        self._plot.setXRange(0, max(steps, 1), padding=0.02)
        ends = [*self._values, *([] if level is None else [level]), 0.0]
        self._plot.setYRange(min(ends), max(*ends, min(ends) + 1e-9), padding=0.1)
        self._describe(level)

    def values(self) -> tuple[float, ...]:
        """Return what is shown."""
        return self._values

    def sizeHint(self) -> QSize:
        """Ask for a low strip; the layout gives more."""
        px = theme.current_theme().px
        return QSize(px(240), px(110))

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        px = theme.current_theme().px
        return QSize(px(120), px(72))

    def _describe(self, level: float | None) -> None:
        if not self._values:
            self.setAccessibleDescription("nothing yet")
            return
        first, last = short_number(self._values[0]), short_number(self._values[-1])
        text = f"{first} at step 0, {last} at step {len(self._values) - 1}"
        compared = "" if level is None else f", beside a level of {short_number(level)}"
        self.setAccessibleDescription(text + compared)

    def _make_plot(self) -> None:
        import pyqtgraph as pg

        self._plot = quiet_plot(AXES)
        self._level = pg.InfiniteLine(
            angle=0, movable=False, label="", labelOpts={"position": 0.98, "anchors": ENDS}
        )
        self._curve = pg.PlotCurveItem()
        self._mark = pg.ScatterPlotItem(pen=None)
        for item in (self._level, self._curve, self._mark):
            self._plot.addItem(item)
        self._layout.addWidget(self._plot)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        if self._plot is None:
            return
        import pyqtgraph as pg

        present = theme.current_theme()
        colour_plot(self._plot, AXES)
        self._curve.setPen(pg.mkPen(present.colour("accent"), width=present.px(2)))
        self._level.label.setColor(present.colour("muted"))
        self._level.label.setFont(present.font("caption"))
        self._mark.setBrush(present.colour("warm"))
        self._mark.setSize(present.px(8))
        dashed = Qt.PenStyle.DashLine
        self._level.setPen(pg.mkPen(present.colour("muted"), width=present.px(1), style=dashed))
