"""The card of the kernel's walk: for every layer, how it reads its input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from explorer.panels.layers.walk.echoes import Echoes
from explorer.panels.layers.walk.geometry import Walk, walk_of
from explorer.panels.layers.walk.input_view import InputView
from explorer.panels.layers.walk.player import SPEEDS, Player
from explorer.panels.layers.walk.stills.still import Still, still_of
from explorer.panels.layers.walk.stills.view import StillView
from explorer.panels.layers.walk.walk_view import WalkView
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.cells import CellKeys
from explorer.widgets.walk_bar import WalkBar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent

    from explorer.engine.network import LayerReport, Place
    from explorer.panels.layers.values import LayersView
    from explorer.widgets.cells import Cell

TITLE = "The kernel walks"
SPEEDS_FROM = 680
"""Pixels at scale 1 from which the card has room for the choice of speeds."""
PLAY_TOOLTIP = "Let the window walk over the input, from one output cell to the next"


class WalkCard(Card):
    """Shows the chosen layer; the network and the chosen cell are the panel's.

    Live pictures are taken while the card is seen, and the newest when it is seen again.
    """

    cellChosen = Signal(object)  # (row, column), or None

    def __init__(self) -> None:
        super().__init__(TITLE)
        self._place: Place | None = None
        self._walk: Walk | None = None
        self._frame: NDArray[np.uint8] | None = None
        self._echoes = Echoes()
        self.bar = WalkBar(SPEEDS, "Walk", PLAY_TOOLTIP)
        self.player = Player(self.bar, self)
        self.walk_view = WalkView()
        self.still_view = StillView()
        self.input_view = InputView()
        self._pages = QStackedWidget()
        for page in (self.walk_view, self.still_view, self.input_view):
            self._pages.addWidget(page)
        self._pages.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.add_header_widget(self.bar)
        self.add(self._pages, 1)
        self._connect()

    def show_view(self, view: LayersView) -> None:
        """Show how the chosen layer reads its input."""
        one = view.layer_report
        walk = None if one is None else walk_of(one)
        if walk is None or one is None:
            self._leave_walk()
            self._show_other(view, one)
            return
        cell = view.view.cell
        if (walk, one.place) != (self._walk, self._place):
            self._echoes.forget(cell)
            self.player.set_map(walk.output, cell)
        elif self._echoes.is_news(cell) and not self.player.is_running():
            self.player.take(cell)
        self._walk, self._place = walk, one.place
        self.walk_view.show_walk(walk, one, view.report, self.player.cell)
        self.set_title(TITLE if not walk.whole else "The whole map at once")
        self.set_facts(f"{one.title} · {one.input.text} → {one.output.text}")
        self.bar.setVisible(not walk.whole)
        self._show_page(self.walk_view)

    def show_frame(self, rgb: NDArray[np.uint8] | None) -> None:
        """Show a picture, uint8 (H, W, 3)."""
        self._frame = rgb
        self._take_frame()

    def present(self) -> None:
        """Stand on the cell in the middle, for a picture."""
        if self._walk is not None:
            self.player.halt()
            self.player.take(self._walk.centre)

    def is_idle(self) -> bool:
        """Whether nothing walks and the formula is set."""
        return not self.player.is_moving() and self.still_view.is_idle()

    def shutdown(self) -> None:
        """Stop the walk, and let go of the formula's worker."""
        self.player.halt()
        self.still_view.shutdown()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room of the speeds to the facts where it is short."""
        super().resizeEvent(event)
        self.bar.offer_speeds(self.width() >= theme.current_theme().px(SPEEDS_FROM))

    def showEvent(self, event: QShowEvent) -> None:
        """Take the picture that came meanwhile."""
        super().showEvent(event)
        self._take_frame()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still while nobody looks."""
        super().hideEvent(event)
        self.player.stop()

    def _show_other(self, view: LayersView, one: LayerReport | None) -> None:
        if one is not None:
            self._show_still(still_of(one, view.report), f"{one.title} · {one.input.text}")
        elif view.layer is not None:
            self._show_still(_unreached(view), "")
        else:
            self.set_title("What the network gets")
            self.set_facts(view.network.input.text)
            self.input_view.show_input(view.network.input)
            self._show_page(self.input_view)

    def _show_still(self, still: Still, facts: str) -> None:
        self.set_title(still.title)
        self.set_facts(facts)
        self.still_view.show_still(still)
        self._show_page(self.still_view)

    def _leave_walk(self) -> None:
        self.player.halt()
        self._walk = self._place = None
        self.bar.hide()

    def _show_page(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self._take_frame()

    def _take_frame(self) -> None:
        """Give the newest picture to the page that is seen: scaling it takes a moment."""
        page = self._pages.currentWidget()
        if self.isVisible() and isinstance(page, WalkView | InputView):
            page.set_frame(self._frame)

    def _connect(self) -> None:
        self._keys = CellKeys(self)
        self._keys.watch(self.walk_view.grids)
        self._keys.moved.connect(self.player.move)
        self._keys.firstWanted.connect(self.player.go_first)
        self._keys.lastWanted.connect(self.player.go_last)
        self.walk_view.cellClicked.connect(self.player.keep)
        self.player.cellChanged.connect(self.walk_view.set_cell)
        self.player.cellKept.connect(self._on_player_cell_kept)
        self.player.glided.connect(self.walk_view.set_position)

    def _on_player_cell_kept(self, cell: Cell) -> None:
        self._echoes.expect(cell)
        self.cellChosen.emit(cell)


def _unreached(view: LayersView) -> Still:
    """Say why nothing is known of the chosen layer."""
    problem = view.problem
    if problem is None:
        return Still("Not reached", "The network does not reach this layer.")
    if problem.place == view.selected:
        return Still("This layer does not fit", str(problem))
    return Still("Not reached", f"The network ends before this layer: {problem}")
