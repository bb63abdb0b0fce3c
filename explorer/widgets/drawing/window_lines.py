"""The window of the chosen layer on the volume before it, and the cell that it becomes.

The drawing that every course has: a small rectangle on one map, with lines to a point of the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

from explorer.widgets.drawing.figure import INPUT, Figure, Room, Solid
from explorer.widgets.drawing.solids import cosmetic

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from explorer.widgets.drawing.inks import Inks
    from explorer.widgets.drawing.view import View

LEAST_PX = 4.0
# Where the window lies: so far from the left and from above, of the room that it has.
_ACROSS, _DOWN = 0.55, 0.3


def source_of(figure: Figure, solid: Solid) -> Solid | None:
    """Return the volume that a layer reads, if it is drawn right before it."""
    place = solid.place
    while place:
        if place[-1] == 0 and len(place) > 1:
            return None
        place = (*place[:-1], place[-1] - 1) if place[-1] else INPUT
        found = figure.item(figure.shown(place))
        if not isinstance(found, Solid) or found.form != "plate":
            return found if isinstance(found, Solid) and found.form == "volume" else None
    return None


def window_on(source: Solid, solid: Solid) -> Room | None:
    """Return the window on the front face of the volume that it slides over."""
    report = solid.report
    if report is None or report.windows is None or source.shape is None:
        return None
    sides = [
        min(1.0, (d * (f - 1) + 1) / n)
        for f, d, n in zip(report.windows.kernel, report.windows.dilation, source.shape[:2],
                           strict=True)
    ]  # fmt: skip
    height, width = sides[0] * source.height, sides[1] * source.width
    return Room(source.x + _ACROSS * (source.width - width),
                source.y + _DOWN * (source.height - height), width, height)  # fmt: skip


def paint_window(painter: QPainter, figure: Figure, solid: Solid, view: View, inks: Inks) -> None:
    """Paint the window of a layer, unless what it reads is drawn elsewhere."""
    source = source_of(figure, solid) if solid.form == "volume" else None
    window = None if source is None else window_on(source, solid)
    if source is None or window is None or window.x > solid.x:
        return
    room = view.room(window)
    grow = max(LEAST_PX - room.width, 0.0), max(LEAST_PX - room.height, 0.0)
    cells = QRectF(room.x, room.y, room.width + grow[0], room.height + grow[1])
    cell = QPointF(*view.to_screen(solid.x + _ACROSS * solid.width, solid.y + _DOWN * solid.height))
    painter.setPen(cosmetic(inks.theme.colour("text", 0.75), 1.0, Qt.PenStyle.SolidLine))
    painter.drawLines([QLineF(cells.topRight(), cell), QLineF(cells.bottomRight(), cell)])
    painter.setBrush(inks.theme.colour("text", 0.22))
    painter.drawRect(cells)
    painter.setBrush(inks.text)
    painter.drawEllipse(cell, 1.8, 1.8)
