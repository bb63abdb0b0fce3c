"""Centres of boxes: dots as large on the screen whatever the picture's size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QPen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from explorer.widgets.overlays import Placement
    from explorer.widgets.theme import Theme

RADIUS = 3.5


@dataclass(frozen=True, slots=True, eq=False)
class Centres:
    """Dots with a dark rim.

    Parameters
    ----------
    points
        Float (N, 2) of x, y in pixels of the picture.
    colour
        Token of the theme or ``#rrggbb``.
    opacity
        0 to 1.
    """

    points: NDArray[np.floating]
    colour: str
    opacity: float = 1.0

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw them."""
        painter.setPen(QPen(theme.on_picture("background", 0.7 * self.opacity), 1.5 * theme.scale))
        painter.setBrush(theme.on_picture(self.colour, self.opacity))
        radius = RADIUS * theme.scale
        for x, y in self.points.tolist():
            painter.drawEllipse(place.point(x, y), radius, radius)
