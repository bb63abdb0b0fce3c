"""One picture of a source, and the place where threads get the present one."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.services.slot import Slot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.services.media import SourceSpec


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A picture of a source at a moment; nobody may write to its pixels.

    Parameters
    ----------
    rgb
        uint8 (H, W, 3). Whoever makes the frame hands the array over.
    index
        Number of the picture in its file (a looping clip starts again at 0), or since the camera
        was opened, counting those that were dropped.
    captured_s
        ``time.perf_counter()`` when the picture came, in seconds.
    spec
        The source it came from.
    """

    rgb: NDArray[np.uint8]
    index: int
    captured_s: float
    spec: SourceSpec

    def __post_init__(self) -> None:
        if self.rgb.ndim != 3 or self.rgb.shape[2] != 3 or str(self.rgb.dtype) != "uint8":
            raise ValueError(
                f"A frame is uint8 (H, W, 3), not {self.rgb.dtype} {tuple(self.rgb.shape)}."
            )
        self.rgb.flags.writeable = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.rgb.shape[1], self.rgb.shape[0]


class FrameHub:
    """Hands each frame to every subscriber, in the thread that captured it.

    ``epoch`` counts the openings of sources: frames of an earlier one are refused, so a camera
    that answers late cannot push its picture over that of the source opened since.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slots: list[Slot[Frame]] = []
        self._epoch = 0
        self._frozen = False
        self._current: Frame | None = None
        self._published_s: float | None = None

    def begin(self, *, frozen: bool = False) -> int:
        """Start another source: the present frame goes, the new epoch is returned."""
        with self._lock:
            self._epoch += 1
            self._frozen = frozen
            self._current = None
            self._published_s = None
            for slot in self._slots:
                slot.take()
            return self._epoch

    def publish(self, epoch: int, frame: Frame) -> None:
        """Offer a frame; it is dropped while frozen, except for the very first one."""
        with self._lock:
            if epoch != self._epoch:
                return
            self._published_s = frame.captured_s
            if self._frozen and self._current is not None:
                return
            self._current = frame
            for slot in self._slots:
                slot.put(frame)

    def set_frozen(self, frozen: bool) -> None:
        """Keep the present frame, or let the newer ones through again."""
        with self._lock:
            self._frozen = frozen

    @property
    def is_frozen(self) -> bool:
        """Whether the present frame is kept."""
        with self._lock:
            return self._frozen

    def subscribe(self) -> Slot[Frame]:
        """A slot that gets the present frame at once and every newer one."""
        slot: Slot[Frame] = Slot()
        with self._lock:
            self._slots.append(slot)
            if self._current is not None:
                slot.put(self._current)
        return slot

    def unsubscribe(self, slot: Slot[Frame]) -> None:
        """Close a slot; one that is not subscribed is left alone."""
        with self._lock:
            if slot in self._slots:
                self._slots.remove(slot)
        slot.close()

    def close(self) -> None:
        """Close all slots and refuse all frames."""
        self.begin()
        with self._lock:
            slots, self._slots = self._slots, []
        for slot in slots:
            slot.close()

    @property
    def current(self) -> Frame | None:
        """The frame to be seen now."""
        with self._lock:
            return self._current

    @property
    def published_s(self) -> float | None:
        """When the newest frame came, shown or dropped, by ``time.perf_counter()``."""
        with self._lock:
            return self._published_s
