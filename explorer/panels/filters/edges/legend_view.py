"""The legend beside the response: a colour scale, or the wheel of directions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QConicalGradient, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.widgets import theme
from explorer.widgets.colour_scale import ColourScale
from explorer.widgets.labels import label
from explorer.widgets.numbers import short_number
from explorer.widgets.palettes import palette_colours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from explorer.panels.filters.edges.legend import Legend

WHEEL_SIDE = 16
LEGEND_HEIGHT = 16


def legend_colours(colours: str) -> Sequence[int]:
    """Return the colour table of a legend in the present theme."""
    if colours == "grey":
        return _greys()
    return palette_colours(signed=colours == "diverging")


class LegendView(QWidget):
    """Shows the scale by which the response is coloured."""

    def __init__(self) -> None:
        super().__init__()
        self._scale = ColourScale()
        self._wheel = DirectionWheel()
        self._words = label("", "number-small")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._scale, self._wheel, self._words):
            layout.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_legend(self, legend: Legend) -> None:
        """Say the ends of the scale."""
        is_hue = legend.colours == "hue"
        self._scale.setVisible(not is_hue)
        self._wheel.setVisible(is_hue)
        self._words.setVisible(is_hue)
        if is_hue:
            self._words.setText(f"brightest at {short_number(legend.high, 2)}")
        elif legend.colours == "grey":
            self._scale.set_range(
                legend.low, legend.high, signed=False, colours=_greys(), kind="black to white"
            )
        else:
            self._scale.set_range(legend.low, legend.high, signed=legend.colours == "diverging")

    def _apply_metrics(self) -> None:
        # No higher than the title: both cards then begin their pictures at the same height.
        self.setFixedHeight(theme.current_theme().px(LEGEND_HEIGHT))


class DirectionWheel(QWidget):
    """A disc of hues: the direction in which the picture gets brighter."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Hue is the direction in which the picture gets brighter")
        self.setToolTip(f"{self.accessibleName()}: red to the right, then against the clock")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as the line of the title."""
        side = theme.current_theme().px(WHEEL_SIDE)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the disc."""
        from explorer.engine.colormaps import palette_wheel

        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        gradient = QConicalGradient(room.center(), 0)
        wheel = palette_wheel()
        for index in range(0, 257, 16):
            red, green, blue = wheel[index % 256].tolist()
            gradient.setColorAt(index / 256, QColor(red, green, blue))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawEllipse(room)


@cache
def _greys() -> tuple[int, ...]:
    from explorer.engine.colormaps import TOP_LEVEL

    levels = [min(round(255 * level / TOP_LEVEL), 255) for level in range(256)]
    return tuple(0xFF000000 | level << 16 | level << 8 | level for level in levels)
