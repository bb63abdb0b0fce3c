"""The walk: the kernel slides from cell to cell, and the response fills up behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from explorer.widgets.cells import last_cell, moved, stepped
from explorer.widgets.walk_player import WalkPlayer

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.filters.edges.walk_bar import SketchWalkBar
    from explorer.panels.filters.state import Cell, EdgesState, FiltersState
    from explorer.services.store import Store
    from explorer.widgets.cells import Size

SKETCH_ABOVE_CELLS = 4096
"""A walk over more cells would take too long to be watched: it is shown on a sketch."""
SKETCH = 24
SINGLE_STEP_MS = 400


class Walk(QObject):
    """Moves the probe in the store: by the bar's buttons, by keys, by a timer.

    Parameters
    ----------
    output
        Height and width of the response that the present state asks for; None while it is not
        there yet.
    """

    def __init__(
        self,
        store: Store[FiltersState],
        bar: SketchWalkBar,
        output: Callable[[], Size | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._output = output
        self._player = WalkPlayer(self)
        self._player.stepDue.connect(self._on_player_step_due)
        self._player.runningChanged.connect(bar.show_running)
        bar.playToggled.connect(self._on_bar_play_toggled)
        bar.stepRequested.connect(self.step)
        bar.firstRequested.connect(self.go_first)
        bar.lastRequested.connect(self.go_last)
        bar.endRequested.connect(self.end)
        bar.speedChanged.connect(lambda speed: store.update("edges", steps_per_s=speed))
        bar.sketchChanged.connect(self._on_bar_sketch_changed)

    @property
    def step_ms(self) -> int:
        """Time that a step may take on the screen."""
        return self._player.step_ms if self.is_running() else SINGLE_STEP_MS

    def is_running(self) -> bool:
        """Whether the kernel slides by itself."""
        return self._player.is_running()

    def show_state(self, state: EdgesState) -> None:
        """Take the speed; a walk that was ended elsewhere stops."""
        self._player.set_speed(state.steps_per_s)
        if not state.walking:
            self._player.stop()

    def start(self) -> None:
        """Slide, from the first cell unless a walk is under way."""
        state = self._state
        output = self._output()
        at_end = output is not None and state.probe == last_cell(output)
        if not state.walking or at_end or state.probe is None:
            too_many = output is None or output[0] * output[1] > SKETCH_ABOVE_CELLS
            sketch = SKETCH if too_many and not state.sketch else state.sketch
            self._store.update("edges", walking=True, probe=(0, 0), sketch=sketch)
        self._player.start()

    def pause(self) -> None:
        """Stand still; what was filled in stays."""
        self._player.stop()

    def end(self) -> None:
        """Stop, and show the whole response again."""
        self._player.stop()
        self._store.update("edges", walking=False)

    def step(self, steps: int) -> None:
        """Go some cells on, or back, in reading order."""
        self._go(lambda cell, output: stepped(cell, steps, output))

    def move(self, rows: int, columns: int) -> None:
        """Go to a neighbour."""
        self._go(lambda cell, output: moved(cell, rows, columns, output))

    def go_first(self) -> None:
        """Go to the first cell."""
        self._go(lambda _cell, _output: (0, 0))

    def go_last(self) -> None:
        """Go to the last cell."""
        self._go(lambda _cell, output: last_cell(output))

    @property
    def _state(self) -> EdgesState:
        return self._store.state.edges

    def _go(self, way: Callable[[Cell, Size], Cell]) -> None:
        output = self._output()
        if output is not None:
            here = self._state.probe or (output[0] // 2, output[1] // 2)
            self._store.update("edges", probe=way(moved(here, 0, 0, output), output))

    def _on_player_step_due(self) -> None:
        output = self._output()
        if output is None:
            return
        if self._state.probe == last_cell(output):
            self._player.stop()
        else:
            self.step(1)

    def _on_bar_play_toggled(self, play: bool) -> None:
        if play:
            self.start()
        else:
            self.pause()

    def _on_bar_sketch_changed(self, sketch: int) -> None:
        # Cells of another picture are other cells.
        self._player.stop()
        self._store.update("edges", sketch=sketch, probe=None, walking=False)
