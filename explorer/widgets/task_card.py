"""What the cards of the three tasks have in common: the source, the start, the job, the words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from explorer.engine.errors import ExplorerError
from explorer.widgets import theme
from explorer.widgets.buttons import set_button_text
from explorer.widgets.card import Card
from explorer.widgets.controls import ElidedLabel, push_button
from explorer.widgets.job_bar import JobBar
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from PySide6.QtWidgets import QPushButton

    from explorer.widgets.notice import Kind
    from explorer.widgets.task_run import TaskRun

NOTHING = "nothing chosen"
UNEXPECTED = "Something went wrong in the program; the notice above has the details."


class TaskCard(Card):
    """Buttons that choose, the source's name, the button that starts, the job's bar, a message."""

    startWanted = Signal()

    def __init__(self, title: str, start: QPushButton, choices: tuple[QPushButton, ...]) -> None:
        super().__init__(title)
        self.start = start
        self.source = ElidedLabel(NOTHING, "number-small", Qt.TextElideMode.ElideMiddle)
        self.source.setAccessibleName("Source")
        self.bar = JobBar()
        self.message = InlineMessage()
        self.more = InlineMessage()
        self.after = ButtonRow()
        self._rows = [ButtonRow(*choices[at : at + 2]) for at in range(0, len(choices), 2)]
        for row in self._rows:
            self.add(row)
        for part in (self.source, self.start, self.bar, self.message, self.more):
            self.add(part)
        self.add(self.after)
        self.start.clicked.connect(self.startWanted)

    def show_source(self, words: str) -> None:
        """Name what was chosen."""
        self.source.setText(words or NOTHING)

    def show_message(self, kind: Kind, text: str) -> None:
        """Say what is wrong, or what is there now; an empty text takes it back."""
        self.message.show_message(kind, text)

    def show_remark(self, text: str) -> None:
        """Say what else there is to know; an empty text takes it back."""
        self.more.show_message("info", text)

    def show_run(self, run: TaskRun[Any, Any, Any]) -> None:
        """Follow a job while it runs; say why it failed. Its good end is the task's to say."""
        self.bar.set_job(run.job if run.is_running() else None)
        if isinstance(run.failure, ExplorerError):
            self.show_message("error", str(run.failure))
        elif run.failure is not None:
            self.show_message("error", UNEXPECTED)

    def show_start(self, words: str, *, is_possible: bool) -> None:
        """Say on the button what it starts."""
        set_button_text(self.start, words)
        self.start.setEnabled(is_possible)


class ButtonRow(QHBoxLayout):
    """Buttons side by side, of one width."""

    def __init__(self, *buttons: QPushButton) -> None:
        super().__init__()
        for button in buttons:
            self.addWidget(button, 1)
        theme.watch_theme(self._apply_metrics)

    def offer(self, *buttons: tuple[str, str, str, Callable[[], object]]) -> None:
        """Show other buttons: word, tooltip, icon and what each does."""
        while (item := self.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for text, tip, icon, action in buttons:
            button = push_button(text, tip, icon)
            button.clicked.connect(partial(_call, action))
            self.addWidget(button, 1)

    def _apply_metrics(self) -> None:
        self.setSpacing(theme.current_theme().px(theme.SMALL))


def _call(action: Callable[[], object], _checked: bool = False) -> None:
    action()
