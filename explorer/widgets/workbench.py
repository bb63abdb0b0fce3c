"""The room of a panel: the work at the left, a column of cards at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from explorer.widgets import theme
from explorer.widgets.buttons import tool_button
from explorer.widgets.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

EDGE = 16
SCROLL_BAR = 10


class Workbench(QWidget):
    """Gives the work all free room. The column scrolls, and folds where the window is narrow.

    A button in a strip at the right edge then brings it back and folds it again.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = QVBoxLayout()
        self._column = _Column()
        self._fold = tool_button("panel-right-close", "Hide the controls", kind="quiet")
        self._fold.clicked.connect(self._on_fold_clicked)
        self._is_narrow = False
        self._layout = QHBoxLayout(self)
        self._layout.addLayout(self.work, 1)
        self._layout.addWidget(self._column)
        self._layout.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignTop)
        self._fold.hide()
        theme.watch_theme(self._apply_metrics)

    def add_work(self, item: QWidget | QLayout, stretch: int = 1) -> None:
        """Append to the work area, from top to bottom."""
        if isinstance(item, QLayout):
            self.work.addLayout(item, stretch)
        else:
            self.work.addWidget(item, stretch)

    def add_card(self, card: QWidget) -> None:
        """Append a card to the column."""
        self._column.add(card)

    def reveal(self, widget: QWidget) -> None:
        """Unfold the column, and scroll it to a widget in one of its cards."""
        px = theme.current_theme().px
        self.set_folded(False)
        # Once what was changed just now is laid out.
        QTimer.singleShot(0, widget, lambda: self._column.ensureWidgetVisible(widget, 0, px(EDGE)))

    def is_folded(self) -> bool:
        """Return True while the column is hidden."""
        return self._column.isHidden()

    def set_folded(self, folded: bool) -> None:
        """Hide or show the column."""
        self._column.setVisible(not folded)
        self._fold.setIcon(icon("panel-right-open" if folded else "panel-right-close", "muted"))
        words = "Show the controls" if folded else "Hide the controls"
        self._fold.setToolTip(words)
        self._fold.setAccessibleName(words)
        self._apply_metrics()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold when the window gets too narrow for both, unfold when it is wide again."""
        super().resizeEvent(event)
        is_narrow = self.width() < theme.current_theme().px(theme.FOLD_WIDTH - theme.RAIL_WIDTH)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._fold.setVisible(is_narrow)
            self.set_folded(is_narrow)

    def _on_fold_clicked(self) -> None:
        self.set_folded(not self.is_folded())

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        edge, gap = px(EDGE), px(theme.MEDIUM)
        # At the right the column keeps its scroll bar inside the edge.
        right = edge if self.is_folded() or self._is_narrow else edge - px(SCROLL_BAR)
        self._layout.setContentsMargins(edge, edge, right, edge)
        self._layout.setSpacing(gap)
        self.work.setSpacing(gap)


class _Column(QScrollArea):
    """Cards under one another, as wide as the design says, scrolling when there are many."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("column")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QWidget()
        self._body.setObjectName("columnBody")
        self._cards = QVBoxLayout(self._body)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.addStretch(1)
        self.setWidget(self._body)
        theme.watch_theme(self._apply_metrics)

    def add(self, card: QWidget) -> None:
        self._cards.insertWidget(self._cards.count() - 1, card)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._body.setFixedWidth(px(theme.COLUMN_WIDTH))
        self.setFixedWidth(px(theme.COLUMN_WIDTH + SCROLL_BAR))
        self._cards.setSpacing(px(theme.MEDIUM))
