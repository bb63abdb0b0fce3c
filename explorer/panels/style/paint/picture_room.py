"""The picture as it forms: one, all branches beside each other, or two with a divider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.widgets import theme
from explorer.widgets.controls import ElidedLabel, label
from explorer.widgets.divided_view import DividedView
from explorer.widgets.image_view import ImageView
from explorer.widgets.zoom import PAINTED_SHARP_FROM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage, QResizeEvent

    from explorer.panels.style.paint.sides import Side
    from explorer.widgets.zoom import View

NARROW_PX: Final = 190
NOTHING: Final = "The picture comes here: choose a content and a style, and press Start"


class PictureRoom(QStackedWidget):
    """Shows what it is told; all its views zoom and move together."""

    shareChanged = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one = ImageView("The picture", sharp_from=PAINTED_SHARP_FROM)
        self.divided = DividedView("Two pictures with a divider", sharp_from=PAINTED_SHARP_FROM)
        self.beside = _Beside()
        for view in (self.one, self.beside, self.divided):
            self.addWidget(view)
        self.one.set_empty(NOTHING)
        self.one.viewChanged.connect(self._on_view_changed)
        self.divided.viewChanged.connect(self._on_view_changed)
        self.beside.viewChanged.connect(self._on_view_changed)
        self.divided.shareChanged.connect(self.shareChanged)

    def show_one(self, side: Side | None) -> None:
        """Show one picture; None says what to do."""
        self.one.set_rgb(None if side is None else side.rgb)
        name = "The picture" if side is None else f"The picture: {side.name}"
        self.one.setAccessibleName(name)
        self.setCurrentWidget(self.one)

    def show_beside(self, sides: Sequence[Side]) -> None:
        """Show pictures beside each other."""
        self.beside.show_sides(sides)
        self.setCurrentWidget(self.beside)

    def show_divided(self, left: Side, right: Side) -> None:
        """Show two pictures over one another."""
        self.divided.set_pictures(left.rgb, right.rgb, (left.name, right.name))
        self.setCurrentWidget(self.divided)

    def rendered(self) -> QImage:
        """Return what is to be seen, as a picture."""
        if self.currentWidget() is self.beside:
            return self.beside.grab().toImage()
        view = self.divided if self.currentWidget() is self.divided else self.one
        return view.rendered()

    def _on_view_changed(self, view: View) -> None:
        self.one.set_view(view)
        self.divided.set_view(view)
        self.beside.set_view(view)


class _Beside(QWidget):
    """As many views as there are pictures, in the grid in which they are largest."""

    viewChanged = Signal(object)  # View

    def __init__(self) -> None:
        super().__init__()
        self._cells: list[_Cell] = []
        self._count = 0
        self._aspect = 1.0
        self._arranged = 0, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        theme.watch_theme(self._apply_metrics)

    def show_sides(self, sides: Sequence[Side]) -> None:
        """Show these, in this order."""
        while len(self._cells) < len(sides):
            cell = _Cell()
            cell.view.viewChanged.connect(self.viewChanged)
            self._cells.append(cell)
        for cell, side in zip(self._cells, sides, strict=False):
            cell.show_side(side)
        if sides:
            self._aspect = sides[0].rgb.shape[1] / sides[0].rgb.shape[0]
        self._count = len(sides)
        self._arrange()

    def views(self) -> tuple[ImageView, ...]:
        """Return the views that show something."""
        return tuple(cell.view for cell in self._cells[: self._count])

    def names(self) -> tuple[tuple[str, str], ...]:
        """Return what is written at each: its name, and what it is."""
        return tuple(cell.texts() for cell in self._cells[: self._count])

    def set_view(self, view: View) -> None:
        """Zoom and move all."""
        for cell in self._cells:
            cell.view.set_view(view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again how many fit beside each other."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        caption = theme.current_theme().px(22)
        room = QSize(self.width(), self.height())
        columns = best_columns(self._count, room, self._aspect, caption, self._grid.spacing())
        if (columns, self._count) == self._arranged:
            return
        self._arranged = columns, self._count
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.setVisible(False)
        for place, cell in enumerate(self._cells[: self._count]):
            self._grid.addWidget(cell, place // columns, place % columns)
            cell.setVisible(True)

    def _apply_metrics(self) -> None:
        self._grid.setSpacing(theme.current_theme().px(theme.SMALL))


class _Cell(QWidget):
    """A picture below its name."""

    def __init__(self) -> None:
        super().__init__()
        self.view = ImageView("Branch", sharp_from=PAINTED_SHARP_FROM)
        self._name = label("", "strong")
        self._words = ElidedLabel("", "caption")
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.addWidget(self._name)
        self._line.addWidget(self._words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(self._line)
        layout.addWidget(self.view, 1)

    def show_side(self, side: Side) -> None:
        """Show a picture."""
        self._name.setText(side.name)
        self._words.setText(side.words)
        self.view.setAccessibleName(f"Branch {side.name}")
        self.view.setAccessibleDescription(side.words)
        self.view.set_rgb(side.rgb)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write what differs below the name, where there is little room beside it."""
        super().resizeEvent(event)
        px = theme.current_theme().px
        is_narrow = self.width() < px(NARROW_PX)
        direction = QBoxLayout.Direction
        self._line.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)
        self._line.setSpacing(0 if is_narrow else px(theme.SMALL))

    def texts(self) -> tuple[str, str]:
        """Return what is written."""
        return self._name.text(), self._words.text()


def best_columns(count: int, room: QSize, aspect: float, caption: int, gap: int) -> int:
    """Return how many pictures stand in a row where they become largest; rows have a caption."""

    def width(columns: int) -> float:
        rows = -(-count // columns)
        across = (room.width() - gap * (columns - 1)) / columns
        down = (room.height() - gap * (rows - 1)) / rows - caption
        return min(across, down * aspect)

    return max(range(1, count + 1), key=width, default=1)
