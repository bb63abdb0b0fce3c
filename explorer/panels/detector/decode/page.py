"""The page: from every cell's predictions to the boxes that are left, by one slider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from explorer.panels.detector.decode.drawing import overlays
from explorer.panels.detector.decode.exports import export_entries
from explorer.panels.detector.decode.picture_card import PictureCard
from explorer.panels.detector.decode.playing import StagePlayer
from explorer.panels.detector.decode.stages import LAST, acting, mix_at, next_stage
from explorer.panels.detector.decode.stages_card import StagesCard
from explorer.panels.detector.decode.values import decode_view
from explorer.panels.detector.held_page import HeldPage
from explorer.panels.detector.nothing_found import digits_picture, found_words
from explorer.widgets import theme
from explorer.widgets.cells import CellKeys
from explorer.widgets.exporter import export_button
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from explorer.panels.detector.decode.values import DecodeView
    from explorer.panels.detector.detector_page import Respond
    from explorer.panels.detector.state import DetectorState
    from explorer.panels.detector.values import DetectView
    from explorer.services.frames import Frame
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

STAGES_SHARE = 0.25
STAGES_NARROW, STAGES_WIDE = 276, 400
"""Of the width, and between how many pixels at scale 1."""
TELLING_STAGE = 3.0


class DecodePage(HeldPage):
    """One frame, and a slider from the grid to the boxes.

    The stage is the store's; while it moves by itself, the store follows from stage to stage.
    """

    def __init__(
        self, context: PanelContext, store: Store[DetectorState], respond: Respond
    ) -> None:
        self._old_frame: Frame | None = None
        super().__init__(context, store, respond, "decoding")
        self._decoded: DecodeView | None = None
        self._stage = self._noted = store.state.decode.stage
        self.picture_card, self.stages_card = PictureCard(), StagesCard()
        self.player = StagePlayer(self)
        self._keys = CellKeys(self)
        self._lay_out()
        self._connect()
        self._show_stage(self._stage)

    @property
    def decoded(self) -> DecodeView | None:
        """What is gone through."""
        return self._decoded

    @property
    def stage(self) -> float:
        """What is on the screen."""
        return self._stage

    # What is shown

    def show_state(self, state: DetectorState) -> None:
        """Make the controls say what the state says, and show its stage."""
        super().show_state(state)
        if state.decode.stage != self._noted:
            self.player.stop()
            self._noted = state.decode.stage
            self._show_stage(state.decode.stage)

    def show_view(self, frame: Frame, view: DetectView) -> None:
        """Take a picture's predictions; the stage stays."""
        result = self.result
        assert result is not None
        self._decoded = decode_view(view, result.request.thresholds)
        self.picture_card.show_frame(frame, self._decoded.square)
        self.stages_card.show_view(self._decoded)
        self._show_stage(self._stage)

    def show_empty(self, text: str, action: str = "") -> None:
        """Say why there is no picture."""
        self.player.stop()
        self._decoded = None
        self.picture_card.show_nothing(text, action)
        self.stages_card.clear()

    def wants_hold(self, state: DetectorState) -> bool:
        """Hold every frame but the one that was to be replaced."""
        return self.result is None or self.result.frame is not self._old_frame

    def show_hold(self, title: str, is_live: bool) -> None:
        """Say which frame is kept."""
        self.picture_card.show_hold(title, is_live)

    def take_newest(self) -> None:
        """Let go of the frame, and keep the next one."""
        self._old_frame = None if self.result is None else self.result.frame
        self.follow()

    # The way through the stages

    def go(self, stage: int) -> None:
        """Glide to a whole stage."""
        if self._decoded is None:
            self._note(stage)
            self._show_stage(stage)
            return
        self.player.glide(self._stage, stage)
        self._note(stage)

    def play(self) -> None:
        """Go on by itself, from the grid where the end is reached."""
        if self._decoded is None:
            self.picture_card.show_running(False)
            return
        self.player.play(0.0 if self._stage >= LAST else self._stage)

    def pause(self) -> None:
        """Stand still, wherever it is."""
        self.player.stop()
        self._note(self._stage)

    # The page's life

    def activate(self) -> None:
        """Take a frame; let the arrows go through the stages at once."""
        super().activate()
        focused = self.window().focusWidget()
        if focused is None or focused is self.window():
            self.picture_card.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def deactivate(self) -> None:
        """Stand still while nobody looks."""
        if self.player.is_playing():
            self.pause()
        elif self.player.is_running():
            self.player.stop()
            self._show_stage(self._noted)
        super().deactivate()

    def present(self) -> None:
        """Show the boxes before suppression, unless a stage was chosen."""
        if not self.store.state.decode.stage:
            self.store.update("decode", stage=TELLING_STAGE)

    def is_idle(self) -> bool:
        """Whether the stage is on the screen and nothing moves."""
        return super().is_idle() and not self.player.is_running() and self.stages_card.is_idle()

    def shutdown(self) -> None:
        """Stop workers and clocks."""
        super().shutdown()
        self.stages_card.shutdown()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the stages their share of the width."""
        super().resizeEvent(event)
        self._apply_decode_metrics()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the arrows where nothing else wants them."""
        if not self._keys.take(Qt.Key(event.key())):
            super().keyPressEvent(event)

    # Inside

    def _lay_out(self) -> None:
        self.picture_card.add_header_widget(export_button(lambda: export_entries(self)))
        self._work = QHBoxLayout()
        self._work.addWidget(self.picture_card, 1)
        self._work.addWidget(self.stages_card)
        bench = Workbench()
        bench.add_work(self._work)
        for card in (self.thresholds_card, self.classes_card, self.model_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)
        theme.watch_theme(self._apply_decode_metrics)

    def _connect(self) -> None:
        card, slider = self.picture_card, self.picture_card.slider
        slider.stageMoved.connect(lambda stage: self.store.update("decode", stage=stage))
        slider.stageChosen.connect(self.go)
        card.play_button.clicked.connect(self._on_play_button_clicked)
        self.stages_card.stageChosen.connect(self.go)
        self.player.moved.connect(self._on_player_moved)
        self.player.ended.connect(self._on_player_ended)
        self.player.runningChanged.connect(card.show_running)
        card.newestWanted.connect(self.take_newest)
        card.view.actionRequested.connect(self.open_picture)
        card.note.helpWanted.connect(self._on_note_help_wanted)
        self._keys.watch(card.view)
        self._keys.moved.connect(self._on_keys_moved)
        self._keys.firstWanted.connect(lambda: self.go(0))
        self._keys.lastWanted.connect(lambda: self.go(LAST))

    def _note(self, stage: float) -> None:
        """Tell the store where the page went by itself."""
        self._noted = float(stage)
        self.store.update("decode", stage=float(stage))

    def _show_stage(self, stage: float) -> None:
        self._stage = stage
        self.stages_card.show_stage(stage)
        view, result = self._decoded, self.result
        if view is None or result is None:
            self.picture_card.slider.show_stage(stage)
            return
        self.picture_card.show_stage(view, stage, overlays(view, mix_at(stage)))
        if acting(stage) >= 2 and not len(view):
            self.picture_card.note.say("info", *found_words(result.value, result.request))
        else:
            self.picture_card.note.say("info", "")

    def _on_player_moved(self, stage: float) -> None:
        before = acting(self._stage)
        self._show_stage(stage)
        if self.player.is_playing() and acting(stage) != before:
            self._note(before)

    def _on_player_ended(self) -> None:
        self._note(self._stage)

    def _on_play_button_clicked(self, play: bool) -> None:
        if play:
            self.play()
        else:
            self.pause()

    def _on_keys_moved(self, rows: int, columns: int) -> None:
        """Right and down go to the next stage, left and up to the one before."""
        target = self._noted if self.player.is_running() else self._stage
        self.go(next_stage(target, 1 if rows + columns > 0 else -1))

    def _on_note_help_wanted(self) -> None:
        spec = digits_picture()
        if spec is not None:
            self.context.source.open(spec)

    def _apply_decode_metrics(self) -> None:
        px = theme.current_theme().px
        share = round(self.width() * STAGES_SHARE)
        self.stages_card.setFixedWidth(min(max(share, px(STAGES_NARROW)), px(STAGES_WIDE)))
        self._work.setSpacing(px(theme.MEDIUM))
