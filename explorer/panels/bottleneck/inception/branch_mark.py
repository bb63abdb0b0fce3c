"""A narrow bar in a branch's colour, beside what belongs to the branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.panels.bottleneck.inception.branches import BRANCH_TITLES, branch_colour
from explorer.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

WIDTH = 3


class BranchMark(QWidget):
    """As high as there is room."""

    def __init__(self, branch: str) -> None:
        super().__init__()
        self._branch = branch
        self.setToolTip(f"The branch called {BRANCH_TITLES[branch]} in the drawing and the bars")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        theme.watch_theme(self._apply_metrics)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(branch_colour(self._branch))
        radius = self.width() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 1, 0, -1), radius, radius)

    def _apply_metrics(self) -> None:
        self.setFixedWidth(theme.current_theme().px(WIDTH))
        self.update()
