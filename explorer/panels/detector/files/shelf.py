"""Detectors for jobs: each is lent to one thread at a time, and the last that came back is kept."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from explorer.panels.detector.own_files import Stamp, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from explorer.panels.detector.loading import LoadedDetector
    from explorer.panels.detector.state import ModelState
    from explorer.panels.detector.values import DetectRequest

    Load = Callable[[ModelState, str], LoadedDetector]
    Key = tuple[ModelState, str, Stamp]


def load_in_thread(model: ModelState, device: str) -> LoadedDetector:
    """Load a detector; torch is imported here, and so in the thread that asks."""
    from explorer.panels.detector.loading import load

    return load(model, device)


class DetectorShelf:
    """Loads what is asked for, unless it lies here.

    A network is not made for two threads. Who comes while another has it gets one of its own.
    """

    def __init__(self, load: Load = load_in_thread) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._kept: tuple[Key, LoadedDetector] | None = None

    @contextmanager
    def lent(self, request: DetectRequest) -> Iterator[LoadedDetector]:
        """Have a detector until the end of the ``with``, or of the generator it stands in.

        Raises
        ------
        ExplorerError
            If it cannot be loaded.
        """
        key = request.model, request.device, stamp(request.model)
        loaded = self._take(key) or self._load(request.model, request.device)
        try:
            yield loaded
        finally:
            with self._lock:
                self._kept = key, loaded

    def _take(self, key: Key) -> LoadedDetector | None:
        with self._lock:
            kept, self._kept = self._kept, None  # another one's memory is needed now
        return kept[1] if kept is not None and kept[0] == key else None
