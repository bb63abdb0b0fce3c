"""What was found: each box with its class and score, and how many it suppressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.detector.kept import counts_text
from explorer.panels.detector.live.kept_list import KeptList, ListRow
from explorer.widgets.card import Card
from explorer.widgets.controls import ElidedLabel
from explorer.widgets.detections.colours import class_colour

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.kept import KeptBox

NONE = "No box is left"


class KeptCard(Card):
    """The boxes that are left, best first, and how many there are of each class."""

    boxPointed = Signal(int)  # place among the boxes that are left, −1: none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Kept", parent=parent)
        self.list = KeptList("Boxes that are left")
        self._counts = ElidedLabel("", "caption")
        self._counts.setAccessibleName("Boxes of each class")
        self.add(self._counts)
        self.add(self.list)
        self.list.rowPointed.connect(self.boxPointed)

    def show_kept(self, kept: tuple[KeptBox, ...], passing: int, more: int) -> None:
        """List the boxes.

        Parameters
        ----------
        passing
            Boxes that passed the score threshold.
        more
            Boxes that are left and not shown: beyond the most that were asked for.
        """
        self.set_facts(f"{len(kept):,} of {passing:,} that pass")
        beyond = f" · {more:,} more not shown" if more else ""
        self._counts.setText(f"{counts_text(kept) or '–'}{beyond}")
        self.list.show_rows(tuple(list_row(box) for box in kept), NONE)

    def clear(self) -> None:
        """List nothing."""
        self.set_facts("")
        self._counts.setText("")
        self.list.show_rows(())


def list_row(box: KeptBox) -> ListRow:
    """Return a box as its row says it."""
    note = f"suppressed {box.killed}" if box.killed else ""
    if box.is_lowered:
        note = f"was {box.first_score:.2f}"
    return ListRow(class_colour(box.class_id), box.name, f"{box.score:.2f}", note)
