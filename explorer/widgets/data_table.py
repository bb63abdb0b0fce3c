"""A table of values that can be sorted, walked through by keyboard, and read at any length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from explorer.widgets import theme
from explorer.widgets.table_bars import BarDelegate
from explorer.widgets.table_model import TableModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from explorer.widgets.table_model import TableCell, TableColumn

ROW_HEIGHT = 26
HEADER_HEIGHT = 28
WRAPPING_HEADER = 22
WIDEST = 260
AIR = 5
"""Between rows of broken lines."""
LEAST_ROW = 16
USUAL_WIDTH = 800
BARS_SHARE = 0.4


class DataTable(QTableView):
    """Rows of cells under sortable headings; a third click brings the first order back.

    ``wraps``: long words break into lines, for tables that are read and not looked up in.
    """

    rowChosen = Signal(int)  # the row's number as it was given, whatever the order

    def __init__(
        self,
        name: str,
        columns: Sequence[TableColumn],
        parent: QWidget | None = None,
        *,
        wraps: bool = False,
    ) -> None:
        super().__init__(parent)
        self._wraps = wraps
        self._model = TableModel(tuple(columns))
        self._widths: tuple[int, ...] = ()
        self._fitted: list[int] = []
        self._bars = BarDelegate(self)
        self.setModel(self._model)
        self.setAccessibleName(name)
        self.setToolTip("Click a heading to sort by it")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(self._wraps)
        self._set_up_headers()
        self.selectionModel().currentRowChanged.connect(self._on_selection_row_changed)
        theme.watch_theme(self._apply_metrics)

    def set_rows(self, rows: Sequence[Sequence[TableCell]]) -> None:
        """Show other rows; the order that was chosen stays."""
        chosen = self.chosen_row()
        self._model.set_rows(tuple(tuple(row) for row in rows))
        self._span_rows()
        widths = self._model.longest()
        if widths != self._widths:
            self._widths = widths
            self._fit_columns()
        self._fit_rows()
        self.choose_row(chosen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use all of the width, and let words break anew in it."""
        super().resizeEvent(event)
        self._spread_columns()
        self._fit_rows()

    def set_columns(self, columns: Sequence[TableColumn]) -> None:
        """Rename the columns; there have to be as many as before."""
        self._model.set_columns(tuple(columns))

    def choose_row(self, row: int | None) -> None:
        """Mark a row and bring it into view; emits nothing."""
        selection = self.selectionModel()
        blocked = selection.blockSignals(True)
        if row is None or not 0 <= row < self._model.row_count():
            selection.clear()
        else:
            index = self._model.index_of(row, 0)
            flags = QItemSelectionModel.SelectionFlag
            selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
        selection.blockSignals(blocked)
        self.viewport().update()

    def chosen_row(self) -> int | None:
        """Return the marked row's number, or None."""
        index = self.selectionModel().currentIndex()
        return self._model.given(index.row()) if index.isValid() else None

    def texts(self) -> list[list[str]]:
        """Return what is shown, in the order that is shown."""
        rows, columns = self._model.rowCount(), self._model.columnCount()
        return [
            [str(self._model.index(row, column).data() or "") for column in range(columns)]
            for row in range(rows)
        ]

    def _set_up_headers(self) -> None:
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(24)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        for place, column in enumerate(self._model.columns):
            if column.stretches:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            if column.has_bars:
                self.setItemDelegateForColumn(place, self._bars)

    def _fit_columns(self) -> None:
        widest = theme.current_theme().px(WIDEST)
        for place, column in enumerate(self._model.columns):
            if not column.stretches:
                self.setColumnWidth(place, min(self._wanted_width(place), widest))
        self._fitted = [self.columnWidth(place) for place in range(len(self._model.columns))]
        self._spread_columns()

    def _wanted_width(self, place: int) -> int:
        """Return the width of a column's heading or widest cell: of the longest texts alone.

        Qt would lay out hundreds of cells of each column, for a tenth of a second.
        """
        rows = self._model.longest_rows(place)
        cells = [self._model.index_of(row, place) for row in rows]
        widths = [self.sizeHintForIndex(cell).width() for cell in cells]
        return max([self.horizontalHeader().sectionSizeHint(place), *widths])

    def _spread_columns(self) -> None:
        """Give each column its part of the width that is left over, unless one stretches.

        Beside one that stretches, bars grow with what a wide table has more than a usual one.
        """
        columns, room = self._model.columns, self.viewport().width()
        if any(column.stretches for column in columns):
            growing = [column.has_bars for column in columns]
            more = round(max(room - theme.current_theme().px(USUAL_WIDTH), 0) * BARS_SHARE)
        else:
            growing = [True] * len(columns)
            more = max(room - sum(self._fitted), 0) // max(len(columns), 1)
        for place, (width, grows) in enumerate(zip(self._fitted, growing, strict=False)):
            if grows:
                self.setColumnWidth(place, width + more)

    def _span_rows(self) -> None:
        self.clearSpans()
        for row in self._model.spanning():
            self.setSpan(row, 0, 1, len(self._model.columns))

    def _fit_rows(self) -> None:
        if not self._wraps:
            return
        self.resizeRowsToContents()
        air = theme.current_theme().px(AIR)
        for row in range(self._model.rowCount()):
            self.setRowHeight(row, self.rowHeight(row) + air)

    def _on_selection_row_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.rowChosen.emit(self._model.given(current.row()))

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        self.verticalHeader().setMinimumSectionSize(px(LEAST_ROW))
        high = WRAPPING_HEADER if self._wraps else HEADER_HEIGHT
        self.horizontalHeader().setFixedHeight(px(high))
        self._model.refresh()
        self._fit_columns()
        self._fit_rows()
