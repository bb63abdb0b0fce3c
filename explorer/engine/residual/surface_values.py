"""A slice of the loss around a trained network, as values without torch."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from numpy.typing import NDArray

RISE: Final = 1.0
"""Nats: the probability of the right class, its geometric mean, has fallen to 1/e."""
COLUMNS: Final = ("alpha", "beta", "loss")
FEWEST_POINTS, MOST_POINTS = 5, 101
LARGEST_SPAN: Final = 10.0
_RAYS: Final = 72
_STEPS_A_CELL: Final = 8


class SurfaceError(ExplorerError, ValueError):
    """A slice that cannot be computed; ``field`` is what of its config is at fault."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class SurfaceConfig:
    """Which slice is computed: L(θ + αδ + βη) for α and β in −span … span.

    The usual 21 × 21 points of 256 pictures of 28×28 pixels are 42 s of one core's time for 20
    layers that begin with 8 channels, 100 to 150 s with 16.

    Parameters
    ----------
    points
        Along each side, odd, so that the trained network lies in the middle.
    span
        How far it goes, in lengths of each filter: at 1 a filter has been moved by as much as it
        is long.
    seed
        Draws the directions δ and η.
    batch
        Pictures that are computed at a time; it changes the speed and the last digits.

    Raises
    ------
    SurfaceError
        A number is out of its range.
    """

    points: int = 21
    span: float = 1.0
    seed: int = 0
    batch: int = 64

    def __post_init__(self) -> None:
        if not FEWEST_POINTS <= self.points <= MOST_POINTS or self.points % 2 == 0:
            raise SurfaceError(
                f"{self.points} points a side: take an odd number from {FEWEST_POINTS} to "
                f"{MOST_POINTS}, so that the trained network lies in the middle.",
                "points",
            )
        if not 0 < self.span <= LARGEST_SPAN:
            raise SurfaceError(
                f"A span of {self.span:g}: it has to lie above 0 and be {LARGEST_SPAN:g} at most.",
                "span",
            )
        if self.batch < 1:
            raise SurfaceError(f"{self.batch} pictures at a time: take one at least.", "batch")

    @property
    def axis(self) -> tuple[float, ...]:
        """The values of α, and of β; the middle one is exactly 0."""
        half = self.points // 2
        return tuple(self.span * index / half for index in range(-half, half + 1))

    @property
    def order(self) -> tuple[tuple[int, int], ...]:
        """The grid's (row, column) in the order computed: the middle, a coarse grid, finer ones."""
        half = self.points // 2
        rows = range(self.points)
        coarseness = {
            (row, column): (_halvings(row - half), _halvings(column - half))
            for row in rows
            for column in rows
        }
        middle = (half, half)
        return tuple(sorted(coarseness, key=lambda at: (at != middle, -min(coarseness[at]), at)))


def _halvings(offset: int) -> int:
    """Return how often a distance from the middle can be halved, 0 to 3; the middle itself 3."""
    return 3 if offset % 8 == 0 else 2 if offset % 4 == 0 else 1 if offset % 2 == 0 else 0


@dataclass(frozen=True, slots=True, eq=False)
class SurfaceStep:
    """One more point of the slice.

    Parameters
    ----------
    index, total
        How many points are computed, of how many.
    row, column
        Which one: ``axis[row]`` is its β, ``axis[column]`` its α.
    loss
        Its mean cross-entropy in nats; infinite where the numbers overflow.
    losses
        float64 (points, points): what is known so far, and NaN. A copy.
    """

    index: int
    total: int
    row: int
    column: int
    loss: float
    losses: NDArray[np.float64]

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.index / self.total


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """The finished slice.

    Parameters
    ----------
    losses
        float64 (points, points), mean cross-entropies in nats: row β, column α.
    images
        How many pictures they are means of.
    """

    config: SurfaceConfig
    losses: NDArray[np.float64]
    images: int

    @property
    def axis(self) -> NDArray[np.float64]:
        """The values of α, and of β, float64 (points,)."""
        return np.array(self.config.axis)

    @property
    def centre(self) -> float:
        """The trained network's own loss."""
        half = self.config.points // 2
        return float(self.losses[half, half])

    @property
    def minimum(self) -> tuple[float, float, float]:
        """α, β and the loss of the lowest point of the grid; the trained network lies at (0, 0)."""
        row, column = divmod(int(np.argmin(self.losses)), self.config.points)
        axis = self.config.axis
        return axis[column], axis[row], float(self.losses[row, column])

    def levels(self, count: int = 12) -> NDArray[np.float64]:
        """Return losses for contours, float64 (count,), equally far apart on a logarithmic axis.

        They lie between the lowest and the highest finite loss. None where all are one.
        """
        finite = self.losses[np.isfinite(self.losses)]
        low, high = max(float(finite.min()), 1e-12), float(finite.max())
        if high <= low:
            return np.empty(0)
        return np.geomspace(low, high, count + 2)[1:-1]

    @property
    def flatness(self) -> Flatness:
        """How far the trained network can be moved before its loss has risen by `RISE`."""
        radii = [self._radius(2 * math.pi * ray / _RAYS) for ray in range(_RAYS)]
        open_rays = sum(radius is None for radius in radii)
        reached = [self.config.span if radius is None else radius for radius in radii]
        return Flatness(sum(reached) / _RAYS, open_rays / _RAYS, self._curvature())

    def _radius(self, angle: float) -> float | None:
        """Return where a ray first meets the loss that is `RISE` above the centre's, or None."""
        cell = self.config.span / (self.config.points // 2)
        steps = _STEPS_A_CELL * (self.config.points // 2)
        radii = np.arange(steps + 1) * (cell / _STEPS_A_CELL)
        along = self._interpolated(radii * math.cos(angle), radii * math.sin(angle))
        above = ~(along < self.centre + RISE)
        return float(radii[int(np.argmax(above))]) if above.any() else None

    def _interpolated(
        self, alpha: NDArray[np.floating], beta: NDArray[np.floating]
    ) -> NDArray[np.float64]:
        """Return losses between the grid's points, bilinear; infinite beside an infinite one."""
        half, span = self.config.points // 2, self.config.span
        x, y = ((one / span + 1) * half for one in (alpha, beta))
        left, below = (np.clip(one.astype(int), 0, 2 * half - 1) for one in (x, y))
        across, up = np.clip(x - left, 0, 1), np.clip(y - below, 0, 1)
        grid = np.minimum(self.losses, np.finfo(np.float32).max)
        low = grid[below, left] * (1 - across) + grid[below, left + 1] * across
        high = grid[below + 1, left] * (1 - across) + grid[below + 1, left + 1] * across
        return np.asarray(low * (1 - up) + high * up)

    def _curvature(self) -> float:
        half = self.config.points // 2
        cell = self.config.span / half
        beside = [self.losses[half, half + by] + self.losses[half + by, half] for by in (-1, 1)]
        return float((sum(beside) - 4 * self.centre) / cell**2)

    def to_csv(self) -> str:
        """Return the grid as CSV, a line a point; an infinite loss is "inf"."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for beta, row in zip(self.config.axis, self.losses.tolist(), strict=True):
            writer.writerows(
                (f"{alpha:.6g}", f"{beta:.6g}", f"{loss:.6g}")
                for alpha, loss in zip(self.config.axis, row, strict=True)
            )
        return text.getvalue()


@dataclass(frozen=True, slots=True)
class Flatness:
    """How flat the slice is around the trained network.

    It belongs to these two directions, and to a network that has learnt: where the loss is that of
    guessing everywhere, all is flat.

    Parameters
    ----------
    radius
        The mean distance, over all directions in the slice, at which the loss has risen by `RISE`;
        where it has not, the span is taken.
    open
        The share of directions, in 0..1, in which it has not within the span: the radius is a
        lower bound then.
    curvature
        ∂²L/∂α² + ∂²L/∂β² at the middle, by differences of neighbouring points.
    """

    radius: float
    open: float
    curvature: float
