"""The bundled photographs and paintings, small, to choose one of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from explorer.engine.errors import ExplorerError
from explorer.engine.style.paintings import paintings
from explorer.services.latest import LatestWins
from explorer.services.media import bundled_media
from explorer.widgets import theme
from explorer.widgets.labels import plain_tip, shortened
from explorer.widgets.qimages import qimage_from_rgb

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.services.errors import ErrorHub

First = Literal["photographs", "paintings"]

THUMB = 96
COLUMNS, ROWS = 4, 3.5
CELL = (122, 142)
LONGEST_NAME = 30
"""Letters that fit two lines below a picture."""
_PREFIX = "bundled:"


@dataclass(frozen=True, slots=True)
class Bundled:
    """One that can be chosen; ``text`` is what the state says."""

    text: str
    title: str
    path: Path
    is_painting: bool


@cache
def bundled(first: First) -> tuple[Bundled, ...]:
    """Return all of them, those that are wanted more often first."""
    painted = {painting.path: painting for painting in paintings()}
    entries = [
        Bundled(f"{_PREFIX}{one.name}", f"{one.title} · {one.painter}", one.path, True)
        for one in painted.values()
    ]
    photographs = [
        Bundled(f"{_PREFIX}{Path(spec.location).stem}", spec.title, Path(spec.location), False)
        for spec in bundled_media()
        if spec.kind == "picture" and Path(spec.location) not in painted
    ]
    ordered = (*photographs, *entries) if first == "photographs" else (*entries, *photographs)
    return tuple(one for one in ordered if one.path.is_file())


def thumbs(texts: dict[str, Path]) -> dict[str, NDArray[np.uint8]]:
    """Read pictures, at 96 px; one that is damaged is left out (worker's thread)."""
    from explorer.engine.images import fit_within, load_rgb

    found = {}
    for text, path in texts.items():
        try:
            found[text] = fit_within(load_rgb(path), 2 * THUMB)
        except ExplorerError:
            continue  # choosing it says why
    return found


class BundledPictures(QFrame):
    """A list that pops up; arrows and Enter choose as well as the mouse."""

    chosen = Signal(str)

    def __init__(self, errors: ErrorHub, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setAccessibleName("Bundled pictures")
        self._pictures: dict[str, NDArray[np.uint8]] = {}
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setAccessibleName("Bundled pictures")
        self.list.setToolTip("Choose with a click, or with the arrows and Enter")
        self.list.itemClicked.connect(self._on_item_chosen)
        self.list.itemActivated.connect(self._on_item_chosen)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.list)
        self._worker: LatestWins[dict[str, NDArray[np.uint8]]] = LatestWins(self, name="bundled")
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(errors.report)
        theme.watch_theme(self._apply_metrics)

    def popup_below(self, widget: QWidget, first: First, current: str) -> None:
        """Show the list under a widget, inside the screen; the present choice is marked."""
        self.fill(first, current)
        place = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        screen = widget.screen().availableGeometry()
        left = min(place.x(), screen.right() - self.width())
        top = min(place.y(), screen.bottom() - self.height())
        self.move(max(left, screen.left()), max(top, screen.top()))
        self.show()
        self.list.setFocus()

    def fill(self, first: First, current: str = "") -> None:
        """List what there is; the pictures come when they are read."""
        self.list.clear()
        for one in bundled(first):
            item = QListWidgetItem(shortened(one.title.partition(" · ")[0], LONGEST_NAME))
            item.setData(Qt.ItemDataRole.UserRole, one.text)
            item.setToolTip(plain_tip(one.title))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            item.setSizeHint(self._cell())
            self.list.addItem(item)
            if one.text == current:
                self.list.setCurrentItem(item)
        self._show_pictures()
        missing = {one.text: one.path for one in bundled(first) if one.text not in self._pictures}
        if missing and self._worker.is_idle():
            self._worker.submit(lambda: thumbs(missing))

    def is_idle(self) -> bool:
        """Whether the pictures that are listed were read."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """End the worker."""
        self.hide()
        self._worker.shutdown()

    def _show_pictures(self) -> None:
        side = theme.current_theme().px(THUMB)
        for row in range(self.list.count()):
            item = self.list.item(row)
            rgb = self._pictures.get(item.data(Qt.ItemDataRole.UserRole))
            item.setIcon(_icon(rgb, side))

    def _on_item_chosen(self, item: QListWidgetItem) -> None:
        if self.isVisible():  # a click may be an activation, too
            self.hide()
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def _on_worker_result(self, found: dict[str, NDArray[np.uint8]]) -> None:
        self._pictures |= found
        self._show_pictures()

    def _cell(self) -> QSize:
        px, (width, height) = theme.current_theme().px, CELL
        return QSize(px(width), px(height))

    def _apply_metrics(self) -> None:
        px, (width, height) = theme.current_theme().px, CELL
        self.list.setIconSize(QSize(px(THUMB), px(THUMB)))
        self.list.setGridSize(self._cell())
        edge = px(theme.SMALL)
        self._layout.setContentsMargins(edge, edge, edge, edge)
        self.resize(px(COLUMNS * width + 40), px(ROWS * height + 24))
        self._show_pictures()


def _icon(rgb: NDArray[np.uint8] | None, side: int) -> QIcon:
    """Return a picture's middle, which keeps its colours where it is chosen."""
    pixmap, made = _squared(rgb, side), QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        made.addPixmap(pixmap, mode)
    return made


def _squared(rgb: NDArray[np.uint8] | None, side: int) -> QPixmap:
    """Return a picture's middle as a square, or an empty one while it is read."""
    pixmap = QPixmap(side, side)
    pixmap.fill(theme.current_theme().colour("raised"))
    if rgb is None:
        return pixmap
    wide = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    smooth = Qt.TransformationMode.SmoothTransformation
    image = qimage_from_rgb(rgb).scaled(side, side, wide, smooth)
    left, top = (image.width() - side) // 2, (image.height() - side) // 2
    return QPixmap.fromImage(image.copy(left, top, side, side))
