"""The way of a file that the user brings: looked into, tried, and only then shown."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from explorer.engine.errors import ExplorerError
from explorer.panels.filters.maps.opening import OWN, OpenedFile, look_into, try_out
from explorer.panels.filters.maps.own_card import OwnCard
from explorer.panels.filters.state import UnitState
from explorer.services.latest import LatestWins

if TYPE_CHECKING:
    from explorer.panels.filters.state import FiltersState, OwnInput
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

STILL_LOADING = "PyTorch is still loading: try again in a moment."


class OwnNetworks(QObject):
    """The card, and the worker that reads files for it.

    A file that cannot be read or run is told in the card, and the network on the screen stays.
    """

    def __init__(
        self, context: PanelContext, store: Store[FiltersState], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._store = store
        self._asked_for = ""
        self._was_used = False
        self._worker: LatestWins[OpenedFile | UnitState] = LatestWins(self, name="own network")
        self.card = OwnCard()
        self.card.fileChosen.connect(self.open)
        self.card.inputChosen.connect(self._on_card_input_chosen)
        self._worker.resultReady.connect(self._on_worker_result)
        self._worker.failed.connect(self._on_worker_failed)

    def show_state(self, unit: UnitState) -> None:
        """Show the card where it has something to say."""
        self.card.setVisible(self._was_used or unit.network == OWN)

    def open(self, path: str) -> None:
        """Find out what a file is; official weights are then used, for ONNX the form asks."""
        self._asked_for = ""
        self._was_used = True
        self.card.show()
        if self._context.engine.is_ready:
            self._submit(partial(look_into, Path(path)))
        else:
            self.card.show_problem(STILL_LOADING)

    def follow(self, unit: UnitState) -> None:
        """Fill the card with the file that the state names, unless it is there already."""
        shown = self.card.file()
        known = shown.path if shown is not None else self._asked_for
        if unit.own_file and unit.own_file not in (known, self._asked_for):
            self._asked_for = unit.own_file
            self._submit(partial(look_into, Path(unit.own_file)))

    def is_idle(self) -> bool:
        """Whether no file is being read or tried."""
        return self._worker.is_idle()

    def shutdown(self) -> None:
        """End the thread."""
        self._worker.shutdown()

    def _try_out(self, unit: UnitState) -> None:
        self._submit(partial(try_out, unit, str(self._context.engine.device)))

    def _submit(self, work: partial[OpenedFile] | partial[UnitState]) -> None:
        self.card.show_problem("")
        self.card.set_busy(True)
        self._worker.submit(work)

    def _on_card_input_chosen(self, own_input: OwnInput) -> None:
        opened = self.card.file()
        if opened is not None:
            self._try_out(opened.unit(own_input))

    def _on_worker_result(self, result: OpenedFile | UnitState) -> None:
        self.card.set_busy(False)
        if isinstance(result, UnitState):
            self._store.edit(lambda state: replace(state, unit=result))
            return
        unit = self._store.state.unit
        in_use = unit.own_file == result.path
        self.card.show_file(result, unit.own_input if in_use else None)
        if not result.is_onnx and not in_use:
            self._try_out(result.unit())

    def _on_worker_failed(self, error: BaseException) -> None:
        self.card.set_busy(False)
        if isinstance(error, ExplorerError):
            self.card.show_problem(str(error))
        else:
            self._context.errors.report(error)
