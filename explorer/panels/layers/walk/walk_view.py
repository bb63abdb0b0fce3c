"""The walk on the screen: the grids, what they say in words, and the receptive field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtWidgets import QWidget

from explorer.panels.layers.walk.arrange import Needs, arrange
from explorer.panels.layers.walk.field_view import FieldView
from explorer.panels.layers.walk.fields import field_of
from explorer.panels.layers.walk.grids import WalkGrids
from explorer.panels.layers.walk.word_sizes import WordSizes
from explorer.panels.layers.walk.words_view import WalkWords, form_below, height_below
from explorer.widgets import theme
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QResizeEvent

    from explorer.engine.network import LayerReport, Report
    from explorer.panels.layers.walk.arrange import Box
    from explorer.panels.layers.walk.geometry import Walk
    from explorer.widgets.cells import Cell


class WalkView(QWidget):
    """Shows one cell's window, and another's while the pointer is over it."""

    cellClicked = Signal(object)  # (row, column)

    def __init__(self) -> None:
        super().__init__()
        self._walk: Walk | None = None
        self._sizes: WordSizes | None = None
        self._one: LayerReport | None = None
        self._report: Report | None = None
        self._kept: Cell = (0, 0)
        self._hovered: Cell | None = None
        self._placed: object = None
        self._frame: NDArray[np.uint8] | None = None
        self._has_frame = False
        self.grids = WalkGrids()
        self.words = WalkWords()
        self.picture = FieldView()
        for part in (self.grids, self.words, self.picture):
            part.setParent(self)
        theme.watch_theme(self._on_theme_changed)
        self.grids.cellHovered.connect(self._on_grids_cell_hovered)
        self.grids.cellClicked.connect(self.cellClicked)

    @property
    def shown(self) -> Cell:
        """The cell whose window is seen: that under the pointer, or the one that is kept."""
        return self._hovered or self._kept

    def texts(self) -> tuple[str, ...]:
        """Return what is said of the cell, and of the cells that are not read."""
        return self.words.texts()

    def show_walk(self, walk: Walk, one: LayerReport, report: Report, cell: Cell) -> None:
        """Show a layer's windows, that of a cell first."""
        if self._one is None or (walk, one.place) != (self._walk, self._one.place):
            self._hovered = None
        input_changed = self._report is None or self._report.input != report.input
        if walk != self._walk:
            self._sizes = WordSizes(walk)
        self._walk, self._one, self._report = walk, one, report
        self.grids.set_walk(walk)
        self.words.set_walk(walk)
        if input_changed:
            self._take_frame()
        self._refresh_under()
        self._place()
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
            self._place()

    def _refresh(self) -> None:
        walk, one, report = self._walk, self._one, self._report
        if walk is None or one is None or report is None:
            return
        cell = self.shown
        self.grids.set_cells(self._kept, cell)
        self.words.set_cell(walk, cell)
        self.picture.set_field(field_of(report, one.place, cell), one.receptive_field)
        self.words.set_field(self.picture.words())

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

    def minimumSizeHint(self) -> QSize:
        """Leave room for grids that can be read, with two lines below."""
        least, sizes = self.grids.minimumSizeHint(), self._sizes
        below = 0 if sizes is None else height_below(sizes, "pairs")
        return QSize(2 * least.width(), least.height() + below)

    def sizeHint(self) -> QSize:
        """Ask for grids of a middle size; the layout gives more."""
        wanted = self.grids.sizeHint()
        return QSize(2 * wanted.width(), wanted.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the parts where they fit."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        sizes = self._sizes
        if sizes is None:
            return
        form, scale = form_below(sizes, self.width()), theme.current_theme().scale
        room, needs_picture = (self.width(), self.height()), self._needs_picture()
        placed = (self._walk, room, scale, self.picture.aspect, needs_picture)
        if placed == self._placed:
            return  # an edit of what is not drawn here, such as the number of filters
        self._placed = placed
        needs = Needs(
            sizes.columns, height_below(sizes, form), self.grids.useful_width,
            self.grids.side_in, self.picture.aspect, needs_picture,
        )  # fmt: skip
        places = arrange(room, needs, scale)
        self.words.set_form("column" if places.in_row else form)
        self.words.reserve(sizes, places.words.width, places.words.height)
        self.picture.set_brief(self.words.has_field())
        self.picture.setVisible(places.picture is not None)
        _put(self.grids, places.grids)
        _put(self.words, places.words)
        if places.picture is not None:
            _put(self.picture, places.picture)

    def _needs_picture(self) -> bool:
        """Whether the grids do not show the picture and its window themselves, enlarged too."""
        return not (self.grids.has_under() and self.grids.needs_loupe(self.height()))

    def _on_theme_changed(self) -> None:
        if self._walk is not None:
            self._sizes = WordSizes(self._walk)
        self.updateGeometry()
        self._place()


def _put(part: QWidget, box: Box) -> None:
    part.setGeometry(box.left, box.top, box.width, box.height)
