"""The probe's numbers and the kernel as tables for CSV files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.panels.filters.edges.planes import CHANNEL_TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from explorer.panels.filters.edges.probing import Reading

PROBE_HEADER = (
    "channel", "row", "column", "picture_row", "picture_column", "padded", "x", "w", "product",
)  # fmt: skip


def kernel_rows(weights: NDArray[np.float32]) -> Iterator[tuple[object, ...]]:
    """Yield an (f, f) or (f, f, 3) kernel: one line for each row of each slice."""
    volume = _volume(weights)
    yield "slice", "row", *range(volume.shape[1])
    titles = CHANNEL_TITLES if volume.shape[2] > 1 else ("all",)
    for channel, title in enumerate(titles):
        for index, row in enumerate(volume[:, :, channel].tolist()):
            yield title, index, *(f"{weight:.9g}" for weight in row)


def probe_rows(reading: Reading) -> Iterator[tuple[object, ...]]:
    """Yield one line for each product, then the sums.

    Rows and columns count from 0: in the window, and in the picture, where cells of the padding
    lie outside.
    """
    yield PROBE_HEADER
    found = reading.probe
    window, kernel, products = (_volume(a) for a in (found.window, found.kernel, found.products))
    titles = CHANNEL_TITLES if window.shape[2] > 1 else ("Luminance",)
    for channel, title in enumerate(titles):
        for i, j in np.ndindex(window.shape[:2]):
            numbers = (f"{float(a[i, j, channel]):.9g}" for a in (window, kernel, products))
            place = (found.top + i, found.left + j)
            yield title, i, j, *place, int(found.padded[i, j]), *numbers
    if len(titles) > 1:
        for title, total in zip(titles, found.channel_totals, strict=True):
            yield f"sum {title}", *[""] * 7, f"{float(total):.9g}"
    yield "sum", *[""] * 7, f"{found.total:.9g}"


def _volume(array: NDArray[np.float32]) -> NDArray[np.float32]:
    return array if array.ndim == 3 else array[:, :, None]
