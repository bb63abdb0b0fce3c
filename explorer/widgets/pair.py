"""Two pictures that belong together: beside each other, or stacked where they are wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QWidget

from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

CHROME = (30, 60)
"""What a card takes from its picture in width and height, at scale 1."""
TURN_GAIN = 1.15
"""Pictures are stacked only where they grow by this: beside each other they compare better."""


class Pair(QWidget):
    """Lays two widgets out in the direction in which a picture of `aspect` gets larger.

    Both always have the same room.
    """

    def __init__(self, first: QWidget, second: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._aspect = 1.0
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(first, 1)
        self._layout.addWidget(second, 1)
        theme.watch_theme(self._apply_metrics)

    def set_aspect(self, width: int, height: int) -> None:
        """Say the size of the pictures; only its ratio counts."""
        self._aspect = width / max(height, 1)
        self._turn()

    def is_stacked(self) -> bool:
        """Whether the first stands above the second."""
        return self._layout.direction() is QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again which direction is the better one."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        beside, stacked = self._width_of_picture(2, 1), self._width_of_picture(1, 2)
        direction = QBoxLayout.Direction
        turned = direction.TopToBottom if stacked > beside * TURN_GAIN else direction.LeftToRight
        if turned is not self._layout.direction():
            self._layout.setDirection(turned)

    def _width_of_picture(self, columns: int, rows: int) -> float:
        px = theme.current_theme().px
        gap = self._layout.spacing()
        width = (self.width() - gap * (columns - 1)) / columns - px(CHROME[0])
        height = (self.height() - gap * (rows - 1)) / rows - px(CHROME[1])
        return min(width, height * self._aspect)

    def _apply_metrics(self) -> None:
        self._layout.setSpacing(theme.current_theme().px(theme.MEDIUM))
