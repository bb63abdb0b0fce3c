"""The page "Operate": a trained network's skips turned, its blocks deleted and exchanged, live."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from explorer.engine.residual.gates import Operation, OperationError
from explorer.panels.residual.operate.accuracy import measure
from explorer.panels.residual.operate.answer_card import AnswerCard
from explorer.panels.residual.operate.block_card import BlockCard
from explorer.panels.residual.operate.blocks_card import BlocksCard
from explorer.panels.residual.operate.editor import Editor
from explorer.panels.residual.operate.exports import Exports
from explorer.panels.residual.operate.measuring import Measuring
from explorer.panels.residual.operate.network_card import NetworkCard
from explorer.panels.residual.operate.other_card import OtherCard
from explorer.panels.residual.operate.responder import Responder
from explorer.panels.residual.operate.values import (
    WEIGHTS,
    Chain,
    OperateRequest,
    OperateView,
    operation_of,
)
from explorer.panels.residual.operate.why_card import WhyCard
from explorer.panels.residual.operate.words import (
    ANOTHER_NETWORK,
    LOOKING,
    NO_ANSWER,
    NO_SOURCE,
    NO_TORCH,
    SHOW_FACE,
    SHOW_PICTURE,
    WAITING,
)
from explorer.services.latest import LatestWins
from explorer.services.media import parse_source
from explorer.services.stills import Still, still_of
from explorer.widgets.page import LivePage
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.panels.residual.operate.bars_values import BarsView
    from explorer.panels.residual.operate.measuring import Measure
    from explorer.panels.residual.state import Network, OperateState, ResidualState
    from explorer.services.live import LiveResult
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

FIRST_PICTURES: dict[Network, str] = {
    "efficientnet-lite0": "bundled:dog-bicycle-truck",
    "dlib-face": "bundled:obama-portrait",
}
NO_FRAME = "The source has no picture: open a camera, a clip or a picture at the top of the window."


class OperatePage(LivePage[OperateRequest, OperateView]):
    """Follows the source; ``measure`` is what the job of the bars runs."""

    def __init__(
        self, context: PanelContext, store: Store[ResidualState], measure: Measure = measure
    ) -> None:
        super().__init__(context, store, Responder(), "residual blocks")
        self._chains: dict[Network, Chain] = {}
        self._result: LiveResult[OperateRequest, OperateView] | None = None
        self._held: Still | None = None
        self._shown: OperateState | None = None
        self.bars: BarsView | None = None
        self.measuring = Measuring(context, measure, self)
        self.editor = Editor(store, lambda: self.chain, self)
        self._describer: LatestWins[dict[Network, Chain]] = LatestWins(self, name="blocks")
        self.blocks_card = BlocksCard()
        self.answer_card = AnswerCard()
        self.network_card = NetworkCard()
        self.block_card = BlockCard()
        self.other_card = OtherCard()
        self.why_card = WhyCard()
        self.exports = Exports(self)
        self._lay_out()
        self._connect()
        self._describe()

    @property
    def result(self) -> LiveResult[OperateRequest, OperateView] | None:
        """What is on the screen."""
        return self._result

    @property
    def chain(self) -> Chain | None:
        """The blocks of the network that is operated on; None until torch is there."""
        return self._chains.get(self._state.network)

    @property
    def _state(self) -> OperateState:
        state: OperateState = self.store.state.operate
        return state

    # What a page does

    def show_state(self, state: ResidualState) -> None:
        """Make the controls say what the state says; a change of another page is none here."""
        operate = state.operate
        if operate == self._shown:
            return
        self._shown = operate
        self.network_card.show_state(operate)
        self.why_card.show_network(operate.network)
        self.answer_card.show_network(classes=operate.network != "dlib-face")
        self.other_card.setVisible(operate.network == "dlib-face")
        self._show_measurement()

    def request(self, state: ResidualState) -> OperateRequest:
        """Return what the answer depends on."""
        operate = state.operate
        is_faces = operate.network == "dlib-face"
        return OperateRequest(
            operate.network,
            str(self.context.engine.device),
            operate.gates,
            operate.deleted,
            operate.swapped,
            operate.other if is_faces else "",
            self._held if is_faces and not operate.other else None,
        )

    def activate(self) -> None:
        """Follow the source; say what is waited for."""
        super().activate()
        self._say_why_empty()

    def ask(self) -> None:
        """Ask for the present state once torch is there; say that a network is loading."""
        if not self.context.engine.is_ready:
            return
        if not self._is_answered():
            self.network_card.show_busy(self.context.source.current_frame() is not None)
            self._say_why_empty()
        super().ask()

    def show_result(self, result: LiveResult[OperateRequest, OperateView]) -> None:
        """Show the answer."""
        self._result = result
        if result.request.network != self._state.network:
            return  # the one that is wanted now is on its way
        self.network_card.show_busy(False)
        self.network_card.show_problem("")
        self.answer_card.show_view(result.frame, result.value)
        faces = result.value.faces
        self.other_card.show_other(None if faces is None else faces.other)

    def show_failure(self, error: BaseException) -> None:
        """Say why there is no answer; what was there stays."""
        self.network_card.show_busy(False)
        why = str(error)
        if isinstance(error, OperationError):
            why = ANOTHER_NETWORK.format(why=why)
        self.network_card.show_problem(why)
        self._say_why_empty()

    def present(self) -> None:
        """Measure EfficientNet, which takes some 3 s, unless that is done."""
        if self._state.network == "efficientnet-lite0" and not self._is_measured():
            self.measuring.start(self._state)

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the bundled weights behind what is shown."""
        return WEIGHTS[self._state.network]

    def is_idle(self) -> bool:
        """Whether answer, formula and bars are those that were asked for."""
        engine = self.context.engine
        return (
            super().is_idle()
            and engine.is_idle()
            and self._describer.is_idle()
            and self.block_card.is_idle()
            and self.measuring.is_idle()
        )

    def shutdown(self) -> None:
        """Stop every worker."""
        super().shutdown()
        self._describer.shutdown()
        self.block_card.shutdown()
        self.measuring.shutdown()

    # Inside

    def _is_answered(self) -> bool:
        """Whether the answer that was shown last is this network's."""
        return self._result is not None and self._result.request.network == self._state.network

    def _is_measured(self) -> bool:
        bars = self.bars
        if bars is None or bars.progress is None:
            return False
        return bars.progress.is_whole and not bars.is_stale

    def _operation(self, chain: Chain) -> Operation:
        """Return what is set; where it does not fit, say so and return the whole network."""
        try:
            return operation_of(chain.places, self._state)
        except OperationError as error:
            self.network_card.show_problem(ANOTHER_NETWORK.format(why=error))
            return Operation.of(len(chain.places))

    def _show_blocks(self) -> None:
        """Show the row, the chosen block and the bars."""
        chain = self.chain
        if chain is None:
            return
        operation, chosen = self._operation(chain), self._state.chosen
        self.blocks_card.show_chain(chain, operation, chosen)
        self.network_card.show_operation(chain, operation)
        if self.network_card.problem():
            self.network_card.reset.setEnabled(True)  # whatever does not fit
        self.block_card.show()
        self.bars = self.measuring.bars(chain, self._state)
        self.blocks_card.show_bars(self.bars)
        self.block_card.show_block(chain, operation, chosen, self.bars)

    def _show_measurement(self) -> None:
        """Show how far the present network's bars are."""
        network = self._state.network
        self.blocks_card.bar.set_job(self.measuring.job(network))
        self.blocks_card.show_problem(self.measuring.problem(network))
        self._show_blocks()

    def _describe(self) -> None:
        """Have the rows of blocks worked out, once torch is there."""
        if self.context.engine.is_ready and not self._chains:
            self._describer.submit(_describe)

    def _say_why_empty(self) -> None:
        """Say in the place of the picture why there is none, and offer what helps."""
        engine, source = self.context.engine, self.context.source.state
        self.blocks_card.row.show_words(NO_TORCH if engine.failure else WAITING)
        is_missing = source.kind in ("none", "failed", "lost")
        if self._is_answered() and not is_missing:
            return
        if engine.failure:
            self.network_card.show_problem(engine.failure)
            self.answer_card.show_empty(NO_TORCH)
        elif is_missing:
            why = f"{source.message.rstrip('.')}. " if source.message else ""
            is_faces = self._state.network == "dlib-face"
            self.answer_card.show_empty(
                f"{why}{NO_SOURCE}", SHOW_FACE if is_faces else SHOW_PICTURE
            )
        elif self.network_card.problem():
            self.answer_card.show_wait(NO_ANSWER)
        else:
            self.answer_card.show_wait(LOOKING if engine.is_ready else WAITING)

    def _lay_out(self) -> None:
        self.blocks_card.add_header_widget(self.exports.blocks_button)
        self.answer_card.add_header_widget(self.exports.answer_button)
        bench = Workbench()
        bench.add_work(self.blocks_card, 3)
        bench.add_work(self.answer_card, 2)
        for card in (self.network_card, self.block_card, self.other_card, self.why_card):
            bench.add_card(card)
        self.block_card.hide()  # until there are blocks
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        engine = self.context.engine
        engine.ready.connect(self._on_engine_ready)
        engine.failed.connect(self._on_engine_failed)
        self.context.source.stateChanged.connect(self._on_source_state_changed)
        self._describer.resultReady.connect(self._on_describer_result)
        self._describer.failed.connect(self.context.errors.report)
        self.measuring.changed.connect(self._show_measurement)
        self.measuring.stepped.connect(self._show_blocks)
        self.editor.refused.connect(self._on_editor_refused)
        self.network_card.resetWanted.connect(lambda: self.network_card.show_problem(""))
        self.editor.follow_blocks(self.blocks_card, self.block_card)
        self.editor.follow_network(self.network_card)
        self._connect_cards()

    def _connect_cards(self) -> None:
        self.blocks_card.measureWanted.connect(lambda: self.measuring.start(self._state))
        self.other_card.textChosen.connect(self._on_other_chosen)
        self.other_card.pictureGiven.connect(self._on_other_given)
        self.other_card.frameWanted.connect(self._on_frame_wanted)
        self.answer_card.pictureWanted.connect(self._on_picture_wanted)
        self.why_card.trainWanted.connect(self._on_train_wanted)

    # What comes in

    def _on_engine_ready(self, _info: object) -> None:
        self._describe()
        if self._slot is not None:
            self.ask()
            self._say_why_empty()

    def _on_engine_failed(self, why: str) -> None:
        self.network_card.show_problem(why)
        self._say_why_empty()

    def _on_source_state_changed(self, _state: object) -> None:
        if self._slot is not None:
            self._say_why_empty()

    def _on_describer_result(self, chains: dict[Network, Chain]) -> None:
        self._chains = chains
        self._show_blocks()

    def _on_editor_refused(self, why: str) -> None:
        self.network_card.show_problem(ANOTHER_NETWORK.format(why=why))

    def _on_other_chosen(self, text: str) -> None:
        self._held = None
        self.store.update("operate", other=text)

    def _on_other_given(self, rgb: Any, title: str) -> None:
        """Hold a picture that has no file: it stays in memory and enters no scene."""
        self._hold(Still(title, rgb))

    def _on_frame_wanted(self) -> None:
        frame = self.context.source.current_frame()
        if frame is None:
            self.other_card.show_refusal(NO_FRAME)
        elif frame.spec.kind == "picture":
            self._on_other_chosen(frame.spec.text)
        else:
            self._hold(still_of(frame))

    def _hold(self, still: Still) -> None:
        self._held = still
        self.store.update("operate", other="")
        if self._slot is not None:
            self.ask()  # another picture may be held, though the state is the same

    def _on_picture_wanted(self) -> None:
        self.context.source.open(parse_source(FIRST_PICTURES[self._state.network]))

    def _on_train_wanted(self) -> None:
        self.store.edit(lambda state: replace(state, page="train"))


def _describe() -> dict[Network, Chain]:
    """Work out the rows of blocks, in a worker: torch is imported there."""
    from explorer.panels.residual.operate.chain import describe

    return describe()
