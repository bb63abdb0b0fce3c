"""Start, how long it will take, how far it is, and what stands in the way: below the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.engine.style.errors import StyleMemoryError
from explorer.panels.style.state import SMALLEST_SIZE
from explorer.widgets import theme
from explorer.widgets.buttons import set_button_text
from explorer.widgets.card import Card
from explorer.widgets.controls import ElidedLabel, push_button
from explorer.widgets.job_bar import JobBar
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.panels.style.branch import Branch
    from explorer.services.jobs import Job

MOST_BARS: Final = 3
START: Final = "Paint with the present pictures and weights; what is painted now is let go of"
FORK: Final = (
    "Go on from the picture that is shown with the present weights; the former way goes on"
)


class RunCard(Card):
    """One line, and a second one where something is in the way."""

    startWanted = Signal()
    forkWanted = Signal()
    measureWanted = Signal()
    sizeWanted = Signal(int)  # the size that there is memory for

    def __init__(self) -> None:
        super().__init__("Painting")
        self.hide_header()
        self.start = push_button("Start", START, "play", kind="primary", shortcut="Ctrl+Return")
        self.measure = push_button(
            "Measure", "Take a few steps, and say how long all of them will take", "zap"
        )
        self.fork = push_button("Fork", FORK, "git-branch")
        self.fork.hide()
        self.bars = tuple(JobBar() for _ in range(MOST_BARS))
        self._words, self._details = ElidedLabel("", "body"), ElidedLabel("", "caption")
        self._said = QWidget()  # a layout alone would keep its room while both lines are hidden
        said = QVBoxLayout(self._said)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(0)
        said.addWidget(self._words)
        said.addWidget(self._details)
        self.message = InlineMessage()
        self.fit = push_button("Fit", "Take the size that there is memory for", "shrink")
        self.message.add_button(self.fit)
        self.fit.hide()
        self._fits = 0
        self._row = QHBoxLayout()
        self._row.addWidget(self.start)
        self._row.addWidget(self.fork)
        for bar in self.bars:
            self._row.addWidget(bar, 1)
        self._row.addWidget(self._said, 1)
        self._row.addWidget(self.measure)
        self.add(self._row)
        self.add(self.message)
        self.start.clicked.connect(self.startWanted)
        self.fork.clicked.connect(self.forkWanted)
        self.measure.clicked.connect(self.measureWanted)
        self.fit.clicked.connect(lambda: self.sizeWanted.emit(self._fits))
        theme.watch_theme(self._apply_row_metrics)

    def add_tool(self, button: QWidget) -> None:
        """Append a small button at the far right."""
        self._row.addWidget(button)

    def show_branches(self, branches: Sequence[Branch]) -> None:
        """Follow what is at work; its bars stand in the place of the words."""
        jobs = [branch.job for branch in branches if branch.job is not None]
        at_work = [job for job in jobs if not job.state.is_end][-MOST_BARS:]
        for bar, job in zip(self.bars, _padded(at_work), strict=True):
            if bar.job() is not job:
                bar.set_job(job)
        self._said.setVisible(not at_work)
        set_button_text(self.start, "Start anew" if jobs else "Start")

    def offer_fork(self, index: int | None) -> None:
        """Offer to go on from a step with what is chosen now; None offers nothing.

        Two jobs at work need the room; above the picture there is a button for it anyway.
        """
        if index is not None:
            set_button_text(self.fork, f"Fork from step {index:,}")
        self.fork.setVisible(index is not None and self.bars[1].job() is None)

    def show_words(self, text: str, details: str) -> None:
        """Say how long it will take and how long it took, and what that is worked out from."""
        self._words.setText(text)
        self._details.setText(details)

    def words(self) -> str:
        """Return what is said beside Start, in both lines."""
        return f"{self._words.text()}\n{self._details.text()}"

    def set_measurable(self, possible: bool) -> None:
        """Offer to measure, or not."""
        self.measure.setVisible(possible)

    def show_obstacle(self, text: str) -> None:
        """Say why nothing can be started; an empty text lets it start."""
        self.start.setEnabled(not text)
        self._offer(0)
        self.message.show_message("info", text)

    def show_problem(self, error: BaseException) -> None:
        """Say what went wrong; short of memory, offer the size that fits."""
        fits = error.fits if isinstance(error, StyleMemoryError) else 0
        self._offer(fits if fits >= SMALLEST_SIZE else 0)
        self.message.show_message("error", str(error))

    def shutdown(self) -> None:
        """Follow nothing more."""
        for bar in self.bars:
            bar.set_job(None)

    def _offer(self, fits: int) -> None:
        self._fits = fits
        set_button_text(self.fit, f"Take {fits} px")
        self.fit.setVisible(bool(fits))

    def _apply_row_metrics(self) -> None:
        self._row.setSpacing(theme.current_theme().px(theme.MEDIUM))


def _padded(jobs: list[Job[Any]]) -> list[Job[Any] | None]:
    return [*jobs, *[None] * (MOST_BARS - len(jobs))]
