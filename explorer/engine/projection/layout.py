"""t-SNE, step by step: points placed in a plane so that neighbours stay neighbours.

The exact form of van der Maaten and Hinton 2008. It starts from the principal components, not at
random, which keeps the large order of things and makes the picture the same each time (Kobak and
Berens 2019, "The art of using t-SNE for single-cell transcriptomics"). Distances between groups,
their sizes and their densities in such a picture mean little: who is beside whom does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.projection.affinities import affinities, fitting_perplexity
from explorer.engine.projection.errors import ProjectionError
from explorer.engine.projection.objective import Objective
from explorer.engine.projection.principal import checked_points, pca

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import ArrayLike, NDArray

MOST_POINTS: Final = 2000
"""Every step looks at all pairs."""
_START_SPREAD: Final = 1e-4
_LEAST_GAIN: Final = 0.01
_EARLY_MOMENTUM: Final = 0.5
_LATE_MOMENTUM: Final = 0.8
# p_ij are of the size 1 / N, so a step has to grow with N, and to shrink where p is exaggerated
# (Belkina et al. 2019). With the constant rates in use 3 to 100 points are flung apart; with this
# one 3 to 1,000 settle within 200 steps, and four times as much is too much.
_RATE_PER_POINT: Final = 1 / 8


@dataclass(frozen=True, slots=True)
class LayoutOptions:
    """How points are laid out.

    Parameters
    ----------
    perplexity
        The effective number of neighbours; lowered where there are few points.
    steps
        In all.
    early
        Steps at the start in which neighbours attract ``exaggeration`` times as much, so that
        groups find together (section 3.4).
    exaggeration
        See ``early``.

    Raises
    ------
    ProjectionError
        A number is out of its range.
    """

    perplexity: float = 15.0
    steps: int = 400
    early: int = 100
    exaggeration: float = 4.0

    def __post_init__(self) -> None:
        if not 1 <= self.perplexity <= MOST_POINTS:
            raise ProjectionError(f"Perplexity {self.perplexity:g}: it has to be 1 at least.")
        if self.steps < 1 or self.early < 0:
            raise ProjectionError("A layout takes one step at least.")
        if not self.exaggeration >= 1:
            raise ProjectionError(
                f"Exaggeration {self.exaggeration:g}: it has to be 1 at least, which is none."
            )


@dataclass(frozen=True, slots=True, eq=False)
class LayoutStep:
    """The picture after ``index`` of ``total`` steps; 0 is the start.

    Parameters
    ----------
    coordinates
        float32 (N, 2), around 0.
    divergence
        KL(P‖Q), what is made small (equation 2), without the exaggeration.
    perplexity
        That is used.
    is_early
        Whether neighbours are still pulled together harder than they should be.
    """

    index: int
    total: int
    coordinates: NDArray[np.float32]
    divergence: float
    perplexity: float
    is_early: bool

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.index / self.total


DEFAULT_OPTIONS: Final = LayoutOptions()


def neighbour_layout(
    points: ArrayLike, options: LayoutOptions = DEFAULT_OPTIONS
) -> Generator[LayoutStep, None, LayoutStep]:
    """Lay points (N, D) out in a plane, step by step; nothing is drawn at random.

    Yields
    ------
    LayoutStep
        ``steps + 1`` of them. Between two of them the layout may rest, or be given up.

    Returns
    -------
    LayoutStep
        The last.

    Raises
    ------
    ProjectionError
        If there is no point, a number is not finite, or there are more than `MOST_POINTS`.
    """
    array = checked_points(points)
    if len(array) > MOST_POINTS:
        raise ProjectionError(
            f"{len(array):,} points: this layout looks at every pair and takes {MOST_POINTS:,} at "
            "most. Choose some of them, or PCA."
        )
    perplexity = fitting_perplexity(options.perplexity, len(array))
    descent = _Descent(affinities(array, perplexity), _start(array), options)
    for index in range(options.steps + 1):
        is_early = index < options.early
        divergence = descent.look()
        coordinates = descent.coordinates
        step = LayoutStep(index, options.steps, coordinates, divergence, perplexity, is_early)
        yield step
        if index < options.steps:
            descent.move(is_early)
    return step


def _start(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the principal plane, shrunk so that the gradient decides from the start.

    A hundredth of it is noise, always the same: points that lie on a line, or in one another, would
    never leave it otherwise.
    """
    plane = pca(points).coordinates
    widest = plane[:, 0].std() or 1.0
    noise = np.random.default_rng(0).standard_normal(plane.shape)
    return (plane / widest + 0.01 * noise) * _START_SPREAD


class _Descent:
    """Gradient descent with momentum (equation 3) and a gain for each coordinate (Jacobs 1988)."""

    def __init__(
        self, joint: NDArray[np.float64], start: NDArray[np.float64], options: LayoutOptions
    ) -> None:
        self._objective = Objective(joint.astype(np.float32))
        self._at = start.astype(np.float32)
        self._speed = np.zeros_like(self._at)
        self._gains = np.ones_like(self._at)
        self._exaggeration = options.exaggeration
        self._rate = len(start) * _RATE_PER_POINT

    @property
    def coordinates(self) -> NDArray[np.float32]:
        """Where the points are, float32 (N, 2)."""
        return self._at.copy()

    def look(self) -> float:
        """Look at all pairs of points, as they lie now; return KL(P‖Q)."""
        return self._objective.look(self._at)

    def move(self, is_early: bool) -> None:
        """Make a step from where was looked."""
        exaggeration = self._exaggeration if is_early else 1.0
        slope = self._objective.gradient(self._at, exaggeration)
        turned_back = (slope > 0) != (self._speed > 0)
        self._gains = np.maximum(
            np.where(turned_back, self._gains + 0.2, self._gains * 0.8), _LEAST_GAIN
        ).astype(np.float32)
        momentum = _EARLY_MOMENTUM if is_early else _LATE_MOMENTUM
        rate = self._rate / exaggeration
        self._speed = momentum * self._speed - rate * self._gains * slope
        self._at = self._at + self._speed
        self._at -= self._at.mean(0)
