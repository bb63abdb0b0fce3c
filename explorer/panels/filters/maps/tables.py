"""Kernels and channels as tables for CSV files; a map is in `explorer.widgets.map_table`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from explorer.panels.filters.maps.values import FirstFilters, MapsView


def kernel_rows(kernel: NDArray[np.float32]) -> Iterator[Sequence[object]]:
    """Return a kernel (c, f, f) row by row: its input channel and row, then its weights."""
    yield ["input channel", "row", *range(kernel.shape[2])]
    for channel, plane in enumerate(kernel):
        for index, row in enumerate(plane):
            yield [channel, index, *(f"{weight:.9g}" for weight in row.tolist())]


def first_filter_rows(filters: FirstFilters) -> Iterator[Sequence[object]]:
    """Return all kernels of the first layer: number, colour and row, then the weights."""
    colours = ("red", "green", "blue") if filters.is_colour else ("grey",)
    yield ["filter", "colour", "row", *range(filters.kernels.shape[2])]
    for number, kernel in enumerate(filters.kernels):
        for plane, colour in enumerate(colours):
            for index, row in enumerate(kernel[..., plane]):
                yield [number, colour, index, *(f"{weight:.9g}" for weight in row.tolist())]


def channel_rows(view: MapsView) -> Iterator[Sequence[object]]:
    """Return the mean of each channel of the layer, in the order in which they are shown."""
    yield ["channel", f"mean of {view.layer.title}"]
    for channel in view.mosaic.channels:
        yield [int(channel), f"{view.means[int(channel)]:.9g}"]
