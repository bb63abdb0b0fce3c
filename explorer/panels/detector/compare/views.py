"""The pictures before and after suppression: one under a divider, or two beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.controls import label
from explorer.widgets.divided_view import DividedView
from explorer.widgets.image_view import ImageView, link_views
from explorer.widgets.pair import Pair

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from explorer.panels.detector.compare.sides import Sides
    from explorer.panels.detector.state import CompareWay
    from explorer.services.frames import Frame

BEFORE, AFTER = "before NMS", "after NMS"


class ComparedViews(QStackedWidget):
    """Paints what it is told; says where the pointer is and where the divider was put."""

    hovered = Signal(int, int)  # row, column
    unhovered = Signal()
    shareChanged = Signal(float)
    sourceWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sweep = DividedView("Boxes before and after suppression")
        self.before, self.after = ImageView("Boxes before NMS"), ImageView("Boxes after NMS")
        self._titles = label(BEFORE, "caption"), label(AFTER, "caption")
        self._pair = Pair(
            _titled(self._titles[0], self.before), _titled(self._titles[1], self.after)
        )
        self.addWidget(self.sweep)
        self.addWidget(self._pair)
        link_views(self.before, self.after)
        self.sweep.shareChanged.connect(self.shareChanged)
        for view in self.views:
            view.hovered.connect(self.hovered)
            view.unhovered.connect(self.unhovered)
            view.actionRequested.connect(self.sourceWanted)

    @property
    def views(self) -> tuple[ImageView, ...]:
        """The swept picture, then the two beside each other."""
        return self.sweep, self.before, self.after

    def set_way(self, way: CompareWay) -> None:
        """Show one picture under a divider, or two."""
        self.setCurrentIndex(0 if way == "sweep" else 1)

    def show_frame(self, frame: Frame) -> None:
        """Show a picture, without boxes yet."""
        for view in self.views:
            view.set_rgb(frame.rgb)
        self._pair.set_aspect(*frame.size)

    def show_sides(self, sides: Sides, passing: int, left: int) -> None:
        """Draw the boxes of both, and say how many there are."""
        names = f"{BEFORE} · {passing:,}", f"{AFTER} · {left:,}"
        for title, name in zip(self._titles, names, strict=True):
            title.setText(name)
        self.sweep.set_sides(sides.before, sides.after, names)
        self.before.set_overlays(sides.before)
        self.after.set_overlays(sides.after)

    def show_empty(self, text: str, action: str) -> None:
        """Say why there is no picture."""
        for view in self.views:
            view.set_rgb(None)
            view.set_overlays(())
            view.set_empty(text, action)
        self.after.set_empty("")

    def rendered(self) -> tuple[QImage, QImage]:
        """Return the pictures before and after."""
        return self.before.rendered(), self.after.rendered()


def _titled(title: QWidget, view: QWidget) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.TIGHT)
    layout.addWidget(title)
    layout.addWidget(view, 1)
    return made
