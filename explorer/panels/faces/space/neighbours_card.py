"""A face, how many of its neighbours are within τ, and the nearest of them in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.engine.faces.distance import plain
from explorer.panels.faces.face_paint import paint_face
from explorer.panels.faces.space.values import tone_of
from explorer.panels.faces.space.words import HINT, within_text
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.data_table import DataTable
from explorer.widgets.qimages import qimage_from_rgb
from explorer.widgets.table_model import TableCell, TableColumn

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPaintEvent

    from explorer.panels.faces.sample import FaceSample
    from explorer.panels.faces.space.values import Neighbours

FACE = 84
LINES = 5
ROWS = 30
SHOWN = 8
COLUMNS = (
    TableColumn("neighbour", "The nearest faces, measured in all 128 directions", True, True),
    TableColumn("d", "Squared L2 distance; below τ it is called the same person"),
    TableColumn("plain", "Plain L2 distance, √d"),
)
TIPS = {
    "good": "Within τ, and the same person",
    "bad": "Within τ, though it is somebody else: a false accept",
    "warm": "The same person, but beyond τ: a false reject",
    "muted": "Somebody else, beyond τ",
}


class NeighboursCard(Card):
    """Says who is near. ``rowPointed`` and ``rowChosen`` are places in the sample."""

    placeChosen = Signal(int)

    def __init__(self) -> None:
        super().__init__("Neighbours")
        self._found: Neighbours | None = None
        self.face = _Face()
        self.words = label(HINT, "body", wrap=True)
        self.table = DataTable("Nearest neighbours", COLUMNS)
        self._row = QHBoxLayout()
        self._row.addWidget(self.face)
        self._row.addWidget(self.words, 1)
        self.add(self._row)
        self.add(self.table)
        self.table.rowChosen.connect(self._on_table_row_chosen)
        theme.watch_theme(self._apply_row_metrics)

    def show_neighbours(
        self, sample: FaceSample | None, found: Neighbours | None, tau: float, *, pinned: bool
    ) -> None:
        """Show whose neighbours they are, and which are within τ."""
        self._found = found
        if sample is None or found is None:
            self.face.show_face(None)
            self.words.setText(HINT)
            self.table.set_rows(())
            self.set_facts("")
            return
        self.face.show_face(qimage_from_rgb(sample.chips[found.place]))
        self.words.setText(within_text(sample, found, tau))
        self.table.set_rows(rows_of(sample, found, tau))
        self.set_facts(f"{sample.name(found.place)}{' · kept' if pinned else ''}")

    def _on_table_row_chosen(self, row: int) -> None:
        if self._found is not None and row < len(self._found.places):
            self.placeChosen.emit(int(self._found.places[row]))

    def _apply_row_metrics(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.MEDIUM))
        self.words.setMinimumHeight(LINES * self.words.fontMetrics().lineSpacing())
        self.table.setFixedHeight(px(28 + SHOWN * 26 + 4))


def rows_of(sample: FaceSample, found: Neighbours, tau: float) -> list[tuple[TableCell, ...]]:
    """Return the nearest faces as rows."""
    parts = (found.places[:ROWS], found.distances[:ROWS], found.is_same[:ROWS])
    return [
        _row(sample, place, distance, is_same, distance < tau)
        for place, distance, is_same in zip(*(part.tolist() for part in parts), strict=True)
    ]


def _row(
    sample: FaceSample, place: int, distance: float, is_same: bool, is_near: bool
) -> tuple[TableCell, ...]:
    tone = tone_of(is_same=is_same, is_near=is_near)
    name, tip = sample.name(place), TIPS[tone]
    length = plain(distance)
    return (
        TableCell(name, name, tone, f"{name}\n{tip}"),
        TableCell(f"{distance:.3f}", distance, tone, tip),
        TableCell(f"{length:.3f}", length, tone, tip),
    )


class _Face(QWidget):
    """The face that the neighbours are of."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setAccessibleName("The face whose neighbours are shown")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.watch_theme(self._apply_metrics)

    def show_face(self, image: QImage | None) -> None:
        self._image = image
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.current_theme().px(FACE)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint_face(painter, room, self._image, "line", theme.current_theme())

    def _apply_metrics(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()
