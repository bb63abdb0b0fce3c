"""The embedding space: faces placed in a plane, and who is really near."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.errors import ExplorerError
from explorer.panels.faces.sample_card import OFFER, SAMPLE_WEIGHTS, SampleCard
from explorer.panels.faces.sampler import Sampler
from explorer.panels.faces.space.arrange import arrange
from explorer.panels.faces.space.exports import entries
from explorer.panels.faces.space.layout_card import LayoutCard
from explorer.panels.faces.space.layout_run import LayoutRun, settle
from explorer.panels.faces.space.neighbours_card import NeighboursCard
from explorer.panels.faces.space.space_view import SpaceView
from explorer.panels.faces.space.values import best_known, neighbours_of
from explorer.panels.faces.space.words import plane_words
from explorer.panels.faces.tau_card import TauCard
from explorer.services.jobs import JobState
from explorer.services.latest import LatestWins
from explorer.widgets.card import Card
from explorer.widgets.controls import Toggle, tool_button
from explorer.widgets.exporter import export_button
from explorer.widgets.page import Page
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from explorer.engine.projection import LayoutStep
    from explorer.panels.faces.sample import FaceSample
    from explorer.panels.faces.shared import Shared
    from explorer.panels.faces.space.arrange import Arranged
    from explorer.panels.faces.space.layout_run import Make
    from explorer.panels.faces.space.values import Neighbours
    from explorer.panels.faces.state import FacesState
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

MOST = 1000
"""So many photographs of a gallery are drawn."""
READING = "Reading the faces…"
WITH_GALLERY = "gallery over them"
WITH_GALLERY_TIP = "Draw those who are enrolled over the bundled faces, framed"
ZOOM_STEP = 1.5


class SpacePage(Page):
    """Needs no network: embeddings are there already.

    ``make`` lays faces out so that neighbours stay neighbours.
    """

    def __init__(
        self,
        context: PanelContext,
        store: Store[FacesState],
        shared: Shared,
        make: Make = settle,
    ) -> None:
        super().__init__(context, store)
        self.neighbours: Neighbours | None = None
        self.points: NDArray[np.floating] = np.zeros((0, 2))
        self._arranged: Arranged | None = None
        self._pinned = -1
        self._present_wanted = False
        self.sampler = Sampler(shared.keeper, context.errors, MOST, self)
        self.enrolled = Sampler(shared.keeper, context.errors, MOST, self)
        self.run = LayoutRun(context, make, self)
        self._arranger: LatestWins[Arranged] = LatestWins(self, name="arrange faces")
        self.view = SpaceView()
        self.view_card = Card("Embedding space")
        self.neighbours_card = NeighboursCard()
        self.tau_card = TauCard()
        self.layout_card = LayoutCard()
        self.sample_card = SampleCard()
        self.faces_shown = Toggle("faces", "Faces, or dots in the colours of people", checked=True)
        self.with_gallery = Toggle(WITH_GALLERY, WITH_GALLERY_TIP)
        self._lay_out()
        self._connect()

    @property
    def sample(self) -> FaceSample | None:
        """Whose faces are on the screen, those enrolled last."""
        return None if self._arranged is None else self._arranged.sample

    @property
    def pinned(self) -> int:
        """The face that was clicked; −1: none."""
        return self._pinned

    def show_state(self, state: FacesState) -> None:
        """Make the controls say what the state says; bring its faces once the page is open."""
        self.tau_card.show_choice(state.recognition)
        self.sample_card.show_choice(state.space.sample)
        self.with_gallery.setChecked(state.space.with_gallery)
        self.with_gallery.setEnabled(state.space.sample == "bundled")
        if state.page == "space":
            self._want(state)
        self._show_problem()
        self._show_layout()
        self._show_neighbours()

    def activate(self) -> None:
        """Bring the faces."""
        self._want(self.store.state)
        self._show_layout()

    def present(self) -> None:
        """Point at somebody of whom there are many photographs."""
        self._present_wanted = self.neighbours is None
        self._present_if_ready()

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the weights that found and embedded the faces."""
        return SAMPLE_WEIGHTS if self.store.state.space.sample == "bundled" else ()

    def is_idle(self) -> bool:
        """Whether all faces are where they belong; a paused layout rests."""
        return not self._present_wanted and all(
            one.is_idle()
            for one in (self.sampler, self.enrolled, self._arranger, self.run, self.view)
        )

    def shutdown(self) -> None:
        """End the workers."""
        for one in (self.run, self.sampler, self.enrolled, self._arranger):
            one.shutdown()

    # The faces

    def _want(self, state: FacesState) -> None:
        self.sampler.want(state.space.sample)
        if self._is_over(state):
            self.enrolled.want("gallery")
        is_over = self._arranged is not None and (
            self._arranged.crowd.over < len(self._arranged.sample)
        )
        if is_over != (self._is_over(state) and self.enrolled.sample is not None):
            self._arrange()

    def _is_over(self, state: FacesState) -> bool:
        """Whether those enrolled are drawn over the bundled faces."""
        return state.space.with_gallery and state.space.sample == "bundled"

    def _arrange(self) -> None:
        sample = self.sampler.sample
        over = self.enrolled.sample if self._is_over(self.store.state) else None
        if sample is None or sample.kind != self.store.state.space.sample:
            self._arranger.discard()
            return
        self._arranger.submit(lambda: arrange(sample, over))

    def _on_sampler_changed(self) -> None:
        if self.sampler.sample is None:
            self._arranger.discard()
            self._show_arranged(None)
        self._arrange()

    def _on_enrolled_changed(self) -> None:
        self._show_problem()
        if self._is_over(self.store.state):
            self._arrange()

    def _show_arranged(self, arranged: Arranged | None) -> None:
        """Show other faces."""
        self._arranged, self._pinned, self.neighbours = arranged, -1, None
        self.run.forget()
        self.layout_card.bar.set_job(None)
        self.view.show_crowd(None if arranged is None else arranged.crowd)
        is_gallery = self.store.state.space.sample == "gallery"
        problem = self.sampler.problem
        self.view.set_empty(problem or READING, OFFER if problem and is_gallery else "")
        self.points = np.zeros((0, 2))
        self._show_problem()
        self._show_layout()
        self._show_neighbours()
        self._present_if_ready()

    def _show_problem(self) -> None:
        over = self.enrolled.problem if self._is_over(self.store.state) else ""
        sample = None if self._arranged is None else self._arranged.sample
        self.sample_card.show_sample(sample, self.sampler.problem or over)

    def _present_if_ready(self) -> None:
        if self._present_wanted and self.sample is not None:
            self._present_wanted = False
            self._pin(best_known(self.sample))
        self._present_wanted = self._present_wanted and not self.sampler.problem

    # The layout

    def _show_layout(self) -> None:
        """Put the faces where the state wants them; lay them out if that was not done yet."""
        arranged, layout = self._arranged, self.store.state.space.layout
        if arranged is None:
            self.layout_card.show_layout(layout, "")
            self.view_card.set_facts("")
            return
        if layout == "pca":
            self._put(arranged.points)
        elif self.run.embeddings is not arranged.sample.embeddings:
            self._lay_faces_out()
        elif self.run.newest is not None:
            self._put(self.run.newest.coordinates)
        self._say_layout()

    def _lay_faces_out(self) -> None:
        if self._arranged is None:
            return
        if not len(self.points):
            self._put(self._arranged.points)
        self.run.start(self._arranged.sample.embeddings)
        self.layout_card.bar.set_job(self.run.job)

    def _put(self, points: NDArray[np.floating]) -> None:
        if points is not self.points:
            glides = len(points) == len(self.points)
            self.points = points
            self.view.show_points(points, glide=glides)

    def _say_layout(self) -> None:
        arranged, layout = self._arranged, self.store.state.space.layout
        if arranged is None:
            return
        newest = self.run.newest if layout == "neighbours" else None
        perplexity = None if newest is None else newest.perplexity
        words = plane_words(arranged.sample.embeddings.shape[1], arranged.explained, perplexity)
        failure = self.run.failure if layout == "neighbours" else None
        problem = str(failure) if isinstance(failure, ExplorerError) else ""
        self.layout_card.show_layout(layout, words, problem)
        self.view_card.set_facts(_facts(arranged, newest))

    def _on_run_previewed(self, step: LayoutStep) -> None:
        if self.store.state.space.layout == "neighbours":
            self.points = step.coordinates
            self.view.show_points(step.coordinates)
        self._say_layout()

    def _on_run_changed(self) -> None:
        if self.run.state() in (JobState.DONE, JobState.CANCELLED):
            self.layout_card.bar.set_job(None)
        self._say_layout()

    # The neighbours

    def _show_neighbours(self) -> None:
        """Light the neighbours of the face that was clicked, or that is pointed at."""
        place = self._pinned if self._pinned >= 0 else self.view.hovered_place
        sample, tau = self.sample, self.store.state.recognition.tau
        if sample is None or place < 0:
            self.neighbours = None
        elif self.neighbours is None or self.neighbours.place != place:
            self.neighbours = neighbours_of(sample, place)
        self.view.show_neighbours(self.neighbours, tau)
        self.neighbours_card.show_neighbours(sample, self.neighbours, tau, pinned=self._pinned >= 0)

    def _pin(self, place: int) -> None:
        self._pinned = -1 if place == self._pinned else place
        self._show_neighbours()

    # Inside

    def _lay_out(self) -> None:
        self.view_card.add_header_widget(self.faces_shown)
        for icon, tip, act in (
            ("zoom-in", "Zoom in (+)", lambda: self.view.zoom(ZOOM_STEP)),
            ("zoom-out", "Zoom out (−)", lambda: self.view.zoom(1 / ZOOM_STEP)),
            ("maximize", "Show all faces (0)", self.view.fit),
        ):
            button = tool_button(icon, tip, kind="quiet")
            button.clicked.connect(lambda _checked=False, act=act: act())
            self.view_card.add_header_widget(button)
        self.view_card.add_header_widget(export_button(lambda: entries(self)))
        self.view_card.add(self.view, 1)
        self.sample_card.add(self.with_gallery)
        bench = Workbench()
        bench.add_work(self.view_card, 1)
        for card in (self.neighbours_card, self.layout_card, self.tau_card, self.sample_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)
        self.view.set_empty(READING)

    def _connect(self) -> None:
        self.sampler.changed.connect(self._on_sampler_changed)
        self.enrolled.changed.connect(self._on_enrolled_changed)
        self._arranger.resultReady.connect(self._show_arranged)
        self._arranger.failed.connect(self.context.errors.report)
        self.run.previewed.connect(self._on_run_previewed)
        self.run.changed.connect(self._on_run_changed)
        self.view.hovered.connect(lambda _place: self._show_neighbours())
        self.view.clicked.connect(self._pin)
        self.view.actionRequested.connect(lambda: self._update(sample="bundled"))
        self.neighbours_card.placeChosen.connect(self._pin)
        self.tau_card.chosen.connect(lambda fields: self.store.update("recognition", **fields))
        self.layout_card.layoutChosen.connect(lambda layout: self._update(layout=layout))
        self.layout_card.againWanted.connect(self._lay_faces_out)
        self.sample_card.chosen.connect(lambda kind: self._update(sample=kind))
        self.with_gallery.toggled.connect(lambda over: self._update(with_gallery=over))
        self.faces_shown.toggled.connect(self.view.set_with_faces)

    def _update(self, **fields: Any) -> None:
        self.store.update("space", **fields)


def _facts(arranged: Arranged, newest: LayoutStep | None) -> str:
    words = arranged.sample.words()
    if newest is not None:
        return f"{words} · step {newest.index:3d} of {newest.total}"
    return f"{words} · PCA, {arranged.explained:.0%} of the variance".replace("%", " %")
