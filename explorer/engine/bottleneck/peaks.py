"""The two limits of a device, measured: products of matrices, and copies.

A roof is what a device can do at its best, so of several samples the fastest counts: medians are
lowered by whatever else runs on the machine, and a variant would then lie above its roof.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch

from explorer.engine.bottleneck.device_memory import free_bytes
from explorer.engine.bottleneck.unit_text import memory_text, rate_text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from explorer.engine.bottleneck.timing import Timer

SIDES = (64, 128, 256, 512, 1024, 2048, 4096, 8192)
"""Of the square matrices."""
COPIES = {
    "cpu": tuple(size << 20 for size in (16, 64)),
    "cuda": tuple(size << 20 for size in (64, 256, 1024)),
}
"""Bytes; a small copy would never leave the caches."""
LONGEST_S = 0.04
"""Of one product or copy: a longer one could not be cancelled quickly."""
ANYWAY = 512
"""The side up to which one slow moment of the machine does not end the growth."""
_SAMPLES = 5
_TRIALS = 3
_SHARE_OF_FREE = 0.25

Progress = tuple[str, float]
"""What has been done, in words, and how much of it all."""


def measure_peak(
    timer: Timer, device: torch.device, dtype: torch.dtype, budget_s: float
) -> Generator[Progress, None, float]:
    """Return the FLOP/s of the fastest product of two square matrices.

    The sides grow until a product takes long, memory is short or the time is over.
    """
    start_s, best = timer.spent_s, 0.0
    for index, side in enumerate(SIDES):
        flops, matrices = 2 * side**3, 3 * side * side * dtype.itemsize
        over = timer.spent_s - start_s > budget_s or not _is_free(matrices, device)
        longest_s = 10 * LONGEST_S if side <= ANYWAY else LONGEST_S
        if best and (over or flops / best > longest_s):
            break
        with _product(side, device, dtype) as multiply:
            words, done = f"Multiplying {side}×{side} matrices", index / len(SIDES)
            taken_s = yield from _least_s(timer, multiply, (words, done))
        best = max(best, flops / taken_s)
        yield f"{words}: {rate_text(flops / taken_s)}", done
    return best


def measure_bandwidth(
    timer: Timer, device: torch.device, dtype: torch.dtype, budget_s: float
) -> Generator[Progress, None, float]:
    """Return the bytes/s of the largest copy, those read plus those written.

    The largest and not the fastest: a smaller one may be faster because it stays in the caches.
    """
    start_s, bandwidth = timer.spent_s, 0.0
    sizes = COPIES["cpu" if device.type == "cpu" else "cuda"]
    for index, size in enumerate(sizes):
        over = timer.spent_s - start_s > budget_s or not _is_free(2 * size, device)
        if bandwidth and (over or 2 * size / bandwidth > LONGEST_S):
            break
        with _copy(size, device, dtype) as copy:
            words, done = f"Copying {memory_text(size)}", index / len(sizes)
            taken_s = yield from _least_s(timer, copy, (words, done))
        bandwidth = 2 * size / taken_s
        yield f"{words}: {rate_text(bandwidth, 'B')}", done
    return bandwidth


def _least_s(
    timer: Timer, work: Callable[[], object], progress: Progress
) -> Generator[Progress, None, float]:
    timer.seconds(work)  # chooses a kernel, and touches the memory
    yield progress
    passes = timer.passes_for(min(timer.seconds(work) for _ in range(_TRIALS)))
    samples = []
    for _ in range(_SAMPLES):
        samples.append(timer.seconds(work, passes))
        yield progress
    return min(samples)


@contextmanager
def _product(side: int, device: torch.device, dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    """Give a function that multiplies; the matrices are gone at the end, whoever holds it."""
    generator = torch.Generator(device).manual_seed(0)
    shape = (side, side)
    held = [
        torch.rand(shape, generator=generator, device=device, dtype=dtype),
        torch.rand(shape, generator=generator, device=device, dtype=dtype),
        torch.empty(shape, device=device, dtype=dtype),
    ]

    def multiply() -> None:
        with _as_convolutions_multiply(device):
            torch.mm(held[0], held[1], out=held[2])

    try:
        yield multiply
    finally:
        held.clear()


@contextmanager
def _copy(size: int, device: torch.device, dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    """Give a function that copies so many bytes; see `_product`."""
    count = size // dtype.itemsize
    held = [
        torch.ones(count, device=device, dtype=dtype),
        torch.empty(count, device=device, dtype=dtype),
    ]
    try:
        yield lambda: held[1].copy_(held[0])
    finally:
        held.clear()


@contextmanager
def _as_convolutions_multiply(device: torch.device) -> Iterator[None]:
    """Let float32 products take TF32 exactly where convolutions do, so that the roof is theirs.

    By PyTorch's defaults only convolutions take it (NVIDIA GPUs since 2020).
    """
    if device.type != "cuda":
        yield
        return
    before = torch.backends.cuda.matmul.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32
    try:
        yield
    finally:
        torch.backends.cuda.matmul.allow_tf32 = before


def _is_free(size_bytes: int, device: torch.device) -> bool:
    free = free_bytes(device)
    return free is None or size_bytes <= _SHARE_OF_FREE * free
