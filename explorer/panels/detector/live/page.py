"""The page of boxes: what the detector sees now, named and counted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from explorer.panels.detector.detector_page import DetectorPage
from explorer.panels.detector.live.exports import Exports
from explorer.panels.detector.live.kept_card import KeptCard
from explorer.panels.detector.live.picture_card import PictureCard
from explorer.panels.detector.nothing_found import digits_picture, found_words
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.panels.detector.detector_page import Respond
    from explorer.panels.detector.state import DetectorState
    from explorer.panels.detector.values import DetectView
    from explorer.services.frames import Frame
    from explorer.services.source import SourceState
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

RATES_EVERY_S = 0.5
"""Numbers that change with each frame cannot be read."""


class BoxesPage(DetectorPage):
    """The picture with its boxes; the sliders beside it act while it runs."""

    def __init__(
        self, context: PanelContext, store: Store[DetectorState], respond: Respond
    ) -> None:
        super().__init__(context, store, respond, "boxes")
        self._rates_shown_s = 0.0
        self.picture_card = PictureCard()
        self.kept_card = KeptCard()
        self.exports = Exports(self)
        self._lay_out()
        self._connect()

    def show_view(self, frame: Frame, view: DetectView) -> None:
        """Paint the picture, its boxes, their list, and what is to be said."""
        assert self.result is not None
        thresholds = self.result.request.thresholds
        self.picture_card.show_view(frame, view, thresholds)
        kept = self.picture_card.kept
        self.kept_card.show_kept(kept, len(view.passing), view.more)
        self.kept_card.list.set_pointed(self.picture_card.pointed())
        self._refresh_note()
        self._refresh_rates(at_once=not self.is_moving())

    def show_empty(self, text: str, action: str = "") -> None:
        """Say in the place of the picture why there is none."""
        self.picture_card.show_empty(text, action)
        self.kept_card.clear()

    def deactivate(self) -> None:
        """Let the source be; the line of rates says nothing of a page that stands still."""
        super().deactivate()
        self.picture_card.show_rates(None)

    def _lay_out(self) -> None:
        bench = Workbench()
        bench.add_work(self.picture_card)
        cards = (self.kept_card, self.thresholds_card, self.classes_card, self.model_card)
        for card in cards:
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        self.picture_card.boxPointed.connect(self._on_picture_box_pointed)
        self.picture_card.sourceWanted.connect(self.open_picture)
        self.picture_card.note.helpWanted.connect(self._on_note_help_wanted)
        self.kept_card.boxPointed.connect(self._on_list_box_pointed)
        self.context.source.stateChanged.connect(self._on_source_changed)

    def _refresh_note(self) -> None:
        """Say why no box is seen, or that the picture is an old one."""
        note, result = self.picture_card.note, self.result
        source = self.context.source.state
        if source.kind in ("lost", "failed"):
            note.say("warning", f"{source.message.rstrip('.')}. The last picture stays.")
        elif result is None or len(result.value.kept):
            note.say("info", "")
        else:
            note.say("info", *found_words(result.value, result.request))

    def _refresh_rates(self, *, at_once: bool) -> None:
        now_s = time.perf_counter()
        if at_once or now_s - self._rates_shown_s >= RATES_EVERY_S:
            self._rates_shown_s = now_s
            self.picture_card.show_rates(self.rates())

    def _on_source_changed(self, _state: SourceState) -> None:
        if self._slot is not None and self.result is not None:
            self._refresh_note()
            self._refresh_rates(at_once=True)

    def _on_picture_box_pointed(self, place: int) -> None:
        self.kept_card.list.set_pointed(None if place < 0 else place)

    def _on_list_box_pointed(self, place: int) -> None:
        self.picture_card.point_at(None if place < 0 else place)

    def _on_note_help_wanted(self) -> None:
        spec = digits_picture()
        if spec is not None:
            self.context.source.open(spec)
