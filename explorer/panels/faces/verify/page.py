"""Two pictures: both faces aligned and embedded, d with its formula, and what τ makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.panels.faces.locators import EMBEDDING_WEIGHTS, LOCATORS
from explorer.panels.faces.model_card import ModelCard
from explorer.panels.faces.tau_card import TauCard
from explorer.panels.faces.verify.difference import difference
from explorer.panels.faces.verify.exports import Exports
from explorer.panels.faces.verify.side import SideLooker
from explorer.panels.faces.verify.side_card import SideCard
from explorer.panels.faces.verify.strips_card import StripsCard
from explorer.panels.faces.verify.tau_line import TauLine
from explorer.panels.faces.verify.values import SIDES, Picture, Wish
from explorer.panels.faces.verify.verdict_card import VerdictCard
from explorer.panels.faces.verify.words import SAME_PICTURE, Remark
from explorer.services.stills import still_of
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.page import Page
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.faces.shared import Shared
    from explorer.panels.faces.state import FacesState
    from explorer.panels.faces.verify.difference import Difference
    from explorer.panels.faces.verify.values import Look, Side
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

WAITING = "PyTorch is loading…"
NO_TORCH = "Without PyTorch no face is found"
NO_FRAME = "The source has no picture: open a camera, a clip or a picture at the top of the window."


class VerifyPage(Page):
    """The same person or not, and where in 128 numbers that is seen."""

    def __init__(self, context: PanelContext, store: Store[FacesState], shared: Shared) -> None:
        super().__init__(context, store)
        self.held, self.keeper = shared.held, shared.keeper
        self.difference: Difference | None = None
        self._is_active = False
        self.cards = {side: SideCard(side) for side in SIDES}
        self.lookers = {side: SideLooker(side, shared.ask, self) for side in SIDES}
        self.strips_card = StripsCard()
        self.line = TauLine()
        self.verdict_card = VerdictCard()
        self.tau_card = TauCard()
        self.model_card = ModelCard()
        self.exports = Exports(self)
        self._lay_out()
        self._connect()

    def show_state(self, state: FacesState) -> None:
        """Make the controls say what the state says, and look at its pictures."""
        self.tau_card.show_choice(state.recognition)
        self.model_card.show_choice(state.recognition)
        self.line.show_tau(state.recognition.tau)
        self._ask()
        self._compare()

    def activate(self) -> None:
        """Look at the pictures, once torch is there."""
        self._is_active = True
        self._ask()
        self._show_engine()
        self._show_frame_possible()

    def deactivate(self) -> None:
        """Ask for nothing more."""
        self._is_active = False

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the bundled weights behind what is shown."""
        return LOCATORS[self.store.state.recognition.locator].weights, EMBEDDING_WEIGHTS

    def is_idle(self) -> bool:
        """Whether both pictures, d and the formula are on the screen."""
        engine = self.context.engine
        waits = not engine.is_ready and not engine.is_idle()
        rest = all(looker.is_idle() for looker in self.lookers.values())
        return rest and not waits and self.verdict_card.is_idle()

    def shutdown(self) -> None:
        """End the workers."""
        for looker in self.lookers.values():
            looker.shutdown()
        self.verdict_card.shutdown()

    def seen(self, side: Side) -> Look | None:
        """Return what was seen on a side; None while it is looked for."""
        looker = self.lookers[side]
        return looker.seen if looker.seen is not None and looker.seen.wish == looker.wish else None

    def face(self, side: Side) -> int:
        """Return which face of a picture is taken: the state's, if there are so many."""
        chosen: int = getattr(self.store.state.verify, f"{side}_face")
        seen = self.seen(side)
        return chosen if seen is not None and chosen < seen.count else 0

    # Inside

    def _lay_out(self) -> None:
        self._pictures = QHBoxLayout()
        for side in SIDES:
            self._pictures.addWidget(self.cards[side], 1)
        self.strips_card.add_header_widget(self.exports.button)
        self.line_card = Card("d and τ on a line")
        self.line_card.hide_header()
        self.line_card.add(self.line)
        bench = Workbench()
        bench.add_work(self._pictures)
        bench.add_work(self.strips_card, 0)
        bench.add_work(self.line_card, 0)
        for card in (self.verdict_card, self.tau_card, self.model_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)
        theme.watch_theme(self._apply_metrics)

    def _connect(self) -> None:
        for side in SIDES:
            self._connect_side(side)
        for card in (self.tau_card, self.model_card):
            card.chosen.connect(lambda field: self.store.update("recognition", **field))
        self.line.tauChosen.connect(lambda tau: self.store.update("recognition", tau=tau))
        self.context.engine.ready.connect(self._on_engine_changed)
        self.context.engine.failed.connect(self._on_engine_changed)
        self.context.source.stateChanged.connect(self._show_frame_possible)
        self.keeper.changed.connect(self._on_keeper_changed)

    def _connect_side(self, side: Side) -> None:
        card, looker = self.cards[side], self.lookers[side]
        card.textChosen.connect(lambda text: self.choose(side, text))
        card.pictureGiven.connect(lambda rgb, title: self.hold(side, Picture(title, rgb)))
        card.frameWanted.connect(lambda: self._take_frame(side))
        card.faceChosen.connect(lambda face: self.store.update("verify", **{f"{side}_face": face}))
        looker.changed.connect(self._on_looker_changed)
        looker.failed.connect(self.context.errors.report)

    def choose(self, side: Side, text: str) -> None:
        """Take a bundled picture or a file."""
        self.held.put(side, None)
        self._set_text(side, text)

    def hold(self, side: Side, picture: Picture) -> None:
        """Take a picture that has no file: it stays in memory and enters no scene."""
        self.held.put(side, picture)
        self._set_text(side, "")

    def _set_text(self, side: Side, text: str) -> None:
        self.store.update("verify", **{side: text, f"{side}_face": 0})
        self._ask()  # another picture may be held, though the state is the same
        self._compare()

    def _take_frame(self, side: Side) -> None:
        frame = self.context.source.current_frame()
        if frame is None:
            self.cards[side].show_message(Remark("warning", NO_FRAME))
            self._align()
        elif frame.spec.kind == "picture":
            self.choose(side, frame.spec.text)
        else:
            still = still_of(frame)
            self.hold(side, Picture(still.title, still.rgb))

    def _wish(self, side: Side) -> Wish:
        state = self.store.state
        text: str = getattr(state.verify, side)
        device = str(self.context.engine.device)
        # A text is newer than what is held: a scene was opened, or an earlier state came back.
        held = None if text else self.held.get(side)
        return Wish(text, held, state.recognition.locator, device)

    def _ask(self) -> None:
        if self._is_active and self.context.engine.is_ready:
            for side in SIDES:
                self.lookers[side].want(self._wish(side))

    def _compare(self) -> None:
        """Show both sides, and what lies between their faces."""
        seen = {side: self.seen(side) for side in SIDES}
        for side, card in self.cards.items():
            is_looking = not self.lookers[side].is_idle() and seen[side] is None
            shown = self.lookers[side].seen if is_looking else seen[side]
            card.show_look(shown, self.face(side), is_looking=is_looking)
        self.difference = self._difference(seen["first"], seen["second"])
        self._say_same(seen["first"], seen["second"])
        self._align()
        tau = self.store.state.recognition.tau
        self.verdict_card.show_difference(self.difference, tau)
        self.strips_card.show_difference(self.difference)
        self.line.show_distance(None if self.difference is None else self.difference.d)
        for look in seen.values():
            if look is not None and look.found is not None:
                self.model_card.show_found(look.found)

    def _difference(self, first: Look | None, second: Look | None) -> Difference | None:
        if first is None or second is None or not (first.count and second.count):
            return None
        one: NDArray[np.float32] = first.embedding(self.face("first"))
        return difference(one, second.embedding(self.face("second")))

    def _say_same(self, first: Look | None, second: Look | None) -> None:
        if first is None or second is None or self.difference is None:
            return
        if first.digest == second.digest and self.face("first") == self.face("second"):
            self.cards["second"].show_message(Remark("warning", SAME_PICTURE))

    def _align(self) -> None:
        """Keep both chips equally large, whatever is said below one of them."""
        says = any(card.has_message() for card in self.cards.values())
        for card in self.cards.values():
            card.keep_room(says)

    def _show_engine(self) -> None:
        """Say what is waited for, or what is missing."""
        engine = self.context.engine
        self.model_card.set_busy("" if engine.is_ready or engine.failure else WAITING)
        self.model_card.show_problem(engine.failure)
        if engine.is_ready:
            return
        words = NO_TORCH if engine.failure else WAITING
        for card in self.cards.values():
            card.view.picture.set_empty(words)

    def _show_frame_possible(self, _state: object = None) -> None:
        possible = self.context.source.state.kind not in ("none", "opening", "failed")
        for card in self.cards.values():
            card.show_frame_possible(possible)

    def _on_engine_changed(self, _what: Any) -> None:
        self._show_engine()
        self._ask()

    def _on_keeper_changed(self) -> None:
        """Let go of the gallery's faces when everyone is forgotten, on the screen or not."""
        for side in SIDES:
            held = self.held.get(side)
            if self.keeper.facts.is_empty and held is not None and held.embedding is not None:
                self.held.put(side, None)
                self.lookers[side].want(self._wish(side))

    def _on_looker_changed(self) -> None:
        self._compare()

    def _apply_metrics(self) -> None:
        self._pictures.setSpacing(theme.current_theme().px(theme.MEDIUM))
