"""The page "The recorded run": trainings on CIFAR-10 as the paper's figure, and their replay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from explorer.panels.residual.curves.layer_chart import LayerChart
from explorer.panels.residual.curves.replay import Replay
from explorer.panels.residual.curves.replay_bar import ReplayBar
from explorer.panels.residual.recorded.cards import EpochCard, HowCard, LessonCard, PaperCard
from explorer.panels.residual.recorded.choices import Choices
from explorer.panels.residual.recorded.exports import entries
from explorer.panels.residual.recorded.figure import Figure
from explorer.panels.residual.recorded.opening import BUNDLED, Opened, Opening
from explorer.panels.residual.recorded.values import RecordedView
from explorer.panels.residual.recorded.words import headline_of
from explorer.widgets.ask_files import ask_file
from explorer.widgets.card import Card
from explorer.widgets.exporter import Exporter, export_button
from explorer.widgets.page import Page
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from explorer.panels.residual.state import ResidualState
    from explorer.services.store import Store
    from explorer.widgets.exporter import MenuEntry
    from explorer.widgets.panel import PanelContext

FIGURE_SHARE, LAYERS_SHARE = 5, 2
KINDS = "Recordings (*.json)"
GRADIENTS = "gradient norm ‖∂L/∂W‖ by layer, epoch {epoch}, logarithmic"
GRADIENTS_TIP = (
    "The norm of the loss’s gradient by each layer’s weights, in the last batch of the epoch. The "
    "axis is logarithmic and stays the same for all epochs. Point at a layer to read it."
)


class RecordedPage(Page):
    """Reads a file once; from there on everything is drawn from its numbers."""

    def __init__(self, context: PanelContext, store: Store[ResidualState]) -> None:
        super().__init__(context, store)
        self._opened: Opened | None = None
        self._asked: str | None = None
        self._view: RecordedView | None = None
        self._growth: float | None = None
        self.opening = Opening(context.errors, self)
        self.replay = Replay(parent=self)
        self.exporter = Exporter(self)
        self.choices = Choices(store)
        self.figure = Figure()
        self.bar = ReplayBar()
        self.layers = LayerChart("Gradient norm by layer", GRADIENTS.format(epoch=1))
        self.figure_card = Card("Plain and residual networks on CIFAR-10")
        self.layers_card = Card("Gradient norms by layer")
        self.lesson_card, self.epoch_card = LessonCard(), EpochCard()
        self.paper_card, self.how_card = PaperCard(), HowCard()
        self._lay_out()
        self._connect()

    @property
    def view(self) -> RecordedView | None:
        """What is on the screen; None until the file is read."""
        return self._view

    def show_state(self, state: ResidualState) -> None:
        """Draw what the state asks for; read its file first, if it is another."""
        wanted = state.recorded
        self.choices.show_state(wanted)
        if wanted.file != self._asked:
            self._ask(wanted.file)
        if self._opened is not None:
            self._show(RecordedView(self._opened.recording, wanted))

    def deactivate(self) -> None:
        """Pause the replay."""
        self._pause()

    def is_idle(self) -> bool:
        """Whether the file is read, and nothing moves or is written."""
        return self.opening.is_idle() and not self.replay.is_running() and self.exporter.is_idle()

    def shutdown(self) -> None:
        """Stop the replay and the workers."""
        self.replay.stop()
        self.opening.shutdown()
        self.exporter.shutdown()

    def entries(self) -> list[MenuEntry]:
        """Return what can be saved now."""
        return [] if self._opened is None else entries(self, self._opened.recording)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the ends of the training with Home and End, an epoch on or back with arrows."""
        view, key = self._view, Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if view is not None and key == Qt.Key.Key_Home:
            self._grow_to(1)
        elif key == Qt.Key.Key_End:
            self._on_last_wanted()
        elif key in steps:
            self._on_step_wanted(steps[key])
        else:
            super().keyPressEvent(event)

    # Inside

    def _lay_out(self) -> None:
        self.layers.setToolTip(GRADIENTS_TIP)
        self.figure_card.add(self.choices)
        self.figure_card.add(self.figure, 1)
        self.figure_card.add(self.bar)
        self.figure_card.add_header_widget(export_button(self.entries))
        self.layers_card.add(self.layers, 1)
        self.layers_card.hide_header()
        self._bench = bench = Workbench()
        bench.add_work(self.figure_card, FIGURE_SHARE)
        bench.add_work(self.layers_card, LAYERS_SHARE)
        for card in (self.lesson_card, self.epoch_card, self.paper_card, self.how_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        self.opening.opened.connect(self._on_opening_opened)
        self.opening.failed.connect(self._on_opening_failed)
        self.how_card.openWanted.connect(self._on_open_wanted)
        self.how_card.bundledWanted.connect(lambda: self.store.update("recorded", file=BUNDLED))
        self.figure.cursorMoved.connect(self._on_figure_cursor_moved)
        self.replay.moved.connect(self._on_replay_moved)
        self.replay.runningChanged.connect(self.bar.show_running)
        self.bar.playToggled.connect(self._on_bar_play_toggled)
        self.bar.scrubbed.connect(self._grow_to)
        self.bar.stepRequested.connect(self._on_step_wanted)
        self.bar.firstRequested.connect(lambda: self._grow_to(1))
        self.bar.lastRequested.connect(self._on_last_wanted)

    def _ask(self, file: str, *, again: bool = False) -> None:
        """Read a file, unless it is the one that is shown."""
        self._asked = file
        self.how_card.show_problem("")
        if again or self._opened is None or self._opened.file != file:
            self.opening.open(file)

    def _show(self, view: RecordedView) -> None:
        """Draw a recording, or another choice from it."""
        if view == self._view:
            return
        former, self._view = self._view, view
        if self._growth is not None and view.epoch != int(self._growth):
            self._let_be()  # the state has another epoch than the one it was taken to
        if former is None or former.recording is not view.recording:
            self._show_recording(view)
        if former is None or replace(former.wanted, epoch=0) != replace(view.wanted, epoch=0):
            self.figure.show_view(view)
            self.choices.show_view(view)
        self._show_place()

    def _show_recording(self, view: RecordedView) -> None:
        opened = self._opened
        assert opened is not None
        recording = opened.recording
        self._let_be()
        self.figure.show_view(view)
        self.choices.show_view(view)
        self.figure_card.set_facts(headline_of(recording))
        self.layers.set_ends(*view.gradient_ends())
        self.lesson_card.show_recording(recording)
        self.paper_card.show_recording(recording)
        self.how_card.show_recording(recording, opened.path, is_bundled=opened.file == BUNDLED)

    def _show_place(self) -> None:
        """Put cursor, heads, table and gradients at the epoch, or at where the replay is."""
        view = self._view
        if view is None:
            return
        epoch = view.epoch if self._growth is None else max(1, int(self._growth))
        self.figure.set_place(float(epoch), self._growth)
        self.bar.show_epoch(epoch, view.recording.epochs)
        lanes = view.lanes(epoch)
        if lanes != self.layers.lanes():
            self.layers.set_lanes(lanes, max(view.depths))
        self.layers.set_title(GRADIENTS.format(epoch=epoch))
        self.epoch_card.show_epoch(view.recording, epoch)

    def _grow_to(self, epoch: int) -> None:
        """Take the training to an epoch: curves end there, unless it is the last."""
        view = self._view
        if view is None:
            return
        self.replay.stop()
        last = view.recording.epochs
        self._growth = None if epoch >= last else float(epoch)
        self._keep(epoch)

    def _let_be(self) -> None:
        """Draw all of the curves, whatever was replayed."""
        self.replay.stop()
        self._growth = None

    def _keep(self, epoch: int) -> None:
        """Write the epoch into the state, and show it."""
        view = self._view
        assert view is not None
        kept = 0 if epoch >= view.recording.epochs else epoch
        self.store.update("recorded", epoch=kept)
        self._show_place()

    def _pause(self) -> None:
        if self.replay.is_running():
            self.replay.stop()
            self._grow_to(max(1, int(self._growth or 0)))

    def _on_opening_opened(self, opened: Opened) -> None:
        if opened.file != self._asked:
            return
        self._opened = opened
        self._show(RecordedView(opened.recording, self.store.state.recorded))

    def _on_opening_failed(self, problem: str) -> None:
        shown = self._opened
        if shown is None and self._asked == BUNDLED:
            self.figure.set_waiting(problem)
            self.layers.set_waiting("")
            self.how_card.show_problem(problem)
            return
        self.store.update("recorded", file=BUNDLED if shown is None else shown.file)
        self.how_card.show_problem(problem)
        self._bench.reveal(self.how_card.problem)

    def _on_open_wanted(self) -> None:
        file = ask_file(self, "Open a recording", KINDS)
        if not file:
            return
        if file == self._asked:
            self._ask(file, again=True)  # perhaps it was written anew
        self.store.update("recorded", file=file)

    def _on_figure_cursor_moved(self, x: float) -> None:
        if self._view is not None:
            self._let_be()
            self._keep(max(1, round(x)))

    def _on_replay_moved(self, place: float) -> None:
        view = self._view
        assert view is not None
        if place >= view.recording.epochs:
            self._grow_to(view.recording.epochs)
            return
        epoch_before = None if self._growth is None else int(self._growth)
        self._growth = place
        if epoch_before == int(place):
            self.figure.set_place(None, place)
        else:
            self._show_place()

    def _on_bar_play_toggled(self, wanted: bool) -> None:
        view = self._view
        if view is None or not wanted:
            self._pause()
            self.bar.show_running(False)
            return
        epochs = view.recording.epochs
        place = float(view.epoch) if self._growth is None else self._growth
        self._growth = 0.0 if place >= epochs else place
        self._show_place()
        self.replay.start(self._growth, epochs)

    def _on_step_wanted(self, step: int) -> None:
        view = self._view
        if view is None:
            return
        self._pause()
        epoch = min(max(view.epoch + step, 1), view.recording.epochs)
        if self._growth is None:
            self._keep(epoch)
        else:
            self._grow_to(epoch)

    def _on_last_wanted(self) -> None:
        if self._view is not None:
            self._grow_to(self._view.recording.epochs)
