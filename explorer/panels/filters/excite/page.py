"""The page "What excites a unit?": three methods, one unit, the picture beside the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from explorer.panels.filters.excite.answer_card import AnswerCard
from explorer.panels.filters.excite.ascent import AscentRequest
from explorer.panels.filters.excite.ascent_card import AscentCard
from explorer.panels.filters.excite.ascents import Ascents
from explorer.panels.filters.excite.class_card import ClassCard
from explorer.panels.filters.excite.exports import Exports
from explorer.panels.filters.excite.gradient_card import GradientCard
from explorer.panels.filters.excite.input_card import InputCard
from explorer.panels.filters.excite.mathematics_card import MathematicsCard
from explorer.panels.filters.excite.maximise_card import MaximiseCard
from explorer.panels.filters.excite.method_bar import MethodBar
from explorer.panels.filters.excite.respond import Responder
from explorer.panels.filters.excite.unit_card import UnitCard
from explorer.panels.filters.excite.values import ExciteRequest, ExciteView, request_of
from explorer.panels.filters.maps.network_card import OWN
from explorer.panels.filters.maps.request import reads_digits
from explorer.panels.filters.pad_page import PadPage
from explorer.services.jobs import JobState
from explorer.services.media import parse_source
from explorer.widgets import theme
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.panels.filters.state import FiltersState, UnitState
    from explorer.services.live import LiveResult
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

FIRST_PICTURE = "bundled:cat"
OPEN_OWN = "Open your network here; then “What excites a unit?” takes it as well."
LOADING = "PyTorch is loading; the answer comes by itself"


class ExcitePage(PadPage[ExciteRequest, ExciteView]):
    """Input gradient and Grad-CAM follow the source; a maximisation is a job."""

    def __init__(self, context: PanelContext, store: Store[FiltersState]) -> None:
        super().__init__(context, store, Responder(), "what excites a unit")
        self._view: ExciteView | None = None
        self._shown_unit: UnitState | None = None
        self._start_wanted = False
        self.ascents = Ascents(context.jobs, context.errors, self)
        self.methods = MethodBar(store)
        self.input_card = InputCard()
        self.answer_card = AnswerCard()
        self.ascent_card = AscentCard(self.ascents)
        self.mathematics = MathematicsCard(self.ascents)
        self.unit_card = UnitCard(store)
        self.gradient_card = GradientCard(store)
        self.class_card = ClassCard(store)
        self.maximise_card = MaximiseCard(store, self.ascents)
        self.exports = Exports(self)
        self._lay_out()
        self._connect()

    @property
    def result(self) -> ExciteView | None:
        """What is on the screen."""
        return self._view

    def show_state(self, state: FiltersState) -> None:
        """Make the controls say what the state says."""
        method = state.excite.method
        self.methods.show_method(method)
        self.show_digit(state)
        self.unit_card.show_state(state.unit)
        self.gradient_card.show_state(state.excite)
        self.class_card.show_state(state.excite)
        self.maximise_card.show_state(state.excite)
        self.answer_card.show_method(method)
        self.answer_card.set_opacity(state.excite.opacity)
        self.gradient_card.setVisible(method == "gradient")
        self.class_card.setVisible(method == "grad-cam")
        self.maximise_card.setVisible(method == "maximise")
        self.mathematics.show_method(method)
        self._answers.setCurrentIndex(method == "maximise")
        self._show_subject()

    def request(self, state: FiltersState) -> ExciteRequest:
        """Return what the answer depends on; without a device as long as torch is loading."""
        device = self.context.engine.device
        name = "" if device is None else str(device)
        return request_of(state, name, rests=self.ascents.is_running())

    def show_result(self, result: LiveResult[ExciteRequest, ExciteView]) -> None:
        """Show the picture, the answer, and the numbers beside them."""
        view = self._view = result.value
        self._shown_unit = result.request.unit
        self.input_card.show_view(result.frame, view)
        if not result.request.device:
            return
        self.unit_card.show_view(view)
        self.class_card.show_view(view)
        self.answer_card.show_view(view)
        self.mathematics.show_view(view, moves=self._moves())
        if reads_digits(result.request.unit):
            self.digit_card.show_predictions(view.predictions)
        self._show_subject()
        self._start_if_known()

    def show_failure(self, error: BaseException) -> None:
        """Say beside the picture what could not be computed."""
        self.answer_card.set_waiting(str(error))

    def present(self) -> None:
        """Draw a digit if one is wanted; maximise, if that is the method and was not done yet."""
        if self.present_digit():
            self._shown_unit = None  # what is on the screen is of the empty pad
        if self.store.state.excite.method == "maximise":
            self._start_wanted = True
            self._start_if_known(again=False)

    def weights_in_use(self) -> tuple[str, ...]:
        """Name the bundled weights of the network."""
        network = self.store.state.unit.network
        return () if network == OWN else (network,)

    def is_idle(self) -> bool:
        """Whether answer, formula and maximisation have come to rest."""
        return (
            super().is_idle()
            and self.context.engine.is_idle()
            and not self._start_wanted
            and self.ascents.is_idle()
            and self.mathematics.is_idle()
            and self.exports.is_idle()
        )

    def shutdown(self) -> None:
        """End the worker and the job."""
        super().shutdown()
        self.ascents.shutdown()
        self.mathematics.shutdown()
        self.exports.shutdown()

    def _subject(self) -> AscentRequest | None:
        """Return what would be maximised now; None as long as layer or channel are not known."""
        view, state = self._view, self.store.state
        if view is None or view.layer is None or view.unit is None:
            return None
        if self._shown_unit != state.unit or self.context.engine.device is None:
            return None
        unit, layer = view.unit, view.layer
        return AscentRequest(
            unit=replace(state.unit, layer=layer.name, channel=unit.channel),
            title=f"{layer.title}, channel {unit.channel}",
            device=str(self.context.engine.device),
            steps=state.excite.steps,
            size=view.fixed_side or state.excite.size,
            moves=state.excite.moves,
            seed=state.excite.seed,
        )

    def _start_if_known(self, *, again: bool = True) -> None:
        """Start what was asked for, as soon as it is known which unit that is.

        ``again``: even if it was done already.
        """
        if not self._start_wanted:
            return
        subject = self._subject()
        problem = None if self._view is None else self._view.problem
        if subject is None:
            self._start_wanted = problem is None or self._shown_unit != self.store.state.unit
            return
        self._start_wanted = False
        if again or subject != self.ascents.request or not self._is_shown_whole():
            self.ascents.start(subject)

    def _is_shown_whole(self) -> bool:
        return self.ascents.state() in (JobState.RUNNING, JobState.PAUSED, JobState.DONE)

    def _show_subject(self) -> None:
        subject = self._subject()
        if subject is not None:
            self.maximise_card.show_subject(subject.title)
        self.maximise_card.show_obstacle(self._obstacle())
        fixed = None if self._view is None else self._view.fixed_side
        self.maximise_card.show_fixed_side(fixed)

    def _obstacle(self) -> str:
        """Say why nothing can be started; a unit that is not known yet is waited for."""
        if self.context.engine.device is None:
            return LOADING
        is_present = self._shown_unit == self.store.state.unit
        problem = self._view.problem if self._view is not None and is_present else None
        return "" if problem is None else problem.text

    def _lay_out(self) -> None:
        self._answers = QStackedWidget()
        self._answers.addWidget(self.answer_card)
        self._answers.addWidget(self.ascent_card)
        self._pictures = QHBoxLayout()
        self._pictures.addWidget(self.input_card, 1)
        self._pictures.addWidget(self._answers, 1)
        bench = Workbench()
        bench.add_work(self.methods, 0)
        bench.add_work(self._pictures, 1)
        bench.add_work(self.mathematics, 0)
        for card in (
            self.unit_card,
            self.digit_card,
            self.gradient_card,
            self.class_card,
            self.maximise_card,
        ):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)
        self.answer_card.set_waiting(LOADING)
        theme.watch_theme(self._apply_metrics)

    def _connect(self) -> None:
        engine = self.context.engine
        engine.ready.connect(self._on_engine_ready)
        engine.failed.connect(self.answer_card.set_waiting)
        self.context.source.stateChanged.connect(self._on_source_state_changed)
        self.ascents.changed.connect(self._on_ascents_changed)
        self.input_card.sourceWanted.connect(self._on_source_wanted)
        self.unit_card.networkWanted.connect(self._on_network_wanted)
        self.unit_card.mapsWanted.connect(self._on_maps_wanted)
        self.class_card.networkWanted.connect(self._on_network_wanted)
        self.mathematics.channelChosen.connect(self._on_channel_chosen)
        self.maximise_card.startWanted.connect(self._on_start_wanted)

    def _moves(self) -> bool:
        """Whether another picture comes at once."""
        return self.context.source.state.kind == "live" and not self._follows_pad

    def _ask_if_active(self) -> None:
        if self._slot is not None:
            self.ask()

    def _on_engine_ready(self, _info: object) -> None:
        self._ask_if_active()

    def _on_source_state_changed(self, _state: object) -> None:
        if self._view is not None:
            self.mathematics.show_view(self._view, moves=self._moves())

    def _on_ascents_changed(self) -> None:
        self._show_subject()
        self._ask_if_active()

    def _on_start_wanted(self) -> None:
        self._start_wanted = True
        self._start_if_known()

    def _on_channel_chosen(self, channel: int) -> None:
        self.store.update("unit", channel=channel)

    def _on_network_wanted(self, key: str) -> None:
        if key == OWN and not self.store.state.unit.own_file:
            self.noticeRequested.emit("info", OPEN_OWN)
            self._on_maps_wanted()
        else:
            self.store.update("unit", network=key, layer="", channel=None)

    def _on_maps_wanted(self) -> None:
        self.store.edit(lambda state: replace(state, page="maps"))

    def _on_source_wanted(self) -> None:
        self.context.source.open(parse_source(FIRST_PICTURE))

    def _apply_metrics(self) -> None:
        self._pictures.setSpacing(theme.current_theme().px(theme.MEDIUM))
