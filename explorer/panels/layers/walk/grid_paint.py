"""How the grids of a walk are painted: padding, what is dropped, the window, what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from explorer.panels.layers.walk.geometry import full, repeated, spans
from explorer.panels.layers.walk.layout import SMALLEST_CELL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QColor, QImage

    from explorer.panels.layers.walk.geometry import AxisWalk, Span, Walk
    from explorer.panels.layers.walk.layout import Grid
    from explorer.widgets.cells import Cell
    from explorer.widgets.theme import Theme

TAP_ALPHA = 0.42
VEIL_ALPHA = 0.35
"""Of the theme's background over a picture under the grid: lines and window come first."""
SMALLEST_MARK = 7


def paint_input(
    painter: QPainter, grid: Grid, walk: Walk, theme: Theme, under: QImage | None = None
) -> None:
    """Paint the padded input: its cells, the padding hatched, in grey what no window reads."""
    painter.save()
    painter.setClipRect(_area(grid))
    _paint_padding(painter, grid, walk, theme)
    _paint_cells(painter, grid, walk, theme, under)
    _paint_unread(painter, grid, walk, theme)
    if grid.cell >= SMALLEST_CELL * theme.scale:
        _paint_lines(painter, grid, theme.colour("background", 0.75))
    _paint_edge(painter, grid, walk, theme)
    painter.restore()


def paint_window(
    painter: QPainter, grid: Grid, walk: Walk, position: tuple[float, float], theme: Theme
) -> None:
    """Paint the window of an output position (row, column), whole or on its way between cells."""
    painter.save()
    painter.setClipRect(_area(grid).adjusted(-2, -2, 2, 2))
    _paint_ghosts(painter, grid, walk, position, theme)
    rect = window_rect(grid, walk, position)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent", TAP_ALPHA))
    if walk.rows.d == walk.columns.d == 1 or grid.cell < SMALLEST_CELL:
        painter.drawRect(rect)
    else:
        painter.drawRects(list(_taps(grid, walk, position)))
    _frame(painter, rect, theme)
    painter.restore()


def paint_output(painter: QPainter, grid: Grid, kept: Cell, shown: Cell, theme: Theme) -> None:
    """Paint the output: read so far up to the kept cell, and the cell whose window is shown."""
    painter.fillRect(_area(grid), theme.colour("raised"))
    for rect in _read_so_far(grid, kept):
        painter.fillRect(rect, theme.colour("accent", TAP_ALPHA))
    if grid.cell >= SMALLEST_CELL * theme.scale:
        _paint_lines(painter, grid, theme.colour("surface"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawRect(_area(grid).adjusted(0, 0, -1, -1))
    if shown != kept:
        _mark(painter, grid, kept, theme, filled=False)
    _mark(painter, grid, shown, theme, filled=True)


def paint_rays(painter: QPainter, source: QRectF, target: QRectF, theme: Theme) -> None:
    """Join the right side of one rectangle with the left side of another."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("accent", 0.4), theme.scale))
    painter.drawLine(QLineF(source.topRight(), target.topLeft()))
    painter.drawLine(QLineF(source.bottomRight(), target.bottomLeft()))
    painter.restore()


def window_rect(grid: Grid, walk: Walk, position: tuple[float, float]) -> QRectF:
    """Return the window of an output position on the screen."""
    top = position[0] * walk.rows.s - walk.rows.before
    left = position[1] * walk.columns.s - walk.columns.before
    return QRectF(
        grid.x(left), grid.y(top), walk.columns.span * grid.cell, walk.rows.span * grid.cell
    )


def cell_rect(grid: Grid, cell: Cell) -> QRectF:
    """Return a cell on the screen."""
    return QRectF(grid.x(cell[1]), grid.y(cell[0]), grid.cell, grid.cell)


def _area(grid: Grid) -> QRectF:
    return QRectF(grid.left, grid.top, grid.width, grid.height)


def _part(grid: Grid, rows: tuple[float, float], columns: tuple[float, float]) -> QRectF:
    left, top = grid.x(columns[0]), grid.y(rows[0])
    return QRectF(left, top, grid.x(columns[1]) - left, grid.y(rows[1]) - top)


def _paint_padding(painter: QPainter, grid: Grid, walk: Walk, theme: Theme) -> None:
    """Hatch all that may be padding: the input is painted over it."""
    area = _part(grid, walk.rows.padded, walk.columns.padded)
    painter.fillRect(area, theme.colour("background"))
    if grid.cell >= SMALLEST_CELL:
        painter.fillRect(area, QBrush(theme.colour("faint", 0.75), Qt.BrushStyle.BDiagPattern))
    else:
        painter.fillRect(area, theme.colour("faint", 0.3))


def _paint_cells(
    painter: QPainter, grid: Grid, walk: Walk, theme: Theme, under: QImage | None
) -> None:
    area = _part(grid, (0, walk.rows.n), (0, walk.columns.n))
    painter.fillRect(area, theme.colour("hover"))
    if under is not None:
        smooth = grid.cell * walk.columns.n < under.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(area, under)
        painter.fillRect(area, theme.colour("background", VEIL_ALPHA))


def _paint_unread(painter: QPainter, grid: Grid, walk: Walk, theme: Theme) -> None:
    """Grey the rows and columns that no window reads, those of the padding too."""
    rows, columns = walk.rows.padded, walk.columns.padded
    areas = [_part(grid, span, columns) for span in _unread(walk.rows, grid.rows, grid.cell)]
    areas += [_part(grid, rows, span) for span in _unread(walk.columns, grid.columns, grid.cell)]
    seen = grid.cell >= SMALLEST_CELL
    for area in areas:
        painter.fillRect(area, theme.colour("surface"))
        painter.fillRect(area, theme.colour("faint", 0.4 if seen else 0.7))
        if seen:
            crossed = QBrush(theme.colour("faint"), Qt.BrushStyle.DiagCrossPattern)
            painter.fillRect(area, crossed)


def _unread(axis: AxisWalk, seen: Span, cell: float) -> list[Span]:
    """Return what no window reads of the cells that are seen, as runs of whole pixels."""
    low, high = max(seen[0], 0), min(seen[1], axis.n)
    cells = (axis.unread() >> low) & full(max(high - low, 0))
    runs = spans(repeated(cells, max(1, round(1 / cell))))
    found = [(low + first, min(low + last, high)) for first, last in runs]
    end = axis.padded[1]
    dropped = (max(axis.n, end - axis.dropped), end)
    return [*found, dropped] if dropped[0] < end else found


def _paint_lines(painter: QPainter, grid: Grid, colour: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(colour, 1))
    lines = [
        QLineF(grid.x(column), grid.top, grid.x(column), grid.top + grid.height)
        for column in range(grid.columns[0], grid.columns[1] + 1)
    ]
    lines += [
        QLineF(grid.left, grid.y(row), grid.left + grid.width, grid.y(row))
        for row in range(grid.rows[0], grid.rows[1] + 1)
    ]
    painter.drawLines(lines)


def _paint_edge(painter: QPainter, grid: Grid, walk: Walk, theme: Theme) -> None:
    """Frame the input; a dashed line goes around the padding, a dotted one around all else."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    outer = _part(grid, walk.rows.padded, walk.columns.padded).adjusted(0, 0, -1, -1)
    inner = _part(grid, (0, walk.rows.n), (0, walk.columns.n)).adjusted(0, 0, -1, -1)
    if walk.rows.overhang or walk.columns.overhang:
        painter.setPen(QPen(theme.colour("faint"), 1, Qt.PenStyle.DotLine))
        painter.drawRect(_part(grid, walk.rows.extent, walk.columns.extent).adjusted(0, 0, -1, -1))
    if outer != inner:
        painter.setPen(QPen(theme.colour("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawRect(outer)
    painter.setPen(QPen(theme.colour("muted", 0.8), 1))
    painter.drawRect(inner)


def _paint_ghosts(
    painter: QPainter, grid: Grid, walk: Walk, position: tuple[float, float], theme: Theme
) -> None:
    """Mark where the windows of the next cell and of the cell below lie: a stride away."""
    row, column = round(position[0]), round(position[1])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("accent", 0.75), theme.scale, Qt.PenStyle.DashLine))
    for neighbour in ((row, column + 1), (row + 1, column)):
        if neighbour[0] < walk.rows.out and neighbour[1] < walk.columns.out:
            painter.drawRect(window_rect(grid, walk, neighbour).adjusted(0, 0, -1, -1))


def _taps(grid: Grid, walk: Walk, position: tuple[float, float]) -> Iterable[QRectF]:
    rect = window_rect(grid, walk, position)
    for row in range(walk.rows.f):
        for column in range(walk.columns.f):
            x = rect.left() + column * walk.columns.d * grid.cell
            y = rect.top() + row * walk.rows.d * grid.cell
            yield QRectF(x, y, grid.cell, grid.cell)


def _frame(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("accent"), 2 * theme.scale))
    radius = min(2.0 * theme.scale, rect.width() / 6)
    painter.drawRoundedRect(rect, radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _read_so_far(grid: Grid, cell: Cell) -> Iterable[QRectF]:
    """Yield the rows before a cell, and its own row up to it."""
    row, column = cell
    if row:
        yield _part(grid, (0, row), grid.columns)
    yield _part(grid, (row, row + 1), (0, column + 1))


def _mark(painter: QPainter, grid: Grid, cell: Cell, theme: Theme, *, filled: bool) -> None:
    """Mark an output cell, which may be smaller than a pixel."""
    rect = cell_rect(grid, cell)
    missing = SMALLEST_MARK * theme.scale - rect.width()
    colour = theme.colour("warm")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if missing > 0:
        if filled:
            painter.fillRect(rect, colour)
        rect.adjust(-missing / 2, -missing / 2, missing / 2, missing / 2)
        filled = False
    painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.5 * theme.scale))
    painter.drawRect(rect.adjusted(1, 1, -1, -1))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
