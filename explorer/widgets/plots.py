"""What the plots have in common: pyqtgraph without its mouse and menus, in the theme's colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from explorer.widgets import theme

if TYPE_CHECKING:
    from collections.abc import Sequence


def quiet_plot(axes: Sequence[str]) -> Any:
    """Return a plot that only shows, with the axes of these names ("left", "bottom")."""
    import pyqtgraph as pg

    plot = pg.PlotWidget()
    plot.setMouseEnabled(x=False, y=False)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setFrameShape(plot.Shape.NoFrame)
    for name in ("left", "bottom"):
        plot.showAxis(name, name in axes)
    return plot


def colour_plot(plot: Any, axes: Sequence[str]) -> None:
    """Give a plot and its axes the present theme."""
    present = theme.current_theme()
    plot.setBackground(present.colour("surface"))
    for name in axes:
        axis = plot.getAxis(name)
        axis.setPen(present.colour("line"))
        axis.setTextPen(present.colour("muted"))
        axis.setStyle(tickFont=present.font("number-small"), tickLength=-present.px(4))
