"""The card of the sorted list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.steps.box_table import HEADER_HEIGHT, ROW_HEIGHT, BoxTable
from explorer.widgets import theme
from explorer.widgets.card import Card

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.steps.moment import Moment
    from explorer.panels.detector.steps.values import StepsView

ROWS_SHOWN = 8


class ListCard(Card):
    """The boxes that pass, best first, and what has become of each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Sorted by score", parent=parent)
        self.table = BoxTable()
        self.add(self.table)
        theme.watch_theme(self._apply_list_metrics)

    def show_boxes(self, view: StepsView | None) -> None:
        """List other boxes."""
        self.table.show_boxes(view)
        count = 0 if view is None else len(view)
        self.set_facts(f"{count:,} {'box' if count == 1 else 'boxes'}")

    def show_moment(self, moment: Moment, pair: tuple[int, ...]) -> None:
        """Say what has become of each box."""
        self.table.show_moment(moment, pair)

    def _apply_list_metrics(self) -> None:
        px = theme.current_theme().px
        self.table.setFixedHeight(px(HEADER_HEIGHT + ROWS_SHOWN * ROW_HEIGHT + 2))
