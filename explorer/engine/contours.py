"""Lines of equal height through a grid of numbers, by marching squares.

A cell is the square between four neighbouring points. Each of its edges whose ends lie on both
sides of the level is crossed where the height, taken as linear along the edge, is the level; the
crossings of a cell are joined (Maple, "Geometric Design and Space Planning Using the Marching
Squares and Marching Cube Algorithms", 2003). A saddle, with four crossings, is decided by the
mean of its corners.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from explorer.engine.arithmetic import ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import ArrayLike, NDArray

Edge: TypeAlias = tuple[int, int, int]
"""0 for the edge from (row, column) to the right, 1 for the one downwards; row; column."""

_TOP, _RIGHT, _BOTTOM, _LEFT = range(4)
# Corners at or above the level, as bits: 1 upper left, 2 upper right, 4 lower right, 8 lower left.
_JOINED: Final[Mapping[int, tuple[tuple[int, int], ...]]] = {
    1: ((_LEFT, _TOP),),
    2: ((_TOP, _RIGHT),),
    3: ((_LEFT, _RIGHT),),
    4: ((_RIGHT, _BOTTOM),),
    6: ((_TOP, _BOTTOM),),
    7: ((_LEFT, _BOTTOM),),
    8: ((_BOTTOM, _LEFT),),
    9: ((_BOTTOM, _TOP),),
    11: ((_BOTTOM, _RIGHT),),
    12: ((_RIGHT, _LEFT),),
    13: ((_RIGHT, _TOP),),
    14: ((_TOP, _LEFT),),
}
_SADDLES: Final[Mapping[tuple[int, bool], tuple[tuple[int, int], ...]]] = {
    (5, True): ((_TOP, _RIGHT), (_BOTTOM, _LEFT)),
    (5, False): ((_LEFT, _TOP), (_RIGHT, _BOTTOM)),
    (10, True): ((_LEFT, _TOP), (_RIGHT, _BOTTOM)),
    (10, False): ((_TOP, _RIGHT), (_BOTTOM, _LEFT)),
}
"""Which edges, by whether the middle is at or above the level."""
_SERIES: Final = (
    (1.0,),
    (1.0, 3.0),
    (1.0, 2.0, 5.0),
    (1.0, 1.5, 2.0, 3.0, 5.0, 7.0),
    (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0),
)
_FEW: Final = 3


def contours(heights: ArrayLike, level: float) -> list[NDArray[np.float64]]:
    """Return the lines at a level.

    Parameters
    ----------
    heights
        (H, W). A cell with a corner that is no finite number has no line.
    level
        Points exactly at it count as above.

    Returns
    -------
    list
        float64 (K, 2) each: column and row, in grid steps. A closed line ends where it begins.

    Raises
    ------
    ShapeError
        The grid is no grid, or smaller than 2 × 2.
    """
    grid = np.asarray(heights, np.float64)
    if grid.ndim != 2 or min(grid.shape) < 2:
        raise ShapeError(f"Contours need a grid of 2 × 2 points or more, not {grid.shape}.")
    neighbours: dict[Edge, list[Edge]] = {}
    for one, other in _segments(grid, level):
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    return [_placed(grid, level, line) for line in _lines(neighbours)]


def nice_levels(low: float, high: float, most: int = 12) -> tuple[float, ...]:
    """Return round levels between two positive numbers, for a logarithmic axis.

    As many of them as there may be: every power of ten (or every second, third …), or 1, 2, 5, 10
    …, or closer ones; where even these are fewer than three, equal steps.

    Raises
    ------
    ValueError
        ``low`` is not above 0, or above ``high``.
    """
    if not 0 < low <= high:
        raise ValueError(f"levels lie between two positive numbers, not {low} and {high}")
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    best: tuple[float, ...] = ()
    for series in _SERIES:
        made = (float(f"{digit}e{power}") for power in powers for digit in series)
        levels = tuple(level for level in made if low < level < high)
        if len(levels) > most:
            return best or levels[:: -(-len(levels) // most)]
        best = levels
    return best if len(best) >= _FEW else _even_levels(low, high)


def _even_levels(low: float, high: float) -> tuple[float, ...]:
    """Return multiples of 1, 2 or 5 times a power of ten, three to eight of them or so."""
    if high - low < 1e-9 * high:
        return ()
    power = 10.0 ** np.floor(np.log10((high - low) / _FEW))
    step = next(digit * power for digit in (5, 2, 1) if (high - low) / (digit * power) >= _FEW)
    numbers = range(int(low / step) + 1, int(np.ceil(high / step)))
    return tuple(float(f"{number * step:.12g}") for number in numbers)


def _segments(grid: NDArray[np.float64], level: float) -> Iterator[tuple[Edge, Edge]]:
    above = grid >= level
    codes = (
        above[:-1, :-1] * 1 + above[:-1, 1:] * 2 + above[1:, 1:] * 4 + above[1:, :-1] * 8
    )  # fmt: skip
    known = np.isfinite(grid)
    whole = known[:-1, :-1] & known[:-1, 1:] & known[1:, 1:] & known[1:, :-1]
    crossed = whole & (codes > 0) & (codes < 15)
    for row, column in np.argwhere(crossed).tolist():
        code = int(codes[row, column])
        if code in _JOINED:
            joined = _JOINED[code]
        else:
            middle = grid[row : row + 2, column : column + 2].mean()
            joined = _SADDLES[code, bool(middle >= level)]
        edges = ((0, row, column), (1, row, column + 1), (0, row + 1, column), (1, row, column))
        for one, other in joined:
            yield edges[one], edges[other]


def _lines(neighbours: dict[Edge, list[Edge]]) -> Iterator[list[Edge]]:
    """Yield chains of crossings: open ones from an end, then closed ones."""
    ends = [edge for edge, others in neighbours.items() if len(others) == 1]
    for start in (*ends, *neighbours):
        if neighbours[start]:
            yield _chain(neighbours, start)


def _chain(neighbours: dict[Edge, list[Edge]], start: Edge) -> list[Edge]:
    """Walk from a crossing as far as it goes, taking away the steps that were walked."""
    line = [start]
    while others := neighbours[line[-1]]:
        here, there = line[-1], others[0]
        neighbours[here].remove(there)
        neighbours[there].remove(here)
        line.append(there)
    return line


def _placed(grid: NDArray[np.float64], level: float, line: list[Edge]) -> NDArray[np.float64]:
    down, row, column = np.array(line).T
    one, other = grid[row, column], grid[row + down, column + 1 - down]
    share = (level - one) / (other - one)
    return np.stack([column + share * (1 - down), row + share * down], axis=1)
