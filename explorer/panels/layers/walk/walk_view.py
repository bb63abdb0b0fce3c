"""The walk on the screen: grids and their sums at the left, the receptive field at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from explorer.panels.layers.walk.field_view import FieldView
from explorer.panels.layers.walk.fields import field_of
from explorer.panels.layers.walk.grids import WalkGrids
from explorer.panels.layers.walk.words import reads_text, sum_text, unread_text
from explorer.widgets import theme
from explorer.widgets.controls import ElidedLabel, set_tone
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QResizeEvent

    from explorer.engine.network import LayerReport, Report
    from explorer.panels.layers.walk.geometry import Walk
    from explorer.widgets.cells import Cell

BESIDE_FROM = 790
"""Below so many pixels at scale 1, what is said stands in four lines and not in two."""


class WalkView(QWidget):
    """Shows one cell's window, and another's while the pointer is over it."""

    cellClicked = Signal(object)  # (row, column)

    def __init__(self) -> None:
        super().__init__()
        self._walk: Walk | None = None
        self._one: LayerReport | None = None
        self._report: Report | None = None
        self._kept: Cell = (0, 0)
        self._hovered: Cell | None = None
        self._frame: NDArray[np.uint8] | None = None
        self._has_frame = False
        self.grids = WalkGrids()
        self.picture = FieldView()
        self._reads = ElidedLabel("", "body")
        self._sums = (ElidedLabel("", "number-small"), ElidedLabel("", "number-small"))
        self._unread = ElidedLabel("", "caption")
        self._lay_out()
        self.grids.cellHovered.connect(self._on_grids_cell_hovered)
        self.grids.cellClicked.connect(self.cellClicked)

    @property
    def shown(self) -> Cell:
        """The cell whose window is seen: that under the pointer, or the one that is kept."""
        return self._hovered or self._kept

    def texts(self) -> tuple[str, ...]:
        """Return what is written below the grids."""
        return tuple(one.text() for one in (self._reads, *self._sums, self._unread))

    def show_walk(self, walk: Walk, one: LayerReport, report: Report, cell: Cell) -> None:
        """Show a layer's windows, that of a cell first."""
        if self._one is None or (walk, one.place) != (self._walk, self._one.place):
            self._hovered = None
        input_changed = self._report is None or self._report.input != report.input
        self._walk, self._one, self._report = walk, one, report
        self.grids.set_walk(walk)
        self._unread.setText(unread_text(walk))
        for label in self._sums:
            label.setVisible(not walk.whole)
        set_tone(self._unread, "warm" if walk.rows.dropped or walk.columns.dropped else "muted")
        if input_changed:
            self._take_frame()
        self._refresh_under()
        self.set_cell(cell)

    def set_cell(self, cell: Cell) -> None:
        """Keep a cell: the output is filled up to it."""
        self._kept = cell
        self._refresh()

    def set_position(self, point: QPointF) -> None:
        """Let the window stand on its way; not while another cell is pointed at."""
        glides = self._hovered is None and self.grids.shows_cells()
        self.grids.set_position(point if glides else None)

    def set_frame(self, rgb: NDArray[np.uint8] | None) -> None:
        """Show a picture, uint8 (H, W, 3)."""
        if rgb is self._frame and self._has_frame:
            return
        self._frame = rgb
        self._take_frame()

    def _take_frame(self) -> None:
        rgb, self._has_frame = self._frame, self._report is not None
        if self._report is not None:
            self.picture.set_frame(rgb, self._report.input)
            self._refresh_under()

    def _refresh(self) -> None:
        walk, one, report = self._walk, self._one, self._report
        if walk is None or one is None or report is None:
            return
        cell = self.shown
        self.grids.set_cells(self._kept, cell)
        self._reads.setText(reads_text(walk, cell))
        for label, axis, index, letter in zip(
            self._sums, (walk.rows, walk.columns), cell, "ij", strict=True
        ):
            label.setText(sum_text(axis, index, letter))
        self.picture.set_field(field_of(report, one.place, cell), one.receptive_field)

    def _refresh_under(self) -> None:
        """Show the picture in the cells where they are the picture's own pixels."""
        seen = self.picture.seen
        is_first = self._one is not None and self._one.place == (0,)
        under = None if seen is None or not is_first else qimage_from_rgb(seen)
        self.grids.set_under(under)

    def _on_grids_cell_hovered(self, cell: Cell | None) -> None:
        self._hovered = cell
        self.grids.set_position(None)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the words where they fit."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        beside = self.width() >= theme.current_theme().px(BESIDE_FROM)
        way = QBoxLayout.Direction
        for row in self._rows:
            row.setDirection(way.LeftToRight if beside else way.TopToBottom)
        side = Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
        for label in (self._unread, self._sums[1]):
            label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def _lay_out(self) -> None:
        self._upper = QHBoxLayout()
        self._upper.addWidget(self.grids, 13)
        self._upper.addWidget(self.picture, 8)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(self._upper, 1)
        self._rows = []
        for left, right in ((self._reads, self._unread), self._sums):
            row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
            row.addWidget(left)
            row.addWidget(right)
            self._rows.append(row)
            self._layout.addLayout(row)
        theme.watch_theme(self._apply_metrics)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._upper.setSpacing(px(theme.LARGE))
        self._layout.setSpacing(px(2))
        for row in self._rows:
            row.setSpacing(px(2))
        self._turn()
