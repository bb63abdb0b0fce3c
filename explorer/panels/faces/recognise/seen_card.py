"""Who is seen now, and whether names are decided over several frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.faces.recognise.seen_list import SeenList
from explorer.widgets.card import Card
from explorer.widgets.controls import Toggle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.faces.recognise.seen_row import SeenRow

NO_FACE = "No face is seen"


class SeenCard(Card):
    """The list of faces, in the order in which they came."""

    facePointed = Signal(int)  # row, −1: none
    chosen = Signal(dict)  # fields of RecognitionState

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Seen now", parent=parent)
        self.list = SeenList()
        self._smooth = Toggle(
            "Names over several frames",
            "Average each embedding over the last 8 frames, and change a name only when 3 frames "
            "in a row say so",
        )
        self.add(self.list)
        self.add(self._smooth)
        self.list.rowPointed.connect(self.facePointed)
        self._smooth.clicked.connect(lambda checked: self.chosen.emit({"smooth": checked}))

    def show_choice(self, smooth: bool) -> None:
        """Set the switch, and emit nothing."""
        self._smooth.setChecked(smooth)

    def show_rows(self, rows: tuple[SeenRow, ...], tau: float) -> None:
        """List the faces."""
        known = sum(row.seen.name is not None for row in rows)
        self.set_facts(f"{known} known · {len(rows) - known} unknown")
        self.list.show_rows(rows, tau, NO_FACE)

    def clear(self) -> None:
        """List nothing."""
        self.set_facts("")
        self.list.show_rows((), 0.0)
