"""A network's whole pass on a GPU as one command, instead of one for each of its layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    Pass = Callable[[Tensor], tuple[Tensor, ...]]

_WARM_UPS = 3
"""Passes before a graph is recorded: libraries choose their algorithms and take their memory."""


class CudaGraph:
    """Runs a pass over pictures of one size by replaying what it did once.

    A small network keeps a GPU busy for less time than Python needs to name its layers. A graph is
    recorded once for each size of the input; that of another size is forgotten, with its memory. It
    reads and writes always the same memory of the GPU, and what crosses to and from it lies in
    pinned memory, which the GPU copies by itself. So one thread may call it at a time; what it
    returns is the caller's own.

    Parameters
    ----------
    run
        The pass: a tensor on the GPU to tensors there, with no step that waits for the GPU.
    device
        A CUDA device.
    """

    def __init__(self, run: Pass, device: torch.device) -> None:
        self._run = run
        self._device = device
        self._stream = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]
        self._recorded: _Recorded | None = None

    def __call__(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Return the outputs for an input on the CPU, on the CPU."""
        with torch.cuda.device(self._device):
            if self._recorded is None or not self._recorded.fits(pixels):
                self._recorded = None  # first, so that two sizes never hold memory together
                self._recorded = _Recorded(self._run, pixels, self._stream)
            return self._recorded.replay(pixels)


class _Recorded:
    def __init__(self, run: Pass, pixels: Tensor, stream: torch.cuda.Stream) -> None:
        self._stream = stream
        self._pinned = torch.empty_like(pixels, pin_memory=True)
        self._graph = torch.cuda.CUDAGraph()
        stream.wait_stream(torch.cuda.current_stream())  # the weights may be on their way still
        with torch.cuda.stream(stream):
            self._input = pixels.to(stream.device)
            for _ in range(_WARM_UPS):
                run(self._input)
        # Other threads may use the GPU meanwhile, for other panels: only this one is watched.
        with torch.cuda.graph(self._graph, stream=stream, capture_error_mode="thread_local"):
            self._outputs = run(self._input)
        self._pinned_outputs = [
            torch.empty_like(output, device="cpu", pin_memory=True) for output in self._outputs
        ]

    def fits(self, pixels: Tensor) -> bool:
        return pixels.shape == self._input.shape and pixels.dtype == self._input.dtype

    def replay(self, pixels: Tensor) -> tuple[Tensor, ...]:
        self._pinned.copy_(pixels)
        with torch.cuda.stream(self._stream):
            self._input.copy_(self._pinned, non_blocking=True)
            self._graph.replay()
            for pinned, output in zip(self._pinned_outputs, self._outputs, strict=True):
                pinned.copy_(output, non_blocking=True)
        self._stream.synchronize()
        return tuple(pinned.clone() for pinned in self._pinned_outputs)
