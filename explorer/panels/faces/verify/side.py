"""One side of the page: what is wanted there, looked at in a worker, and what was seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.panels.faces.verify.looking import look
from explorer.services.latest import LatestWins

if TYPE_CHECKING:
    from explorer.panels.faces.shared import Ask
    from explorer.panels.faces.verify.values import Look, Side, Wish


class SideLooker(QObject):
    """Keeps the newest answer; another τ, face or picture of the other side asks for nothing."""

    changed = Signal()  # `seen` is another, or is being looked for
    failed = Signal(object)

    def __init__(self, side: Side, ask: Ask, parent: QObject) -> None:
        super().__init__(parent)
        self.side = side
        self.seen: Look | None = None
        self._ask = ask
        self._wish: Wish | None = None
        self._worker: LatestWins[Look] = LatestWins(self, name=f"verify, {side}")
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self.failed)

    @property
    def wish(self) -> Wish | None:
        """What was asked for last."""
        return self._wish

    def want(self, wish: Wish) -> None:
        """Look at a picture, unless that is what was asked for last."""
        if wish == self._wish:
            return
        self._wish = wish
        if wish.is_empty:
            self._worker.discard()
            self.seen = None
        else:
            self._worker.submit(partial(look, wish, self._ask))
        self.changed.emit()

    def is_idle(self) -> bool:
        """Whether what was asked for was seen."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """End the worker."""
        self._worker.shutdown()

    def _on_worker_result(self, seen: Look) -> None:
        if seen.wish == self._wish:
            self.seen = seen
            self.changed.emit()
