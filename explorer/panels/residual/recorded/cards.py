"""The cards beside the figure: what it shows, the epoch, the paper, and how it was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.panels.residual.recorded.tables import (
    EPOCH_COLUMNS,
    PAPER_COLUMNS,
    epoch_rows,
    paper_rows,
)
from explorer.panels.residual.recorded.words import (
    facts_of,
    lesson_of,
    share_of,
    shortened_text,
    training_error_text,
)
from explorer.widgets import theme
from explorer.widgets.card import Card
from explorer.widgets.controls import label, push_button
from explorer.widgets.data_table import HEADER_HEIGHT, ROW_HEIGHT, DataTable
from explorer.widgets.fact_grid import FactGrid
from explorer.widgets.notice import InlineMessage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from explorer.engine.residual.recording import Recording
    from explorer.widgets.table_model import TableCell

PAPER = (
    "Per cent of CIFAR-10’s test images named wrong. Last and best: recorded here, {share}. Paper: "
    "He et al., 2015, table 6, the whole schedule; its ResNet-20 is residual-20 here, and its "
    "ResNet-110 the best of five runs. It plots plain networks, and gives no numbers."
)


class LessonCard(Card):
    """What the figure shows, in words that come from its numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What it shows", parent=parent)
        self.words = label("", "body", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add(self.words)

    def show_recording(self, recording: Recording) -> None:
        """Say what a recording shows."""
        self.words.setText(lesson_of(recording))


class EpochCard(Card):
    """All networks at the cursor."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Errors in %", parent=parent)
        self.table = _FittedTable("Networks at the epoch of the cursor", EPOCH_COLUMNS)
        self.add(self.table)

    def show_epoch(self, recording: Recording, epoch: int) -> None:
        """Show an epoch, counted from 1."""
        one = recording.runs[0].epochs[epoch - 1]
        self.set_title(f"Errors in % at epoch {epoch}")
        self.set_facts(f"{one.iteration:,} it., rate {one.rate:g}")
        self.table.set_rows(epoch_rows(recording, epoch))


class PaperCard(Card):
    """What was recorded beside what the paper has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Beside the paper", "test error, %", parent=parent)
        self.table = _FittedTable("Test errors recorded here and in the paper", PAPER_COLUMNS)
        self._note = label("", "caption", wrap=True)
        self.add(self.table)
        self.add(self._note)

    def show_recording(self, recording: Recording) -> None:
        """Show a recording's test errors."""
        self.table.set_rows(paper_rows(recording))
        self._note.setText(PAPER.format(share=share_of(recording)))


class HowCard(Card):
    """Script, data, recipe, device; another recording can be opened here."""

    openWanted = Signal()
    bundledWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("How it was recorded", parent=parent)
        self.shortened = InlineMessage("info")
        self.problem = InlineMessage("error")
        self.facts_grid = FactGrid("How it was recorded")
        self._note = label("", "caption", wrap=True)
        self.open_button = push_button(
            "Open a recording…",
            "Show another training that the script has recorded (.json)",
            "folder-open",
        )
        self.bundled_button = push_button(
            "Bundled", "Show the recording that comes with the application", "rotate-ccw"
        )
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.open_button, 1)
        self._buttons.addWidget(self.bundled_button)
        for one in (self.shortened, self.facts_grid, self._note, self._buttons, self.problem):
            self.add(one)
        self.open_button.clicked.connect(self.openWanted)
        self.bundled_button.clicked.connect(self.bundledWanted)
        self.bundled_button.hide()
        theme.watch_theme(self._space_buttons)

    def show_recording(self, recording: Recording, path: Path, *, is_bundled: bool) -> None:
        """Say how a recording was made."""
        self.set_facts("" if is_bundled else path.name)
        self.shortened.show_message("info", shortened_text(recording))
        self.facts_grid.set_facts(facts_of(recording, path))
        self._note.setText(training_error_text(recording))
        self.bundled_button.setVisible(not is_bundled)

    def show_problem(self, text: str) -> None:
        """Say why a recording cannot be shown; an empty text says nothing."""
        self.problem.show_message("error", text)

    def _space_buttons(self) -> None:
        self._buttons.setSpacing(theme.current_theme().px(theme.SMALL))


class _FittedTable(DataTable):
    """As high as its rows, as long as there are not too many."""

    MOST = 12

    def set_rows(self, rows: Sequence[Sequence[TableCell]]) -> None:
        """Show other rows, and take the room for them."""
        super().set_rows(rows)
        self._fit_height()

    def _apply_metrics(self) -> None:
        super()._apply_metrics()
        self._fit_height()

    def _fit_height(self) -> None:
        px = theme.current_theme().px
        shown = min(self.model().rowCount(), self.MOST)
        self.setFixedHeight(px(HEADER_HEIGHT) + shown * px(ROW_HEIGHT) + px(theme.TIGHT))
