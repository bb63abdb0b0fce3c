"""The cells of a table as values, and the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from explorer.widgets import theme
from explorer.widgets.labels import plain_tip
from explorer.widgets.table_bars import BAR_ROLE

if TYPE_CHECKING:
    from explorer.widgets.table_bars import Span

MEASURED = 12
"""So many of the longest texts of a column are measured: the widest is among them."""
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


class TableModel(QAbstractTableModel):
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
        """Take other rows, in the order that was chosen."""
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
        """Rename the columns."""
        self.columns = columns
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)

    def refresh(self) -> None:
        """Have every cell asked for again."""
        self.beginResetModel()
        self.endResetModel()

    def row_count(self) -> int:
        """Return how many rows there are."""
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
        """Return how many rows there are below nothing: no cell has rows of its own."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a heading, what it means, and where it stands."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if column.is_words else _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        return column.tip or None if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says, and how."""
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
