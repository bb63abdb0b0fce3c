"""What is seen, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from explorer.panels.detector.compare.explaining import about, counts_line, explanation
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.kept import KeptBox
    from explorer.panels.detector.overlapping import Overlap
    from explorer.panels.detector.state import ThresholdState
    from explorer.panels.detector.values import DetectView

LINES, HINT_LINES = 4, 2
HINT = "Point at a box that is left: those that it suppressed light up, each with its IoU."
SOFT_HINT = "Point at a box: those whose scores it lowered light up, each with its IoU."


class ExplainCard(Card):
    """Two sentences that keep their room, so that nothing below them moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Non-maximum suppression", parent=parent)
        self._words, self._pointed = label("", wrap=True), label(HINT, "caption", wrap=True)
        for words in (self._words, self._pointed):
            words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self.add(words)
        theme.watch_theme(self._apply_room)

    def show_view(
        self,
        view: DetectView,
        thresholds: ThresholdState,
        box: KeptBox | None,
        found: Sequence[Overlap],
    ) -> None:
        """Say what was suppressed, and what the box under the pointer did."""
        self.set_facts(counts_line(view))
        self._words.setText(explanation(view, thresholds))
        hint = HINT if thresholds.suppression == "greedy" else SOFT_HINT
        self._pointed.setText(hint if box is None else about(box, found, thresholds))

    def words(self) -> str:
        """Return what is said of all boxes."""
        return self._words.text()

    def pointed_words(self) -> str:
        """Return what is said of the box under the pointer."""
        return self._pointed.text()

    def clear(self) -> None:
        """Say nothing."""
        self.set_facts("")
        self._words.setText("")
        self._pointed.setText(HINT)

    def _apply_room(self) -> None:
        for words, lines in ((self._words, LINES), (self._pointed, HINT_LINES)):
            words.setMinimumHeight(lines * words.fontMetrics().lineSpacing())
