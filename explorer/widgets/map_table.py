"""Maps as tables for CSV files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray


def map_rows(values: NDArray[np.floating]) -> Iterator[Sequence[object]]:
    """Yield a map (H, W) row by row after a header that numbers the columns.

    Nine digits are enough to read every float32 back.
    """
    yield ["row", *range(values.shape[1])]
    for index, row in enumerate(values):
        yield [index, *(f"{value:.9g}" for value in row.tolist())]
