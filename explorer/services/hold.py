"""A frame of a live source that is kept while it is walked over."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from explorer.services.slot import Slot

if TYPE_CHECKING:
    from explorer.services.frames import Frame


class Hold:
    """Holds one frame, or none; gives it to the worker in place of the source's."""

    def __init__(self) -> None:
        self.frame: Frame | None = None
        self.title = ""

    def take(self, frame: Frame) -> None:
        """Hold a frame, and remember what it is called."""
        self.frame = frame
        self.title = frame_title(frame, time.perf_counter(), time.time())

    def release(self) -> None:
        """Hold none."""
        self.frame = None
        self.title = ""

    def slot(self, frame: Frame) -> Slot[Frame]:
        """Return a slot that holds a frame and gets no other."""
        slot: Slot[Frame] = Slot()
        slot.put(frame)
        return slot


def frame_title(frame: Frame, now_s: float, wall_s: float) -> str:
    """Return what a frame is called: by the time of day, or by its number in a clip.

    Parameters
    ----------
    now_s, wall_s
        The same moment by ``time.perf_counter()`` and by ``time.time()``.
    """
    if frame.spec.kind == "video":
        return f"picture {frame.index:,} of “{frame.spec.title}”"
    captured = datetime.fromtimestamp(wall_s - (now_s - frame.captured_s))
    return f"the frame of {captured:%H:%M:%S}"
