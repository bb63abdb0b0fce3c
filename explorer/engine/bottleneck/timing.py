"""How long work takes on a device."""

from __future__ import annotations

from math import ceil
from time import perf_counter
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLE_S = 0.008
"""Passes are repeated for about so long, and their mean is one sample: long against the clock's
grain and a stray interrupt, short enough that a cancelled measurement ends at once."""
MOST_PASSES = 2000


class Timer:
    """Times work on one device, and counts the seconds that it has spent.

    Work runs in inference mode, and only while it is timed: nothing is changed between samples.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self.spent_s = 0.0

    def seconds(self, work: Callable[[], object], passes: int = 1) -> float:
        """Run ``work`` so many times, and return the seconds of one pass.

        On GPUs the passes are queued one behind another, as in real use, and the time is that
        until the last has ended.
        """
        start = perf_counter()
        with torch.inference_mode():
            if self._device.type == "cuda":
                taken_s = self._on_cuda(work, passes)
            else:
                taken_s = self._by_the_wall(work, passes)
        self.spent_s += perf_counter() - start
        return taken_s / passes

    def passes_for(self, pass_s: float) -> int:
        """Return how many passes of so many seconds fill a sample; at least one."""
        return min(MOST_PASSES, max(1, ceil(SAMPLE_S / max(pass_s, 1e-9))))

    def _by_the_wall(self, work: Callable[[], object], passes: int) -> float:
        self._wait()
        start = perf_counter()
        for _ in range(passes):
            work()
        self._wait()
        return perf_counter() - start

    def _wait(self) -> None:
        if self._device.type == "mps":
            torch.mps.synchronize()

    def _on_cuda(self, work: Callable[[], object], passes: int) -> float:
        with torch.cuda.device(self._device):
            start = torch.cuda.Event(enable_timing=True)  # type: ignore[no-untyped-call]
            end = torch.cuda.Event(enable_timing=True)  # type: ignore[no-untyped-call]
            torch.cuda.synchronize()
            start.record()
            for _ in range(passes):
                work()
            end.record()
            end.synchronize()
            return float(start.elapsed_time(end)) / 1000
