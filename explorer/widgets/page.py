"""What the pages of a panel have in common: controls change the store, the store asks a worker.

The cycle is one way: control → ``store.update`` → ``request(state)`` → worker →
``show_result``. A page never keeps a choice of its own; ``show_state`` makes the controls say what
the store says, so that a scene, an undo and a click end in the same place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from explorer.engine.errors import ExplorerError
from explorer.services.live import LiveResult, LiveWorker

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.services.frames import Frame
    from explorer.services.rates import Rates
    from explorer.services.slot import Slot
    from explorer.services.store import Store
    from explorer.widgets.panel import PanelContext

R = TypeVar("R")
V = TypeVar("V")


class Page(QWidget):
    """One page of the panel, on the screen or not."""

    noticeRequested = Signal(str, str)
    openRequested = Signal(str, object)  # key of another panel, the state to open it with

    def __init__(self, context: PanelContext, store: Store[Any]) -> None:
        super().__init__()
        self.context = context
        self.store = store
        store.changed.connect(self._on_store_changed)

    def show_state(self, state: Any) -> None:
        """Make every control say what the state says, without announcing anything."""
        raise NotImplementedError

    def activate(self) -> None:
        """Begin to follow the source: the page is on the screen."""

    def deactivate(self) -> None:
        """Let the source be."""

    def present(self) -> None:
        """Start what a person would have to start by hand, for a picture of the page."""

    def frame(self) -> Frame | None:
        """Return the frame of the source that is on the screen."""
        return self.context.source.current_frame()

    def weights_in_use(self) -> tuple[str, ...]:
        """Names of the bundled weights behind what is shown."""
        return ()

    def rates(self) -> Rates | None:
        """How fast the page is; None where nothing runs live."""
        return None

    def is_idle(self) -> bool:
        """Whether all that was asked for is on the screen."""
        raise NotImplementedError

    def shutdown(self) -> None:
        """Stop every worker."""
        raise NotImplementedError

    def _on_store_changed(self, state: Any) -> None:
        self.show_state(state)


class LivePage(Page, Generic[R, V]):
    """A page with one picture computed from the newest frame and the newest request.

    ``process(frame, request)`` runs in the worker; it and the request are free of widgets.
    """

    def __init__(
        self,
        context: PanelContext,
        store: Store[Any],
        process: Callable[[Frame, R], V],
        name: str,
    ) -> None:
        super().__init__(context, store)
        self.worker: LiveWorker[R, V] = LiveWorker(process, self, name=name)
        self.worker.resultReady.connect(self._on_worker_result)
        self.worker.failed.connect(self._on_worker_failed)
        self._slot: Slot[Frame] | None = None
        self._asked: Any = None

    def request(self, state: Any) -> R:
        """Build the frozen value that the worker gets."""
        raise NotImplementedError

    def show_result(self, result: LiveResult[R, V]) -> None:
        """Paint what the worker found (GUI thread, a few milliseconds at most)."""
        raise NotImplementedError

    def show_failure(self, error: BaseException) -> None:
        """Say beside its cause what could not be computed; called with a typed error."""
        raise NotImplementedError

    def activate(self) -> None:
        """Subscribe to the source and ask for the present state."""
        if self._slot is not None:
            return
        self._slot = self.subscribe()
        self._asked = None
        self.ask()
        self.worker.start(self._slot)

    def deactivate(self) -> None:
        """Unsubscribe; what is on the screen stays."""
        if self._slot is None:
            return
        self.worker.stop()
        self.unsubscribe(self._slot)
        self._slot = None

    def subscribe(self) -> Slot[Frame]:
        """Return where frames come from; a page may have another source than the panel's."""
        return self.context.source.subscribe()

    def unsubscribe(self, slot: Slot[Frame]) -> None:
        """Let go of what `subscribe` returned."""
        self.context.source.unsubscribe(slot)

    def ask(self) -> None:
        """Send the worker what the state asks for, unless it is what was asked last."""
        request = self.request(self.store.state)
        if request != self._asked:
            self._asked = request
            self.worker.set_request(request)

    def rates(self) -> Rates | None:
        """The worker's rates while pictures move on the screen."""
        return self.worker.rates() if self._slot is not None and self.is_moving() else None

    def is_moving(self) -> bool:
        """Whether the next frame is only moments away: no time to read, or to set a formula."""
        return self.context.source.state.kind == "live"

    def is_idle(self) -> bool:
        """Whether the newest frame with the newest request is on the screen."""
        return self.worker.is_idle()

    def shutdown(self) -> None:
        """End the worker."""
        self.deactivate()
        self.worker.shutdown()

    def _on_store_changed(self, state: Any) -> None:
        super()._on_store_changed(state)
        if self._slot is not None:
            self.ask()

    def _on_worker_result(self, result: LiveResult[R, V]) -> None:
        self.show_result(result)

    def _on_worker_failed(self, error: BaseException) -> None:
        if isinstance(error, ExplorerError):
            self.show_failure(error)
        else:
            self.context.errors.report(error)
