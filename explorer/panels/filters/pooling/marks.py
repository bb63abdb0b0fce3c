"""What is drawn over the pooled picture and its output: windows, winners, what is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QPen

from explorer.widgets.cell_overlays import Regions, WindowFrame, edge_strips
from explorer.widgets.output_size import axis_sizes
from explorer.widgets.overlays import Dots, Grid, Heat
from explorer.widgets.theme import CHANNEL_COLOURS, PICTURE_WARM

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from explorer.panels.filters.pooling.reading import WindowReading
    from explorer.panels.filters.pooling.respond import Pooling
    from explorer.panels.filters.pooling.winners import Winners
    from explorer.widgets.overlays import Overlay, Placement
    from explorer.widgets.theme import Theme

GRID_FROM_PX = 7
DOT_RADIUS = 2.4
CHANNEL_SHIFTS = (-0.22, 0.0, 0.22)
"""Colours have winners of their own; side by side, none hides another."""


@dataclass(frozen=True, slots=True)
class WindowGrid:
    """The windows' edges, where they are far enough apart to be told from one another."""

    stride: int
    grid: Grid

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw hair lines, or nothing."""
        if self.stride * place.scale >= GRID_FROM_PX * theme.scale:
            self.grid.paint(painter, place, theme)


@dataclass(frozen=True, slots=True)
class WinnerFrame:
    """The winning pixel of the window that is looked at."""

    x: int
    y: int
    colour: str

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw a square inside the pixel."""
        rect = place.rect(self.x, self.y, self.x + 1, self.y + 1)
        inset = max(1.0, rect.width() * 0.12)
        painter.setPen(QPen(theme.colour(self.colour), 2 * theme.scale))
        painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))


def input_marks(pooling: Pooling, *, winners: bool) -> list[Overlay]:
    """Return what is the same for every probed window."""
    if pooling.sliding is None:
        return []
    height, width = pooling.input_size
    down, across = axis_sizes(pooling.sliding)
    read = (0.0, 0.0, float(width - across.dropped), float(height - down.dropped))
    marks: list[Overlay] = [Regions(edge_strips((width, height), read), "#808080", 0.75)]
    stride = pooling.request.stride
    xs = tuple(float(x) for x in range(0, int(read[2]) + 1, stride))
    ys = tuple(float(y) for y in range(0, int(read[3]) + 1, stride))
    marks.append(WindowGrid(stride, Grid(xs, ys, read[2], read[3])))
    if winners and pooling.winners is not None:
        marks += _winners(pooling.winners, pooling.input_size)
    return marks


def probe_marks(reading: WindowReading) -> tuple[list[Overlay], list[Overlay]]:
    """Return the marks of one window on the input, and of its cell on the output."""
    size = reading.pooling.request.size
    on_input: list[Overlay] = [WindowFrame(reading.left, reading.top, size, size)]
    colours = CHANNEL_COLOURS if len(reading.winners) > 1 else (PICTURE_WARM,)
    for (row, column), colour in zip(reading.winners, colours, strict=False):
        on_input.append(WinnerFrame(reading.left + column, reading.top + row, colour))
    row, column = reading.cell
    return on_input, [WindowFrame(column, row, 1, 1)]


def _winners(winners: Winners, size: tuple[int, int]) -> list[Overlay]:
    height, width = size
    if winners.mask is not None:
        return [Heat(winners.mask, 0, 0, width, height, smooth=False)]
    shifts = CHANNEL_SHIFTS if len(winners.points) > 1 else (0.0,)
    return [
        Dots(points + np.array([shift, 0], np.float32), colour, DOT_RADIUS)
        for points, colour, shift in zip(winners.points, winners.colours, shifts, strict=False)
    ]
