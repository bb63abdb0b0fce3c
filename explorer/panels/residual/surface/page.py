"""The page "Loss surface": how the loss looks around a network with skips, and without."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.errors import ExplorerError
from explorer.engine.residual.surface_recording import load_surface_recording
from explorer.panels.residual.surface import exports, words
from explorer.panels.residual.surface.cards import (
    MathematicsCard,
    NetworksCard,
    SliceCard,
    ViewpointCard,
)
from explorer.panels.residual.surface.drawer import Drawer
from explorer.panels.residual.surface.pair_card import PairCard
from explorer.panels.residual.surface.slices import Slices
from explorer.panels.residual.surface.values import (
    SurfaceRequest,
    asked_of,
    is_pair,
    names_of,
    run,
)
from explorer.services.awaited_start import AwaitedStart, Obstacle
from explorer.widgets import theme
from explorer.widgets.exporter import export_button
from explorer.widgets.page import Page
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.engine.residual.training import TrainingResult
    from explorer.panels.residual.state import ResidualState
    from explorer.panels.residual.surface.drawing import Drawn
    from explorer.panels.residual.surface.landscape_view import Point
    from explorer.panels.residual.surface.slices import Make, Read
    from explorer.panels.residual.surface.values import Asked, Shown
    from explorer.panels.residual.trainings import Trainings
    from explorer.services.store import Store
    from explorer.widgets.exporter import MenuEntry
    from explorer.widgets.panel import PanelContext

LOADING = "PyTorch is loading; then slices can be computed."
NO_PAIR = (
    "No pair has been trained yet. Train a plain and a residual network on the page “Train both”, "
    "or choose a bundled pair."
)
LOST_PAIR = (
    "What was trained last has no pair left: of no depth both networks have come through. Train "
    "another on the page “Train both”, or choose a bundled pair."
)
NOTHING = "There is no pair to compute the loss around yet."
NOT_COMPUTED = "Compute draws the loss around these two networks: a coarse picture comes first."
BUNDLED = (
    "Trained here on the bundled clothes (Fashion-MNIST, 8,000 images), 8 channels wide, and "
    "tested on 2,000. After {epochs} epochs {plain} errs on {first:.2f} %, {residual} on "
    "{second:.2f} %. Slices recorded on {where}, {date}."
)
TRAINED = "From “Train both”: {plain} and {residual} after {iteration:,} iterations."
PRESENT_POINTS = 11


class SurfacePage(Page):
    """The recorded slices of the bundled pairs are there at once; a job computes others.

    ``make`` is what the job runs, ``read`` what gives the recording.
    """

    def __init__(
        self,
        context: PanelContext,
        store: Store[ResidualState],
        trainings: Trainings,
        make: Make = run,
        read: Read = load_surface_recording,
    ) -> None:
        super().__init__(context, store)
        self._trainings = trainings
        self.awaited = AwaitedStart(context.engine, LOADING, self, self._missing_pair)
        self._shown: Shown | None = None
        self._drawn_for: tuple[object, ...] = ()
        self.slices = Slices(context, self, make, read)
        self.drawer = Drawer(context.errors, self)
        self.pair_card = PairCard()
        self.networks_card = NetworksCard(store)
        self.slice_card = SliceCard(store)
        self.viewpoint_card = ViewpointCard(store)
        self.mathematics_card = MathematicsCard()
        self._lay_out()
        self._connect()

    @property
    def result(self) -> Shown | None:
        """What is on the screen."""
        return self._shown

    def show_state(self, state: ResidualState) -> None:
        """Make the controls say what the state says; mark a slice of other settings."""
        surface = state.surface
        for card in (self.networks_card, self.slice_card, self.viewpoint_card):
            card.show_state(surface)
        if state.page == "surface" or self._shown is None:
            self.pair_card.set_kind(surface.view)
            self._refresh()

    def activate(self) -> None:
        """Read what was recorded; the pair that is trained may have gone on."""
        self.slices.load()
        self._refresh()

    def present(self) -> None:
        """Compute a coarse slice of a pair that was trained; of the bundled ones it is there."""
        if self._shown is None and self._pair() is not None:
            self.store.update("surface", points=PRESENT_POINTS)
            self.awaited.want(self._begin)

    def weights_in_use(self) -> tuple[str, ...]:
        """The bundled pair's file."""
        pair = self.store.state.surface.pair
        return {"bundled-20": ("residual-lab",), "bundled-56": ("residual-lab-56",)}.get(pair, ())

    def is_idle(self) -> bool:
        """Whether nothing is computed, read or drawn; a paused job rests."""
        parts = (self.awaited, self.slices, self.drawer, self.mathematics_card)
        return all(part.is_idle() for part in parts)

    def shutdown(self) -> None:
        """Cancel what is computed."""
        self.slices.shutdown()
        self.drawer.shutdown()
        self.mathematics_card.shutdown()

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        return exports.entries(self, self.pair_card, self._shown)

    def _pair(self) -> TrainingResult | None:
        """Return what was trained on "Train both", if it is a pair."""
        trained = self._trainings.trained()
        return trained if is_pair(trained) else None

    def _why_no_pair(self) -> str:
        return NO_PAIR if self._trainings.trained() is None else LOST_PAIR

    def _asked(self) -> Asked:
        return asked_of(self.store.state.surface, self._pair())

    def _refresh(self) -> None:
        """Show the present state of affairs."""
        asked = self._asked()
        self._shown = shown = self.slices.shown(asked)
        self.networks_card.show_words(self._network_words(asked))
        self.slice_card.cost.setText(words.cost_text(asked))
        self._show_obstacle()
        if shown is None:
            self.drawer.discard()
            self._drawn_for = ()
            lacks = asked.pair == "trained" and self._pair() is None
            text = self._why_no_pair() if lacks else self.slices.missing or NOT_COMPUTED
            self.pair_card.show_nothing(names_of(asked.pair, self._pair()), text)
            self.pair_card.set_facts("")
            self.pair_card.stale.clear()
            return
        self.pair_card.show_shown(shown)
        self.pair_card.set_facts(words.facts_line(shown))
        self.pair_card.verdict.setText(words.verdict(*shown.landscapes, shown.asked.classes))
        self.pair_card.stale.show_message("warning", words.stale_text(shown, asked))
        self._draw()

    def _draw(self) -> None:
        """Have the pictures drawn, unless they are as asked for."""
        shown, surface, view = self._shown, self.store.state.surface, self.pair_card.views[0]
        if shown is None:
            return
        size, ratio, present = view.picture_size(), view.devicePixelRatioF(), theme.current_theme()
        wanted = (shown, surface.view, surface.azimuth, surface.elevation, size, ratio, present)
        if wanted != self._drawn_for:
            self._drawn_for = wanted
            self.drawer.ask(shown, surface, size, ratio)

    def _network_words(self, asked: Asked) -> str:
        trained = self._pair()
        plain, residual = names_of(asked.pair, trained)
        if asked.pair == "trained":
            if trained is None:
                return self._why_no_pair()
            return TRAINED.format(plain=plain, residual=residual, iteration=asked.iteration)
        recording = self.slices.recording
        if recording is None:
            return self.slices.missing
        first, second = recording.pairs[int(plain.rpartition("-")[2])]
        return BUNDLED.format(
            plain=plain,
            residual=residual,
            epochs=first.epochs,
            first=first.test_error,
            second=second.test_error,
            where=recording.device,
            date=recording.date,
        )

    def _show_obstacle(self) -> None:
        obstacle = self.awaited.obstacle()
        self.slice_card.show_obstacle(obstacle)
        if not obstacle and isinstance(self.slices.failure, ExplorerError):
            self.slice_card.show_problem(str(self.slices.failure))

    def _missing_pair(self) -> Obstacle | None:
        lacks = self.store.state.surface.pair == "trained" and self._pair() is None
        return Obstacle(NOTHING) if lacks else None

    def _begin(self) -> None:
        asked, trained = self._asked(), self._pair()
        request = SurfaceRequest(asked, trained if asked.pair == "trained" else None)
        self.slices.start(request, names_of(asked.pair, trained))

    def _lay_out(self) -> None:
        self.pair_card.add_header_widget(export_button(self.entries))
        bench = Workbench()
        bench.add_work(self.pair_card, 1)
        column = (
            self.networks_card, self.slice_card, self.viewpoint_card, self.mathematics_card
        )  # fmt: skip
        for card in column:
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        self.awaited.engineChanged.connect(self._refresh)
        self._trainings.changed.connect(self._on_trainings_changed)
        self.networks_card.trainWanted.connect(self._on_train_wanted)
        self.slice_card.startWanted.connect(lambda: self.awaited.want(self._begin))
        self.slices.changed.connect(self._refresh)
        self.slices.jobChanged.connect(self._on_slices_job_changed)
        self.drawer.drawn.connect(self._on_drawer_drawn)
        self.pair_card.look.currentChanged.connect(
            lambda key: self.store.update("surface", view=key)
        )
        self.pair_card.probed.connect(self._on_pair_probed)
        for view in self.pair_card.views:
            view.turned.connect(self._on_view_turned)
            view.resized.connect(self._draw)

    def _on_trainings_changed(self) -> None:
        if self.store.state.surface.pair == "trained":
            self._refresh()

    def _on_train_wanted(self) -> None:
        self.store.edit(lambda state: replace(state, page="train"))

    def _on_slices_job_changed(self) -> None:
        said = isinstance(self.slices.failure, ExplorerError)  # the bar need not say it again
        follows = self.slices.is_running() or (self.slices.failure is not None and not said)
        self.slice_card.bar.set_job(self.slices.job if follows else None)

    def _on_drawer_drawn(self, drawn: Drawn, shown: Shown) -> None:
        if self._shown is not None and shown.asked.is_of(self._shown.asked):
            self.pair_card.show_drawn(drawn, shown)

    def _on_pair_probed(self, point: Point | None) -> None:
        for view in self.pair_card.views:
            view.set_probe(point)
        text = "" if self._shown is None else words.reading(self._shown, point)
        self.pair_card.show_reading(text)

    def _on_view_turned(self, azimuth: float, elevation: float) -> None:
        surface = self.store.state.surface
        self.store.update(
            "surface",
            azimuth=(surface.azimuth + azimuth + 180) % 360 - 180,
            elevation=min(max(surface.elevation + elevation, 5.0), 90.0),
        )
