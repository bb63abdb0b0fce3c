"""How values are spread: bars between edges, drawn by pyqtgraph once there is something to draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.numbers import short_number
from explorer.widgets.plots import colour_plot, quiet_plot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEIGHT = 120
AXES = ("bottom",)


class Histogram(QWidget):
    """Counts on a logarithmic scale, as most values of a feature map are near 0."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._plot: Any = None
        self._bars: Any = None
        self._mean: Any = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.themeChanged.connect(self._on_theme_changed)

    def set_counts(
        self, counts: NDArray[np.integer], edges: NDArray[np.floating], mean: float | None = None
    ) -> None:
        """Show counts (N,) between edges (N + 1,), and the mean as a line."""
        import numpy as np

        if self._plot is None:
            self._make_plot()
        heights = np.log10(1.0 + counts)
        widths = np.diff(edges)
        self._bars.setOpts(x0=edges[:-1], height=heights, width=widths)
        self._plot.setXRange(float(edges[0]), float(edges[-1]), padding=0.02)
        self._plot.setYRange(0, max(float(heights.max()), 1.0), padding=0.02)
        self._mean.setVisible(mean is not None)
        if mean is not None:
            self._mean.setPos(mean)
        low, high = short_number(float(edges[0])), short_number(float(edges[-1]))
        text = f"{self._name}: {int(counts.sum()):,} values from {low} to {high}"
        middle = "" if mean is None else f", mean {short_number(mean)}"
        self.setAccessibleDescription(text + middle)
        self.setToolTip(f"{text}{middle}; heights are logarithms of counts")

    def sizeHint(self) -> QSize:
        """Ask for a low strip."""
        return QSize(200, theme.current_theme().px(HEIGHT))

    def _make_plot(self) -> None:
        import pyqtgraph as pg

        self._plot = quiet_plot(AXES)
        self._bars = pg.BarGraphItem(x0=[], height=[], width=[])
        self._mean = pg.InfiniteLine(angle=90, movable=False)
        self._plot.addItem(self._bars)
        self._plot.addItem(self._mean)
        self._layout.addWidget(self._plot)
        self._on_theme_changed()

    def _on_theme_changed(self) -> None:
        if self._plot is None:
            return
        import pyqtgraph as pg

        present = theme.current_theme()
        colour_plot(self._plot, AXES)
        self._bars.setOpts(brush=present.colour("accent", 0.85), pen=None)
        self._mean.setPen(pg.mkPen(present.colour("warm"), width=present.px(2)))
