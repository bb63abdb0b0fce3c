"""The card of the cell: which one, which of its anchors, and what becomes of the prediction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from explorer.panels.detector.grid.slices import anchor_text
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Choice, label, set_tone, tool_button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.engine.yolo.heads import Head
    from explorer.panels.detector.grid.chosen import Chosen
    from explorer.panels.detector.grid.fate import Fate
    from explorer.panels.detector.values import DetectView

BEST = "best"
SIZES_AT_MOST = 3
"""More anchors than this have room for their numbers only."""
FATE_LINES = 3
TONES = {"kept": "good", "suppressed": "bad"}


class CellCard(Card):
    """Says what it is told; the anchor can be chosen."""

    anchorChosen = Signal(object)  # a number, or None for the cell's best
    bestWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Cell", parent=parent)
        self._head: Head | None = None
        self._back = tool_button("rotate-ccw", "Back to the best box's cell (Escape)", kind="quiet")
        self._anchors = Choice("Anchor", ((BEST, "best"),), fill=True)
        self._fate = label("", wrap=True)
        self._fate.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.add_header_widget(self._back)
        self.add(self._anchors)
        self.add(self._fate)
        self._back.clicked.connect(self.bestWanted)
        self._anchors.currentChanged.connect(self._on_anchors_changed)
        theme.watch_theme(self._apply_fate_metrics)

    def show_cell(self, view: DetectView, chosen: Chosen, fate: Fate, *, is_own: bool) -> None:
        """Show a prediction.

        Parameters
        ----------
        is_own
            Whether the user chose cell or anchor: then there is a way back.
        """
        head = view.raw.heads[chosen.head]
        self._offer(head)
        row, column = chosen.cell
        self.set_title(f"Cell: row {row}, column {column}")
        self.set_facts(f"anchor {chosen.anchor + 1}: {anchor_text(head, chosen.anchor)} px")
        self._anchors.set_current(BEST if chosen.is_best_anchor else str(chosen.anchor))
        self._back.setEnabled(is_own)
        self._fate.setText(fate.text)
        set_tone(self._fate, TONES.get(fate.kind, "muted"))

    def clear(self) -> None:
        """Show none."""
        self.set_title("Cell")
        self.set_facts("")
        self._fate.setText("")
        self._back.setEnabled(False)

    def fate(self) -> str:
        """Return what is said of the prediction."""
        return self._fate.text()

    def _offer(self, head: Head) -> None:
        if head == self._head:
            return
        self._head = head
        count = len(head.anchors_px)
        options = [(BEST, "best", "In each cell, the anchor with the largest score")]
        for anchor in range(count):
            size = anchor_text(head, anchor)
            text = size if count <= SIZES_AT_MOST else str(anchor + 1)
            options.append((str(anchor), text, f"Anchor {anchor + 1}: {size} px"))
        self._anchors.set_options(options)

    def _on_anchors_changed(self, key: str) -> None:
        self.anchorChosen.emit(None if key == BEST else int(key))

    def _apply_fate_metrics(self) -> None:
        self._fate.setMinimumHeight(FATE_LINES * self._fate.fontMetrics().lineSpacing())
