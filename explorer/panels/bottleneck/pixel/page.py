"""The page "1×1 at a pixel": a picture, one pixel of a volume, and the layer that stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from explorer.panels.bottleneck.pixel.check_card import CheckCard
from explorer.panels.bottleneck.pixel.choice_card import ChoiceCard
from explorer.panels.bottleneck.pixel.counts_card import CountsCard
from explorer.panels.bottleneck.pixel.dense_card import DenseCard
from explorer.panels.bottleneck.pixel.exports import Exports
from explorer.panels.bottleneck.pixel.layer_card import TITLES, LayerCard
from explorer.panels.bottleneck.pixel.picture_card import PictureCard
from explorer.panels.bottleneck.pixel.respond import Responder, request_of
from explorer.panels.bottleneck.pixel.single_cards import SingleCard, SingleNumbersCard
from explorer.panels.bottleneck.pixel.sum_card import SumCard
from explorer.panels.bottleneck.pixel.values import PixelRequest, PixelView
from explorer.services.media import parse_source
from explorer.widgets import theme
from explorer.widgets.cells import CellKeys, last_cell, moved
from explorer.widgets.page import LivePage
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.panels.bottleneck.pixel.values import Found
    from explorer.panels.bottleneck.state import BottleneckState
    from explorer.services.live import LiveResult
    from explorer.services.store import Store
    from explorer.widgets.cells import Cell
    from explorer.widgets.panel import PanelContext

FIRST_PICTURE = "bundled:astronaut"
WAITING = "PyTorch is loading; the numbers come by themselves"
NO_SOURCE = "Open a picture, a clip or a camera above: its numbers appear here"
PICTURE_SHARE, DENSE_SHARE = 3, 7


class PixelPage(LivePage[PixelRequest, PixelView]):
    """A real 1×1 convolution, taken apart at one pixel of the picture."""

    def __init__(self, context: PanelContext, store: Store[BottleneckState]) -> None:
        super().__init__(context, store, Responder(), "1x1 at a pixel")
        self._found: Found | None = None
        self._hovered: Cell | None = None
        self._keys = CellKeys(self)
        self.picture_card = PictureCard()
        self.dense_card = DenseCard()
        self.sum_card = SumCard()
        self.single_card = SingleCard()
        self.single_numbers = SingleNumbersCard()
        self.choice_card = ChoiceCard(store)
        self.layer_card = LayerCard()
        self.check_card = CheckCard()
        self.counts_card = CountsCard()
        self.exports = Exports(self)
        self._lay_out()
        self._connect()
        self._show_waiting()

    @property
    def found(self) -> Found | None:
        """What is on the screen; None until torch is there."""
        return self._found

    @property
    def result(self) -> Found | None:
        """The same."""
        return self._found

    @property
    def channel(self) -> int:
        """The output channel that is shown: the layer's last where it has not so many."""
        channel: int = self.store.state.pixel.channel
        return channel if self._found is None else min(channel, self._found.channels - 1)

    @property
    def given(self) -> int:
        """The input channel that is shown."""
        given: int = self.store.state.pixel.given
        return given if self._found is None else min(given, self._found.channels_in - 1)

    def show_state(self, state: BottleneckState) -> None:
        """Make the controls say what the state says, and show other channels of what is there."""
        pixel = state.pixel
        self.layer_card.set_network(pixel.network)
        self.choice_card.show_state(pixel)
        self._show_found()

    def request(self, state: BottleneckState) -> PixelRequest:
        """Return what the numbers depend on."""
        device = self.context.engine.device
        kind = self.context.source.state.kind
        return request_of(state.pixel, self._hovered, "" if device is None else str(device), kind)

    def ask(self) -> None:
        """Ask for the present state, and say if a network has to be loaded for it."""
        title = TITLES[self.store.state.pixel.network]
        shown = None if self._found is None else self._found.volume.network_title
        is_new = self.request(self.store.state) != self._asked
        if self.context.engine.is_ready and is_new and shown != title:
            self.layer_card.set_busy(f"Loading {title}…")
        super().ask()

    def show_result(self, result: LiveResult[PixelRequest, PixelView]) -> None:
        """Show the picture, and the layer at the pixel once there is torch."""
        found = result.value.found
        if found is not None:
            self._found = found
            self.layer_card.set_busy("")
            self.layer_card.show_problem("")
            self.layer_card.show_found(found)
            self.choice_card.show_found(found)
        self.picture_card.show_frame(result.frame, found, self.channel)
        self._show_found()

    def show_failure(self, error: BaseException) -> None:
        """Say beside the layer why there are no numbers; what was there stays."""
        self.layer_card.set_busy("")
        self.layer_card.show_problem(str(error))
        if self._found is None:
            self.dense_card.show_empty("There are no numbers: the card “1×1 convolution” says why")

    def weights_in_use(self) -> tuple[str, ...]:
        """Name the network's weights."""
        return (self.store.state.pixel.network,)

    def is_idle(self) -> bool:
        """Whether picture, numbers and formulae belong together."""
        return (
            super().is_idle()
            and self.context.engine.is_idle()
            and self.sum_card.is_idle()
            and self.single_numbers.is_idle()
            and self.exports.is_idle()
        )

    def shutdown(self) -> None:
        """Stop every worker."""
        super().shutdown()
        self.sum_card.shutdown()
        self.single_numbers.shutdown()
        self.exports.shutdown()

    def _show_found(self) -> None:
        """Show what was found as the state wants it."""
        found, state = self._found, self.store.state.pixel
        single = state.single and found is not None and found.single is not None
        self._steps.setCurrentIndex(int(single))
        self._numbers.setCurrentIndex(int(single))
        self.picture_card.show_map(shown=not single)
        if found is None:
            return
        moving, channel, given = self.is_moving(), self.channel, self.given
        self.check_card.setVisible(not single)
        self.counts_card.show()
        self.counts_card.show_found(found)
        self.picture_card.show_found(found, channel)
        self.check_card.show_found(found, channel)
        if single:
            self.single_card.show_found(found, given, one_scale=state.one_scale)
            self.single_numbers.show_found(found, given, one_scale=state.one_scale, moving=moving)
        else:
            self.dense_card.show_found(found, channel, given)
            self.sum_card.show_found(found, channel, given, moving=moving)

    def _lay_out(self) -> None:
        self._steps, self._numbers = QStackedWidget(), QStackedWidget()
        for stack, cards in (
            (self._steps, (self.dense_card, self.single_card)),
            (self._numbers, (self.sum_card, self.single_numbers)),
        ):
            for card in cards:
                stack.addWidget(card)
        self._row = QHBoxLayout()
        self._row.addWidget(self.picture_card, PICTURE_SHARE)
        self._row.addWidget(self._steps, DENSE_SHARE)
        bench = Workbench()
        bench.add_work(self._row, 1)
        bench.add_work(self._numbers, 0)
        for column in (self.choice_card, self.layer_card, self.check_card, self.counts_card):
            bench.add_card(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)
        for waiting in (self.check_card, self.counts_card):
            waiting.hide()
        theme.watch_theme(self._apply_metrics)

    def _connect(self) -> None:
        engine = self.context.engine
        engine.ready.connect(self._on_engine_ready)
        engine.failed.connect(self._on_engine_failed)
        self.context.source.stateChanged.connect(self._on_source_state_changed)
        for card in (self.picture_card, self.single_card):
            card.cellHovered.connect(self._on_cell_hovered)
            card.unhovered.connect(self._on_unhovered)
            card.cellClicked.connect(self._on_cell_clicked)
        self.picture_card.sourceWanted.connect(self._on_source_wanted)
        self.dense_card.channelChosen.connect(self._on_channel_chosen)
        self.dense_card.givenChosen.connect(self._on_given_chosen)
        self.sum_card.givenChosen.connect(self._on_given_chosen)
        self.layer_card.networkChosen.connect(self._on_network_chosen)
        self.layer_card.layerChosen.connect(self._on_layer_chosen)
        self._keys.watch(*self.picture_card.views, *self.single_card.views)
        self._keys.moved.connect(self._on_keys_moved)
        self._keys.firstWanted.connect(lambda: self._keep((0, 0)))
        self._keys.lastWanted.connect(self._on_keys_last_wanted)

    def _show_waiting(self) -> None:
        if self.context.engine.is_ready:
            self.dense_card.show_empty(NO_SOURCE)
        else:
            self.layer_card.set_busy(WAITING)
            self.dense_card.show_empty(WAITING)

    def _ask_if_active(self) -> None:
        if self._slot is not None:
            self.ask()

    def _keep(self, cell: Cell) -> None:
        """Let a pixel stay chosen."""
        self._hovered = None
        self.store.update("pixel", pixel=cell)
        self._ask_if_active()

    def _on_engine_ready(self, _info: object) -> None:
        self.layer_card.set_busy("")
        if self._found is None:
            self.dense_card.show_empty(NO_SOURCE)
        self._ask_if_active()

    def _on_engine_failed(self, reason: str) -> None:
        self.layer_card.set_busy("")
        self.layer_card.show_problem(reason)
        if self._found is None:
            self.dense_card.show_empty("Without PyTorch there are no numbers")

    def _on_source_state_changed(self, _state: object) -> None:
        """A picture that stands still can be read: all its pixels are compared."""
        self._ask_if_active()
        self._show_found()

    def _on_source_wanted(self) -> None:
        self.context.source.open(parse_source(FIRST_PICTURE))

    def _on_cell_hovered(self, row: int, column: int) -> None:
        self._hovered = (row, column)
        self._ask_if_active()

    def _on_unhovered(self) -> None:
        self._hovered = None
        self._ask_if_active()

    def _on_cell_clicked(self, row: int, column: int) -> None:
        self._keep((row, column))

    def _on_keys_moved(self, rows: int, columns: int) -> None:
        found = self._found
        if found is not None:
            start = self.store.state.pixel.pixel or found.cell
            self._keep(moved(start, rows, columns, found.size))

    def _on_keys_last_wanted(self) -> None:
        if self._found is not None:
            self._keep(last_cell(self._found.size))

    def _on_channel_chosen(self, channel: int) -> None:
        self.store.update("pixel", channel=channel)

    def _on_given_chosen(self, given: int) -> None:
        self.store.update("pixel", given=given)

    def _on_network_chosen(self, network: str) -> None:
        self._choose(network=network, layer="")

    def _on_layer_chosen(self, layer: str) -> None:
        self._choose(layer=layer)

    def _choose(self, **changes: str) -> None:
        """Take another layer: pixels and channels are counted anew."""
        self._hovered = None
        self.store.update("pixel", **changes, pixel=None, channel=0, given=0, weight=None)

    def _apply_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.MEDIUM))
