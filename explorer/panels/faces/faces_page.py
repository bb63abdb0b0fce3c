"""What the pages with a picture have in common: the networks, τ, the gallery, one answer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from explorer.panels.faces.gallery_card import GalleryCard
from explorer.panels.faces.locators import EMBEDDING_WEIGHTS, LOCATORS
from explorer.panels.faces.model_card import ModelCard
from explorer.panels.faces.tau_card import TauCard
from explorer.panels.faces.values import FacesRequest
from explorer.services.media import parse_source
from explorer.widgets.page import LivePage

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.faces.shared import Shared
    from explorer.panels.faces.state import FacesState
    from explorer.panels.faces.values import FacesView
    from explorer.services.frames import Frame
    from explorer.services.live import LiveResult
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

    Respond = Callable[[Frame, FacesRequest], FacesView]

FIRST_SOURCE = "bundled:webcam"
WAITING = "PyTorch is loading…"
NO_SOURCE = "Open a camera, a clip or a picture above"
NO_TORCH = "Without PyTorch no face is found"
NO_NETWORKS = "No face is found: the card “Networks” says why"
SHOW_CLIP = "Show a clip with a face"


class FacesPage(LivePage[FacesRequest, "FacesView"]):
    """A page that shows the faces of the newest frame.

    A subclass lays out its work area and the cards (`model_card`, and where they are wanted
    `tau_card` and `gallery_card`, all made here), and paints in `show_view`.

    Parameters
    ----------
    respond
        What the worker calls, where it is not the session's own answer.
    """

    def __init__(
        self,
        context: PanelContext,
        store: Store[FacesState],
        shared: Shared,
        name: str,
        respond: Respond | None = None,
    ) -> None:
        super().__init__(context, store, respond or shared.respond, name)
        self.shared = shared
        self.keeper = shared.keeper
        self._result: LiveResult[FacesRequest, FacesView] | None = None
        self.model_card = ModelCard()
        self.model_card.chosen.connect(self._on_card_chosen)
        shared.keeper.changed.connect(self._on_keeper_changed)
        context.engine.ready.connect(self._on_engine_ready)
        context.engine.failed.connect(self._on_engine_failed)
        context.source.stateChanged.connect(self._on_source_state_changed)

    @cached_property
    def tau_card(self) -> TauCard:
        """The card of τ, for pages that put it into their column."""
        card = TauCard()
        card.show_choice(self.store.state.recognition)
        card.chosen.connect(self._on_card_chosen)
        return card

    @cached_property
    def gallery_card(self) -> GalleryCard:
        """The card of the gallery, for pages that put it into their column."""
        return GalleryCard(self.keeper)

    @property
    def result(self) -> LiveResult[FacesRequest, FacesView] | None:
        """What is on the screen, with its frame."""
        return self._result

    def show_view(self, frame: Frame, view: FacesView) -> None:
        """Paint the faces (GUI thread, a few milliseconds at most)."""
        raise NotImplementedError

    def show_empty(self, text: str, action: str = "") -> None:
        """Say in the place of the picture why there is none, and offer what helps."""
        raise NotImplementedError

    def show_gallery(self) -> None:
        """Show what is enrolled now; the faces on the screen are asked for again by themselves."""

    def show_state(self, state: FacesState) -> None:
        """Make the cards say what the state says; subclasses do so with their own controls."""
        self.model_card.show_choice(state.recognition)
        if "tau_card" in self.__dict__:
            self.tau_card.show_choice(state.recognition)

    def request(self, state: FacesState) -> FacesRequest:
        """Return what the faces and those nearest to them depend on."""
        return FacesRequest(
            state.recognition.locator, str(self.context.engine.device), self.keeper.facts.snapshot
        )

    def activate(self) -> None:
        """Follow the source; say what is waited for."""
        super().activate()
        if self._result is None:
            self._say_why_empty()

    def ask(self) -> None:
        """Ask for the present state once torch is there; say what has to be loaded for it."""
        if not self.context.engine.is_ready:
            return
        locator = self.store.state.recognition.locator
        if self._result is None or self._result.request.locator != locator:
            self.model_card.set_busy("Loading…")
        super().ask()

    def show_result(self, result: LiveResult[FacesRequest, FacesView]) -> None:
        """Keep the answer, show its facts, let the subclass paint it."""
        self._result = result
        if result.request.locator == self.store.state.recognition.locator:
            self.model_card.set_busy("")
        self.model_card.show_problem("")
        self.model_card.show_found(result.value.found)
        self.show_view(result.frame, result.value)

    def show_failure(self, error: BaseException) -> None:
        """Say why no faces can be found."""
        self.model_card.set_busy("")
        self.model_card.show_problem(str(error))
        if self._result is None:
            self.show_empty(NO_NETWORKS)

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the bundled weights behind what is shown."""
        return LOCATORS[self.store.state.recognition.locator].weights, EMBEDDING_WEIGHTS

    def is_idle(self) -> bool:
        """Whether all that was asked for is on the screen."""
        engine = self.context.engine
        waits = not engine.is_ready and not engine.is_idle()
        return super().is_idle() and not waits and self.keeper.is_idle()

    def open_clip(self) -> None:
        """Open the bundled clip with a face."""
        self.context.source.open(parse_source(FIRST_SOURCE))

    def _say_why_empty(self) -> None:
        engine, source = self.context.engine, self.context.source.state
        if engine.failure:
            self._on_engine_failed(engine.failure)
        elif not engine.is_ready:
            self.model_card.set_busy(WAITING)
            self.show_empty(WAITING)
        elif self.model_card.problem():
            self.show_empty(NO_NETWORKS)
        elif source.kind in ("none", "failed", "lost"):
            why = f"{source.message.rstrip('.')}. " if source.message else ""
            self.show_empty(f"{why}{NO_SOURCE}", SHOW_CLIP)
        else:
            self.show_empty("Looking…")

    def _on_card_chosen(self, field: dict[str, object]) -> None:
        self.store.update("recognition", **field)

    def _on_keeper_changed(self) -> None:
        if self._slot is not None:
            self.ask()
        self.show_gallery()

    def _on_engine_ready(self) -> None:
        self.model_card.set_busy("")
        if self._slot is not None:
            self.ask()
            if self._result is None:
                self._say_why_empty()

    def _on_source_state_changed(self, _state: object) -> None:
        """A source that cannot be opened gives no frame to say so with."""
        if self._slot is not None and self._result is None:
            self._say_why_empty()

    def _on_engine_failed(self, reason: str) -> None:
        self.model_card.set_busy("")
        self.model_card.show_problem(reason)
        self.show_empty(NO_TORCH)
