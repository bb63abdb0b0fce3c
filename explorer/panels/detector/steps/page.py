"""The page: suppression on one picture, forwards and backwards; two boxes compared by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from explorer.panels.detector.held_page import HeldPage
from explorer.panels.detector.steps.display import StepsDisplay
from explorer.panels.detector.steps.exports import export_entries
from explorer.panels.detector.steps.moment import (
    moment_at,
    next_kept,
    rank_of,
    same_place,
    telling_step,
)
from explorer.panels.detector.steps.pairs import clicked_box, with_box
from explorer.panels.detector.steps.player import Fade, StepPlayer, fade_ms
from explorer.panels.detector.steps.stage import seen_boxes
from explorer.panels.detector.steps.values import steps_view
from explorer.widgets.cells import CellKeys
from explorer.widgets.exporter import export_button

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from explorer.engine.yolo import RawPredictions
    from explorer.panels.detector.detector_page import Respond
    from explorer.panels.detector.state import DetectorState, StepsState
    from explorer.panels.detector.steps.values import StepsView
    from explorer.panels.detector.values import DetectView
    from explorer.services.frames import Frame
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext


class StepsPage(HeldPage):
    """Boxes kept and dropped one after the other. Step and pair are the store's."""

    def __init__(
        self, context: PanelContext, store: Store[DetectorState], respond: Respond
    ) -> None:
        super().__init__(context, store, respond, "suppression steps")
        self._boxes: StepsView | None = None
        self._raw: RawPredictions | None = None
        self._shown: tuple[StepsView, StepsState] | None = None
        self._state = store.state
        self._were_moved = False
        self._wants_telling_step = False
        self.display = StepsDisplay()
        self.player = StepPlayer(self.display.picture_card.bar, self)
        self.fade = Fade(self)
        self._keys = CellKeys(self)
        self._lay_out()
        self._connect()

    @property
    def boxes(self) -> StepsView | None:
        """What is walked over."""
        return self._boxes

    # What is shown

    def show_view(self, frame: Frame, view: DetectView) -> None:
        """Take the boxes; of the same picture, stay at the same box."""
        result = self.result
        assert result is not None
        before, self._boxes = self._boxes, steps_view(view, result.request.thresholds)
        is_same = self._raw is view.raw
        self._raw = view.raw
        self.display.show_boxes(frame.rgb, self._boxes)
        is_moved = before is not None and before.thresholds != self._boxes.thresholds
        if before is not None and is_same and is_moved and self._were_moved:
            self._stay(before, self._boxes)
        if self._wants_telling_step:
            self._wants_telling_step = False
            self.go(telling_step(self._boxes.walk))
        self._show_steps()

    def show_empty(self, text: str, action: str = "") -> None:
        """Say why there is no picture."""
        self._boxes = self._raw = self._shown = None
        self.display.show_nothing(text, action)

    def show_state(self, state: DetectorState) -> None:
        """Make the controls say what the state says, and show its step."""
        super().show_state(state)
        before, self._state = self._state, state
        if before.thresholds != state.thresholds:
            # A scene brings its step along with its thresholds: then that one counts.
            self._were_moved = before.steps == state.steps
        self._show_steps()
        self.refresh_hold()

    def wants_hold(self, state: DetectorState) -> bool:
        """Whether a step was taken or a box chosen."""
        return bool(state.steps.step or state.steps.pair)

    def show_hold(self, title: str, is_live: bool) -> None:
        """Say which frame is walked on."""
        self.display.picture_card.show_hold(title, is_live)

    # The walk

    def go(self, step: int) -> None:
        """Show a step, the nearest that there is."""
        if self._boxes is not None:
            self.store.update("steps", step=min(max(step, 0), self._boxes.walk.last))

    def step_by(self, steps: int) -> None:
        """Go some steps on, or back."""
        if self._boxes is not None:
            self.go(moment_at(self._boxes.walk, self.store.state.steps.step).step + steps)

    def play(self) -> None:
        """Go on by itself, from the beginning where the end is reached."""
        if self._boxes is None or not self._boxes.walk.last:
            self.player.stop()
            return
        if self.store.state.steps.step >= self._boxes.walk.last:
            self.go(0)
        self.player.start()

    def choose(self, rank: int) -> None:
        """Put a box into the pair, or take it out again."""
        if self._boxes is not None and 0 <= rank < len(self._boxes):
            self.store.update("steps", pair=with_box(self.display.pair, rank))

    def clear_pair(self) -> None:
        """Choose no boxes."""
        self.store.update("steps", pair=())

    # The page's life

    def activate(self) -> None:
        """Follow the source; let the arrows step at once."""
        super().activate()
        focused = self.window().focusWidget()
        if focused is None or focused is self.window():
            self.display.picture_card.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def deactivate(self) -> None:
        """Stand still while nobody looks."""
        self.player.stop()
        self.fade.stop()
        super().deactivate()

    def present(self) -> None:
        """Go to a step that shows the idea, unless one was chosen."""
        if self.store.state.steps.step:
            return
        if self._boxes is None:
            self._wants_telling_step = True
        else:
            self.go(telling_step(self._boxes.walk))

    def is_idle(self) -> bool:
        """Whether the step is on the screen and nothing moves."""
        moves = self.player.is_running() or self.fade.is_running()
        return super().is_idle() and not moves and self.display.is_idle()

    def shutdown(self) -> None:
        """Stop workers and clocks."""
        super().shutdown()
        self.display.shutdown()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Escape, and the keys of the walk where nothing else wants them."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self.store.state.steps.pair:
            self.clear_pair()
        elif not self._keys.take(key):
            super().keyPressEvent(event)

    # Inside

    def _lay_out(self) -> None:
        display = self.display
        display.picture_card.add_header_widget(export_button(lambda: export_entries(self)))
        for card in (self.thresholds_card, self.classes_card, self.model_card):
            display.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(display)

    def _connect(self) -> None:
        display, card, bar = self.display, self.display.picture_card, self.display.picture_card.bar
        bar.stepRequested.connect(self._on_bar_step_requested)
        bar.firstRequested.connect(lambda: self._jump(0))
        bar.lastRequested.connect(self._on_last_wanted)
        bar.stepChosen.connect(self._jump)
        self.player.playWanted.connect(self.play)
        self.player.stepDue.connect(self._on_player_step_due)
        self.fade.changed.connect(display.show_fade)
        self._keys.watch(card.view)
        self._keys.moved.connect(self._on_keys_moved)
        self._keys.firstWanted.connect(lambda: self._jump(0))
        self._keys.lastWanted.connect(self._on_last_wanted)
        card.view.hovered.connect(self._on_view_hovered)
        card.view.unhovered.connect(lambda: display.show_hovered(None))
        card.view.clicked.connect(self._on_view_clicked)
        card.view.actionRequested.connect(self.open_picture)
        card.followRequested.connect(self._on_follow_requested)
        display.boxHovered.connect(lambda rank: display.show_hovered(rank if rank >= 0 else None))
        display.boxChosen.connect(self.choose)
        display.pair_card.cleared.connect(self.clear_pair)

    def _stay(self, before: StepsView, after: StepsView) -> None:
        """Find the step and the pair again: thresholds were moved."""
        steps = self.store.state.steps
        step = same_place(before.walk, steps.step, before.numbers, after.walk, after.numbers)
        pair = tuple(
            found
            for rank in steps.pair
            if rank < len(before)
            and (found := rank_of(int(before.numbers[rank]), after.numbers)) is not None
        )
        self.store.update("steps", step=step, pair=pair)

    def _show_steps(self) -> None:
        boxes, steps = self._boxes, self.store.state.steps
        if boxes is None:
            return
        before, self._shown = self._shown, (boxes, steps)
        if before is not None and before[0] is boxes and before[1] == steps:
            return
        is_next = before is not None and before[0] is boxes and before[1].step + 1 == steps.step
        if before is None or before[0] is not boxes or before[1].step != steps.step:
            drops = bool(moment_at(boxes.walk, steps.step).going)
            self.fade.start(fade_ms(self.player.step_ms) if is_next and drops else 0)
        self.display.show_steps(steps, self.fade.share)

    def _jump(self, step: int) -> None:
        self.player.stop()
        self.go(step)

    def _on_bar_step_requested(self, steps: int) -> None:
        self.player.stop()
        self.step_by(steps)

    def _on_last_wanted(self) -> None:
        if self._boxes is not None:
            self._jump(self._boxes.walk.last)

    def _on_player_step_due(self) -> None:
        if self._boxes is None or self.store.state.steps.step >= self._boxes.walk.last:
            self.player.stop()
        else:
            self.step_by(1)

    def _on_keys_moved(self, rows: int, columns: int) -> None:
        """Left and right go a step; up and down go to the kept box before or after."""
        self.player.stop()
        if columns:
            self.step_by(columns)
        elif self._boxes is not None:
            self.go(next_kept(self._boxes.walk, self.store.state.steps.step, rows))

    def _box_at(self, row: int, column: int) -> int | None:
        boxes, moment = self._boxes, self.display.moment
        if boxes is None or moment is None:
            return None
        seen, pair = seen_boxes(moment), self.display.pair
        return clicked_box(boxes.boxes_xyxy, seen, pair, column + 0.5, row + 0.5)

    def _on_view_hovered(self, row: int, column: int) -> None:
        self.display.show_hovered(self._box_at(row, column))

    def _on_view_clicked(self, row: int, column: int) -> None:
        rank = self._box_at(row, column)
        if rank is not None:
            self.player.stop()
            self.choose(rank)

    def _on_follow_requested(self) -> None:
        self.player.stop()
        self.store.update("steps", step=0, pair=())
        self.follow()
