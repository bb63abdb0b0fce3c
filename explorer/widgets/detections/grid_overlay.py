"""The cells of a network's output over the picture: p_c as heat, a cell, its anchors, its box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.widgets.detections.iou_pair import Rect4
    from explorer.widgets.overlays import Placement
    from explorer.widgets.theme import Theme

Cell = tuple[int, int]

_CLEAR: Final = 0.12
"""Opacity of the heat at p_c = 0, of that at 1: the picture stays to be seen."""
_LINES_FROM_PX: Final = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class GridOverlay:
    """S×S cells where the network's square lies, which may be larger than the picture.

    Parameters
    ----------
    square
        Where the network's input lies, in pixels of the picture (left, top, right, bottom).
    size
        Rows and columns.
    p_c
        Float (rows, columns) in 0 to 1; None for no heat.
    cell
        The chosen one.
    anchors_px
        Widths and heights in pixels of the network's input, drawn around the cell's centre.
    input_px
        Side of the network's input.
    anchor
        The chosen anchor, drawn without gaps.
    box
        What it predicts, in pixels of the picture.
    heat
        Opacity where p_c is 1.
    lines
        Whether the lines between cells are drawn.
    """

    square: Rect4
    size: tuple[int, int]
    p_c: NDArray[np.floating] | None = None
    cell: Cell | None = None
    anchors_px: tuple[tuple[float, float], ...] = ()
    input_px: int = 416
    anchor: int | None = None
    box: Rect4 | None = None
    colour: str = "warm"
    box_colour: str = "#ffffff"
    heat: float = 0.75
    lines: bool = True

    def cell_at(self, x: float, y: float) -> Cell | None:
        """Return the cell under a point of the picture."""
        left, top, right, bottom = self.square
        row = int((y - top) / (bottom - top) * self.size[0] // 1)
        column = int((x - left) / (right - left) * self.size[1] // 1)
        inside = 0 <= row < self.size[0] and 0 <= column < self.size[1]
        return (row, column) if inside else None

    def cell_rect(self, cell: Cell) -> Rect4:
        """Return where a cell lies in the picture."""
        left, top, right, bottom = self.square
        wide, high = (right - left) / self.size[1], (bottom - top) / self.size[0]
        x, y = left + cell[1] * wide, top + cell[0] * high
        return x, y, x + wide, y + high

    def anchor_rects(self) -> tuple[Rect4, ...]:
        """Return the anchors around the centre of the chosen cell, in pixels of the picture."""
        if self.cell is None:
            return ()
        left, top, right, bottom = self.cell_rect(self.cell)
        x, y = (left + right) / 2, (top + bottom) / 2
        across = (self.square[2] - self.square[0]) / self.input_px / 2
        down = (self.square[3] - self.square[1]) / self.input_px / 2
        return tuple((x - w * across, y - h * down, x + w * across, y + h * down)
                     for w, h in self.anchors_px)  # fmt: skip

    def paint(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw heat, lines, the cell, its anchors and the box."""
        if self.p_c is not None:
            self._paint_heat(painter, place, self.p_c)
        if self.lines:
            self._paint_grid(painter, place, theme)
        if self.cell is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_anchors(painter, place, theme)
        if self.box is not None:
            self._paint_box(painter, place.rect(*self.box), theme)
        self._paint_cell(painter, place.rect(*self.cell_rect(self.cell)), theme)

    def _paint_heat(self, painter: QPainter, place: Placement, p_c: NDArray[np.floating]) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        image = qimage_from_rgb(heat_rgba(p_c, self.heat))
        painter.drawImage(place.rect(*self.square), image)

    def _paint_grid(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        rows, columns = self.size
        room = place.rect(*self.square)
        wide, high = room.width() / columns, room.height() / rows
        if min(wide, high) < _LINES_FROM_PX:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for colour, shift in (("background", 1.0), ("text", 0.0)):
            painter.setPen(QPen(theme.on_picture(colour, 0.3), 1))
            xs = [room.left() + at * wide + shift for at in range(columns + 1)]
            ys = [room.top() + at * high + shift for at in range(rows + 1)]
            painter.drawLines([QLineF(x, room.top(), x, room.bottom()) for x in xs]
                              + [QLineF(room.left(), y, room.right(), y) for y in ys])  # fmt: skip
        painter.restore()

    def _paint_anchors(self, painter: QPainter, place: Placement, theme: Theme) -> None:
        """Draw all anchors dashed, then the chosen one over them, without gaps."""
        rects = [place.rect(*rect) for rect in self.anchor_rects()]
        for index, rect in enumerate(rects):
            if index != self.anchor:
                _outline(painter, rect, theme, (self.colour, 1.4), is_dashed=True)
        if self.anchor is not None and self.anchor < len(rects):
            _outline(painter, rects[self.anchor], theme, (self.colour, 2.2))

    def _paint_box(self, painter: QPainter, room: QRectF, theme: Theme) -> None:
        _outline(painter, room, theme, (self.box_colour, 3.0))
        dot = theme.px(3.5)
        painter.setPen(QPen(theme.on_picture("background", 0.7), 1.5 * theme.scale))
        painter.setBrush(theme.on_picture(self.box_colour))
        painter.drawEllipse(room.center(), dot, dot)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_cell(self, painter: QPainter, room: QRectF, theme: Theme) -> None:
        painter.fillRect(room, theme.on_picture(self.colour, 0.25))
        missing = max(0.0, theme.px(10) - min(room.width(), room.height())) / 2
        frame = room.adjusted(-missing, -missing, missing, missing)
        _outline(painter, frame, theme, (self.colour, 2.5))


def heat_rgba(p_c: NDArray[np.floating], opacity: float) -> NDArray[np.uint8]:
    """Return p_c in viridis, uint8 (rows, columns, 4): the larger, the less transparent."""
    from explorer.engine.colormaps import sequential

    share = np.clip(np.nan_to_num(np.asarray(p_c, np.float64)), 0.0, 1.0)
    alpha = opacity * (_CLEAR + (1 - _CLEAR) * np.sqrt(share))
    rgba = np.empty((*share.shape, 4), np.uint8)
    rgba[..., :3] = sequential(share, 0.0, 1.0)
    rgba[..., 3] = np.rint(255 * alpha)
    return rgba


def _outline(
    painter: QPainter,
    room: QRectF,
    theme: Theme,
    look: tuple[str, float],
    *,
    is_dashed: bool = False,
) -> None:
    """Draw a rectangle, of a colour and width, with a dark rim that holds on any picture."""
    token, width = look
    style = Qt.PenStyle.DashLine if is_dashed else Qt.PenStyle.SolidLine
    radius = min(3.0 * theme.scale, room.width() / 6, room.height() / 6)
    rim = QPen(theme.on_picture("background", 0.5), (width + 1.8) * theme.scale)
    for pen in (rim, QPen(theme.on_picture(token), width * theme.scale, style)):
        painter.setPen(pen)
        painter.drawRoundedRect(room, radius, radius)
