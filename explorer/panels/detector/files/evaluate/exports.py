"""What can be saved of an evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.files.evaluate.rows import csv_of, points_of
from explorer.widgets.export import save_array, save_svg, save_widget
from explorer.widgets.svg import widget_svg

if TYPE_CHECKING:
    from explorer.panels.detector.files.evaluate.task import EvaluateTask
    from explorer.widgets.exporter import MenuEntry


def entries(task: EvaluateTask) -> list[MenuEntry]:
    """Return the entries of the menu."""
    parent, results, evaluated = task.parent_widget, task.evaluate_view.results, task.evaluated
    whole: list[MenuEntry] = [
        ("Whole view as PNG…", lambda: save_widget(parent, parent, "evaluation"))
    ]
    if evaluated is None:
        return whole
    classes = csv_of(evaluated, task.desk.store.state.thresholds.score)
    chart = results.chart
    return [
        ("Classes as CSV…", lambda: save_array(parent, classes, "average precision")),
        ("Curves as CSV…",
         lambda: save_array(parent, points_of(evaluated), "precision and recall")),
        ("Curves as PNG…",
         lambda: save_widget(parent, results.chart_card, "precision and recall")),
        ("Curves as SVG…", lambda: save_svg(parent, widget_svg(chart), "precision and recall")),
        *whole,
    ]  # fmt: skip
