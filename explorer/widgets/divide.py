"""Two parts above one another that share a height; the line between them can be dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QResizeEvent

TOOLTIP = "Drag to give the drawing more room or less; double click: as it was"


class Divide(QSplitter):
    """Keeps the upper part at a share of the height, whatever is shown in either.

    A splitter of Qt alone would go by the parts' size hints, and jump with what they show.
    """

    def __init__(self, upper: QWidget, lower: QWidget, share: float) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._first_share = self._share = share
        self.addWidget(upper)
        self.addWidget(lower)
        self.setChildrenCollapsible(False)
        self.handle(1).setToolTip(TOOLTIP)
        self.handle(1).setAccessibleName(TOOLTIP)
        self.splitterMoved.connect(self._on_splitter_moved)
        theme.watch_theme(self._apply_metrics)

    def share(self) -> float:
        """Return which part of the height the upper part is given."""
        return self._share

    def reset(self) -> None:
        """Divide as at first."""
        self._share = self._first_share
        self._divide()

    def createHandle(self) -> QSplitterHandle:
        """Return a handle that knows the double click."""
        return _Handle(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the share."""
        super().resizeEvent(event)
        self._divide()

    def _divide(self) -> None:
        free = self.height() - self.handleWidth()
        if free > 0:
            upper = round(free * self._share)
            self.setSizes([upper, free - upper])

    def _on_splitter_moved(self, _position: int, _index: int) -> None:
        upper, lower = self.sizes()
        self._share = upper / max(upper + lower, 1)

    def _apply_metrics(self) -> None:
        self.setHandleWidth(theme.current_theme().px(theme.MEDIUM))
        self._divide()


class _Handle(QSplitterHandle):
    def __init__(self, divide: Divide) -> None:
        super().__init__(Qt.Orientation.Vertical, divide)
        self._divide = divide

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Divide as at first."""
        self._divide.reset()
