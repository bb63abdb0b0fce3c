"""The chosen picture with its boxes, and the table of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.panels.detector.files.painted import boxes_overlay
from explorer.panels.detector.files.pictures.rows import COLUMNS, cells_of, summary
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.data_table import DataTable
from explorer.widgets.image_view import ImageView
from explorer.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.panels.detector.files.pictures.values import PictureRow, Small
    from explorer.widgets.table_model import TableCell

EMPTY = "Drop pictures or a folder here, or open them at the right"
USE_BUNDLED = "Use the bundled pictures"
UNREADABLE = "This picture could not be read"
PICTURE_SHARE, TABLE_SHARE = 2, 1
TABLE_HEIGHT = 28 + 4 * 26


class PicturesView(QWidget):
    """Paints what it is told; says which row a person chose."""

    rowChosen = Signal(int)
    bundledWanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._cells: list[tuple[TableCell, ...]] = []
        self._is_looked_through = False  # by a person, whose place in the table stays
        self.card = Card("Boxes")
        self.picture = ImageView("Picture with boxes")
        self.table_card = Card("Pictures")
        self.table = DataTable("Pictures", COLUMNS)
        self.sum = label("", "body", wrap=True)
        self.sum.setAccessibleName("In all pictures")
        self.card.add(self.picture, 1)
        self.table_card.add(self.table, 1)
        self.table_card.add(self.sum)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.card, PICTURE_SHARE)
        self._layout.addWidget(self.table_card, TABLE_SHARE)
        self.table.rowChosen.connect(self._on_table_touched)
        self.table.rowChosen.connect(self.rowChosen)
        self.table.verticalScrollBar().actionTriggered.connect(self._on_table_touched)
        self.picture.actionRequested.connect(self.bundledWanted)
        theme.watch_theme(self._apply_metrics)
        self.clear()

    def clear(self, text: str = EMPTY, action: str = USE_BUNDLED) -> None:
        """Show no picture and no table, and say what helps."""
        self._cells = []
        self._is_looked_through = False
        self.show_picture(None, None)
        self.picture.set_empty(text, action)
        self.table_card.hide()

    def show_rows(self, rows: Sequence[PictureRow], marked: int | None) -> None:
        """Show the table, which has grown; ``marked`` is the row whose picture is shown."""
        self.table_card.setVisible(bool(rows))
        self._cells += cells_of(rows[len(self._cells) :])
        bar = self.table.verticalScrollBar()
        before = bar.value()
        self.table.set_rows(self._cells)
        self.table.choose_row(marked)
        if self._is_looked_through:
            bar.setValue(before)
        self.sum.setText(summary(rows))

    def show_picture(self, row: PictureRow | None, small: Small | None) -> None:
        """Show a picture with its boxes, or say that it could not be read."""
        self.card.set_facts("" if row is None else row.name)
        if row is not None and row.problem:
            self.picture.set_empty(f"{UNREADABLE}: {row.problem}")
        if row is None or row.boxes is None or small is None:
            self.picture.set_rgb(None)
            self.picture.set_overlays(())
            return
        height, width = small.rgb.shape[:2]
        self.picture.set_rgb(small.rgb)
        overlay = boxes_overlay(row.boxes.detections, (width, height), small.factor)
        self.picture.set_overlays((overlay,))

    def _on_table_touched(self, _: int) -> None:
        self._is_looked_through = True

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setSpacing(px(theme.MEDIUM))
        self.table.setMinimumHeight(px(TABLE_HEIGHT))
