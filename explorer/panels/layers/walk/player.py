"""The walk from cell to cell: by a timer, by buttons, by keys; the window glides between cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Signal

from explorer.widgets.cells import clamped, last_cell, moved, stepped
from explorer.widgets.walk_player import Glide, WalkPlayer

if TYPE_CHECKING:
    from explorer.widgets.cells import Cell, Size
    from explorer.widgets.walk_bar import WalkBar

SPEEDS = (3, 6, 30)
"""Steps a second: the last is for maps of thousands of cells."""
FIRST_SPEED = 3
SINGLE_STEP_MS = 300


class Player(QObject):
    """Knows the cell that is looked at, and moves it."""

    cellChanged = Signal(object)  # (row, column)
    cellKept = Signal(object)  # (row, column): by a step, by a key, or where playing stopped
    glided = Signal(QPointF)  # x: column, y: row, whole or on its way

    def __init__(self, bar: WalkBar, parent: QObject) -> None:
        super().__init__(parent)
        self._size: Size = (1, 1)
        self._cell: Cell = (0, 0)
        self._has_begun = False
        self._steps = WalkPlayer(self)
        self._glide = Glide(self)
        self._glide.moved.connect(self.glided)
        self._steps.stepDue.connect(self._on_steps_step_due)
        self._steps.runningChanged.connect(bar.show_running)
        bar.playToggled.connect(self._on_bar_play_toggled)
        bar.stepRequested.connect(self.step)
        bar.firstRequested.connect(self.go_first)
        bar.lastRequested.connect(self.go_last)
        bar.speedChanged.connect(self._steps.set_speed)
        bar.show_speed(FIRST_SPEED)
        self._steps.set_speed(FIRST_SPEED)

    @property
    def cell(self) -> Cell:
        """The cell that is looked at."""
        return self._cell

    def is_running(self) -> bool:
        """Whether the window walks by itself."""
        return self._steps.is_running()

    def is_moving(self) -> bool:
        """Whether the window walks, or is on its way between two cells."""
        return self.is_running() or self._glide.is_moving()

    def set_map(self, size: Size, cell: Cell | None) -> None:
        """Walk over another map, from its middle unless a cell was chosen."""
        self.halt()
        self._size = size
        self.take(cell)

    def take(self, cell: Cell | None) -> None:
        """Stand on a cell that was chosen elsewhere; None is the one in the middle."""
        self._has_begun = cell is not None
        rows, columns = self._size
        self._move((rows // 2, columns // 2) if cell is None else clamped(cell, self._size))

    def start(self) -> None:
        """Walk on; from the first cell where none was chosen, or the last is reached."""
        if not self._has_begun or self._cell == last_cell(self._size):
            self._has_begun = True
            self._move((0, 0))
        self._steps.start()

    def stop(self) -> None:
        """Stand still, at once, and keep the cell."""
        was_running = self.is_running()
        self.halt()
        if was_running:
            self.cellKept.emit(self._cell)

    def halt(self) -> None:
        """Stand still, and keep nothing: what was walked over is no longer looked at."""
        self._steps.stop()
        self._glide.stop()

    def step(self, steps: int) -> None:
        """Go some cells on, or back, in reading order."""
        self._keep(stepped(self._cell, steps, self._size))

    def move(self, rows: int, columns: int) -> None:
        """Go to a neighbour."""
        self._keep(moved(self._cell, rows, columns, self._size))

    def go_first(self) -> None:
        """Go to the first cell."""
        self._keep((0, 0))

    def go_last(self) -> None:
        """Go to the last cell."""
        self._keep(last_cell(self._size))

    def keep(self, cell: Cell) -> None:
        """Stand on a cell that was clicked."""
        self._steps.stop()
        self._keep(cell)

    def _keep(self, cell: Cell) -> None:
        self._has_begun = True
        self._move(cell, SINGLE_STEP_MS)
        if not self.is_running():
            self.cellKept.emit(cell)

    def _move(self, cell: Cell, step_ms: int = 0) -> None:
        self._cell = cell
        self._glide.send(QPointF(cell[1], cell[0]), step_ms)
        self.cellChanged.emit(cell)

    def _on_steps_step_due(self) -> None:
        if self._cell == last_cell(self._size):
            self.stop()
        else:
            self._move(stepped(self._cell, 1, self._size), self._steps.step_ms)

    def _on_bar_play_toggled(self, play: bool) -> None:
        if play:
            self.start()
        else:
            self.stop()
