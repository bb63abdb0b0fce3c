"""The threshold τ: how near two embeddings have to be to be called one person's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.engine.faces.distance import TAU, plain
from explorer.panels.faces.state import LARGEST_TAU
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, SliderRow, label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.faces.state import RecognitionState

STRICT = "Strict: some are not known again"
LOOSE = "Loose: strangers are taken for others"


class TauCard(Card):
    """One slider, strict to loose; the squared distance, with the plain one beside it."""

    chosen = Signal(dict)  # fields of RecognitionState

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Threshold τ", parent=parent)
        self._tau = SliderRow(
            "τ, squared distance",
            Range(0, LARGEST_TAU, "float", 3),
            TAU,
            "Two faces are one person's if the squared distance of their embeddings is below τ",
        )
        self._ends = QHBoxLayout()
        self._strict = label("strict", "caption")
        self._strict.setToolTip(STRICT)
        self._loose = label("loose", "caption")
        self._loose.setToolTip(LOOSE)
        self._ends.addWidget(self._strict)
        self._ends.addStretch(1)
        self._ends.addWidget(label("↔", "caption"))
        self._ends.addStretch(1)
        self._ends.addWidget(self._loose)
        self._rule = label("", "number")
        self._rule.setToolTip("Papers and libraries give the plain L2 distance: 0.6 is 0.36 here")
        self.add(self._tau)
        self.add(self._ends)
        self.add(self._rule)
        self._tau.valueChanged.connect(lambda value: self.chosen.emit({"tau": value}))

    def show_choice(self, recognition: RecognitionState) -> None:
        """Make the slider say what the state says, and emit nothing."""
        tau = recognition.tau
        self._tau.set_value(tau)
        self._rule.setText(rule_text(tau))
        self.set_facts("" if tau != TAU else "dlib's own")

    def rule(self) -> str:
        """Return the rule that is shown."""
        return self._rule.text()


def rule_text(tau: float) -> str:
    """Return "same if d < 0.360  ·  plain L2 < 0.600", as wide whatever τ is."""
    return f"same if d < {tau:.3f}  ·  plain L2 < {plain(tau):.3f}"
