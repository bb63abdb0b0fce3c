"""A panel's state: one frozen value, one signal when it is another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

S = TypeVar("S")


class Store(QObject, Generic[S]):
    """Holds a frozen dataclass; every change goes through here and is announced once."""

    changed = Signal(object)

    def __init__(self, state: S, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state

    @property
    def state(self) -> S:
        """The present value."""
        return self._state

    def set(self, state: S) -> None:
        """Take another value; an equal one changes nothing and is not announced."""
        if state == self._state:
            return
        self._state = state
        self.changed.emit(state)

    def update(self, part: str, **changes: Any) -> None:
        """Replace fields of one part, for example ``update("edges", stride=2)``."""
        changed_part = replace(getattr(self._state, part), **changes)
        self.set(replace(self._state, **{part: changed_part}))  # type: ignore[type-var]

    def edit(self, function: Callable[[S], S]) -> None:
        """Replace the value by a function of it."""
        self.set(function(self._state))
