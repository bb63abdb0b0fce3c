"""The pictures of a folder with what came of each, as rows of the table; free of widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.style.folder.rows import (
    NOT_PAINTED,
    WAITING,
    outcome_cells,
    painting_cells,
    waiting_cells,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from explorer.panels.style.folder.values import FolderStep, Listed, Outcome
    from explorer.widgets.table_model import TableCell


class Sheet:
    """Grows with the job; only rows that changed are made anew."""

    def __init__(self, listed: Listed) -> None:
        self.listed = listed
        self.outcomes: dict[int, Outcome] = {}
        self.step: FolderStep | None = None
        """What is being painted; None where nothing is."""
        self.cells: list[tuple[TableCell, ...]] = []
        self._show_word(WAITING)

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return len(self.listed.paths)

    def begin(self) -> None:
        """Forget what came of them: all of them wait."""
        self.outcomes, self.step = {}, None
        self._show_word(WAITING)

    def note(self, outcomes: Iterable[Outcome | None]) -> None:
        """Take what the job has said so far."""
        for outcome in outcomes:
            if outcome is not None and outcome.number not in self.outcomes:
                self.outcomes[outcome.number] = outcome
                self.cells[outcome.number] = outcome_cells(self.listed, outcome)
        step = self.step
        if step is not None and step.number not in self.outcomes:
            self.cells[step.number] = painting_cells(self.listed, step.number, step.part)

    def end(self) -> None:
        """Say of the rest that they were not painted."""
        self.step = None
        self._show_word(NOT_PAINTED)

    def painting(self, number: int) -> FolderStep | None:
        """Return the step that shows a picture as it is painted right now."""
        step = self.step
        is_it = step is not None and step.number == number and step.preview is not None
        return step if is_it and number not in self.outcomes else None

    def _show_word(self, word: str) -> None:
        self.cells = [
            self.cells[number]
            if number in self.outcomes
            else waiting_cells(self.listed, number, word)
            for number in range(self.count)
        ]
