"""How fast a live panel is: pictures shown, their latency, pictures dropped."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW_S = 2.0
LATENCIES = 30


@dataclass(frozen=True, slots=True)
class Rates:
    """What the status bar says.

    Parameters
    ----------
    fps
        Results shown per second; 0 when nothing was shown lately.
    latency_ms
        Median time from capture to screen of recent frames; None before the first.
    dropped
        Frames that came and were never worked on, since the start.
    """

    fps: float
    latency_ms: float | None
    dropped: int


class RateMeter:
    """Counts what is shown; ``clock`` is ``time.perf_counter``, the one that stamps frames."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self.restart()

    def restart(self) -> None:
        """Forget all; latencies count for frames captured from now on."""
        self._start_s = self._clock()
        self._shown_s: deque[float] = deque()
        self._latencies_s: deque[float] = deque(maxlen=LATENCIES)

    def shown(self, captured_s: float | None) -> None:
        """Note a result on the screen, with its frame's time unless that frame was shown before.

        A frame from before the start (a still picture, a frozen one) says nothing of latency.
        """
        now_s = self._clock()
        self._shown_s.append(now_s)
        if captured_s is not None and captured_s >= self._start_s:
            self._latencies_s.append(now_s - captured_s)

    def rates(self, dropped: int = 0) -> Rates:
        """What was measured over the last two seconds."""
        now_s = self._clock()
        while self._shown_s and now_s - self._shown_s[0] > WINDOW_S:
            self._shown_s.popleft()
        return Rates(self._fps(now_s), self._median_latency_ms(), dropped)

    def _median_latency_ms(self) -> float | None:
        if not self._latencies_s:
            return None
        # Python's statistics would cost 6 ms of the time until the window is painted.
        return 1000 * sorted(self._latencies_s)[len(self._latencies_s) // 2]

    def _fps(self, now_s: float) -> float:
        """Intervals over their time; the time since the last one counts once it is the longer."""
        count = len(self._shown_s)
        if count < 2:
            return 0.0
        first_s, last_s = self._shown_s[0], self._shown_s[-1]
        mean_s = (last_s - first_s) / (count - 1)
        waiting_s = now_s - last_s
        total_s = (now_s if waiting_s > 2 * mean_s else last_s) - first_s
        return (count - 1) / total_s if total_s > 0 else 0.0
