"""The sorted boxes as a table of thousands of rows, of which only those that are seen are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from explorer.panels.detector.steps.moment import BoxState
from explorer.panels.detector.steps.words import number_text
from explorer.widgets import theme
from explorer.widgets.detections.colours import class_colour

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.steps.moment import Moment
    from explorer.panels.detector.steps.values import StepsView

COLUMNS: Final = ("rank", "class", "score", "state", "IoU")
_NUMBERS: Final = (0, 2, 4)
TIPS: Final = (
    "Place among the boxes that pass, by score",
    "The most probable class",
    "p_c times the probability of the class",
    "What the walk has decided so far",
    "With the box that dropped it",
)
ROW_HEIGHT = 22
HEADER_HEIGHT = 26
SWATCH = 9
WIDTHS: Final = {2: 46, 3: 92, 4: 46}
RANK_AIR = 12
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TONES: Final = {
    BoxState.WAITING: "text",
    BoxState.ELSEWHERE: "muted",
    BoxState.AT_WORK: "accent",
    BoxState.KEPT: "good",
    BoxState.GOING: "bad",
    BoxState.GONE: "faint",
}
AnyIndex = QModelIndex | QPersistentModelIndex


def state_text(view: StepsView, moment: Moment, rank: int) -> str:
    """Return what has become of a box, and by whom."""
    state = BoxState(int(moment.states[rank]))
    if state in (BoxState.GOING, BoxState.GONE):
        owner = number_text(int(view.walk.owner[rank]))
        return f"dropped: {owner}"
    if state is BoxState.ELSEWHERE:
        return "later"
    return {BoxState.AT_WORK: "at work", BoxState.KEPT: "kept"}.get(state, "waiting")


def iou_text(view: StepsView, moment: Moment, rank: int) -> str:
    """Return a dropped box's IoU with the one that dropped it."""
    is_out = moment.states[rank] in (BoxState.GOING, BoxState.GONE)
    return f"{view.walk.iou[rank]:.2f}" if is_out else ""


class BoxTable(QTableView):
    """Rank, class, score and state; a row that is clicked is chosen for the pair.

    Enter chooses the row that the arrows went to.
    """

    boxClicked = Signal(int)
    boxHovered = Signal(int)  # −1 for none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model()
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


class _Model(QAbstractTableModel):
    """Makes the texts of a cell when they are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._view: StepsView | None = None
        self._moment: Moment | None = None
        self._pair: tuple[int, ...] = ()
        self._swatches: dict[int, QPixmap] = {}

    def show_boxes(self, view: StepsView | None) -> None:
        self.beginResetModel()
        self._view, self._moment, self._pair = view, None, ()
        self.endResetModel()

    def show_moment(self, moment: Moment, pair: tuple[int, ...]) -> None:
        if self._view is None or len(moment.states) != len(self._view):
            return
        self._moment, self._pair = moment, pair
        if len(self._view):
            last = self.index(len(self._view) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def refresh(self) -> None:
        self._swatches.clear()
        self.layoutChanged.emit()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        inside = parent is not None and parent.isValid()
        return 0 if inside or self._view is None else len(self._view)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in _NUMBERS else _LEFT
        return TIPS[section] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        view, moment = self._view, self._moment
        if view is None or moment is None:
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(view, moment, row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _NUMBERS else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(moment, row, column)
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._ground(moment, row)
        if role == Qt.ItemDataRole.FontRole:
            return _font(column)
        if role == Qt.ItemDataRole.DecorationRole and column == 1:
            return self._swatch(int(view.class_ids[row]))
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{number_text(row)} {view.names[row]}: {state_text(view, moment, row)}"
        return None

    def _text(self, view: StepsView, moment: Moment, row: int, column: int) -> str:
        if column == 0:
            number = number_text(row)
            is_chosen = row in self._pair
            return f"{'AB'[sorted(self._pair).index(row)]} {number[1:]}" if is_chosen else number
        if column == 1:
            return view.names[row]
        if column == 2:
            return f"{view.scores[row]:.2f}"
        return (state_text if column == 3 else iou_text)(view, moment, row)

    def _ink(self, moment: Moment, row: int, column: int) -> QColor:
        state = BoxState(int(moment.states[row]))
        is_quiet = column < 3 and state in (BoxState.AT_WORK, BoxState.KEPT, BoxState.GOING)
        return theme.current_theme().colour("text" if is_quiet else _TONES[state])

    def _ground(self, moment: Moment, row: int) -> QColor | None:
        present = theme.current_theme()
        state = BoxState(int(moment.states[row]))
        if row in self._pair:
            return present.colour("warm", 0.18)
        if state is BoxState.AT_WORK:
            return present.colour("accent-soft")
        return present.colour("bad", 0.14) if state is BoxState.GOING else None

    def _swatch(self, class_id: int) -> QPixmap:
        if class_id not in self._swatches:
            side = theme.current_theme().px(SWATCH)
            pixmap = QPixmap(side, side)
            pixmap.fill(QColor(class_colour(class_id)))
            self._swatches[class_id] = pixmap
        return self._swatches[class_id]


def _font(column: int) -> QFont:
    return theme.current_theme().font("number" if column in _NUMBERS else "body")


def table_rows(view: StepsView, moment: Moment) -> list[list[object]]:
    """Return the table for a file, with all that is known of each box."""
    head = [
        "rank", "class", "score", "left_px", "top_px", "right_px", "bottom_px", "state",
        "suppressed_by", "iou", "prediction",
    ]  # fmt: skip
    rows: list[list[object]] = [list(head)]
    boxes = np.round(view.boxes_xyxy.astype(float), 2).tolist()
    for rank, (box, name) in enumerate(zip(boxes, view.names, strict=True)):
        is_kept = bool(view.walk.is_kept[rank])
        by = "" if is_kept else int(view.walk.owner[rank]) + 1
        overlap = "" if is_kept else f"{view.walk.iou[rank]:.6f}"
        state = BoxState(int(moment.states[rank])).name.lower().replace("_", " ")
        rows.append([rank + 1, name, f"{view.scores[rank]:.6f}", *box, state, by, overlap,
                     int(view.numbers[rank])])  # fmt: skip
    return rows
