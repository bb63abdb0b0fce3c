"""One source, read by one thread: a camera, a clip at its own rate, or a picture."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explorer.engine.errors import ExplorerError
from explorer.services.frames import Frame, FrameHub
from explorer.services.media import SourceError
from explorer.services.threads import SHUTDOWN_S, Raised, attempt, end_thread, start_thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from explorer.services.courier import Address
    from explorer.services.media import SourceSpec
    from explorer.services.readers import OpenReader, Reader, Resolution

CAMERA_FIRST_S = 4.0
"""How long an open camera may take to give its first picture."""
CAMERA_PATIENCE_S = 1.0
"""How long a camera's reads may fail before it counts as pulled out."""
CAMERA_RETRY_S = 0.02
FALLBACK_FPS = 25.0
CHASE_S = 1.0
"""A clip that is later than this (the machine slept) goes on from where it is."""

LEAST_SHARE = 0.9
"""A clip that ends before this share of its stated length is said to be damaged."""

EventKind = Literal["opened", "failed", "lost"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CaptureEvent:
    """What a capture thread has to say: "opened" with a size, or why it ended."""

    kind: EventKind
    message: str = ""
    size: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CaptureRequest:
    """What to read, and from which picture of a file on."""

    spec: SourceSpec
    resolution: Resolution | None = None
    start_index: int = 0


class Capture:
    """Reads a source in a thread of its own until :meth:`stop` or the source's end.

    Parameters
    ----------
    request
        What to read.
    hub, epoch
        Where the frames go.
    events
        Called with the epoch and a :class:`CaptureEvent`.
    open_reader
        Opens cameras and videos; tests put a camera here that can be pulled out.
    after
        Threads that may still hold the same device: this one waits for their end, for a bounded
        time, before it opens anything.
    """

    def __init__(
        self,
        request: CaptureRequest,
        hub: FrameHub,
        epoch: int,
        events: Address[[int, CaptureEvent]],
        open_reader: OpenReader,
        after: Sequence[threading.Thread] = (),
    ) -> None:
        self._request = request
        self._spec = request.spec
        self._hub = hub
        self._epoch = epoch
        self._events = events
        self._open_reader = open_reader
        self._stopped = threading.Event()
        self._has_opened = False
        self._size: tuple[int, int] | None = None
        self._due_s = 0.0
        self.thread = start_thread(f"capture {self._spec.title}", lambda: self._run(after))

    @property
    def is_camera(self) -> bool:
        """Whether a device is held."""
        return self._spec.kind == "camera"

    def stop(self) -> None:
        """Ask the thread to end; returns at once."""
        self._stopped.set()

    def _run(self, after: Sequence[threading.Thread]) -> None:
        for thread in after:
            end_thread(thread, SHUTDOWN_S)
        if self._stopped.is_set():
            return
        outcome = attempt(self._read_source)
        if isinstance(outcome, Raised):
            self._fail(outcome.error)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, ExplorerError):
            self._say("failed", str(error))
            return
        _log.error("Reading %s failed", self._spec.title, exc_info=error)
        self._say("failed", f"{self._spec.title} cannot be read ({type(error).__name__}: {error})")

    def _read_source(self) -> None:
        if self._spec.kind == "picture":
            from explorer.engine.images import load_rgb

            self._publish(load_rgb(self._spec.location), 0)
        elif self.is_camera:
            with closing(self._open()) as reader:
                self._watch(reader)
        else:
            self._loop()

    def _open(self) -> Reader:
        return self._open_reader(self._spec, self._request.resolution)

    def _watch(self, reader: Reader) -> None:
        """Read a camera until it is gone; its ``read`` waits for the next picture."""
        index, seen_s = 0, time.perf_counter()
        while not self._stopped.is_set():
            frame_rgb = reader.read()
            if self._stopped.is_set():
                return
            if frame_rgb is not None:
                self._publish(frame_rgb, index)
                index, seen_s = index + 1, time.perf_counter()
            elif time.perf_counter() - seen_s > (CAMERA_PATIENCE_S if index else CAMERA_FIRST_S):
                self._give_up(index)
                return
            else:
                self._stopped.wait(CAMERA_RETRY_S)

    def _give_up(self, pictures: int) -> None:
        if pictures:
            self._say("lost", "Camera lost")
        else:
            self._say("failed", f"{self._spec.title} gives no picture")

    def _loop(self) -> None:
        """Play a clip again and again, opened anew each time: that works for every format."""
        first = self._request.start_index
        self._due_s = time.perf_counter()
        while not self._stopped.is_set():
            with closing(self._open()) as reader:
                end = self._play(reader, first)
                length = reader.length
            if self._stopped.is_set():
                return
            if end == 0:
                raise SourceError(f"{self._spec.title} holds no picture that can be read: damaged?")
            if end < LEAST_SHARE * length:
                self._say("opened", f"Damaged: only {end} of {length} pictures can be read")
            first = 0

    def _play(self, reader: Reader, first: int) -> int:
        """Play from picture ``first`` to the end, at the clip's own rate; the number of the end."""
        period_s = 1 / (reader.fps or FALLBACK_FPS)
        index = self._skip(reader, 0, first)
        while (frame_rgb := reader.read()) is not None:
            if self._stopped.wait(max(0.0, self._due_s - time.perf_counter())):
                break
            self._publish(frame_rgb, index)
            late = self._late_pictures(period_s)
            index = self._skip(reader, index + 1, index + 1 + late)
            self._due_s += (1 + late) * period_s
        return index

    def _skip(self, reader: Reader, index: int, target: int) -> int:
        """Pass over pictures until ``target`` is the next; the number of the next."""
        while index < target and not self._stopped.is_set() and reader.skip():
            index += 1
        return index

    def _late_pictures(self, period_s: float) -> int:
        """How many pictures the clip is behind its own clock, so that they are to be dropped."""
        late_s = time.perf_counter() - self._due_s - period_s
        if late_s > CHASE_S:
            self._due_s += late_s
            return 0
        return max(0, int(late_s / period_s))

    def _publish(self, frame_rgb: NDArray[np.uint8], index: int) -> None:
        frame = Frame(frame_rgb, index, time.perf_counter(), self._spec)
        self._hub.publish(self._epoch, frame)
        if not self._has_opened:
            self._has_opened = True
            self._size = frame.size
            self._say("opened")

    def _say(self, kind: EventKind, message: str = "") -> None:
        if not self._stopped.is_set():
            self._events.send(self._epoch, CaptureEvent(kind, message, self._size))
