"""One window of the pooled picture: its numbers, its winner, and the formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.widgets.cells import clamped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from explorer.panels.filters.pooling.respond import Pooling
    from explorer.panels.filters.state import Cell

CHANNELS = ("Red", "Green", "Blue")
TERMS_AT_MOST = 9


@dataclass(frozen=True, slots=True, eq=False)
class WindowReading:
    """A window (f, f, C), where it begins, and what came of it.

    ``winners`` are (row, column) in the window, one a channel; empty for the average.
    """

    pooling: Pooling
    cell: Cell
    top: int
    left: int
    window: NDArray[np.float32]
    values: tuple[float, ...]
    winners: tuple[Cell, ...]


def read(pooling: Pooling, cell: Cell) -> WindowReading | None:
    """Read the cell that is nearest to the one asked for; None without a result."""
    found = pooling.pooled
    if found is None:
        return None
    row, column = clamped(cell, pooling.output_size)
    size, stride = pooling.request.size, pooling.request.stride
    top, left = row * stride, column * stride
    window = pooling.values[top : top + size, left : left + size]
    return WindowReading(
        pooling=pooling,
        cell=(row, column),
        top=top,
        left=left,
        window=window if window.ndim == 3 else window[:, :, None],
        values=tuple(np.atleast_1d(found.values[row, column]).astype(float).tolist()),
        winners=_winners(found.winner_rows, found.winner_columns, (row, column), (top, left)),
    )


def window_latex(reading: WindowReading, *, with_numbers: bool = True) -> str:
    """Return max or mean, a line for each channel.

    Without numbers it is true of every picture: letters stand for them, and the lines stay.
    """
    lines = []
    for channel, value in enumerate(reading.values):
        pixels = reading.window[:, :, channel]
        numbers = [f"{x:.3f}" for x in pixels.flat]
        result = f" = {value:.3f}"
        if not with_numbers:
            numbers = [f"x_{{{i + 1}{j + 1}}}" for i, j in np.ndindex(pixels.shape)]
            result = ""
        kept = numbers[:TERMS_AT_MOST]
        dots = [r"\ldots"] if len(numbers) > len(kept) else []
        name = "y" if len(reading.values) == 1 else f"y_{{{'RGB'[channel]}}}"
        if reading.pooling.request.mode == "max":
            inside = r",\, ".join(kept + dots)
            lines.append(rf"{name} = \max\left\{{{inside}\right\}}{result}")
        else:
            inside = " + ".join(kept + dots)
            lines.append(rf"{name} = \frac{{1}}{{{len(numbers)}}}\left({inside}\right){result}")
    return "\n".join(lines)


def window_rows(reading: WindowReading) -> Iterator[tuple[object, ...]]:
    """Yield the numbers of the window as a table, then what came of them."""
    yield "channel", "picture_row", "picture_column", "x", "winner"
    titles = CHANNELS if len(reading.values) > 1 else ("Luminance",)
    for channel, title in enumerate(titles):
        winner = reading.winners[channel] if reading.winners else None
        for i, j in np.ndindex(reading.window.shape[:2]):
            x = float(reading.window[i, j, channel])
            place = (reading.top + i, reading.left + j)
            yield title, *place, f"{x:.9g}", int((i, j) == winner)
    mode = reading.pooling.request.mode
    for title, value in zip(titles, reading.values, strict=True):
        yield f"{mode} {title}", "", "", f"{value:.9g}", ""


def _winners(
    rows: NDArray[np.int32] | None,
    columns: NDArray[np.int32] | None,
    cell: Cell,
    corner: tuple[int, int],
) -> tuple[Cell, ...]:
    if rows is None or columns is None:
        return ()
    places = zip(np.atleast_1d(rows[cell]), np.atleast_1d(columns[cell]), strict=True)
    return tuple((int(row) - corner[0], int(column) - corner[1]) for row, column in places)
