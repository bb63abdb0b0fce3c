"""Has the pictures of the slices drawn in a thread, as large as their places on the screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.engine.relief import Viewpoint
from explorer.panels.residual.surface.drawing import DrawRequest, draw
from explorer.services.latest import LatestWins
from explorer.widgets import theme

if TYPE_CHECKING:
    from explorer.panels.residual.state import SurfaceState
    from explorer.panels.residual.surface.drawing import Drawn
    from explorer.panels.residual.surface.values import Shown
    from explorer.services.errors import ErrorHub


class Drawer(QObject):
    """The latest wins: a surface that is turned is drawn as often as there is time for."""

    drawn = Signal(object, object)  # Drawn, and what is on it: Shown

    def __init__(self, errors: ErrorHub, parent: QObject) -> None:
        super().__init__(parent)
        self._worker: LatestWins[tuple[Drawn, Shown]] = LatestWins(self, name="loss surface")
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(errors.report)

    def ask(self, shown: Shown, state: SurfaceState, size: tuple[int, int], ratio: float) -> None:
        """Have both slices drawn in a size of physical pixels."""
        present = theme.current_theme()
        request = DrawRequest(
            tuple(one.losses for one in shown.landscapes),
            state.view,
            size,
            Viewpoint(state.azimuth, state.elevation),
            present.rgb("surface"),
            present.rgb("line"),
            max(1, round(ratio * present.scale)),
        )
        self._worker.submit(partial(_both, request, shown))

    def discard(self) -> None:
        """Draw nothing of what was asked for."""
        self._worker.discard()

    def is_idle(self) -> bool:
        """Whether all is drawn."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """End the thread."""
        self._worker.shutdown()

    def _on_worker_result(self, result: tuple[Drawn, Shown]) -> None:
        self.drawn.emit(*result)


def _both(request: DrawRequest, shown: Shown) -> tuple[Drawn, Shown]:
    return draw(request), shown
