"""One worker that sets the formulae of all views, one after another, the newest of each view."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from explorer.engine.errors import ExplorerError
from explorer.services.latest import LatestWins
from explorer.widgets.engraving import Engraving, engrave

if TYPE_CHECKING:
    from collections.abc import Callable

CACHE_SIZE = 512


@dataclass(frozen=True, slots=True)
class Engraved:
    """A text's lines as drawings, or the reason why they cannot be."""

    latex: str
    lines: tuple[Engraving, ...] = ()
    problem: str = ""


class Engraver(QObject):
    """Keeps one waiting text a view; all in the GUI thread, only `engrave` runs in the worker."""

    def __init__(self) -> None:
        super().__init__()
        self._receivers: dict[int, Callable[[Engraved], None]] = {}
        self._waiting: dict[int, str] = {}
        self._running: tuple[int, str] | None = None
        self._cache: OrderedDict[str, Engraved] = OrderedDict()
        self._worker: LatestWins[Engraved] = LatestWins(self, name="formulae")
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self._on_worker_failed)

    def register(self, key: int, receiver: Callable[[Engraved], None]) -> None:
        """Note who gets the results of a key."""
        self._receivers[key] = receiver

    def unregister(self, key: int) -> bool:
        """Forget a key and what waits for it; returns True when no key is left."""
        self._receivers.pop(key, None)
        self._waiting.pop(key, None)
        return not self._receivers

    def request(self, key: int, latex: str) -> None:
        """Have a text set for a key, at once if it was set before."""
        self._waiting.pop(key, None)
        known = self._cache.get(latex)
        if known is not None:
            self._cache.move_to_end(latex)
            self._receivers[key](known)
            return
        self._waiting[key] = latex
        self._next()

    def is_waiting(self, key: int) -> bool:
        """Return True while a key's text waits or is being set."""
        return key in self._waiting or (self._running is not None and self._running[0] == key)

    def shutdown(self) -> None:
        """End the worker."""
        self._receivers.clear()
        self._waiting.clear()
        self._worker.shutdown()

    def _next(self) -> None:
        if self._running is not None or not self._waiting:
            return
        key = next(iter(self._waiting))
        latex = self._waiting.pop(key)
        self._running = (key, latex)
        self._worker.submit(lambda: _engraved(latex))

    def _on_worker_result(self, engraved: Engraved) -> None:
        self._cache[engraved.latex] = engraved
        if len(self._cache) > CACHE_SIZE:
            self._cache.popitem(last=False)
        self._deliver(engraved)

    def _on_worker_failed(self, error: Exception) -> None:
        latex = "" if self._running is None else self._running[1]
        self._deliver(Engraved(latex, problem=f"This formula cannot be set: {error!r}"))

    def _deliver(self, engraved: Engraved) -> None:
        key = -1 if self._running is None else self._running[0]
        self._running = None
        receiver = self._receivers.get(key)
        if receiver is not None:
            receiver(engraved)
        self._next()


def _engraved(latex: str) -> Engraved:
    try:
        return Engraved(latex, tuple(engrave(line) for line in latex.split("\n")))
    except ExplorerError as error:
        return Engraved(latex, problem=str(error))


_shared: Engraver | None = None


def join(key: int, receiver: Callable[[Engraved], None]) -> Engraver:
    """Return the engraver that all views share, made for the first of them."""
    global _shared
    if _shared is None:
        _shared = Engraver()
    _shared.register(key, receiver)
    return _shared


def leave(key: int) -> None:
    """Let go of the shared engraver; it ends with the last view."""
    global _shared
    if _shared is not None and _shared.unregister(key):
        _shared.shutdown()
        _shared = None
