"""A table of values that can be sorted, walked through by keyboard, and read at any length."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from explorer.widgets import theme
from explorer.widgets.labels import plain_tip
from explorer.widgets.table_bars import BAR_ROLE, BarDelegate, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

ROW_HEIGHT = 26
HEADER_HEIGHT = 28
WRAPPING_HEADER = 22
WIDEST = 260
MEASURED = 12
"""So many of the longest texts of a column are measured: the widest is among them."""
AIR = 5
"""Between rows of broken lines."""
LEAST_ROW = 16
USUAL_WIDTH = 800
BARS_SHARE = 0.4
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column's heading, what it means, and whether it holds words (else numbers).

    ``has_bars``: its cells may have bars.
    """

    title: str
    tip: str = ""
    is_words: bool = False
    stretches: bool = False
    has_bars: bool = False


@dataclass(frozen=True, slots=True)
class TableCell:
    """What a cell says, by what it is sorted, and in which tone of the theme it is painted.

    ``spans``: the first cell of its row, which has all of the row's width.
    """

    text: str
    value: Any = None
    tone: str = "text"
    tip: str = ""
    indent: int = 0
    bar: Span | None = None
    spans: bool = False


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
        self._model = _Model(tuple(columns))
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


class _Model(QAbstractTableModel):
    """Rows in the order in which they were given, and another in which they are shown.

    Sorting is done here at once: a proxy of Qt would ask for two cells at each comparison, which
    takes seconds for ten thousand rows.
    """

    def __init__(self, columns: tuple[TableColumn, ...]) -> None:
        super().__init__()
        self.columns = columns
        self._rows: tuple[tuple[TableCell, ...], ...] = ()
        self._sorted_by = (-1, Qt.SortOrder.AscendingOrder)
        self._order: list[int] = []  # from rows that are shown to rows as they were given
        self._shown: list[int] = []  # and back

    def set_rows(self, rows: tuple[tuple[TableCell, ...], ...]) -> None:
        self.beginResetModel()
        self._rows = rows
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by the values of a column; -1 brings the first order back."""
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        given = [self._order[index.row()] for index in kept]
        self._sorted_by = (column, order)
        self._arrange()
        moved = [
            self.index(self._shown[row], index.column())
            for row, index in zip(given, kept, strict=True)
        ]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def given(self, row: int) -> int:
        """Return the number that a row was given with."""
        return self._order[row]

    def index_of(self, row: int, column: int) -> QModelIndex:
        """Return where a cell of a row as it was given is shown."""
        return self.index(self._shown[row], column)

    def _arrange(self) -> None:
        """Put the rows in order; cells without a value come last, whichever the direction."""
        column, order = self._sorted_by
        rows = range(len(self._rows))
        if 0 <= column < len(self.columns):
            values = [row[column].value for row in self._rows]
            is_downward = order == Qt.SortOrder.DescendingOrder
            found = sorted((row for row in rows if values[row] is not None),
                           key=lambda row: values[row], reverse=is_downward)  # fmt: skip
            self._order = [*found, *(row for row in rows if values[row] is None)]
        else:
            self._order = list(rows)
        self._shown = [0] * len(self._order)
        for place, row in enumerate(self._order):
            self._shown[row] = place

    def set_columns(self, columns: tuple[TableColumn, ...]) -> None:
        self.columns = columns
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)

    def refresh(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def row_count(self) -> int:
        return len(self._rows)

    def longest(self) -> tuple[int, ...]:
        """Return the length of the longest text in each column, spanning ones aside."""
        rows = [row for row in self._rows if not row[0].spans]
        return tuple(
            max((len(row[place].text) + row[place].indent for row in rows), default=0)
            for place in range(len(self.columns))
        )

    def longest_rows(self, place: int) -> list[int]:
        """Return the rows with the longest texts of a column."""
        rows = self._rows
        return nlargest(
            MEASURED,
            (row for row in range(len(rows)) if not rows[row][0].spans),
            key=lambda row: len(rows[row][place].text) + rows[row][place].indent,
        )

    def spanning(self) -> list[int]:
        """Return the rows whose first cell has all of the width."""
        headings = (row for row, cells in enumerate(self._rows) if cells and cells[0].spans)
        return [self._shown[row] for row in headings]

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if column.is_words else _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        return column.tip or None if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self._rows[self._order[index.row()]][index.column()]
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return "\u2003" * cell.indent + cell.text
        if role == Qt.ItemDataRole.UserRole:
            return cell.value
        if role == BAR_ROLE:
            return cell.bar
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cell.tip or cell.text)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if column.is_words else _RIGHT
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.current_theme().colour(cell.tone)
        if role == Qt.ItemDataRole.FontRole:
            return theme.current_theme().font("body" if column.is_words else "number")
        return None
