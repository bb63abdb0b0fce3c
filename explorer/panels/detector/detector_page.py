"""What the pages with a picture have in common: one detector, one set of thresholds, one answer.

Every page asks the same session the same question, so that another page, another step or another
cell costs no pass of the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.detector.classes_card import ClassesCard
from explorer.panels.detector.model_card import ModelCard
from explorer.panels.detector.models import MODELS
from explorer.panels.detector.own_model import OwnModel
from explorer.panels.detector.state import OWN
from explorer.panels.detector.thresholds_card import ThresholdsCard
from explorer.panels.detector.values import DetectRequest
from explorer.services.media import parse_source
from explorer.widgets.page import LivePage
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.detector.state import DetectorState
    from explorer.panels.detector.values import DetectView
    from explorer.services.frames import Frame
    from explorer.services.live import LiveResult
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

    Respond = Callable[[Frame, DetectRequest], DetectView]

FIRST_PICTURE = "bundled:person-dog-horse"
WAITING = "PyTorch is loading…"
NO_SOURCE = "Open a picture, a clip or a camera above"
NO_TORCH = "Without PyTorch there are no boxes"
NO_DETECTOR = "There are no boxes: the card “Detector” says why"
SHOW_PICTURE = "Show a photograph"


class DetectorPage(LivePage[DetectRequest, "DetectView"]):
    """A page that shows what the detector said of the newest frame.

    A subclass lays out its work area and the cards (`model_card`, `thresholds_card` and
    `classes_card` are made here and are put into its workbench), and paints in `show_view`.
    """

    def __init__(
        self, context: PanelContext, store: Store[DetectorState], respond: Respond, name: str
    ) -> None:
        super().__init__(context, store, respond, name)
        self._result: LiveResult[DetectRequest, DetectView] | None = None
        self.model_card = ModelCard()
        self.thresholds_card = ThresholdsCard()
        self.classes_card = ClassesCard()
        self.own_model = OwnModel(self, store)
        self._connect_cards()
        context.engine.ready.connect(self._on_engine_ready)
        context.engine.failed.connect(self._on_engine_failed)
        context.source.stateChanged.connect(self._on_source_state_changed)

    @property
    def result(self) -> LiveResult[DetectRequest, DetectView] | None:
        """What is on the screen, with its frame."""
        return self._result

    def show_view(self, frame: Frame, view: DetectView) -> None:
        """Paint what the detector said (GUI thread, a few milliseconds at most)."""
        raise NotImplementedError

    def show_empty(self, text: str, action: str = "") -> None:
        """Say in the place of the picture why there is none, and offer what helps."""
        raise NotImplementedError

    def show_state(self, state: DetectorState) -> None:
        """Make the cards say what the state says; subclasses do so with their own controls."""
        self.model_card.show_choice(state.model)
        self.thresholds_card.show_choice(state.thresholds)
        self.classes_card.show_choice(state.thresholds.shown)

    def request(self, state: DetectorState) -> DetectRequest:
        """Return what the boxes depend on."""
        return DetectRequest(state.model, state.thresholds, str(self.context.engine.device))

    def activate(self) -> None:
        """Follow the source; say what is waited for."""
        super().activate()
        self._refresh_busy()
        if self._result is None:
            self._say_why_empty()

    def ask(self) -> None:
        """Ask for the present state once torch is there; say what has to be loaded for it."""
        if self.context.engine.is_ready:
            super().ask()
            self._refresh_busy(is_asked=True)

    def ask_again(self) -> None:
        """Ask what was asked last: a file may have been put right meanwhile."""
        if self._slot is not None:
            self._asked = None
            self.ask()

    def show_result(self, result: LiveResult[DetectRequest, DetectView]) -> None:
        """Keep the answer, show its facts, let the subclass paint it."""
        before, self._result = self._result, result
        view = result.value
        if result.request.model == self.store.state.model:
            self.model_card.set_busy("")
        self.model_card.show_problem("")
        if before is None or view.model is not before.value.model:
            self.model_card.show_facts(view.model)
            self.classes_card.show_classes(view.model.class_names)
        self.thresholds_card.show_view(view)
        self.show_view(result.frame, view)

    def show_failure(self, error: BaseException) -> None:
        """Say why the detector cannot be used, where it is seen."""
        is_new = self.model_card.problem() != str(error)
        self.model_card.set_busy("")
        self.model_card.show_problem(str(error))
        if self._result is None:
            self.show_empty(NO_DETECTOR)
        if is_new and (bench := self.findChild(Workbench)) is not None:
            bench.reveal(self.model_card)

    def frame(self) -> Frame | None:
        """Return the frame whose boxes are shown: a live source is ahead of them."""
        return super().frame() if self._result is None else self._result.frame

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the bundled weights behind the boxes."""
        name = self.store.state.model.name
        return (MODELS[name].weights,) if name in MODELS and name != OWN else ()

    def is_idle(self) -> bool:
        """Whether all that was asked for is on the screen."""
        engine = self.context.engine
        waits = not engine.is_ready and not engine.is_idle()
        return super().is_idle() and not waits

    def open_picture(self) -> None:
        """Open a bundled photograph."""
        self.context.source.open(parse_source(FIRST_PICTURE))

    def _connect_cards(self) -> None:
        store = self.store
        self.model_card.chosen.connect(lambda field: store.update("model", **field))
        self.model_card.ownWanted.connect(self.own_model.choose)
        self.own_model.opened.connect(self.ask_again)
        self.thresholds_card.chosen.connect(lambda field: store.update("thresholds", **field))
        self.classes_card.shownChanged.connect(
            lambda shown: store.update("thresholds", shown=shown)
        )

    def _refresh_busy(self, *, is_asked: bool = False) -> None:
        """Say that a detector is loaded: one that failed is not, nor one without a picture."""
        if not self.context.engine.is_ready:
            return
        result, model = self._result, self.store.state.model
        is_another = result is None or result.request.model != model
        comes = self.worker.has_frame() or self.context.source.state.kind == "opening"
        if not (is_another and comes):
            self.model_card.set_busy("")
        elif is_asked or not self.model_card.problem():
            self.model_card.set_busy("Loading…")

    def _say_why_empty(self) -> None:
        engine, source = self.context.engine, self.context.source.state
        if engine.failure:
            self._on_engine_failed(engine.failure)
        elif not engine.is_ready:
            self.model_card.set_busy(WAITING)
            self.show_empty(WAITING)
        elif self.model_card.problem():
            self.show_empty(NO_DETECTOR)
        elif source.kind in ("none", "failed", "lost"):
            why = f"{source.message.rstrip('.')}. " if source.message else ""
            self.show_empty(f"{why}{NO_SOURCE}", SHOW_PICTURE)
        else:
            self.show_empty("Looking…")

    def _on_engine_ready(self) -> None:
        self.model_card.set_busy("")
        if self._slot is not None:
            self.ask_again()  # the same as before another device was tried, perhaps
            if self._result is None:
                self._say_why_empty()

    def _on_source_state_changed(self, _state: object) -> None:
        """A source that cannot be opened gives no frame to say so with."""
        if self._slot is None:
            return
        self._refresh_busy()
        if self._result is None:
            self._say_why_empty()

    def _on_engine_failed(self, reason: str) -> None:
        self.model_card.set_busy("")
        self.model_card.show_problem(reason)
        self.show_empty(NO_TORCH)
