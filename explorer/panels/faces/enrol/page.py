"""The page of enrolment: a photograph, a face in it, a name, consent, done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from explorer.panels.faces.enrol.form_card import FormCard
from explorer.panels.faces.enrol.people_card import PeopleCard
from explorer.panels.faces.enrol.photographs import Photographs
from explorer.panels.faces.enrol.picture_card import PictureCard
from explorer.panels.faces.enrol.taken import Taken
from explorer.panels.faces.enrol.words import counted_photographs, likeness, none_found
from explorer.panels.faces.faces_page import SHOW_CLIP, FacesPage
from explorer.widgets.drop import local_files, onnx_files, scene_files
from explorer.widgets.workbench import Workbench

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from explorer.engine.gallery import Enrolment
    from explorer.panels.faces.shared import Shared
    from explorer.panels.faces.state import FacesState
    from explorer.panels.faces.values import FacesRequest, FacesView
    from explorer.services.frames import Frame
    from explorer.services.live import LiveResult
    from explorer.services.slot import Slot
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext


SMALLEST_PX = 20
"""Faces below are found neither surely nor well enough to know anybody from."""


class EnrolPage(FacesPage):
    """Follows the source until a photograph is taken, opened or dropped; then it stays on that.

    The source itself and the other pages are not concerned.
    """

    def __init__(self, context: PanelContext, store: Store[FacesState], shared: Shared) -> None:
        self._taken = Taken(context.source)
        super().__init__(context, store, shared, "enrol")
        self._chosen = 0
        self._awaited = False
        self._enrolled = 0
        self.picture_card = PictureCard()
        self.form_card = FormCard()
        self.people_card = PeopleCard(shared.keeper)
        self.photographs = Photographs(context.errors, self)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._refresh_hold()

    @property
    def is_still(self) -> bool:
        """Whether the picture stays: a photograph was taken, or the source does not move."""
        return self._taken.frame is not None or not self.is_moving()

    def request(self, state: FacesState) -> FacesRequest:
        """Look for small faces, too, where there is time: it can be said that they are small."""
        asked = super().request(state)
        return replace(asked, smallest_px=SMALLEST_PX) if self.is_still else asked

    # What is shown

    def show_result(self, result: LiveResult[FacesRequest, FacesView]) -> None:
        """Show the faces; another still picture is another person's."""
        before = self.result
        if before is None or before.frame is not result.frame:
            self._begin_picture()
        super().show_result(result)

    def show_view(self, frame: Frame, view: FacesView) -> None:
        """Paint the picture, the chosen face and what is to be said of it."""
        self._chosen = min(self._chosen, max(len(view.found) - 1, 0))
        self.picture_card.show_view(frame, view.found, self._chosen)
        self._refresh_note()
        self._refresh_face()

    def show_empty(self, text: str, action: str = "") -> None:
        """Say in the place of the picture why there is none."""
        self.picture_card.show_empty(text, action)
        self.form_card.show_no_face()

    def show_gallery(self) -> None:
        """Say whether the name that is typed is known by now."""
        self._on_name_changed()

    def activate(self) -> None:
        """Go on where the page was left, unless another source was opened meanwhile."""
        self._taken.drop_if_left()
        super().activate()
        self._refresh_hold()

    def is_moving(self) -> bool:
        """Whether pictures go by: a photograph stays, whatever the source does."""
        return self._taken.frame is None and super().is_moving()

    def is_idle(self) -> bool:
        """Whether all that was asked for is on the screen."""
        return super().is_idle() and self.photographs.is_idle()

    def shutdown(self) -> None:
        """End the workers."""
        self.photographs.shutdown()
        super().shutdown()

    # Where frames come from

    def subscribe(self) -> Slot[Frame]:
        """Return the photograph that was taken, or the frames of the source."""
        return self._taken.slot() or super().subscribe()

    def unsubscribe(self, slot: Slot[Frame]) -> None:
        """Let go of what `subscribe` returned."""
        if not self._taken.close(slot):
            super().unsubscribe(slot)

    def take(self, frame: Frame, title: str = "") -> None:
        """Stay on a picture: the present frame, or a photograph that was opened."""
        self._taken.take(frame, title)
        self._resubscribe()

    def follow(self) -> None:
        """Let the photograph go, and follow the source again."""
        self._taken.release()
        self._resubscribe()

    # Dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take pictures and files; scenes and networks are the window's."""
        mime = event.mimeData()
        if scene_files(mime) or onnx_files(mime) or not (mime.hasImage() or local_files(mime)):
            event.ignore()
        else:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self.photographs.take(event.mimeData())
        event.acceptProposedAction()

    # Inside

    def _lay_out(self) -> None:
        bench = Workbench()
        bench.add_work(self.picture_card)
        bench.add_work(self.people_card, 0)
        for card in (self.form_card, self.gallery_card, self.model_card):
            bench.add_card(card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bench)

    def _connect(self) -> None:
        picture, form = self.picture_card, self.form_card
        picture.takeWanted.connect(self._on_take_wanted)
        picture.openWanted.connect(self.photographs.choose)
        picture.followWanted.connect(self.follow)
        picture.sourceWanted.connect(self.open_clip)
        picture.note.helpWanted.connect(self.open_clip)
        picture.faceClicked.connect(self._on_face_chosen)
        form.faceChosen.connect(self._on_face_chosen)
        form.nameChanged.connect(self._on_name_changed)
        form.likenessAccepted.connect(form.name.setText)
        form.enrolWanted.connect(self._on_enrol_wanted)
        self.photographs.opened.connect(self._on_photograph_opened)
        self.photographs.sourceDropped.connect(self.context.source.open)
        self.photographs.failed.connect(self._on_photograph_failed)
        self.keeper.enrolled.connect(self._on_keeper_enrolled)
        self.keeper.failed.connect(self._on_keeper_failed)

    def _begin_picture(self) -> None:
        """Begin with the largest face, and without anybody's consent."""
        self._chosen = 0
        self._enrolled = 0
        if self.is_still:
            self.form_card.withdraw_consent()

    def _refresh_face(self) -> None:
        """Show the chosen face, and whom it looks like."""
        form = self.form_card
        if self.result is None:
            return
        view = self.result.value
        if not len(view.found):
            form.show_no_face()
            return
        form.show_faces(view.found, self._chosen, is_still=self.is_still)
        self._refresh_likeness()

    def _refresh_likeness(self) -> None:
        if self.result is None or not len(self.result.value.found):
            return
        hit = self.result.value.nearest[self._chosen]
        tau = self.store.state.recognition.tau
        is_just_enrolled = hit is not None and hit.photograph == self._enrolled
        like = None
        if self.is_still and not is_just_enrolled:
            like = likeness(hit, tau, self.form_card.valid_name())
        self.form_card.show_likeness(like)

    def _refresh_note(self) -> None:
        """Say why no face is found, or that the picture is an old one."""
        note, result = self.picture_card.note, self.result
        source = self.context.source.state
        if self._taken.frame is None and source.kind in ("lost", "failed"):
            note.say("warning", f"{source.message.rstrip('.')}. The last picture stays.")
        elif result is None or len(result.value.found):
            note.say("info", "")
        else:
            note.say("info", none_found(result.value.found), SHOW_CLIP)

    def _refresh_hold(self) -> None:
        can_take = self._slot is not None and self.is_moving()
        is_held = self._taken.frame is not None
        self.picture_card.show_hold(self._taken.title, can_take=can_take, is_held=is_held)

    def _resubscribe(self) -> None:
        if self._slot is not None:
            self.deactivate()
            super().activate()
        self._refresh_hold()

    # What happens

    def _on_take_wanted(self) -> None:
        if self.result is not None:
            self.form_card.say("info", "")
            self.take(self.result.frame)

    def _on_photograph_opened(self, frame: Frame) -> None:
        self.form_card.say("info", "")
        self.take(frame, f"“{frame.spec.title}”")

    def _on_photograph_failed(self, text: str) -> None:
        self.picture_card.note.say("error", text)

    def _on_face_chosen(self, place: int) -> None:
        if self.result is None or place == self._chosen:
            return
        self._chosen = place
        self.form_card.say("info", "")
        self.form_card.withdraw_consent()
        self.picture_card.show_chosen(place)
        self._refresh_face()
        if not self.is_still:
            self._on_take_wanted()

    def _on_name_changed(self, _text: str = "") -> None:
        self.form_card.show_person(self.keeper.facts.person(self.form_card.name.text().strip()))
        self._refresh_likeness()

    def _on_enrol_wanted(self, name: str) -> None:
        assert self.result is not None
        found = self.result.value.found
        self._awaited = True
        self.keeper.enrol(name, found.embeddings[self._chosen], found.chips[self._chosen])

    def _on_keeper_enrolled(self, enrolment: Enrolment) -> None:
        if not self._awaited:
            return
        self._awaited = False
        person = self.keeper.facts.person(enrolment.name)
        count = "" if person is None else f", with {counted_photographs(person)}"
        self._enrolled = enrolment.photograph
        self.form_card.start_anew()
        self.form_card.say("info", f"{enrolment.name} is enrolled{count}.")
        self.people_card.strip.choose(enrolment.name)
        is_alone = self.result is not None and len(self.result.value.found) == 1
        if is_alone and self._taken.is_of_source:
            self.follow()

    def _on_keeper_failed(self, what: str, text: str) -> None:
        if what == "enrol" and self._awaited:
            self._awaited = False
            self.form_card.say("error", f"{text} Nothing was kept.")

    def _on_source_state_changed(self, state: object) -> None:
        super()._on_source_state_changed(state)
        if self._slot is None:
            return
        if self._taken.drop_if_left():
            self._resubscribe()
        self.ask()
        self._refresh_hold()
        if self.result is not None:
            self._refresh_note()
            self._refresh_face()
