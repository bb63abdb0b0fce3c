"""The picture that is painted or was chosen, beside its original, and the table of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer.panels.style.folder.rows import COLUMNS
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.data_table import DataTable
from explorer.widgets.divided_view import DividedView
from explorer.widgets.image_view import ImageView
from explorer.widgets.labels import label
from explorer.widgets.zoom import PAINTED_SHARP_FROM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.panels.style.folder.values import Preview
    from explorer.widgets.table_model import TableCell

EMPTY: Final = "Drop a folder or pictures here, or choose them at the right"
NAMES: Final = ("Original", "Painted")
PICTURE_SHARE, TABLE_SHARE = 5, 3
TABLE_HEIGHT: Final = 28 + 3 * 26


class FolderView(QWidget):
    """Paints what it is told; says which row a person chose."""

    rowChosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.card = Card("Picture")
        self.original = ImageView("Picture to paint", sharp_from=PAINTED_SHARP_FROM)
        self.pair = DividedView("Picture and what it was painted to", sharp_from=PAINTED_SHARP_FROM)
        self._stack = QStackedWidget()
        self.table_card = Card("Pictures")
        self.table = DataTable("Pictures to paint", COLUMNS)
        self.sum = label("", "body", wrap=True)
        self.sum.setAccessibleName("In all")
        self._layout = QVBoxLayout(self)
        self._lay_out()
        self.table.rowChosen.connect(self.rowChosen)
        theme.watch_theme(self._apply_metrics)
        self.show_nothing()

    def show_rows(self, cells: Sequence[Sequence[TableCell]], marked: int | None) -> None:
        """Show the table; ``marked`` is the row whose picture is shown."""
        bar = self.table.verticalScrollBar()
        before = bar.value()
        self.table.set_rows(cells)
        self.table.choose_row(marked)
        bar.setValue(before)

    def show_sum(self, text: str) -> None:
        """Say what all came to so far."""
        self.sum.setText(text)

    def show_preview(self, name: str, facts: str, preview: Preview) -> None:
        """Show a picture beside what it is painted to; alone while there is nothing of it."""
        self.card.set_title(name)
        self.card.set_facts(facts)
        if preview.painted_rgb is None:
            self.original.set_rgb(preview.original_rgb)
            self._stack.setCurrentWidget(self.original)
        else:
            self.pair.set_pictures(preview.original_rgb, preview.painted_rgb, NAMES)
            self._stack.setCurrentWidget(self.pair)

    def show_problem(self, name: str, text: str) -> None:
        """Show why there is no picture."""
        self.card.set_title(name)
        self.card.set_facts("")
        self.original.set_rgb(None)
        self.original.set_empty(text)
        self._stack.setCurrentWidget(self.original)

    def show_nothing(self) -> None:
        """Say what to do where there are no pictures."""
        self.show_problem("Picture", EMPTY)

    def _lay_out(self) -> None:
        self._stack.addWidget(self.original)
        self._stack.addWidget(self.pair)
        self.card.add(self._stack, 1)
        self.table_card.add(self.table, 1)
        self.table_card.add(self.sum)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.card, PICTURE_SHARE)
        self._layout.addWidget(self.table_card, TABLE_SHARE)

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setSpacing(px(theme.MEDIUM))
        self.table.setMinimumHeight(px(TABLE_HEIGHT))
