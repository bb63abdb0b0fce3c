"""Input and output of a layer as grids of cells, with the window that one output cell reads."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.layers.walk.arrange import CAPTION
from explorer.panels.layers.walk.grid_paint import (
    cell_rect,
    paint_input,
    paint_output,
    paint_rays,
    paint_window,
    window_rect,
)
from explorer.panels.layers.walk.layout import Plan, loupe_at, plan, plan_width
from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QImage, QMouseEvent, QPaintEvent, QResizeEvent

    from explorer.panels.layers.walk.geometry import Walk
    from explorer.panels.layers.walk.layout import Grid
    from explorer.widgets.cells import Cell

GAP = 26
WIDE = 1e6
"""As much width as can be wanted."""
RIM = 2
"""Room around the grids for the window's frame."""
Captions = tuple[str, str, str]
"""Below the input, its loupe and the output."""
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class WalkGrids(QWidget):
    """Paints what it is told; says which output cell the pointer is over, and which is clicked."""

    cellHovered = Signal(object)  # (row, column), or None
    cellClicked = Signal(object)  # (row, column)

    def __init__(self) -> None:
        super().__init__()
        self._walk: Walk | None = None
        self._plan: Plan | None = None
        self._captions: Captions = ("", "", "")
        self._kept: Cell = (0, 0)
        self._shown: Cell = (0, 0)
        self._position: tuple[float, float] | None = None
        self._under: QImage | None = None
        self._hovered: Cell | None = None
        self._ring = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("The window over the input, and the output")
        self.setToolTip(
            "Point at an output cell to see its window; click to keep it; the arrows move it"
        )
        theme.watch_theme(self._on_theme_changed)

    def set_walk(self, walk: Walk) -> None:
        """Show the grids of a layer."""
        if walk != self._walk:
            self._walk = walk
            self._position = self._hovered = None
            self._kept = self._shown = (0, 0)
            self._forget_plan()

    def set_cells(self, kept: Cell, shown: Cell) -> None:
        """Say up to which output cell was read, and whose window is shown."""
        self._kept, self._shown = kept, shown
        self.update()

    def set_position(self, position: QPointF | None) -> None:
        """Let the window stand between two cells: x is a column of the output, y a row."""
        self._position = None if position is None else (position.y(), position.x())
        self.update()

    def set_under(self, image: QImage | None) -> None:
        """Show a picture in the input's cells."""
        self._under = image
        self.update()

    def has_under(self) -> bool:
        """Whether a picture is shown in the input's cells."""
        return self._under is not None

    def shows_cells(self) -> bool:
        """Whether single cells of the input can be seen; a loupe shows them otherwise."""
        found = self._layout()
        return found is not None and found.has_cells

    def useful_width(self, height: float) -> float:
        """Return the width that the grids can use at a height of the widget."""
        rim = 2 * theme.current_theme().px(RIM)
        found, captions = self._plan_in((WIDE, self._room_height(height)))
        return 0 if found is None else ceil(plan_width(found, _widths(captions))) + rim

    def side_in(self, room: tuple[float, float]) -> float:
        """Return how large the input's grid would be in a widget of a size."""
        width = max(room[0] - 2 * theme.current_theme().px(RIM), 1)
        found, _ = self._plan_in((width, self._room_height(room[1])))
        return 0 if found is None else max(found.input.width, found.input.height)

    def needs_loupe(self, height: float) -> bool:
        """Whether single cells are too small to be seen at a height of the widget."""
        found, _ = self._plan_in((WIDE, self._room_height(height)))
        return found is not None and not found.has_cells

    def output_point(self, cell: Cell) -> QPointF:
        """Return the middle of an output cell in the widget."""
        found = self._layout()
        if found is None:
            return QPointF()
        return cell_rect(found.output, cell).center() + self._origin()

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        px = theme.current_theme().px
        return QSize(px(220), px(80))

    def sizeHint(self) -> QSize:
        """Ask for grids of a middle size; the layout gives more."""
        px = theme.current_theme().px
        return QSize(px(520), px(190))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint both grids, the loupe, and what joins them."""
        found, walk, present = self._layout(), self._walk, theme.current_theme()
        if found is None or walk is None:
            return
        painter = QPainter(self)
        painter.translate(self._origin())
        at = self._position or self._shown
        paint_input(painter, found.input, walk, present, self._under)
        paint_output(painter, found.output, self._kept, self._shown, present)
        paint_window(painter, found.input, walk, at, present)
        rect = window_rect(found.input, walk, at)
        if found.loupe is not None:
            loupe = loupe_at(found.loupe, walk, *self._shown)
            rect = self._paint_loupe(painter, loupe, walk, rect)
        paint_rays(painter, rect, cell_rect(found.output, self._shown), present)
        self._paint_captions(painter, found, present)
        if self._ring:
            painter.resetTransform()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(present.colour("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the grids out again."""
        super().resizeEvent(event)
        self._forget_plan()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which output cell is under the pointer."""
        self._hover(self._cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Say that none is."""
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose an output cell."""
        cell = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self.cellClicked.emit(cell)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring when the keyboard came here."""
        self._ring = event.reason() in _BY_KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        self._ring = False
        self.update()

    def _paint_loupe(self, painter: QPainter, loupe: Grid, walk: Walk, source: QRectF) -> QRectF:
        """Enlarge the window's surroundings; return the window in the loupe."""
        present = theme.current_theme()
        frame = QRectF(loupe.left, loupe.top, loupe.width, loupe.height)
        paint_rays(painter, source, frame, present)
        paint_input(painter, loupe, walk, present, self._under)
        paint_window(painter, loupe, walk, self._shown, present)
        return window_rect(loupe, walk, self._shown)

    def _paint_captions(self, painter: QPainter, found: Plan, present: theme.Theme) -> None:
        painter.setFont(present.font("caption"))
        painter.setPen(present.colour("muted"))
        baseline = self._room()[1] + present.px(CAPTION - 4)
        grids = (found.input, found.loupe, found.output)
        for grid, text in zip(grids, self._captions, strict=True):
            if grid is not None:
                painter.drawText(QPointF(grid.left, baseline), text)

    def _cell_at(self, point: QPointF) -> Cell | None:
        found = self._layout()
        if found is None:
            return None
        inside = point - self._origin()
        return found.output.at(inside.x(), inside.y())

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.setCursor(Qt.CursorShape.ArrowCursor if cell is None else _POINTING)
            self.cellHovered.emit(cell)

    def _layout(self) -> Plan | None:
        if self._plan is None and self._walk is not None:
            self._plan, self._captions = self._plan_in(self._room())
        return self._plan

    def _plan_in(self, room: tuple[float, float]) -> tuple[Plan | None, Captions]:
        """Return the grids in a room, and what is written below: shorter where that is wider."""
        captions, found = ("", "", ""), None
        if self._walk is None:
            return found, captions
        present = theme.current_theme()
        for captions in _captions(self._walk):
            widths = _widths(captions)
            found = plan(self._walk, room, present.px(GAP), widths, present.scale)
            if widths[0] <= found.input.width:
                break
        return found, captions

    def _room(self) -> tuple[float, float]:
        rim = 2 * theme.current_theme().px(RIM)
        return max(self.width() - rim, 1), self._room_height(self.height())

    def _room_height(self, height: float) -> float:
        px = theme.current_theme().px
        return max(height - px(CAPTION) - 2 * px(RIM), 1)

    def _origin(self) -> QPointF:
        rim = theme.current_theme().px(RIM)
        return QPointF(rim, rim)

    def _forget_plan(self) -> None:
        self._plan = None
        self.update()

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self._forget_plan()


_POINTING = Qt.CursorShape.PointingHandCursor


def _captions(walk: Walk) -> tuple[Captions, ...]:
    """Return what is written below the grids: in full, and shorter."""
    rows, columns = walk.rows, walk.columns
    first, output = f"input {rows.n} × {columns.n}", f"output {rows.out} × {columns.out}"
    tall, wide = (high - low for low, high in (rows.padded, columns.padded))
    if (tall, wide) == (rows.n, columns.n):
        return ((first, "enlarged", output),)
    pads = {rows.before, rows.after, columns.before, columns.after}
    brief = f"p = {pads.pop()}" if len(pads) == 1 else f"padded {tall} × {wide}"
    return (
        (f"{first}, padded {tall} × {wide}", "enlarged", output),
        (f"{first}, {brief}", "enlarged", output),
    )


def _widths(captions: Captions) -> tuple[float, float, float]:
    metrics = QFontMetricsF(theme.current_theme().font("caption"))
    first, middle, last = (metrics.horizontalAdvance(text) for text in captions)
    return first, middle, last
