"""What is painted from, in small beside the picture: the content, and every style."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from explorer.panels.style.plan import place_title
from explorer.panels.style.values import CONTENT
from explorer.widgets import theme
from explorer.widgets.labels import label
from explorer.widgets.thumb import Thumb

if TYPE_CHECKING:
    from explorer.panels.style.values import Picture

SIDES_PX: Final = (76, 57)
SMALL_PX: Final = (35, 30)
"""Of styles, where there are several: two stand beside each other."""
TIP: Final = "{title}: the {place}. Press to see it large, again to go back"


class SourceStrip(QWidget):
    """One button for each picture; the one that is pressed is shown large, or none."""

    peeked = Signal(object)  # Picture, or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: tuple[Picture, ...] = ()
        self._items: list[tuple[Thumb, QWidget]] = []
        self._grid = QGridLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._grid)
        layout.addStretch(1)
        theme.watch_theme(self._apply_metrics)

    def show_sources(self, content: Picture | None, styles: tuple[Picture | None, ...]) -> None:
        """Show other pictures; what is not there yet is left out."""
        placed = [(CONTENT, content), *enumerate(styles)]
        found = [(place, one) for place, one in placed if one is not None]
        before = [one.rgb for one in self._pictures]
        if [id(rgb) for rgb in before] == [id(one.rgb) for _, one in found]:
            return
        self._pictures = tuple(one for _, one in found)
        self._clear()
        for place, picture in found:
            self._add(place, picture, len(styles))

    def thumbs(self) -> tuple[Thumb, ...]:
        """Return the buttons, the content's first."""
        return tuple(thumb for thumb, _ in self._items)

    def let_go(self) -> None:
        """Press none; says nothing."""
        for thumb in self.thumbs():
            thumb.setChecked(False)
            thumb.set_marked(False)

    def _add(self, place: int, picture: Picture, styles: int) -> None:
        title, is_large = place_title(place, styles), place == CONTENT or styles == 1
        name = f"Show the {title} large: {picture.title}"
        tip = TIP.format(title=picture.title, place=title)
        thumb = Thumb(name, tip, *(SIDES_PX if is_large else SMALL_PX))
        thumb.setCheckable(True)
        thumb.set_rgb(picture.rgb)
        thumb.clicked.connect(self._on_thumb_clicked)
        item = QWidget()
        column = QVBoxLayout(item)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(thumb)
        column.addWidget(label(title, "caption"))
        if is_large:
            self._grid.addWidget(item, place + 1, 0, 1, 2)
        else:
            self._grid.addWidget(item, 1 + place // 2, place % 2)
        self._items.append((thumb, item))

    def _clear(self) -> None:
        for _, item in self._items:
            self._grid.removeWidget(item)
            item.hide()
            item.deleteLater()
        self._items = []

    def _on_thumb_clicked(self, checked: bool) -> None:
        pressed = self.sender()
        picture: Picture | None = None
        for thumb, one in zip(self.thumbs(), self._pictures, strict=True):
            is_it = checked and thumb is pressed
            thumb.setChecked(is_it)
            thumb.set_marked(is_it)
            picture = one if is_it else picture
        self.peeked.emit(picture)

    def _apply_metrics(self) -> None:
        self._grid.setSpacing(theme.current_theme().px(6))
