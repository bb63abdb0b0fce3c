"""A long piece of work to watch: how far it is, how long it takes, pause and cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from explorer.services.jobs import JobState
from explorer.widgets import theme
from explorer.widgets.buttons import tool_button
from explorer.widgets.icons import icon
from explorer.widgets.labels import ElidedLabel, label, set_tone
from explorer.widgets.numbers import duration_text

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from explorer.services.jobs import Job

_WORDS = {
    JobState.READY: "starts",
    JobState.RUNNING: "",
    JobState.PAUSED: "paused",
    JobState.DONE: "done",
    JobState.CANCELLED: "cancelled",
    JobState.FAILED: "failed",
}
STEPS = 1000
NARROW = 250
"""Less room than that holds a job's title and its share, but not the time that is left."""


class JobBar(QWidget):
    """Follows one job at a time and is hidden while there is none. The job is the panel's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job[Any] | None = None
        self._problem = ""
        self._text = ElidedLabel("", "caption")
        self._left = label("", "number-small")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, STEPS)
        self._pause = tool_button("pause", "Pause", kind="quiet")
        self._cancel = tool_button("x", "Cancel", kind="quiet")
        self._pause.clicked.connect(self._on_pause_clicked)
        self._cancel.clicked.connect(self._on_cancel_clicked)
        self._lay_out()
        theme.watch_theme(self._apply_metrics)
        self.hide()

    def set_job(self, job: Job[Any] | None) -> None:
        """Follow a job from its start to its end; None hides the bar."""
        if self._job is not None:
            self._job.stateChanged.disconnect(self._on_job_state_changed)
            self._job.progressed.disconnect(self._on_job_progressed)
            self._job.failed.disconnect(self._on_job_failed)
        self._job = job
        self._problem = ""
        self.setVisible(job is not None)
        if job is not None:
            self._progress.setAccessibleName(job.title)
            job.stateChanged.connect(self._on_job_state_changed)
            job.progressed.connect(self._on_job_progressed)
            job.failed.connect(self._on_job_failed)
            self._refresh(job)

    def job(self) -> Job[Any] | None:
        """Return the job that is followed."""
        return self._job

    def _lay_out(self) -> None:
        self._line = QHBoxLayout()
        self._line.addWidget(self._text, 1)
        self._line.addWidget(self._left)
        words = QVBoxLayout()
        words.addLayout(self._line)
        words.addWidget(self._progress)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(words, 1)
        self._layout.addWidget(self._pause)
        self._layout.addWidget(self._cancel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        if self._job is not None:
            self._show_left(self._job)

    def _on_pause_clicked(self) -> None:
        if self._job is not None:
            self._job.resume() if self._job.state is JobState.PAUSED else self._job.pause()

    def _on_cancel_clicked(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_job_state_changed(self, _state: JobState) -> None:
        if self._job is not None:
            self._refresh(self._job)

    def _on_job_progressed(self, _fraction: float) -> None:
        if self._job is not None:
            self._refresh(self._job)

    def _on_job_failed(self, error: Exception) -> None:
        self._problem = str(error) or type(error).__name__
        if self._job is not None:
            self._refresh(self._job)

    def _refresh(self, job: Job[Any]) -> None:
        word = self._problem or _WORDS[job.state]
        self._text.setText(f"{job.title} · {word}" if word else job.title)
        set_tone(self._text, "bad" if job.state is JobState.FAILED else "")
        self._show_left(job)
        self._progress.setValue(round(STEPS * (job.fraction or 0)))
        is_paused = job.state is JobState.PAUSED
        self._pause.setIcon(icon("play" if is_paused else "pause", "muted"))
        self._pause.setToolTip("Go on" if is_paused else "Pause")
        self._pause.setAccessibleName("Go on" if is_paused else "Pause")
        for button in (self._pause, self._cancel):
            button.setVisible(not job.state.is_end)

    def _show_left(self, job: Job[Any]) -> None:
        text = _left_text(job)
        is_narrow = self.width() < theme.current_theme().px(NARROW)
        self._left.setText(text.partition(" · ")[0] if is_narrow else text)
        self.setToolTip(f"{job.title} · {text}" if is_narrow and text else "")

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self._layout.setSpacing(px(theme.TIGHT))
        self._line.setSpacing(px(theme.SMALL))


def _left_text(job: Job[Any]) -> str:
    if job.fraction is None:
        return ""
    share = f"{job.fraction:.0%}"
    return share if job.eta_s is None else f"{share} · {duration_text(job.eta_s)} left"
