"""The table of the classes, of which several can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QAbstractItemView

from explorer.panels.detector.files.evaluate.rows import COLUMNS
from explorer.widgets.data_table import DataTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.widgets.table_model import TableCell


class ClassTable(DataTable):
    """Keeps what is chosen when its numbers change."""

    classesChosen = Signal(tuple)  # rows, as they were given

    def __init__(self) -> None:
        super().__init__("Classes", COLUMNS)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setToolTip("Choose classes to see their curves; Ctrl or Shift chooses several")
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def set_rows(self, rows: Sequence[Sequence[TableCell]]) -> None:
        """Show other rows; those that were chosen stay so if there are as many as before."""
        chosen, count = self.chosen_rows(), self.model().rowCount()
        selection = self.selectionModel()
        blocked = selection.blockSignals(True)
        super().set_rows(rows)
        selection.clear()
        if len(rows) == count:
            self._choose(chosen)
        selection.blockSignals(blocked)
        if self.chosen_rows() != chosen:
            self.classesChosen.emit(self.chosen_rows())

    def chosen_rows(self) -> tuple[int, ...]:
        """Return the rows that are chosen."""
        indexes = self.selectionModel().selectedRows()
        return tuple(sorted(self._model.given(index.row()) for index in indexes))

    def choose_rows(self, rows: Sequence[int]) -> None:
        """Choose rows, as a person does."""
        self.selectionModel().clear()
        self._choose(rows)

    def _choose(self, rows: Sequence[int]) -> None:
        flags = QItemSelectionModel.SelectionFlag
        for row in rows:
            index = self._model.index_of(row, 0)
            self.selectionModel().select(index, flags.Select | flags.Rows)

    def _on_selection_changed(self, *_: object) -> None:
        self.classesChosen.emit(self.chosen_rows())
