"""The page "The block": y = g(F(x) + αx) on a real picture, to be turned and cut."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from explorer.panels.residual.block.channels_card import ChannelsCard
from explorer.panels.residual.block.control_card import ControlCard
from explorer.panels.residual.block.difference_card import DifferenceCard
from explorer.panels.residual.block.drawing_card import DrawingCard
from explorer.panels.residual.block.exports import Exports
from explorer.panels.residual.block.gradient_card import GradientCard
from explorer.panels.residual.block.respond import GradientWork, Responder
from explorer.panels.residual.block.values import (
    BlockAnswer,
    BlockRequest,
    GradientFound,
    output_channel,
)
from explorer.services.latest import LatestWins
from explorer.services.media import parse_source
from explorer.widgets.cells import CellKeys, clamped, last_cell, moved
from explorer.widgets.page import LivePage
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.engine.residual.block_values import Form
    from explorer.engine.residual.experiment import BlockExperiment
    from explorer.panels.residual.block.values import Found
    from explorer.panels.residual.state import ResidualState
    from explorer.services.live import LiveResult
    from explorer.services.store import Store
    from explorer.widgets.cells import Cell
    from explorer.widgets.panel import PanelContext

FIRST_PICTURE = "bundled:cat"
WAITING = "PyTorch is loading; the block comes by itself"
COMING = "The block of this picture comes by itself"
NO_TORCH = "Without PyTorch there is no block to show"
NO_SOURCE = "Open a picture, a clip or a camera above: it flows through the block here"
LIVE_GRADIENT_S = 1.0
"""While pictures move, a gradient is worked out no more often."""


class BlockPage(LivePage[BlockRequest, BlockAnswer]):
    """One residual block, taken apart."""

    def __init__(self, context: PanelContext, store: Store[ResidualState]) -> None:
        super().__init__(context, store, Responder(), "residual block")
        self._found: Found | None = None
        self._gradient: GradientFound | None = None
        self._hovered: Cell | None = None
        self._keys = CellKeys(self)
        self._gradient_work = GradientWork()
        self._gradients: LatestWins[GradientFound] = LatestWins(self, name="block gradient")
        self._gradient_asked: tuple[BlockExperiment, float] | None = None
        self._gradient_asked_s = 0.0
        self.drawing_card = DrawingCard()
        self.channels_card = ChannelsCard()
        self.control_card = ControlCard()
        self.difference_card = DifferenceCard()
        self.gradient_card = GradientCard()
        self.exports = Exports(self)
        self._lay_out()
        self._connect()
        self._say_what_is_missing()

    @property
    def found(self) -> Found | None:
        """What is on the screen; None until torch and a picture are there."""
        return self._found

    @property
    def gradient(self) -> GradientFound | None:
        """The gradient that is on the screen."""
        return self._gradient

    @property
    def pixel(self) -> Cell:
        """The pixel of the output whose numbers are written out."""
        assert self._found is not None
        rows, columns = self._found.output_size
        wanted = self._hovered or self.store.state.block.pixel or (rows // 2, columns // 2)
        return clamped(wanted, (rows, columns))

    def show_state(self, state: ResidualState) -> None:
        """Make the controls say what the state says, and mark another pixel of what is there."""
        self.control_card.show_state(state.block)
        self._show_found()

    def request(self, state: ResidualState) -> BlockRequest:
        """Return what the tensors depend on."""
        block = state.block
        return BlockRequest(
            self.context.engine.is_ready,
            block.form,
            block.alpha,
            block.zeroed,
            block.place,
            block.channel,
            self.channels_card.room,
        )

    def show_result(self, result: LiveResult[BlockRequest, BlockAnswer]) -> None:
        """Show the block, and ask what comes back through it."""
        found = result.value.found
        if found is None:
            return
        self._found = found
        self.control_card.show_problem("")
        self.difference_card.show_found(found)
        self._show_found()
        self._ask_gradient(found)

    def show_failure(self, error: BaseException) -> None:
        """Say beside the controls why there is no block; what was there stays."""
        self.control_card.show_problem(str(error))
        self.drawing_card.drawing.show_empty(
            "There is no block to show: the card “Skip connection” says why"
        )

    def weights_in_use(self) -> tuple[str, ...]:
        """Name the file of the lab's networks."""
        return ("residual-lab",)

    def is_idle(self) -> bool:
        """Whether drawing, numbers, formulae and gradient belong together."""
        return (
            super().is_idle()
            and self.context.engine.is_idle()
            and self._gradients.is_idle()
            and all(one.is_idle() for one in self._parts())
        )

    def shutdown(self) -> None:
        """Stop every worker."""
        super().shutdown()
        self._gradients.shutdown()
        for one in self._parts():
            one.shutdown()

    def _parts(self) -> tuple[ChannelsCard | ControlCard | GradientCard | Exports, ...]:
        return self.channels_card, self.control_card, self.gradient_card, self.exports

    def _show_found(self) -> None:
        """Show what was found, the chosen tensor and pixel marked."""
        found = self._found
        if found is None:
            return
        self.drawing_card.show_found(found, self.pixel)
        self.channels_card.show_found(found, self.pixel, moving=self.is_moving())

    def _ask_gradient(self, found: Found) -> None:
        wanted = found.experiment, found.view.alpha
        too_soon = self.is_moving() and monotonic() - self._gradient_asked_s < LIVE_GRADIENT_S
        if wanted != self._gradient_asked and not too_soon:
            self._gradient_asked, self._gradient_asked_s = wanted, monotonic()
            self._gradients.submit(partial(self._gradient_work, *wanted))

    def _lay_out(self) -> None:
        bench = Workbench()
        bench.add_work(self.drawing_card, 1)
        bench.add_work(self.channels_card, 1)
        for card in (self.control_card, self.difference_card, self.gradient_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        engine, block = self.context.engine, partial(self.store.update, "block")
        engine.ready.connect(self._on_engine_ready)
        engine.failed.connect(self._on_engine_failed)
        self.context.source.stateChanged.connect(self._on_source_state_changed)
        self._gradients.resultReady.connect(self._on_gradients_result)
        self._gradients.failed.connect(self._on_worker_failed)
        drawing, channels, control = (
            self.drawing_card.drawing,
            self.channels_card,
            self.control_card,
        )
        drawing.placeChosen.connect(lambda place: block(place=place))
        drawing.pixelHovered.connect(self._on_drawing_pixel_hovered)
        drawing.unhovered.connect(self._on_unhovered)
        channels.channelChosen.connect(self._on_channel_chosen)
        channels.cellHovered.connect(self._on_cell_hovered)
        channels.cellClicked.connect(self._on_cell_clicked)
        channels.unhovered.connect(self._on_unhovered)
        channels.roomChanged.connect(self._ask_if_active)
        channels.map.actionRequested.connect(self._on_source_wanted)
        control.alphaChosen.connect(lambda alpha: block(alpha=alpha))
        control.formChosen.connect(self._on_form_chosen)
        control.zeroedChosen.connect(lambda zeroed: block(zeroed=zeroed))
        self._keys.watch(channels.map)
        self._keys.moved.connect(self._on_keys_moved)
        self._keys.firstWanted.connect(lambda: self._keep((0, 0)))
        self._keys.lastWanted.connect(self._on_keys_last_wanted)

    def _say_what_is_missing(self) -> None:
        engine, shown = self.context.engine, self.channels_card.map
        if engine.is_ready and self.context.source.current_frame() is None:
            self.drawing_card.drawing.show_empty(NO_SOURCE)
            shown.set_empty("Open a picture above", "Show a picture")
            return
        words = NO_TORCH if engine.failure else COMING if engine.is_ready else WAITING
        self.drawing_card.drawing.show_empty(words)
        shown.set_empty("One channel appears here")
        if engine.failure:
            self.control_card.show_problem(engine.failure)

    def _ask_if_active(self) -> None:
        if self._slot is not None:
            self.ask()

    def _keep(self, cell: Cell) -> None:
        """Let a pixel of the output stay chosen."""
        self._hovered = None
        self.store.update("block", pixel=cell)
        self._show_found()

    def _of_output(self, row: int, column: int) -> Cell | None:
        """Return the pixel of the output that lies over one of the tensor that is enlarged."""
        found = self._found
        if found is None:
            return None
        (rows, columns), (high, wide) = found.output_size, found.places[found.place].size
        return row * rows // high, column * columns // wide

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self._show_found()

    def _on_engine_ready(self, _info: object) -> None:
        self._say_what_is_missing()
        self._ask_if_active()

    def _on_engine_failed(self, _reason: str) -> None:
        self._say_what_is_missing()

    def _on_source_state_changed(self, _state: object) -> None:
        """Numbers of a picture that stands still can be read, and its gradient is its own."""
        self._say_what_is_missing()
        self._show_found()
        if self._found is not None and not self.is_moving():
            self._ask_gradient(self._found)

    def _on_source_wanted(self) -> None:
        self.context.source.open(parse_source(FIRST_PICTURE))

    def _on_gradients_result(self, found: GradientFound) -> None:
        self._gradient = found
        assert self._found is not None
        zeroed = self._found.view.zeroed
        self.gradient_card.show_found(found, self._found.form, zeroed=zeroed)

    def _on_drawing_pixel_hovered(self, row: int, column: int) -> None:
        self._hover((row, column))

    def _on_cell_hovered(self, row: int, column: int) -> None:
        self._hover(self._of_output(row, column))

    def _on_unhovered(self) -> None:
        self._hover(None)

    def _on_cell_clicked(self, row: int, column: int) -> None:
        cell = self._of_output(row, column)
        if cell is not None:
            self._keep(cell)

    def _on_keys_moved(self, rows: int, columns: int) -> None:
        if self._found is not None:
            start = self.store.state.block.pixel or self.pixel
            self._keep(moved(start, rows, columns, self._found.output_size))

    def _on_keys_last_wanted(self) -> None:
        if self._found is not None:
            self._keep(last_cell(self._found.output_size))

    def _on_form_chosen(self, form: Form) -> None:
        """Take another block: its pixels are counted anew, the channel of a[l] is followed."""
        channel = self.store.state.block.channel
        followed = channel if self._found is None else self._found.channel_in(form)
        self.store.update("block", form=form, pixel=None, channel=followed)

    def _on_channel_chosen(self, channel: int) -> None:
        found = self._found
        if found is None:
            return
        if found.place == "a0":
            given, made = found.places["a0"].channels, found.places["a2"].channels
            channel = output_channel(found.form, channel, given, made)
        self.store.update("block", channel=channel)
