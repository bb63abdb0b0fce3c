"""The sorted boxes as a table of thousands of rows, of which only those that are seen are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from explorer.panels.detector.steps.box_model import COLUMNS, BoxModel
from explorer.panels.detector.steps.words import number_text
from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.steps.moment import Moment
    from explorer.panels.detector.steps.values import StepsView

ROW_HEIGHT = 22
HEADER_HEIGHT = 26
WIDTHS: Final = {2: 46, 3: 92, 4: 46}
RANK_AIR = 12


class BoxTable(QTableView):
    """Rank, class, score and state; a row that is clicked is chosen for the pair.

    Enter chooses the row that the arrows went to.
    """

    boxClicked = Signal(int)
    boxHovered = Signal(int)  # −1 for none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = BoxModel()
        self.setModel(self._model)
        self.setAccessibleName("Boxes that pass, sorted by score")
        self.setToolTip("Click two rows to compare two boxes; Enter chooses by the keyboard")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self.clicked.connect(lambda index: self.boxClicked.emit(index.row()))
        self.entered.connect(lambda index: self.boxHovered.emit(index.row()))
        theme.watch_theme(self._apply_metrics)

    def show_boxes(self, view: StepsView | None) -> None:
        """List other boxes."""
        self._model.show_boxes(view)
        self._fit_rank()

    def show_moment(self, moment: Moment, pair: tuple[int, ...]) -> None:
        """Say what has become of each box, and bring the one that is decided about into view."""
        self._model.show_moment(moment, pair)
        rank = moment.going[0] if moment.going else moment.at_work
        self.executeDelayedItemsLayout()  # else it scrolls within the rows that were there before
        if moment.kind == "sorted":
            self.scrollToTop()
        elif rank is not None:
            self.scrollTo(self._model.index(rank, 0))

    def texts(self, row: int) -> list[str]:
        """Return what a row says."""
        return [str(self._model.index(row, column).data() or "") for column in range(len(COLUMNS))]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the row that the arrows went to."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.boxClicked.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Say that no row is pointed at."""
        super().leaveEvent(event)
        self.boxHovered.emit(-1)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self.verticalHeader().setMinimumSectionSize(px(ROW_HEIGHT))
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT))
        self.horizontalHeader().setFixedHeight(px(HEADER_HEIGHT))
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, px(width))
        self._fit_rank()
        self._model.refresh()

    def _fit_rank(self) -> None:
        """Give the first column what the last rank needs, and the class the rest."""
        present = theme.current_theme()
        longest = f"A{number_text(max(self._model.rowCount(), 10) - 1)}"
        width = QFontMetrics(present.font("number")).horizontalAdvance(longest)
        self.setColumnWidth(0, width + present.px(RANK_AIR))
