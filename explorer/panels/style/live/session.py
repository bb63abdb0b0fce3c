"""The worker's memory: the network of 26 styles, and the last picture at the size it is painted."""

from __future__ import annotations

import time
from collections import deque
from statistics import median
from typing import TYPE_CHECKING, Final

from explorer.engine.images import resize_fast
from explorer.engine.style import StyleError
from explorer.engine.style.config import scaled_sides
from explorer.engine.style.multistyle import load_multistyle
from explorer.engine.style.multistyle_facts import facts_of
from explorer.panels.style.live.values import LiveView

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.style.multistyle import MultistylePainter
    from explorer.engine.style.multistyle_facts import MultistyleFacts
    from explorer.panels.style.live.values import LiveRequest
    from explorer.services.frames import Frame

MOST_PIXELS: Final = 4_000_000
"""Only a picture a hundred times as long as it is wide gets so large: it has 32 px across."""
TIMES_KEPT: Final = 9


class Session:
    """Answers one call after the other."""

    def __init__(self) -> None:
        self._painter: tuple[str, MultistylePainter, MultistyleFacts] | None = None
        self._scaled: tuple[NDArray[np.uint8], int, NDArray[np.uint8]] | None = None
        self._times: deque[float] = deque(maxlen=TIMES_KEPT)
        self._timed: object = None

    def respond(self, frame: Frame, request: LiveRequest) -> LiveView:
        """Paint a frame.

        Raises
        ------
        ExplorerError
            The network cannot be loaded, or the picture cannot be painted; the text says why.
        """
        painter, facts = self._loaded(request.device)
        original_rgb = self._at_size(frame.rgb, request.size)
        if not any(request.weights):
            return LiveView(original_rgb, original_rgb, None, facts)
        begun_s = time.perf_counter()
        painted_rgb = painter.stylize(original_rgb, request.weights)
        self._note(time.perf_counter() - begun_s, (original_rgb.shape, request.device))
        return LiveView(painted_rgb, original_rgb, median(self._times) * 1e3, facts)

    def _loaded(self, device: str) -> tuple[MultistylePainter, MultistyleFacts]:
        if self._painter is None or self._painter[0] != device:
            painter = load_multistyle(device)
            self._painter = device, painter, facts_of(painter.network)
        return self._painter[1:]

    def _at_size(self, rgb: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
        """Return a picture as large as it is painted; a slider does not scale a still one anew."""
        if self._scaled is None or self._scaled[0] is not rgb or self._scaled[1] != size:
            self._scaled = rgb, size, scaled_to(rgb, size)
        return self._scaled[2]

    def _note(self, elapsed_s: float, kind: object) -> None:
        if kind != self._timed:
            self._timed = kind
            self._times.clear()
        self._times.append(elapsed_s)


def scaled_to(rgb: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Return a picture with a longer side of ``size`` pixels, and no side below 32.

    Raises
    ------
    StyleError
        It is so long and thin that it would be too large.
    """
    height, width = scaled_sides(rgb.shape[:2], size)
    if height * width > MOST_PIXELS:
        text = f"{rgb.shape[1]:,} × {rgb.shape[0]:,} px are too long and thin to be painted:"
        raise StyleError(f"{text} with 32 px across it would be {max(height, width):,} px long.")
    scaled = resize_fast(rgb, height, width)
    scaled.flags.writeable = False
    return scaled
