"""The live loop with YOLOv3-tiny: capture, inference, decoding, suppression and paint.

The peer of its rate is the slower of the source and the bare network, which runs alone right after
the loop: 0.9 of that rate is to be seen on the screen. The peer of its latency is two passes of the
network, one interval of the source and one frame of the display.

``CONVNET_EXPLORER_LIVE_S=600 make bench ARGS=live`` lets each source run for ten minutes, in all,
with the same loop; by default it is some seconds.
"""

from __future__ import annotations

import os
import statistics
import time
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.yolo import load_detector
from tests.benchmarks.harness import Row
from tests.benchmarks.live_loop import LiveLoop, Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.engine.yolo import Detector

CASES = ((30, 416), (30, 608), (60, 416))
"""Pictures a second that the camera gives, and pixels of the network's input: on two cores the
source is the slower one first, and the network then."""
SECONDS = float(os.environ.get("CONVNET_EXPLORER_LIVE_S", "18"))
REPEATS = 3
RATE_SHARE = 0.9
FRAME_MS = 1000 / 60
NETWORK_PASSES = 40


def rows() -> list[Row]:
    """The rows of this module, for each source: rate first, then the latencies seen with it."""
    return [row for rate_hz, size in CASES for row in _Measured(rate_hz, size).rows()]


class _Measured:
    """One source's loop; what the row of its rate saw, the rows of its latency tell."""

    def __init__(self, rate_hz: float, size: int) -> None:
        self._rate_hz, self._size = rate_hz, size
        self._loop: LiveLoop | None = None
        self._runs: list[Run] = []
        self._network_ms: list[float] = []

    def rows(self) -> list[Row]:
        where = f"live loop, camera at {self._rate_hz:g}/s, {self._size} px"
        rate = Row(
            name=f"{where}: time a picture / slower of source and bare network",
            ours=self._seen_ms,
            peer=self._slower_ms,
            goal=1 / RATE_SHARE,
            repeats=REPEATS,
            warm_ups=0,
        )
        limit = "two inferences + source interval + display frame"
        median = self._latency_row(f"{where}: latency, median / {limit}", 0.5)
        return [rate, median, self._latency_row(f"{where}: latency, 95 of 100 / {limit}", 0.95)]

    def _latency_row(self, name: str, share: float) -> Row:
        return Row(
            name=name,
            ours=_one_by_one(lambda: [run.latency_ms(share) for run in self._runs]),
            peer=_one_by_one(lambda: [self._limit_ms(one) for one in self._network_ms]),
            goal=1.0,
            repeats=REPEATS,
            warm_ups=0,
        )

    def _seen_ms(self) -> float:
        if self._loop is None:
            self._loop = LiveLoop(_detector(self._size), self._rate_hz)
        self._runs.append(self._loop.run(SECONDS / REPEATS))
        if len(self._runs) == REPEATS:
            self._loop.shutdown()
        return self._runs[-1].interval_ms

    def _slower_ms(self) -> float:
        self._network_ms.append(_bare_network_ms(_detector(self._size)))
        return max(1000 / self._rate_hz, self._network_ms[-1])

    def _limit_ms(self, network_ms: float) -> float:
        return 2 * network_ms + 1000 / self._rate_hz + FRAME_MS


def _one_by_one(values: Callable[[], list[float]]) -> Callable[[], float]:
    taken = 0

    def take() -> float:
        nonlocal taken
        taken += 1
        return values()[taken - 1]

    return take


@cache
def _detector(size: int) -> Detector:
    return load_detector("yolov3-tiny", size)


def _bare_network_ms(detector: Detector) -> float:
    picture = np.full((detector.size, detector.size, 3), 90, np.uint8)
    detector.network.warm_up(detector.size)
    spent_ms = []
    for _ in range(NETWORK_PASSES):
        start_s = time.perf_counter()
        detector.network(picture)
        spent_ms.append((time.perf_counter() - start_s) * 1e3)
    return statistics.median(spent_ms)
