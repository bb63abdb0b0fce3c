"""The page of the 26 styles: what the camera sees, painted in any blend of them."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.style.multistyle_names import STYLES
from explorer.panels.style.live.blend import NONE as NO_STYLE
from explorer.panels.style.live.blend import alone, even, random_blend, toggled, with_weight
from explorer.panels.style.live.blend_card import BlendCard
from explorer.panels.style.live.explain_card import ExplainCard
from explorer.panels.style.live.exports import Exports
from explorer.panels.style.live.picture_card import PictureCard
from explorer.panels.style.live.styles_card import StylesCard
from explorer.panels.style.live.thumbnails import Thumbnails
from explorer.panels.style.live.values import LiveRequest
from explorer.panels.style.values import CONTENT
from explorer.services.lazily import made_when_called
from explorer.services.media import parse_source
from explorer.widgets.page import LivePage
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.style.live.values import LiveView
    from explorer.panels.style.shared import Shared
    from explorer.panels.style.state import StyleState
    from explorer.services.frames import Frame
    from explorer.services.live import LiveResult
    from explorer.services.source import SourceState
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

FIRST_PICTURE: Final = "bundled:cat"
RATES_EVERY_S: Final = 0.5
"""Numbers that change with each frame cannot be read."""
WAITING: Final = "PyTorch is loading…"
NO_SOURCE: Final = "Open a camera, a clip or a picture above"
NO_TORCH: Final = "Without PyTorch nothing is painted"
SHOW_PICTURE: Final = "Show a photograph"
UNPAINTED: Final = "No style is chosen, so the picture is shown as it comes."


class LiveStylesPage(LivePage[LiveRequest, "LiveView"]):
    """The picture at the left; the blend, the styles and the mathematics at the right."""

    def __init__(self, context: PanelContext, store: Store[StyleState], shared: Shared) -> None:
        super().__init__(context, store, made_when_called(_make_respond), "26 styles")
        self.shared = shared
        self._result: LiveResult[LiveRequest, LiveView] | None = None
        self._rates_shown_s = 0.0
        self._blends = 0
        self.picture_card = PictureCard()
        self.blend_card = BlendCard(STYLES)
        self.styles_card = StylesCard(STYLES)
        self.explain_card = ExplainCard()
        self.thumbnails = Thumbnails(context.errors, self)
        self.exports = Exports(self)
        self._lay_out()
        self._connect()

    @property
    def result(self) -> LiveResult[LiveRequest, LiveView] | None:
        """What is on the screen, with its frame."""
        return self._result

    def show_state(self, state: StyleState) -> None:
        """Make sliders, tiles, size and line say what the state says."""
        self.blend_card.show_weights(state.live.weights)
        self.styles_card.tiles.show_weights(state.live.weights)
        self.picture_card.show_choice(state.live)

    def request(self, state: StyleState) -> LiveRequest:
        """Return what the picture depends on."""
        return LiveRequest(state.live.weights, state.live.size, str(self.context.engine.device))

    def activate(self) -> None:
        """Follow the source; say what is waited for."""
        super().activate()
        if self._result is None:
            self._say_why_empty()

    def deactivate(self) -> None:
        """Let the source be; the line of rates says nothing of a page that stands still."""
        super().deactivate()
        self.picture_card.show_rates(None)

    def ask(self) -> None:
        """Ask for the present state once torch is there."""
        if self.context.engine.is_ready:
            super().ask()

    def show_result(self, result: LiveResult[LiveRequest, LiveView]) -> None:
        """Paint the picture, and put its numbers into the mathematics."""
        before, self._result = self._result, result
        self.picture_card.show_view(result.value)
        if before is None or before.request.weights != result.request.weights:
            self.explain_card.show_blend(result.request.weights, result.value.facts)
        self._refresh_note()
        self._refresh_rates(at_once=not self.is_moving())
        if self.thumbnails.rgb is None or not self.is_moving():
            self._paint_thumbnails()

    def show_failure(self, error: BaseException) -> None:
        """Say over the picture why it cannot be painted, or in its place."""
        if self._result is None:
            self.picture_card.show_empty(str(error), SHOW_PICTURE)
        else:
            self.picture_card.note.say("error", str(error))

    def frame(self) -> Frame | None:
        """Return the frame that is painted: a live source is ahead of it."""
        return super().frame() if self._result is None else self._result.frame

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the bundled weights behind the picture."""
        return ("multistyle26",)

    def is_idle(self) -> bool:
        """Whether all that was asked for is on the screen."""
        engine = self.context.engine
        waits = not engine.is_ready and not engine.is_idle()
        formulae = self.blend_card.is_idle() and self.explain_card.is_idle()
        return super().is_idle() and not waits and self.thumbnails.is_idle() and formulae

    def shutdown(self) -> None:
        """End the workers."""
        super().shutdown()
        self.thumbnails.shutdown()
        self.blend_card.shutdown()
        self.explain_card.shutdown()

    # Inside

    def _lay_out(self) -> None:
        bench = Workbench()
        bench.add_work(self.picture_card)
        for card in (self.blend_card, self.styles_card, self.explain_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        tiles, blend, picture = self.styles_card.tiles, self.blend_card, self.picture_card
        tiles.chosen.connect(self._on_tiles_chosen)
        tiles.toggled.connect(self._on_tiles_toggled)
        blend.weightChanged.connect(self._on_blend_weight_changed)
        blend.removed.connect(self._on_tiles_toggled)
        blend.evenWanted.connect(self._on_blend_even_wanted)
        blend.randomWanted.connect(self._on_blend_random_wanted)
        blend.clearWanted.connect(self._on_blend_clear_wanted)
        picture.sizeChosen.connect(lambda size: self.store.update("live", size=size))
        picture.shareChanged.connect(lambda share: self.store.update("live", divide=share))
        picture.sourceWanted.connect(self._on_picture_source_wanted)
        picture.optimiseWanted.connect(self._on_picture_optimise_wanted)
        self.styles_card.refreshWanted.connect(self._paint_thumbnails)
        self.thumbnails.painted.connect(self._on_thumbnails_painted)
        self.thumbnails.failed.connect(self.styles_card.show_problem)
        self.context.engine.ready.connect(self._on_engine_ready)
        self.context.engine.failed.connect(self._on_engine_failed)
        self.context.source.stateChanged.connect(self._on_source_state_changed)

    def _blend(self, change: Callable[[tuple[float, ...]], tuple[float, ...]]) -> None:
        self.store.update("live", weights=change(self.store.state.live.weights))

    def _paint_thumbnails(self) -> None:
        """Paint the styles of the picture that is shown now; the same one is not painted again."""
        if self._result is not None:
            frame = self._result.frame
            self.thumbnails.show(frame.rgb, self._result.request.device)
            self.styles_card.set_facts(f"from “{frame.spec.title}”")

    def _refresh_note(self) -> None:
        """Say that the picture is an old one, or as it comes."""
        note, source, result = self.picture_card.note, self.context.source.state, self._result
        if source.kind in ("lost", "failed"):
            note.say("warning", f"{source.message.rstrip('.')}. The last picture stays.")
        elif result is not None and not any(result.request.weights):
            note.say("info", UNPAINTED)
        else:
            note.say("info", "")

    def _refresh_rates(self, *, at_once: bool) -> None:
        now_s = time.perf_counter()
        if at_once or now_s - self._rates_shown_s >= RATES_EVERY_S:
            self._rates_shown_s = now_s
            self.picture_card.show_rates(self.rates())

    def _say_why_empty(self) -> None:
        engine, source = self.context.engine, self.context.source.state
        if engine.failure:
            self._on_engine_failed(engine.failure)
        elif not engine.is_ready:
            self.picture_card.show_empty(WAITING, "")
        elif source.kind in ("none", "failed", "lost"):
            why = f"{source.message.rstrip('.')}. " if source.message else ""
            self.picture_card.show_empty(f"{why}{NO_SOURCE}", SHOW_PICTURE)
        else:
            self.picture_card.show_empty("Painting…", "")

    def _on_tiles_chosen(self, style: int) -> None:
        self._blend(lambda _: alone(style))

    def _on_tiles_toggled(self, style: int) -> None:
        self._blend(lambda weights: toggled(weights, style))

    def _on_blend_weight_changed(self, style: int, weight: float) -> None:
        self._blend(lambda weights: with_weight(weights, style, weight))

    def _on_blend_even_wanted(self) -> None:
        self._blend(even)

    def _on_blend_random_wanted(self) -> None:
        self._blends += 1
        self._blend(lambda _: random_blend(self._blends))

    def _on_blend_clear_wanted(self) -> None:
        self._blend(lambda _: NO_STYLE)

    def _on_picture_source_wanted(self) -> None:
        self.context.source.open(parse_source(FIRST_PICTURE))

    def _on_picture_optimise_wanted(self) -> None:
        if self._result is not None:
            self.shared.pictures.take(CONTENT, self._result.frame)
            self.store.edit(lambda state: replace(state, page="paint"))

    def _on_thumbnails_painted(self, style: int) -> None:
        self.styles_card.show_problem("")
        self.styles_card.tiles.show_thumb(style, self.thumbnails.thumb(style))

    def _on_engine_ready(self) -> None:
        if self._slot is not None:
            self.ask()
            if self._result is None:
                self._say_why_empty()

    def _on_engine_failed(self, reason: str) -> None:
        self.picture_card.show_empty(f"{NO_TORCH}: {reason}", "")

    def _on_source_state_changed(self, state: SourceState) -> None:
        """A source that cannot be opened gives no frame to say so with."""
        if self._slot is None:
            return
        if self._result is None:
            self._say_why_empty()
            return
        self._refresh_note()
        self._refresh_rates(at_once=True)
        if state.kind == "frozen":
            self._paint_thumbnails()


def _make_respond() -> Callable[[Frame, LiveRequest], LiveView]:
    from explorer.panels.style.live.session import Session

    return Session().respond
