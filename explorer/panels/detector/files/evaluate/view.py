"""The guide, the picture of the moment, or the figures with curves and classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer.panels.detector.files.evaluate.chart import PrecisionChart
from explorer.panels.detector.files.evaluate.class_table import ClassTable
from explorer.panels.detector.files.evaluate.curves import curves_of
from explorer.panels.detector.files.evaluate.figures import FigureRow
from explorer.panels.detector.files.evaluate.guide import Guide
from explorer.panels.detector.files.evaluate.rows import cells_of
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.image_view import ImageView
from explorer.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from explorer.panels.detector.files.evaluate.values import Evaluated, EvaluateStep

HINT = "Point at a curve, or walk along it with the arrows, to read the score of a point."
TABLE_HEIGHT = 28 + 4 * 26
CHART_SHARE, TABLE_SHARE = 3, 2


class EvaluateView(QWidget):
    """Paints what it is told; keeps which classes are chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.guide = Guide()
        self.moment = _Moment()
        self.results = _Results()
        self._stack = QStackedWidget()
        for page in (self.guide, self.moment, self.results):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def show_guide(self, text: str = "", *, is_ready: bool = False) -> None:
        """Say what can be evaluated, and what was chosen."""
        self.guide.show_state(text, is_ready=is_ready)
        self._stack.setCurrentWidget(self.guide)

    def show_step(self, step: EvaluateStep) -> None:
        """Show the newest picture, and the counts so far."""
        self.moment.show_step(step)
        self._stack.setCurrentWidget(self.moment)

    def show_evaluated(self, evaluated: Evaluated, score: float) -> None:
        """Show the figures, the curves and the classes."""
        self.results.show_evaluated(evaluated, score)
        self._stack.setCurrentWidget(self.results)

    def shown(self) -> str:
        """Return which of the three is on the screen: "guide", "moment" or "results"."""
        pages: dict[QWidget, str] = {
            self.guide: "guide", self.moment: "moment", self.results: "results"
        }  # fmt: skip
        return pages[self._stack.currentWidget() or self.guide]


class _Moment(Card):
    """The picture that was looked at last."""

    def __init__(self) -> None:
        super().__init__("Newest picture")
        self.picture = ImageView("Newest picture with its boxes")
        self.picture.set_empty("Looking…")
        self.line = label("", "number-small")
        self.line.setAccessibleName("So far")
        self.add(self.picture, 1)
        self.add(self.line)

    def clear(self) -> None:
        self.picture.set_rgb(None)
        self.picture.set_overlays(())
        self.line.setText("")
        self.set_facts("")

    def show_step(self, step: EvaluateStep) -> None:
        if step.seen is not None:
            self.picture.set_rgb(step.seen.rgb)
            self.picture.set_overlays((step.seen.overlay,))
            self.set_facts(step.seen.name)
        self.line.setText(moment_line(step))


class _Results(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._evaluated: Evaluated | None = None
        self.figures = FigureRow()
        self.chart = PrecisionChart()
        self.table = ClassTable()
        self.hint = ElidedLabel(HINT, "caption")
        self.figure_card = Card("Mean average precision")
        self.chart_card = Card("Precision and recall")
        self.table_card = Card("Classes")
        self.figure_card.add(self.figures)
        self.chart_card.add(self.chart, 1)
        self.chart_card.add(self.hint)
        self.table_card.add(self.table, 1)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.figure_card)
        self._layout.addWidget(self.chart_card, CHART_SHARE)
        self._layout.addWidget(self.table_card, TABLE_SHARE)
        self.chart.pointed.connect(self._on_chart_pointed)
        self.table.classesChosen.connect(self._on_classes_chosen)
        theme.watch_theme(self._apply_metrics)

    def show_evaluated(self, evaluated: Evaluated, score: float) -> None:
        is_other = evaluated is not self._evaluated
        self._evaluated = evaluated
        if is_other:
            self.figures.show_evaluated(evaluated)
            self.chart.show_curves(curves_of(evaluated.result.classes, evaluated.class_names))
            self.figure_card.set_facts(facts_text(evaluated))
        self.show_score(score)

    def show_score(self, score: float) -> None:
        """Count at another score threshold."""
        if self._evaluated is None:
            return
        self.table.set_rows(cells_of(self._evaluated, score))
        self.chart.show_score(score)
        self.table_card.set_facts(f"TP and FP at a score of {score:.2f} or more")

    def _on_chart_pointed(self, words: str) -> None:
        self.hint.setText(words or HINT)

    def _on_classes_chosen(self, rows: tuple[int, ...]) -> None:
        if self._evaluated is not None:
            classes = self._evaluated.result.classes
            self.chart.choose([classes[row].name for row in rows if row < len(classes)])

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setSpacing(px(theme.MEDIUM))
        self.table.setMinimumHeight(px(TABLE_HEIGHT))


def moment_line(step: EvaluateStep) -> str:
    """Return "picture 37 of 120 ·  52 right ·  4 wrong · 13 missed", in numbers that stand."""
    width = len(f"{step.total:,}")
    text = f"picture {step.done:>{width},} of {step.total:,}"
    counts = step.counts
    if counts is not None:
        text += f" · {counts.right:4,} right · {counts.wrong:4,} wrong · {counts.missed:4,} missed"
    elif step.result is not None:
        value = step.result.mean_ap("all-points")
        text += f" · mAP@0.5 so far {'–' if value is None else f'{value:.3f}'}"
    return text


def facts_text(evaluated: Evaluated) -> str:
    """Return what was evaluated on what."""
    result = evaluated.result
    return (
        f"{evaluated.detector} · {evaluated.title} · {result.pictures:,} pictures, "
        f"{result.truths:,} objects"
    )
