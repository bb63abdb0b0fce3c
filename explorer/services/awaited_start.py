"""A start that was asked for by hand, and waits until torch and all else it needs is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.services.engine_loader import EngineLoader


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why nothing can be started, and whether that passes by itself."""

    text: str
    passes: bool = False


class AwaitedStart(QObject):
    """Begins what is wanted once nothing stands in the way; gives up what never can begin.

    Parameters
    ----------
    loading
        What is said while torch is on its way.
    others
        Called for what else stands in the way. Whoever knows that it has gone says so by
        :meth:`look_again`; of the engine it is known here.
    """

    engineChanged = Signal()  # torch is there, or could not be loaded; what is wanted comes next

    def __init__(
        self,
        engine: EngineLoader,
        loading: str,
        parent: QObject,
        others: Callable[[], Obstacle | None] = lambda: None,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._loading = loading
        self._others = others
        self._begin: Callable[[], object] | None = None
        engine.ready.connect(self._on_engine_changed)
        engine.failed.connect(self._on_engine_changed)

    @property
    def is_wanted(self) -> bool:
        """Whether something waits for its start."""
        return self._begin is not None

    def is_idle(self) -> bool:
        """Whether nothing waits, and torch is not on its way."""
        return self._engine.is_idle() and not self.is_wanted

    def device(self) -> str | None:
        """Return the name of the device; None before torch is there."""
        device = self._engine.device
        return None if device is None else str(device)

    def obstacle(self) -> str:
        """Return why nothing can be started now; "" if it can. What does not pass comes first."""
        first = self._first()
        return "" if first is None else first.text

    def want(self, begin: Callable[[], object]) -> None:
        """Call ``begin`` now, or as soon as it can be; not what was wanted before."""
        self._begin = begin
        self.look_again()

    def forget(self) -> None:
        """Want nothing any more."""
        self._begin = None

    def look_again(self) -> None:
        """Begin what is wanted if it can begin now, and give it up if it never can."""
        begin, first = self._begin, self._first()
        if begin is None or (first is not None and first.passes):
            return
        self._begin = None
        if first is None:
            begin()

    def _first(self) -> Obstacle | None:
        found = [one for one in (self._missing_engine(), self._others()) if one is not None]
        return min(found, key=lambda one: one.passes, default=None)

    def _missing_engine(self) -> Obstacle | None:
        engine = self._engine
        if engine.is_ready:
            return None
        return Obstacle(engine.failure or self._loading, passes=not engine.failure)

    def _on_engine_changed(self, _what: object) -> None:
        self.engineChanged.emit()
        self.look_again()
