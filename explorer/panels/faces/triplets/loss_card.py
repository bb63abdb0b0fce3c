"""The loss of the triplet: formula with numbers, α, how hard it is, and triplets to be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.panels.faces.state import LARGEST_MARGIN
from explorer.panels.faces.triplets.values import LOSS, latex_of, plain_text, reason, spoken
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Range, SliderRow, label, push_button, set_tone
from explorer.widgets.notice import InlineMessage
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.faces.triplets.values import Triplet

LEAST_MARGIN = 0.01
MARGIN_TIP = "How much farther away than P a stranger has to be, as a squared distance"
WAYS = (
    ("hardest", "Hardest", "The triplet with the largest d(A, P) − d(A, N) of all faces"),
    ("semi-hard", "Semi-hard", "One of those with d(A, P) < d(A, N) < d(A, P) + α; again: another"),
    ("random", "Random", "Any triplet: most are easy; again: another"),
)
TONES = {"easy": "good", "semi-hard": "warm", "hard": "bad"}
LINES = 3


class LossCard(Card):
    """Says what the triplet loses and why; asks for other triplets."""

    marginChosen = Signal(float)
    wanted = Signal(str)  # "hardest", "semi-hard" or "random"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Triplet loss", parent=parent)
        self.formula = PacedFormula()
        self.verdict = label("", "body", wrap=True)
        self._plain = label("", "number-small")
        self.margin = SliderRow(
            "α, the margin", Range(LEAST_MARGIN, LARGEST_MARGIN, "float", 2), 0.2, MARGIN_TIP
        )
        self.buttons = {key: push_button(text, tip) for key, text, tip in WAYS}
        self.message = InlineMessage("info")
        self._row = QHBoxLayout()
        for key, button in self.buttons.items():
            self._row.addWidget(button, 1)
            button.clicked.connect(lambda _checked=False, how=key: self.wanted.emit(how))
        for part in (self.formula, self.verdict, self._plain, self.margin, self._row, self.message):
            self.add(part)
        self.margin.valueChanged.connect(self.marginChosen)
        theme.watch_theme(self._apply_row_metrics)

    def show_margin(self, margin: float) -> None:
        """Make the slider say what the state says."""
        self.margin.set_value(margin)

    def show_triplet(self, triplet: Triplet | None) -> None:
        """Say what a triplet loses; None says nothing."""
        self.set_facts("" if triplet is None else triplet.hardness)
        self.verdict.setText("" if triplet is None else reason(triplet))
        self._plain.setText("" if triplet is None else plain_text(triplet))
        if triplet is None:
            self.formula.set_latex(LOSS, "The triplet loss")
            return
        set_tone(self.verdict, TONES[triplet.hardness])
        self.formula.set_latex(latex_of(triplet), spoken(triplet))

    def show_possible(self, *, random: bool, mined: bool) -> None:
        """Offer what can be found: triplets are mined once torch is there."""
        for key, button in self.buttons.items():
            button.setEnabled(random if key == "random" else mined)

    def show_problem(self, text: str) -> None:
        """Say why none was found."""
        self.message.show_message("warning", text)

    def is_idle(self) -> bool:
        """Whether the formula is on the screen."""
        return self.formula.is_idle()

    def shutdown(self) -> None:
        """Let go of the formula's worker."""
        self.formula.shutdown()

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.TIGHT))
        self.verdict.setMinimumHeight(LINES * self.verdict.fontMetrics().lineSpacing())
