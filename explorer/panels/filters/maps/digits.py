"""A drawn digit as a source of frames, and one drawing of each digit."""

from __future__ import annotations

import time
from math import cos, pi, sin
from typing import TYPE_CHECKING

from explorer.services.frames import Frame
from explorer.services.media import SourceSpec
from explorer.services.slot import Slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.filters.state import Stroke

PAD = SourceSpec("memory", "", "Drawn digit")


class DigitSource:
    """Puts each new drawing into a slot, as a camera would."""

    def __init__(self) -> None:
        self._slot: Slot[Frame] | None = None
        self._frame: Frame | None = None

    def show(self, grey: NDArray[np.uint8]) -> None:
        """Take another drawing, uint8 (H, W)."""
        import numpy as np

        self._frame = Frame(np.repeat(grey[:, :, None], 3, 2), 0, time.perf_counter(), PAD)
        if self._slot is not None:
            self._slot.put(self._frame)

    def subscribe(self) -> Slot[Frame]:
        """Return a slot that gets the present drawing at once, and every later one."""
        self._slot = Slot()
        if self._frame is not None:
            self._slot.put(self._frame)
        return self._slot

    def unsubscribe(self) -> None:
        """Close the slot."""
        if self._slot is not None:
            self._slot.close()
        self._slot = None


def _arc(
    x: float, y: float, rx: float, ry: float, start_deg: float, end_deg: float
) -> tuple[tuple[float, float], ...]:
    """Return points of an ellipse; 0° is to the right, 90° down."""
    count = 14
    angles = [pi / 180 * (start_deg + (end_deg - start_deg) * i / count) for i in range(count + 1)]
    return tuple((round(x + rx * cos(angle), 4), round(y + ry * sin(angle), 4)) for angle in angles)


EXAMPLES: Mapping[int, tuple[Stroke, ...]] = {
    0: (_arc(0.5, 0.5, 0.2, 0.3, -90, 270),),
    1: (((0.42, 0.3), (0.53, 0.2), (0.5, 0.8)),),
    2: ((*_arc(0.5, 0.36, 0.19, 0.17, -160, 40), (0.3, 0.78), (0.72, 0.78)),),
    3: ((*_arc(0.48, 0.34, 0.17, 0.15, -150, 80), *_arc(0.48, 0.64, 0.2, 0.17, -80, 150)),),
    4: (((0.45, 0.2), (0.3, 0.56), (0.74, 0.54)), ((0.62, 0.24), (0.57, 0.82))),
    5: (((0.68, 0.22), (0.4, 0.22), (0.37, 0.46), *_arc(0.47, 0.61, 0.2, 0.18, -100, 140)),),
    6: (((0.62, 0.2), (0.46, 0.36), (0.36, 0.56), *_arc(0.51, 0.64, 0.16, 0.16, 180, -180)),),
    7: (((0.3, 0.24), (0.7, 0.24), (0.56, 0.5), (0.46, 0.82)),),
    8: (_arc(0.5, 0.35, 0.14, 0.14, 90, 450), _arc(0.5, 0.65, 0.18, 0.16, -90, 270)),
    9: (_arc(0.5, 0.38, 0.16, 0.16, 0, 360), ((0.66, 0.38), (0.62, 0.62), (0.56, 0.82))),
}
"""One drawing of each digit."""
