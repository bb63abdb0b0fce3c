"""The picture that forms while a unit's activation is maximised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.services.jobs import JobState
from explorer.widgets.card import Card
from explorer.widgets.controls import label
from explorer.widgets.image_view import ImageView
from explorer.widgets.job_bar import JobBar
from explorer.widgets.notice import InlineMessage
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from explorer.panels.filters.excite.ascents import Ascents

EMPTY = "Start, and a picture forms here that excites the chosen unit more and more"
FORMING = "The first picture is being computed"


class AscentCard(Card):
    """The newest picture while the job runs, the best one at its end."""

    def __init__(self, ascents: Ascents) -> None:
        super().__init__("Maximise")
        self._ascents = ascents
        self.picture = ImageView("The picture that excites the unit")
        self.bar = JobBar()
        self._note = label("", "caption", wrap=True)
        self.message = InlineMessage("error")
        self.add(self.picture, 1)
        self.add(self.bar)
        self.add(self._note)
        self.add(self.message)
        ascents.changed.connect(self._on_ascents_changed)
        ascents.stepped.connect(self._show_step)
        self._on_ascents_changed()

    def _on_ascents_changed(self) -> None:
        job = self._ascents.job
        if self.bar.job() is not job:
            self.bar.set_job(job)
        running = job is not None and not job.state.is_end
        self.picture.set_empty(FORMING if running else EMPTY)
        self.message.show_message("error", self._ascents.problem)
        self._show_step()

    def _show_step(self) -> None:
        request, step, shown = self._ascents.request, self._ascents.step, self._ascents.shown()
        self._note.setVisible(shown is not None)
        if request is None or step is None or shown is None:
            self.picture.set_rgb(None)
            self.set_facts("" if request is None else request.title)
            return
        self.picture.set_rgb(shown.rgb)
        side = shown.rgb.shape[0]
        self.set_facts(f"{request.title} · {side} × {side}")
        if self._ascents.state() in (JobState.RUNNING, JobState.PAUSED):
            words = f"Step {shown.index} of {step.total}: ā = {short_number(shown.activation)}"
        else:
            words = f"The best picture, of step {shown.index}: ā = {short_number(shown.activation)}"
        self._note.setText(words)
