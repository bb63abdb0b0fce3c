"""The page of recognition: who is before the camera, and how far from whom."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from explorer.panels.faces.faces_page import FIRST_SOURCE, SHOW_CLIP, FacesPage
from explorer.panels.faces.portraits import OTHER_PICTURE, PORTRAITS
from explorer.panels.faces.recognise.enrol_portraits import EnrolPortraits
from explorer.panels.faces.recognise.exports import Exports
from explorer.panels.faces.recognise.following import Follower
from explorer.panels.faces.recognise.invitation import InvitationCard
from explorer.panels.faces.recognise.naming import Namer
from explorer.panels.faces.recognise.picture_card import PictureCard
from explorer.panels.faces.recognise.seen import seen_faces
from explorer.panels.faces.recognise.seen_card import SeenCard
from explorer.panels.faces.recognise.seen_row import SeenRow
from explorer.services.media import parse_source
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from explorer.panels.faces.recognise.seen import Seen
    from explorer.panels.faces.shared import Shared
    from explorer.panels.faces.state import FacesState
    from explorer.panels.faces.values import FacesRequest, FacesView
    from explorer.services.frames import Frame
    from explorer.services.live import LiveResult
    from explorer.services.source import SourceState
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

RATES_EVERY_S = 0.5
"""Numbers that change with each frame cannot be read."""
SHOW_KNOWN = "Show somebody who is enrolled"
NO_FACE = "No face is seen: come closer, face the camera, or give more light."


class RecognisePage(FacesPage):
    """The picture with names; τ acts while it runs, without another look at the picture."""

    def __init__(self, context: PanelContext, store: Store[FacesState], shared: Shared) -> None:
        super().__init__(context, store, shared, "recognise", Follower(shared.respond).respond)
        self.seen: tuple[Seen, ...] = ()
        self._namer = Namer()
        self._decided: tuple[object, ...] = ()
        self._rates_shown_s = 0.0
        self.picture_card = PictureCard()
        self.seen_card = SeenCard()
        self.invitation_card = InvitationCard()
        self.portraits = EnrolPortraits(shared, context.errors, self)
        self.exports = Exports(self)
        self._lay_out()
        self._connect()
        self._refresh_invitation()
        self.show_gallery()

    def show_state(self, state: FacesState) -> None:
        """Say what was chosen, and give the faces on the screen their names by it."""
        super().show_state(state)
        self.seen_card.show_choice(state.recognition.smooth)
        self._show_names()

    def show_view(self, frame: Frame, view: FacesView) -> None:
        """Paint the picture, the names, their list, and what is to be said."""
        self.seen = self._named(view)
        self.picture_card.show_view(frame, view, self.seen)
        self._show_rows()
        self.seen_card.list.set_pointed(self.picture_card.pointed())
        self._refresh_note()
        self._refresh_rates(at_once=not self.is_moving())

    def show_result(self, result: LiveResult[FacesRequest, FacesView]) -> None:
        """Hear what another frame says of each face, and show it."""
        is_new = self.result is None or self.result.frame is not result.frame
        self._hear(result.value, is_new=is_new)
        super().show_result(result)

    def show_empty(self, text: str, action: str = "") -> None:
        """Say in the place of the picture why there is none."""
        self.picture_card.show_empty(text, action)
        self.seen_card.clear()

    def show_gallery(self) -> None:
        """Invite to enrol somebody where there is nobody."""
        keeper = self.keeper
        self.invitation_card.setVisible(keeper.is_open and keeper.facts.is_empty)
        self.seen_card.setVisible(not keeper.facts.is_empty)

    def deactivate(self) -> None:
        """Let the source be; the line of rates says nothing of a page that stands still."""
        super().deactivate()
        self.picture_card.show_rates(None)

    def present(self) -> None:
        """Enrol the bundled faces where there is nobody, for a picture of the page."""
        facts = self.keeper.facts
        if self.keeper.is_open and facts.is_empty and facts.place is None:
            self._enrol_portraits()

    def is_idle(self) -> bool:
        """Whether all that was asked for is on the screen."""
        return super().is_idle() and self.portraits.is_idle()

    def shutdown(self) -> None:
        """End the workers."""
        self.portraits.shutdown()
        super().shutdown()

    # Inside

    def _lay_out(self) -> None:
        bench = Workbench()
        bench.add_work(self.picture_card)
        for card in (
            self.invitation_card, self.seen_card, self.tau_card, self.gallery_card,
            self.model_card,
        ):  # fmt: skip
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        self.picture_card.facePointed.connect(self._on_picture_face_pointed)
        self.picture_card.sourceWanted.connect(self.open_clip)
        self.picture_card.note.helpWanted.connect(self._on_note_help_wanted)
        self.seen_card.facePointed.connect(self._on_list_face_pointed)
        self.seen_card.chosen.connect(lambda field: self.store.update("recognition", **field))
        self.invitation_card.enrol.clicked.connect(self._on_enrol_clicked)
        self.invitation_card.bundled.clicked.connect(self._enrol_portraits)
        self.portraits.changed.connect(self._on_portraits_changed)
        self.context.engine.ready.connect(self._refresh_invitation)
        self.keeper.thumbnailsChanged.connect(self._show_rows)
        self.context.source.stateChanged.connect(self._on_source_changed)

    def _hear(self, view: FacesView, *, is_new: bool) -> None:
        """Let the namer hear a frame; another gallery is believed at once."""
        hits = {one.track: one.nearest for one in view.followed}
        tau = self.store.state.recognition.tau
        if is_new and self._decided == self._rule():
            self._namer.update(hits, tau)
        else:
            self._namer.decide_at_once(hits, tau)
        self._decided = self._rule()

    def _rule(self) -> tuple[object, ...]:
        """Return what names depend on besides the pictures."""
        return self.store.state.recognition.tau, self.keeper.facts.snapshot

    def _named(self, view: FacesView) -> tuple[Seen, ...]:
        recognition = self.store.state.recognition
        namer = self._namer if recognition.smooth else None
        return seen_faces(view, namer, recognition.tau, self.keeper.facts)

    def _show_names(self) -> None:
        """Name the faces on the screen anew: no network runs for another τ."""
        if self.result is None:
            return
        view = self.result.value
        if self._decided != self._rule():
            self._hear(view, is_new=False)
        self.seen = self._named(view)
        self.picture_card.show_seen(self.seen)
        self._show_rows()

    def _show_rows(self) -> None:
        rows = tuple(
            SeenRow(
                one,
                None
                if one.nearest is None
                else self.keeper.thumbnail(one.nearest.name, one.nearest.photograph),
            )
            for one in self.seen
        )
        self.seen_card.show_rows(rows, self.store.state.recognition.tau)

    def _refresh_note(self) -> None:
        """Say why no face is seen, or that the picture is an old one."""
        note, result = self.picture_card.note, self.result
        source = self.context.source.state
        if source.kind in ("lost", "failed"):
            note.say("warning", f"{source.message.rstrip('.')}. The last picture stays.")
        elif result is None or len(result.value.found):
            note.say("info", "")
        else:
            note.say("info", NO_FACE, SHOW_KNOWN if self._knows_portraits() else SHOW_CLIP)

    def _knows_portraits(self) -> bool:
        """Whether the bundled faces are enrolled, so that one of them would be known."""
        return self.keeper.facts.person(PORTRAITS[0][0]) is not None

    def _refresh_rates(self, *, at_once: bool) -> None:
        now_s = time.perf_counter()
        if at_once or now_s - self._rates_shown_s >= RATES_EVERY_S:
            self._rates_shown_s = now_s
            self.picture_card.show_rates(self.rates())

    def _enrol_portraits(self) -> None:
        engine = self.context.engine
        if engine.is_ready:
            locator = self.store.state.recognition.locator
            self.portraits.start(locator, str(engine.device))

    def _on_portraits_changed(self) -> None:
        self._refresh_invitation()

    def _refresh_invitation(self) -> None:
        card, engine = self.invitation_card, self.context.engine
        card.set_busy(not self.portraits.is_idle())
        card.bundled.setEnabled(engine.is_ready and self.portraits.is_idle())
        self.invitation_card.show_problem(self.portraits.problem)

    def _on_enrol_clicked(self) -> None:
        self.store.edit(lambda state: replace(state, page="enrol"))

    def _on_note_help_wanted(self) -> None:
        known = self._knows_portraits()
        self.context.source.open(parse_source(OTHER_PICTURE if known else FIRST_SOURCE))

    def _on_source_changed(self, _state: SourceState) -> None:
        if self._slot is not None and self.result is not None:
            self._refresh_note()
            self._refresh_rates(at_once=True)

    def _on_picture_face_pointed(self, place: int) -> None:
        self.seen_card.list.set_pointed(None if place < 0 else place)

    def _on_list_face_pointed(self, place: int) -> None:
        self.picture_card.point_at(None if place < 0 else place)
