"""Torch comes after the window: it takes about two seconds to import, in a thread."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.services.courier import Address
from explorer.services.errors import is_expected
from explorer.services.threads import (
    SHUTDOWN_S,
    Raised,
    Returned,
    attempt,
    end_thread,
    start_thread,
)

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    import torch

    from explorer.engine.device import DeviceInfo

    Progress = Callable[[str, float], object]
    """Called with what is being done and how much is done already, in 0..1."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LoadedEngine:
    """The device that everything computes on, and what is known of it."""

    device: torch.device
    info: DeviceInfo


class EngineLoader(QObject):
    """Imports torch and picks the device in the background.

    Parameters
    ----------
    choice
        As :func:`explorer.engine.device.pick_device` takes it.
    load
        What is run in the thread; for tests.
    """

    progressed = Signal(str, float)
    ready = Signal(object)
    """The device's ``DeviceInfo``."""
    failed = Signal(str)
    """What went wrong, in a sentence; the application goes on without networks."""

    def __init__(
        self,
        choice: str | None = None,
        parent: QObject | None = None,
        *,
        load: Callable[[str | None, Progress], LoadedEngine] | None = None,
    ) -> None:
        super().__init__(parent)
        self._choice = choice
        self._load = load or load_engine
        self._engine: LoadedEngine | None = None
        self._is_loading = False
        self._is_shut = False
        self._failure = ""
        self._progress = Address(self._on_load_progress)
        self._outcome = Address(self._on_load_outcome)
        self._thread: threading.Thread | None = None

    @property
    def device(self) -> torch.device | None:
        """The device, once it is known."""
        return self._engine.device if self._engine is not None else None

    @property
    def failure(self) -> str:
        """Why the last attempt failed, in a sentence; empty while it may still come."""
        return self._failure

    @property
    def is_ready(self) -> bool:
        """Whether torch is there."""
        return self._engine is not None

    def start(self) -> None:
        """Begin; once is enough, but after a failure it may be tried again."""
        if self._is_loading or self.is_ready or self._is_shut:
            return
        self._is_loading = True
        self._failure = ""
        choice, load = self._choice, self._load
        progress, outcome = self._progress, self._outcome
        self._thread = start_thread(
            "load torch", lambda: outcome.send(choice, attempt(lambda: load(choice, progress.send)))
        )

    def set_choice(self, choice: str | None) -> None:
        """Take another device; ``ready`` or ``failed`` tells."""
        self._choice = choice
        self._engine = None
        self.start()

    def is_idle(self) -> bool:
        """Whether nothing is being loaded."""
        return not self._is_loading

    def shutdown(self, timeout_s: float = SHUTDOWN_S) -> None:
        """Wait for the import, which cannot be interrupted, for a bounded time."""
        self._progress.close()
        self._outcome.close()
        self._is_loading = False
        self._is_shut = True
        end_thread(self._thread, timeout_s)
        self._thread = None

    def _on_load_progress(self, text: str, done: float) -> None:
        self.progressed.emit(text, done)

    def _on_load_outcome(
        self, choice: str | None, outcome: Returned[LoadedEngine] | Raised
    ) -> None:
        self._is_loading = False
        if choice != self._choice:  # another device was chosen meanwhile
            self.start()
            return
        if isinstance(outcome, Raised):
            trace = None if is_expected(outcome.error) else outcome.error
            _log.error("The engine could not be loaded: %s", outcome.error, exc_info=trace)
            self._failure = _sentence(outcome.error)
            self.failed.emit(self._failure)
            return
        self._engine = outcome.value
        self.ready.emit(outcome.value.info)


def load_engine(choice: str | None, progress: Progress) -> LoadedEngine:
    """Import torch, leave the GUI a processor, pick the device (in a worker's thread).

    Raises
    ------
    ImportError, OSError
        Where torch is not installed or broken.
    DeviceError
        Where the chosen device is not there.
    """
    progress("Loading PyTorch…", 0.1)
    let_waiting_threads_sleep()
    _open_torch_library()
    progress("Loading PyTorch…", 0.4)
    _leave_a_core()
    progress("Looking for a device…", 0.8)
    from explorer.engine.device import describe_device, pick_device

    device = pick_device(choice)
    return LoadedEngine(device, describe_device(device))


def let_waiting_threads_sleep() -> None:
    """Keep torch's threads from spinning while they wait for one another, unless the user did.

    A spinning thread takes the processor from the one it waits for as soon as something else runs:
    with the window and a clip on two cores a pass of SqueezeNet took a second, and 40 ms without.
    OpenMP reads this when it is loaded, so it has to come before torch.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def _leave_a_core() -> None:
    """Let torch take all cores but one, unless the user said how many by OMP_NUM_THREADS."""
    import torch

    threads = torch.get_num_threads()
    if threads > 2 and "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(threads - 1)


def _open_torch_library() -> None:
    """Open torch's library, and all it needs, before the import does and without Python's lock.

    ``import`` holds the lock while the system links the library, 0.2 to 0.3 s in which no window
    can be painted; a call through ctypes does not. If it fails, the import says why.
    """
    spec = importlib.util.find_spec("torch")
    if sys.platform != "linux" or spec is None or not spec.submodule_search_locations:
        return
    import ctypes

    folder = Path(spec.submodule_search_locations[0]) / "lib"
    try:
        dlopen = ctypes.CDLL(None).dlopen
    except (OSError, AttributeError):
        return
    dlopen.restype = ctypes.c_void_p
    for name, mode in (
        ("libtorch_global_deps.so", os.RTLD_NOW | os.RTLD_GLOBAL),
        ("libtorch.so", os.RTLD_NOW | os.RTLD_LOCAL),
    ):
        if (folder / name).is_file():
            dlopen(os.fsencode(folder / name), mode)


def _sentence(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError):
        return f"{error.name} is not installed: run make run, or pip install {error.name}."
    if isinstance(error, ImportError | OSError):
        return f"PyTorch could not be loaded: {error}"
    return str(error)
