"""How the evolution of a picture is written as a film: how quick, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from explorer.engine.errors import ExplorerError
from explorer.services.jobs import JobState
from explorer.widgets import theme
from explorer.widgets.ask_files import show_folder
from explorer.widgets.controls import Range, SliderRow, label, push_button
from explorer.widgets.counting import many
from explorer.widgets.export import ask_path
from explorer.widgets.job_bar import JobBar
from explorer.widgets.notice import InlineMessage
from explorer.widgets.numbers import format_number
from explorer.widgets.task_card import ButtonRow

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.panels.style.values import Moment
    from explorer.panels.style.writing import Saved
    from explorer.widgets.task_run import TaskRun

WIDTH = 420
FPS, HOLD_S = 10, 2.0
MOST_FPS = {".mp4": 60, ".gif": 50}
WORDS = {
    ".mp4": "H.264, which plays everywhere; without sound.",
    ".gif": "Repeats for ever. It has 256 colours for all pictures together, and is larger than an "
    "MP4 of the same pictures.",
}


class EvolutionDialog(QDialog):
    """Says by ``begun`` where the film goes; then follows its job. It may be closed meanwhile."""

    begun = Signal(object)  # Path

    def __init__(
        self, parent: QWidget, title: str, way: str, moments: tuple[Moment, ...], suffix: str
    ) -> None:
        super().__init__(parent)
        self.moments, self.suffix = moments, suffix
        self._title, self._way = title, way
        self._run: TaskRun[float, float, Saved] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Evolution as {suffix[1:].upper()}")
        self._make_parts()
        self._lay_out()
        theme.watch_theme(self._apply_metrics)
        self._show_length()

    @property
    def fps(self) -> float:
        """Pictures a second."""
        return self.fps_row.value()

    @property
    def hold_s(self) -> float:
        """How much longer the last picture stays, in seconds."""
        return self.hold_row.value()

    def follow(self, run: TaskRun[float, float, Saved]) -> None:
        """Show how far the job is, and what came of it."""
        self._run = run
        self.bar.set_job(run.job)
        run.changed.connect(self._on_run_changed)
        self._show_running(is_running=True)

    def event(self, event: QEvent) -> bool:
        """Be as high as what is said takes."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.setFixedHeight(self._layout.totalHeightForWidth(self.width()))
        return handled

    def _make_parts(self) -> None:
        self.facts = label("", wrap=True)
        self.facts.setAccessibleName("What is written")
        self._words = label(WORDS[self.suffix], "caption", wrap=True)
        self.fps_row = SliderRow(
            "Pictures a second", Range(1, MOST_FPS[self.suffix], "int"), FPS,
            "How many of the kept pictures are shown in a second",
        )  # fmt: skip
        self.hold_row = SliderRow(
            "Hold at the end", Range(0, 10, decimals=1, step=0.5), HOLD_S,
            "How much longer the last picture stays", suffix="s",
        )  # fmt: skip
        self.bar = JobBar()
        self.message = InlineMessage()
        self.start = push_button(
            "Save…", "Say where the film goes, and write it", "film", kind="primary"
        )
        self.leave = push_button("Close", "Close this window; what is being written goes on")
        self.buttons = ButtonRow(self.leave, self.start)
        self.after = ButtonRow()

    def _lay_out(self) -> None:
        self._layout = QVBoxLayout(self)
        for part in (self.facts, self._words, self.fps_row, self.hold_row, self.bar, self.message):
            self._layout.addWidget(part)
        self._layout.addLayout(self.after)
        self._layout.addLayout(self.buttons)
        self.fps_row.valueChanged.connect(self._show_length)
        self.hold_row.valueChanged.connect(self._show_length)
        self.start.clicked.connect(self._on_start_clicked)
        self.leave.clicked.connect(self.close)

    def _show_length(self, _value: float = 0.0) -> None:
        height, width = self.moments[-1].rgb.shape[:2]
        seconds = len(self.moments) / self.fps + self.hold_s
        self.facts.setText(
            f"{many(len(self.moments), 'kept picture')} of {self._way}, {width:,} × {height:,} px: "
            f"{format_number(seconds, 1)} s."
        )

    def _show_running(self, *, is_running: bool) -> None:
        for control in (self.fps_row, self.hold_row, self.start):
            control.setEnabled(not is_running)
        if is_running:
            self.message.clear()
            self.after.offer()

    def _on_start_clicked(self) -> None:
        path = ask_path(self, f"{self._title} painted", self.suffix)
        if path is not None:
            self.begun.emit(path)

    def _on_run_changed(self) -> None:
        run = self._run
        if run is None or run.is_running():
            return
        self.bar.set_job(None)
        self._show_running(is_running=False)
        if run.result is not None:
            self._show_saved(run.result.path)
        elif run.state() is JobState.CANCELLED:
            self.message.show_message("info", "Cancelled: nothing was written.")
        elif isinstance(run.failure, ExplorerError):
            self.message.show_message("error", str(run.failure))

    def _show_saved(self, path: Path) -> None:
        self.message.show_message("info", f"Saved as {path}.")
        action: Any = lambda: show_folder(path.parent)  # noqa: E731
        self.after.offer(("Show folder", f"Open {path.parent}", "folder-open", action))

    def _apply_metrics(self) -> None:
        px = theme.current_theme().px
        self.setFixedWidth(px(WIDTH))
        side = px(theme.LARGE)
        self._layout.setContentsMargins(side, side, side, side)
        self._layout.setSpacing(px(theme.MEDIUM))
