"""A training as it is seen: faces in the plane, curves beside them, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.panels.faces.plane.geometry import frame_about_origin
from explorer.panels.faces.plane.view import PlaneView
from explorer.panels.faces.triplets.curves_view import CurvesView
from explorer.panels.faces.triplets.words import outcome
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import Toggle
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.faces.triplets.config import HeadConfig
    from explorer.engine.faces.triplets.training import HeadStep
    from explorer.panels.faces.triplets.head_run import HeadRun
    from explorer.panels.faces.triplets.prepare import Prepared

UNIT = 0.85
"""Half the plane's side while a head is trained, if no face lies farther out: it never shrinks, so
that faces which fall together are seen to."""
PLANE_SHARE, CURVES_SHARE = 11, 9
LINES = 2
READING = "Reading the faces…"


class TrainingView(QWidget):
    """Shows where f alone puts the faces, until a head is trained."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._half = UNIT
        self.points: NDArray[np.floating] = np.zeros((0, 2))
        self.plane = PlaneView("Embeddings in the plane")
        self.curves = CurvesView()
        self.outcome = InlineMessage()
        self.faces_shown = Toggle("faces", "Faces in place of dots in the colours of people")
        self.plane_card, self._curves_card = Card("Embeddings"), Card("Loss and hardness")
        self.plane_card.add_header_widget(self.faces_shown)
        self.plane_card.add(self.plane, 1)
        self._curves_card.add(self.curves, 1)
        self._row, self._layout = QHBoxLayout(), QVBoxLayout(self)
        self._row.addWidget(self.plane_card, PLANE_SHARE)
        self._row.addWidget(self._curves_card, CURVES_SHARE)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(self._row, 1)
        self._layout.addWidget(self.outcome)
        self.faces_shown.toggled.connect(self.plane.set_with_faces)
        self.plane.set_with_faces(False)
        self.plane.set_empty(READING)
        theme.watch_theme(self._apply_metrics)

    def show_prepared(self, prepared: Prepared | None, why_none: str, offer: str) -> None:
        """Show faces where f puts them; or why there are none to train on, and what helps."""
        shown = None if why_none else prepared
        self._half = UNIT
        self.plane.show_crowd(None if shown is None else shown.crowd)
        self.plane.set_empty(why_none or READING, offer if why_none else "")
        self.points = np.zeros((0, 2)) if shown is None else shown.points
        if shown is not None:
            self.plane.show_points(shown.points)

    def begin(self) -> None:
        """Forget how far out the faces of the training before lay."""
        self._half = UNIT

    def show_step(self, step: HeadStep) -> None:
        """Move the faces to where the head puts them now."""
        self._half = max(self._half, float(np.abs(step.plane).max(initial=0.0)))
        self.points = step.plane
        self.plane.show_points(step.plane, frame_about_origin(self._half))

    def show_run(
        self, run: HeadRun, prepared: Prepared | None, present: HeadConfig, *, stale: bool
    ) -> None:
        """Show the curves, and say how the training stands.

        Parameters
        ----------
        present
            What the controls ask for.
        stale
            Whether the curves are of other settings.
        """
        config = present if run.training is None else run.training.config
        self.curves.show_rows(run.rows, config.steps, config.margin)
        self._curves_card.set_facts(_curve_facts(run))
        self.plane_card.set_facts(_plane_facts(run, prepared))
        self.outcome.show_message(*outcome(run, stale=stale))

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._row.setSpacing(px(theme.MEDIUM))
        self._layout.setSpacing(px(theme.MEDIUM))
        line = self.fontMetrics().lineSpacing()
        self.outcome.setMinimumHeight(LINES * line + px(theme.LARGE))


def _plane_facts(run: HeadRun, prepared: Prepared | None) -> str:
    if run.newest is not None:
        return f"PCA, {run.newest.explained:.0%} of the variance".replace("%", " %")
    if prepared is None:
        return ""
    return f"PCA, {prepared.explained:.0%} of the variance".replace("%", " %")


def _curve_facts(run: HeadRun) -> str:
    if run.training is None:
        return "not trained yet"
    config = run.training.config
    return f"{config.mining}, α = {config.margin:.2f}, seed {config.seed}"
