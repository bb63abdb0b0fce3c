"""The card of the present step: by which numbers a box is kept or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from explorer.panels.detector.steps.pairs import GREEDY_SHOWN, soft_text
from explorer.panels.detector.steps.stage import iou_pair
from explorer.panels.detector.steps.words import counter_text, counts_text
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label, set_tone
from explorer.widgets.detections.iou_figure import IouFormula
from explorer.widgets.paced_formula import PacedFormula

if TYPE_CHECKING:
    from explorer.panels.detector.steps.moment import Moment
    from explorer.panels.detector.steps.values import StepsView

FORMULA_HEIGHT = 66
"""Room for the formulas of all steps, so that what is below stays where it is."""


def score_latex(view: StepsView, rank: int) -> str:
    """Return how a box's score comes about, with its numbers."""
    p_c, score = float(view.objectness[rank]), float(view.scores[rank])
    of_class = score / p_c if p_c else 0.0
    return (
        r"s = p_c \cdot P(\text{class} \mid \text{object}) = "
        rf"{p_c:.3f} \cdot {of_class:.3f} = {score:.2f}"
    )


class StepCard(Card):
    """The formula of the moment, what soft-NMS would do, and the counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("This step", parent=parent)
        self._iou = IouFormula()
        self._score = PacedFormula()
        self._blank = QWidget()
        self._formulas = QStackedWidget()
        for page in (self._blank, self._iou, self._score):
            self._formulas.addWidget(page)
        self._soft = label("", "caption", wrap=True)
        set_tone(self._soft, "warm")
        self._counts = label("", "number", wrap=True)
        for part in (self._formulas, self._soft, self._counts):
            self.add(part)
        self._soft.hide()
        theme.watch_theme(self._apply_step_metrics)

    def show_moment(self, view: StepsView, moment: Moment) -> None:
        """Show the numbers of this step."""
        self.set_facts(counter_text(view, moment))
        self._counts.setText(counts_text(view))
        self._show_formula(view, moment)
        self._show_soft(view, moment)

    def texts(self) -> list[str]:
        """Return all that is said."""
        return [self.facts(), self._soft.text(), self._counts.text()]

    def formula(self) -> str:
        """Return which formula is shown: "iou", "score" or ""."""
        shown = self._formulas.currentWidget()
        if shown is self._iou:
            return "iou"
        return "score" if shown is self._score else ""

    def is_idle(self) -> bool:
        """Whether the formula is set."""
        return self._iou.is_idle() and self._score.is_idle()

    def shutdown(self) -> None:
        """Let go of the formulas' worker."""
        self._iou.shutdown()
        self._score.shutdown()

    def _show_formula(self, view: StepsView, moment: Moment) -> None:
        if moment.going and moment.at_work is not None:
            self._iou.show_pair(iou_pair(view, moment.at_work, moment.going[0]))
            self._formulas.setCurrentWidget(self._iou)
        elif moment.at_work is not None:
            latex = score_latex(view, moment.at_work)
            spoken = f"Its score, {view.scores[moment.at_work]:.2f}, is p_c times its class's"
            self._score.set_latex(latex, spoken)
            self._formulas.setCurrentWidget(self._score)
        else:
            self._formulas.setCurrentWidget(self._blank)

    def _show_soft(self, view: StepsView, moment: Moment) -> None:
        is_soft = view.thresholds.suppression != "greedy"
        text = GREEDY_SHOWN if is_soft else ""
        if is_soft and moment.at_work is not None and moment.going:
            victim = moment.going[0]
            overlap = float(view.walk.iou[victim])
            text += " " + soft_text(view, (moment.at_work, victim), overlap)
        self._soft.setText(text)
        self._soft.setVisible(is_soft)

    def _apply_step_metrics(self) -> None:
        self._formulas.setFixedHeight(theme.current_theme().px(FORMULA_HEIGHT))
