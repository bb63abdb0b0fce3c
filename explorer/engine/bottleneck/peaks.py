"""The two limits of a device, measured: products of matrices, and copies."""

from __future__ import annotations

from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING

import torch

from explorer.engine.bottleneck.device_memory import free_bytes
from explorer.engine.bottleneck.roofline import Roofline
from explorer.engine.bottleneck.unit_text import memory_text, rate_text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from explorer.engine.bottleneck.measurement_values import Phase
    from explorer.engine.bottleneck.timing import Timer

SIZES = (64, 128, 256, 512, 1024, 2048, 4096, 8192)
"""Sides of the square matrices."""
COPIES = tuple(size << 20 for size in (16, 64, 256, 1024))
"""Bytes: small ones would stay in the caches."""
LONGEST_S = 0.04
"""Of one product or copy: longer ones could not be cancelled quickly."""
_SAMPLES = 5
_SHARE_OF_FREE = 0.25

Progress = tuple["Phase", str, float]
"""What is going on, in words, and how much of the phase is done."""


def measure_roofline(
    timer: Timer, device: torch.device, dtype: torch.dtype, budget_s: float
) -> Generator[Progress, None, Roofline]:
    """Measure a device's roof, with growing sizes, until they take long or the time is over.

    The peak is the best of the medians. The bandwidth is that of the largest copy, read plus
    written bytes: a smaller one may be faster because it stays in the caches.
    """
    start_s = timer.spent_s
    peak, bandwidth = 0.0, 0.0
    for done, side in enumerate(_affordable_sides(device, dtype)):
        if peak and (
            2 * side**3 / peak > LONGEST_S or timer.spent_s - start_s > 0.6 * budget_s
        ):
            break
        with _Matrices(side, device, dtype) as multiply:
            taken_s = yield from _median_s(timer, multiply, "peak", f"{side}×{side}", done, SIZES)
        peak = max(peak, 2 * side**3 / taken_s)
        yield "peak", f"Product of {side}×{side}: {rate_text(2 * side**3 / taken_s)}", 0.0
    for done, size in enumerate(_affordable_copies(device)):
        if bandwidth and (
            2 * size / bandwidth > LONGEST_S or timer.spent_s - start_s > budget_s
        ):
            break
    return Roofline(peak, bandwidth)
