"""The card of the graph of who suppressed whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy

from explorer.panels.detector.steps.words import number_text
from explorer.widgets.card import Card
from explorer.widgets.detections.suppression import Suppression
from explorer.widgets.detections.suppression_graph import SuppressionGraph

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from explorer.panels.detector.steps.moment import Moment
    from explorer.panels.detector.steps.values import StepsView


def suppression_of(view: StepsView) -> Suppression:
    """Return who suppressed whom, in the order of the walk."""
    walk = view.walk
    by = walk.owner.copy()
    by[walk.is_kept] = -1
    return Suppression(
        kept=walk.kept,
        suppressed_by=tuple(by.tolist()),
        iou=tuple(walk.iou.tolist()),
        names=view.names,
        scores=tuple(view.scores.tolist()),
        colours=tuple(view.colours.tolist()),
        called=tuple(number_text(rank) for rank in range(len(view))),
    )


class GraphCard(Card):
    """Each kept box with those that it dropped, in step with the walk."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Who suppressed whom", parent=parent)
        self.graph = SuppressionGraph()
        self.add(self.graph, 1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_boxes(self, view: StepsView | None) -> None:
        """Draw other boxes."""
        has_boxes = view is not None and len(view) > 0
        self.graph.show_suppression(suppression_of(view) if has_boxes and view else None)
        self.graph.set_empty("No boxes pass" if view is not None else "")

    def show_moment(self, view: StepsView, moment: Moment, pair: tuple[int, ...]) -> None:
        """Show how far the walk is, and what was chosen by hand."""
        if moment.kind == "sorted" and len(view):
            self.graph.set_step(0, 0)
        elif moment.at_work is None:
            self.graph.set_step(None)
        else:
            self.graph.set_step(view.walk.rows[moment.at_work], moment.killed)
        self.graph.set_chosen(pair[-1] if pair else None)
