"""From a frame and a request to the pooled picture and its winners, in the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.engine.arithmetic import ShapeError
from explorer.engine.images import fit_within, from_unit, luminance, resize, to_unit
from explorer.engine.pooling import Pooled, pool
from explorer.engine.sliding import Sliding
from explorer.panels.filters.pooling.winners import Winners, find_winners
from explorer.widgets.cells import clamped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.filters.state import Cell, PoolingState
    from explorer.services.frames import Frame

WORKING_SIDE = 1280


@dataclass(frozen=True, slots=True)
class PoolingRequest:
    """The part of `PoolingState` that the result depends on."""

    mode: Literal["max", "average"]
    size: int
    stride: int
    channels: Literal["luminance", "rgb"]
    coarse: int


@dataclass(frozen=True, slots=True, eq=False)
class Pooling:
    """A picture and what pooling makes of it.

    ``values`` is what is pooled: float32 in 0..1, (H, W) or (H, W, 3); ``rgb`` shows it.
    ``source`` is (height, width) before the picture was averaged. What follows is None
    where the window does not fit; ``problem`` then says why.
    """

    request: PoolingRequest
    source: tuple[int, int]
    rgb: NDArray[np.uint8]
    values: NDArray[np.float32]
    pooled: Pooled | None = None
    sliding: Sliding | None = None
    output_rgb: NDArray[np.uint8] | None = None
    winners: Winners | None = None
    problem: str = ""

    @property
    def input_size(self) -> tuple[int, int]:
        """Height and width of what is pooled."""
        return self.values.shape[0], self.values.shape[1]

    @property
    def output_size(self) -> tuple[int, int]:
        """Height and width of the pooled picture; (0, 0) without one."""
        if self.pooled is None:
            return 0, 0
        return self.pooled.values.shape[0], self.pooled.values.shape[1]

    @property
    def depth(self) -> int:
        """1 for the luminance, 3 for colours."""
        return 1 if self.values.ndim == 2 else 3


def request_of(state: PoolingState) -> PoolingRequest:
    """Leave out what only the screen needs."""
    return PoolingRequest(state.mode, state.size, state.stride, state.channels, state.coarse)


def respond(source_rgb: NDArray[np.uint8], request: PoolingRequest) -> Pooling:
    """Average the picture to coarse pixels, then pool it."""
    source = source_rgb.shape[0], source_rgb.shape[1]
    rgb = _coarse(fit_within(source_rgb, WORKING_SIDE), request.coarse)
    if request.channels == "luminance":
        values = luminance(rgb)
        rgb = _grey(values)
    else:
        values = to_unit(rgb)
    size = values.shape[0], values.shape[1]
    try:
        sliding = Sliding.plan(size, (request.size, request.size), request.stride, "valid")
        pooled = pool(values, request.size, request.stride, request.mode)
    except ShapeError:
        return Pooling(request, source, rgb, values, problem=_problem(request, size))
    output = pooled.values
    output_rgb = _grey(output) if output.ndim == 2 else from_unit(output)
    winners = find_winners(pooled, size)
    return Pooling(request, source, rgb, values, pooled, sliding, output_rgb, winners)


def process(frame: Frame, request: PoolingRequest) -> Pooling:
    """`respond` for the worker."""
    return respond(frame.rgb, request)


def cell_under(row: int, column: int, pooling: Pooling) -> Cell:
    """Return the output cell whose window is centred nearest to a pixel of the input."""
    half, stride = (pooling.request.size - 1) / 2, pooling.request.stride
    cell = round((row - half) / stride), round((column - half) / stride)
    return clamped(cell, pooling.output_size)


def _problem(request: PoolingRequest, size: tuple[int, int]) -> str:
    f, (height, width) = request.size, size
    advice = "Choose finer pixels." if request.coarse > 1 else "Choose a smaller window."
    return f"A window of {f} × {f} does not fit into {height} × {width}. {advice}"


def _coarse(rgb: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    if factor == 1:
        return rgb
    height, width = rgb.shape[:2]
    return resize(rgb, max(1, height // factor), max(1, width // factor))


def _grey(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.repeat(from_unit(values)[:, :, None], 3, axis=2)
