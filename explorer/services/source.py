"""The one current source, which travels from panel to panel: a camera, a clip or a picture."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.services.capture import Capture, CaptureEvent, CaptureRequest
from explorer.services.courier import Address
from explorer.services.frames import Frame, FrameHub
from explorer.services.media import SourceSpec, default_clip
from explorer.services.readers import open_reader
from explorer.services.threads import SHUTDOWN_S, end_thread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.services.readers import OpenReader, Resolution
    from explorer.services.slot import Slot

StateKind = Literal["none", "opening", "live", "still", "frozen", "lost", "failed"]

CAMERA_LOST = "Camera lost"
OPEN_TIMEOUT_S = 8.0
"""A camera that takes longer than this to open does not answer."""
SILENCE_S = 3.0
"""A camera that gave no picture for so long is lost, even if its driver hangs and says nothing."""
WATCH_MS = 500

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the source bar shows.

    Parameters
    ----------
    kind
        "none", "opening", "live" (camera or clip), "still" (picture), "frozen", "lost" (a camera
        that was there) or "failed".
    message
        What is to be said; empty where all is well.
    size
        Width and height of the pictures in pixels, None before the first.
    """

    kind: StateKind
    message: str = ""
    size: tuple[int, int] | None = None


class SourceController(QObject):
    """Opens sources and hands their frames to subscribers; nothing here waits for a device.

    Parameters
    ----------
    open_device
        Opens cameras and videos; for tests.
    fallback
        The clip that plays where there is no camera; the bundled one if not given.
    """

    stateChanged = Signal(object)
    """A :class:`SourceState`; ``spec`` may have changed too."""
    frozenChanged = Signal(bool)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        open_device: OpenReader = open_reader,
        fallback: SourceSpec | None = None,
        open_timeout_s: float = OPEN_TIMEOUT_S,
        silence_s: float = SILENCE_S,
    ) -> None:
        super().__init__(parent)
        self._open_device = open_device
        self._fallback = fallback
        self._timeouts_s = (open_timeout_s, silence_s)
        self._hub = FrameHub()
        self._events = Address(self._on_capture_event)
        self._captures: list[Capture] = []  # the present one last; before it, those that end
        self._epoch = 0
        self._spec: SourceSpec | None = None
        self._wanted: SourceSpec | None = None
        self._note = ""
        self._was_lost = False
        self._is_shut = False
        self._resolution: Resolution | None = None
        self._state = SourceState("none")
        self._opened_s = 0.0
        watch_ms = min(WATCH_MS, int(min(self._timeouts_s) * 250))
        self._watchdog = QTimer(self, interval=watch_ms)
        self._watchdog.timeout.connect(self._on_watchdog_timeout)

    @property
    def spec(self) -> SourceSpec | None:
        """What is open: the clip, where it plays in place of a camera."""
        return self._spec

    @property
    def wanted(self) -> SourceSpec | None:
        """What was asked for: the camera, where a clip plays in its place."""
        return self._wanted

    @property
    def state(self) -> SourceState:
        """What the source bar shows."""
        return self._state

    @property
    def resolution(self) -> Resolution | None:
        """What cameras are asked for; None for what they give by themselves."""
        return self._resolution

    @property
    def is_frozen(self) -> bool:
        """Whether the present frame is kept."""
        return self._state.kind == "frozen"

    def open(self, spec: SourceSpec, *, start_index: int = 0, frozen: bool = False) -> None:
        """Open a source in place of the present one; what comes of it is said by the state.

        Parameters
        ----------
        spec
            Anything but "memory", which :meth:`open_picture` is for.
        start_index
            The picture of a clip to begin with.
        frozen
            Keep the first frame.
        """
        if spec.kind == "memory":
            raise ValueError("A picture from memory is opened with its pixels: open_picture().")
        self._wanted = spec
        self._was_lost = False
        self._start(CaptureRequest(spec, self._resolution, start_index), frozen=frozen)

    def open_picture(self, rgb: NDArray[np.uint8], title: str = "Pasted picture") -> None:
        """Show a picture that has no file: pasted, drawn or dropped; uint8 RGB (H, W, 3)."""
        spec = SourceSpec("memory", "", title)
        frame = Frame(rgb, 0, time.perf_counter(), spec)
        if self._is_shut:
            return
        self._wanted = spec
        self._begin(spec)
        self._hub.publish(self._epoch, frame)
        self._set_state(SourceState("still", "", frame.size))

    def retry(self) -> None:
        """Open again what was asked for."""
        wanted = self._wanted
        if wanted is not None and wanted.kind != "memory":
            # A camera that was there is waited for: no clip takes its place in mid-lesson.
            self._was_lost = self._was_lost or self._state.kind == "lost"
            self._start(CaptureRequest(wanted, self._resolution))

    def set_resolution(self, resolution: Resolution | None) -> None:
        """Ask cameras for a width and height; the one that is open starts anew."""
        if resolution == self._resolution:
            return
        self._resolution = resolution
        if self._spec is not None and self._spec.kind == "camera":
            self._start(CaptureRequest(self._spec, resolution))

    def set_frozen(self, frozen: bool) -> None:
        """Keep the present frame of a camera or clip, or go on."""
        if self._state.kind != ("live" if frozen else "frozen"):
            return
        self._hub.set_frozen(frozen)
        self._set_state(replace(self._state, kind="frozen" if frozen else "live"))

    def subscribe(self) -> Slot[Frame]:
        """A slot that gets the present frame at once, and every newer one."""
        return self._hub.subscribe()

    def unsubscribe(self, slot: Slot[Frame]) -> None:
        """Close a slot."""
        self._hub.unsubscribe(slot)

    def current_frame(self) -> Frame | None:
        """The frame to be seen now."""
        return self._hub.current

    def is_idle(self) -> bool:
        """Whether no source is just being opened."""
        return self._state.kind != "opening"

    def shutdown(self, timeout_s: float = SHUTDOWN_S) -> None:
        """Stop reading and close all slots; a driver that hangs is left behind."""
        self._is_shut = True
        self._watchdog.stop()
        self._events.close()
        self._hub.close()
        captures, self._captures = self._captures, []
        for capture in captures:
            capture.stop()
        deadline_s = time.perf_counter() + timeout_s
        for capture in captures:
            end_thread(capture.thread, max(0.0, deadline_s - time.perf_counter()))

    def _start(self, request: CaptureRequest, *, frozen: bool = False, note: str = "") -> None:
        if self._is_shut:
            return
        self._begin(request.spec, frozen=frozen, note=note)
        is_camera = request.spec.kind == "camera"
        # A device can be opened once: what still reads one is to end first.
        before = [capture.thread for capture in self._captures if capture.is_camera and is_camera]
        capture = Capture(request, self._hub, self._epoch, self._events, self._open_device, before)
        self._captures.append(capture)
        if is_camera:
            self._watchdog.start()
        self._set_state(SourceState("opening", note))

    def _begin(self, spec: SourceSpec, *, frozen: bool = False, note: str = "") -> None:
        """Leave the present source."""
        for capture in self._captures:
            capture.stop()
        self._captures = [capture for capture in self._captures if capture.thread.is_alive()]
        self._watchdog.stop()
        self._spec, self._note = spec, note
        self._opened_s = time.perf_counter()
        self._epoch = self._hub.begin(frozen=frozen)

    def _on_capture_event(self, epoch: int, event: CaptureEvent) -> None:
        if epoch != self._epoch:
            return
        if event.kind == "opened":
            self._on_opened(event)
        elif event.kind == "lost":
            self._watchdog.stop()
            self._lose()
        else:
            self._fail(event.message)

    def _on_opened(self, event: CaptureEvent) -> None:
        self._note = event.message or self._note
        self._was_lost = False
        self._set_state(SourceState(self._running_kind(), self._note, event.size))

    def _running_kind(self) -> StateKind:
        assert self._spec is not None
        if self._spec.kind == "picture":
            return "still"
        return "frozen" if self._hub.is_frozen else "live"

    def _lose(self) -> None:
        self._was_lost = True
        self._set_state(replace(self._state, kind="lost", message=CAMERA_LOST))

    def _fail(self, reason: str) -> None:
        self._watchdog.stop()
        camera_failed = self._spec is not None and self._spec.kind == "camera"
        if camera_failed and self._was_lost:
            self._set_state(SourceState("lost", f"{CAMERA_LOST}: {reason[0].lower()}{reason[1:]}"))
            return
        clip = self._fallback or default_clip()
        if camera_failed and clip is not None:
            _log.info("%s: the clip %s plays instead", reason, clip.title)
            self._start(CaptureRequest(clip), note=f"{reason}: the clip “{clip.title}” plays")
            return
        self._set_state(SourceState("failed", reason))

    def _on_watchdog_timeout(self) -> None:
        """See that a camera whose driver hangs is lost all the same, and when it comes back."""
        open_timeout_s, silence_s = self._timeouts_s
        now_s = time.perf_counter()
        published_s = self._hub.published_s
        assert self._spec is not None
        if published_s is None:
            if now_s - self._opened_s > open_timeout_s:
                self._fail(f"{self._spec.title} does not answer")
        elif now_s - published_s > silence_s and self._state.kind in ("live", "frozen"):
            self._lose()
        elif now_s - published_s <= silence_s and self._state.kind == "lost":
            self._on_opened(CaptureEvent("opened", size=self._state.size))

    def _set_state(self, state: SourceState) -> None:
        if state == self._state:
            return
        was_frozen = self.is_frozen
        self._state = state
        self.stateChanged.emit(state)
        if self.is_frozen != was_frozen:
            self.frozenChanged.emit(self.is_frozen)
