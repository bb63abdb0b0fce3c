"""The network as a document: each edit is one step that can be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from explorer.panels.layers.state import existing

if TYPE_CHECKING:
    from explorer.engine.network import Network, Place
    from explorer.panels.layers.state import LayersState
    from explorer.services.store import Store

MOST_STEPS = 1000
_MERGES = 1
"""Qt joins two commands of one id if the first agrees; -1 would mean that it is never asked."""


class Document(QObject):
    """Changes the network in the store, and takes changes back."""

    def __init__(self, store: Store[LayersState], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(MOST_STEPS)

    def change(
        self, words: str, network: Network, selected: Place | None, *, merge: str = ""
    ) -> None:
        """Take another network as one step, named for the menu: "Undo add conv".

        Parameters
        ----------
        selected
            The layer that is looked at afterwards.
        merge
            Steps in a row with the same text become one, as while a slider is dragged.
        """
        state = self._store.state
        if network == state.network:
            self._store.edit(lambda old: replace(old, selected=existing(network, selected)))
            return
        before = (state.network, state.selected)
        after = (network, existing(network, selected))
        self.undo_stack.push(_Change(self._store, words, before, after, merge))

    def stop_merging(self) -> None:
        """Let the next change be a step of its own: the slider was let go."""
        count = self.undo_stack.index()
        if count:
            last = self.undo_stack.command(count - 1)
            if isinstance(last, _Change):
                last.merge = ""

    def clear(self) -> None:
        """Forget every step: another document was opened by a scene."""
        self.undo_stack.clear()


class _Change(QUndoCommand):
    """The whole network before and after: values share what is equal, so this is small."""

    def __init__(
        self,
        store: Store[LayersState],
        words: str,
        before: tuple[Network, Place | None],
        after: tuple[Network, Place | None],
        merge: str,
    ) -> None:
        super().__init__(words)
        self._store = store
        self._before = before
        self._after = after
        self.merge = merge

    def id(self) -> int:
        """Let Qt ask whether two commands are one."""
        return _MERGES if self.merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Become one step with the next one of the same control."""
        if not isinstance(other, _Change) or other.merge != self.merge:
            return False
        self._after = other._after
        self.setObsolete(self._after[0] == self._before[0])
        return True

    def redo(self) -> None:
        """Take the network after the edit."""
        self._take(self._after)

    def undo(self) -> None:
        """Take the network before the edit."""
        self._take(self._before)

    def _take(self, values: tuple[Network, Place | None]) -> None:
        network, selected = values
        self._store.edit(lambda state: replace(state, network=network, selected=selected))
