"""The input gradient of a unit as a picture: one number for each pixel, and how far colours go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.colormaps import to_levels
from explorer.engine.excite import gradient_map
from explorer.panels.filters.excite.values import SHARE, GradientAnswer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.excite import UnitGradient
    from explorer.panels.filters.excite.values import Position


def gradient_answer(found: UnitGradient, *, signed: bool) -> GradientAnswer:
    """Make the picture of a gradient."""
    values = gradient_map(found.gradient, signed)
    strength = np.abs(values)
    limit = colour_limit(strength)
    peak_at = _index(strength.argmax(), values.shape[1])
    return GradientAnswer(
        values=values,
        levels=to_levels(values, -limit if signed else 0.0, limit),
        signed=signed,
        limit=limit,
        position=found.position,
        activation=found.activation,
        peak=float(values[peak_at]),
        peak_at=peak_at,
        extent=extent_of(values),
    )


def colour_limit(strength: NDArray[np.float32]) -> float:
    """Return where the colours end: below that lie 99.5 % of the magnitudes that are not 0.

    0 where all are 0.
    """
    strong = strength[strength > 0]
    if not strong.size:
        return 0.0
    rank = min(int(SHARE * strong.size), strong.size - 1)
    return float(np.partition(strong, rank)[rank])


def extent_of(values: NDArray[np.float32]) -> tuple[int, int, int, int] | None:
    """Return (top, left, bottom, right) of what is not 0, right and bottom outside; None if all is.

    For one value of a map that is the part of the input that it depends on: its receptive field.
    """
    rows, columns = (np.flatnonzero(values.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return None
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _index(flat: np.integer, width: int) -> Position:
    row, column = divmod(int(flat), width)
    return row, column
