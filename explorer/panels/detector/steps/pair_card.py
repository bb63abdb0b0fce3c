"""The card of two boxes chosen by hand: intersection, union, and what suppression would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from explorer.panels.detector.steps.pairs import question_text, soft_text
from explorer.panels.detector.steps.stage import hand_pair
from explorer.panels.detector.steps.words import number_text
from explorer.widgets.card import Card
from explorer.widgets.controls import label, set_tone, tool_button
from explorer.widgets.detections.iou_figure import IouFigure

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.steps.values import StepsView

NONE_CHOSEN = "Click two boxes, in the picture, in the list or in the graph, to compare them."
ONE_CHOSEN = (
    "Now click another box. (What lies under the pointer: each click takes the next larger.)"
)


class PairCard(Card):
    """A hint while fewer than two boxes are chosen; then their IoU, drawn and computed."""

    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Two boxes by hand", parent=parent)
        self._clear = tool_button("x", "Choose no boxes (Escape)", kind="quiet")
        self._hint = label("", "caption", wrap=True)
        self.figure = IouFigure()
        self._question = label("", wrap=True)
        self._soft = label("", "caption", wrap=True)
        set_tone(self._soft, "warm")
        self.add_header_widget(self._clear)
        for part in (self._hint, self.figure, self._question, self._soft):
            self.add(part)
        self._clear.clicked.connect(self.cleared)
        self.show_pair(None, (), None)

    def show_pair(
        self, view: StepsView | None, pair: tuple[int, ...], picture: QImage | None
    ) -> None:
        """Show the boxes that are chosen, by rank."""
        measured = None if view is None else hand_pair(view, pair)
        for part in (self.figure, self._question):
            part.setVisible(measured is not None)
        self._hint.setVisible(measured is None)
        self._clear.setEnabled(bool(pair))
        self._soft.setVisible(False)
        if view is None or measured is None:
            self._show_hint(view, pair)
            return
        better, other = sorted(pair)
        self.set_facts(f"A {_name(view, better)} · B {_name(view, other)}")
        self.figure.show_pair(measured, picture)
        self._question.setText(question_text(view, (better, other), measured.iou))
        soft = soft_text(view, (better, other), measured.iou)
        self._soft.setText(soft)
        self._soft.setVisible(bool(soft))

    def texts(self) -> list[str]:
        """Return all that is said."""
        parts = (self._hint, self._question, self._soft)
        return [part.text() for part in parts if not part.isHidden()]

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self.figure.isHidden() or self.figure.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.figure.shutdown()

    def _show_hint(self, view: StepsView | None, pair: tuple[int, ...]) -> None:
        self.figure.show_pair(None)
        if view is not None and pair:
            self.set_facts(_name(view, pair[0]))
            self._hint.setText(ONE_CHOSEN)
        else:
            self.set_facts("")
            self._hint.setText(NONE_CHOSEN)


def _name(view: StepsView, rank: int) -> str:
    return f"{number_text(rank)} {view.names[rank]}"
