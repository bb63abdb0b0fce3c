"""What each cell of the sorted list says, made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QPixmap

from explorer.panels.detector.steps.moment import BoxState
from explorer.panels.detector.steps.words import number_text
from explorer.widgets import theme

if TYPE_CHECKING:
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
SWATCH = 9
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


class BoxModel(QAbstractTableModel):
    """Rank, class, score, state and IoU of thousands of boxes."""

    def __init__(self) -> None:
        super().__init__()
        self._view: StepsView | None = None
        self._moment: Moment | None = None
        self._pair: tuple[int, ...] = ()
        self._swatches: dict[str, QPixmap] = {}

    def show_boxes(self, view: StepsView | None) -> None:
        """List other boxes; nothing is said of them before `show_moment`."""
        self.beginResetModel()
        self._view, self._moment, self._pair = view, None, ()
        self.endResetModel()

    def show_moment(self, moment: Moment, pair: tuple[int, ...]) -> None:
        """Say what has become of each box."""
        if self._view is None or len(moment.states) != len(self._view):
            return
        self._moment, self._pair = moment, pair
        if len(self._view):
            last = self.index(len(self._view) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def refresh(self) -> None:
        """Take another theme's colours."""
        self._swatches.clear()
        self.layoutChanged.emit()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Return how many boxes there are."""
        inside = parent is not None and parent.isValid()
        return 0 if inside or self._view is None else len(self._view)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Return what is said of each."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a heading, or what it means."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in _NUMBERS else _LEFT
        return TIPS[section] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, tone, ground, swatch or tooltip."""
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
            return self._swatch(view.colours[row])
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

    def _swatch(self, colour: str) -> QPixmap:
        if colour not in self._swatches:
            side = theme.current_theme().px(SWATCH)
            pixmap = QPixmap(side, side)
            pixmap.fill(QColor(colour))
            self._swatches[colour] = pixmap
        return self._swatches[colour]


def _font(column: int) -> QFont:
    return theme.current_theme().font("number" if column in _NUMBERS else "body")
