"""What a panel is to the window: its signals, its life cycle, and what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.services.engine_loader import EngineLoader
    from explorer.services.errors import ErrorHub
    from explorer.services.frames import Frame
    from explorer.services.job_registry import JobRegistry
    from explorer.services.source import SourceController


@dataclass(frozen=True, slots=True)
class PanelContext:
    """The services that all panels share; the window makes them and closes them."""

    source: SourceController
    jobs: JobRegistry
    errors: ErrorHub
    engine: EngineLoader


class Panel(QWidget):
    """One page of the application.

    A panel is made when it is first opened, shown and hidden many times, and shut down once.
    It reads frames only while it is active.
    """

    openRequested = Signal(str, object)  # key of another panel, the state to open it with
    stateChanged = Signal()  # `state()` has another value now
    ratesChanged = Signal(object)  # services.rates.Rates, or None while nothing runs
    noticeRequested = Signal(str, str)  # kind ("info", "warning", "error"), one sentence

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setObjectName("page")

    def state(self) -> Mapping[str, Any]:
        """Return what the user chose, as plain JSON values, for settings and scenes."""
        raise NotImplementedError

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take a state that `state` returned, perhaps in another version of the application.

        Raises
        ------
        ValueError
            When the state does not fit; the panel then stays as it was.
        """
        raise NotImplementedError

    def activate(self) -> None:
        """Start working: the panel is on the screen."""

    def deactivate(self) -> None:
        """Stop reading frames: the panel left the screen. Jobs go on."""

    def present(self) -> None:
        """Start what the state shows and a person would start by hand, for a picture of it."""

    def frame(self) -> Frame | None:
        """Return the frame of the source that the view shows, which need not be the present one."""
        return self.context.source.current_frame()

    def weights_in_use(self) -> tuple[str, ...]:
        """Return the names of the bundled weights that the present view was computed with."""
        return ()

    def is_idle(self) -> bool:
        """Return True when everything asked for so far is on the screen."""
        raise NotImplementedError

    def shutdown(self) -> None:
        """Stop every worker and timer; after it the panel is never used again."""
        raise NotImplementedError
