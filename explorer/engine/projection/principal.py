"""Principal components: the plane in which points differ most, always seen from the same side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.projection.errors import ProjectionError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Principal:
    """Points seen along their principal axes.

    Parameters
    ----------
    coordinates
        float64 (N, k), around 0.
    mean
        float64 (D,).
    axes
        float64 (k, D), rows of length 1, at right angles; rows of 0 beyond what the points span.
    variances
        float64 (k,): of the coordinates, divided by N. Falling, from `pca`.
    total_variance
        In all D directions.
    """

    coordinates: NDArray[np.float64]
    mean: NDArray[np.float64]
    axes: NDArray[np.float64]
    variances: NDArray[np.float64]
    total_variance: float

    @property
    def explained(self) -> NDArray[np.float64]:
        """The share of the variance along each axis, (k,); 0 where nothing varies."""
        return self.variances / self.total_variance if self.total_variance else self.variances

    def place(self, points: ArrayLike) -> NDArray[np.float64]:
        """Return where other points (M, D) lie, as (M, k)."""
        return np.asarray((np.asarray(points, np.float64) - self.mean) @ self.axes.T)


def pca(points: ArrayLike, k: int = 2) -> Principal:
    """Return the k principal components of points (N, D) (Pearson 1901; Hotelling 1933).

    An axis may point either way; here its largest number is positive, the first one if several are,
    so the same points always give the same picture.

    Raises
    ------
    ProjectionError
        If there is no point, k is below 1, or a number is not finite.
    """
    array = checked_points(points)
    if k < 1:
        raise ProjectionError(f"{k} axes: there has to be one at least.")
    mean = array.mean(0)
    centred = array - mean
    _, lengths, axes = np.linalg.svd(centred, full_matrices=False)
    spanned = lengths > lengths.max(initial=0) * max(array.shape) * np.finfo(np.float64).eps
    axes, lengths = _signed(axes[spanned][:k]), lengths[spanned]
    missing = k - len(axes)
    axes = np.pad(axes, ((0, missing), (0, 0)))
    variances = np.pad(np.square(lengths[:k]) / len(array), (0, missing))
    total = float(np.square(lengths).sum() / len(array))
    return Principal(centred @ axes.T, mean, axes, variances, total)


def checked_points(points: ArrayLike) -> NDArray[np.float64]:
    """Return points as float64 (N, D).

    Raises
    ------
    ProjectionError
        If there is none, or a number is not finite.
    """
    array = np.asarray(points, np.float64)
    if array.ndim != 2 or not array.size:
        raise ProjectionError(f"Points are (points, numbers), one at least, not {array.shape}.")
    bad = ~np.isfinite(array).all(axis=1)
    if bad.any():
        raise ProjectionError(f"Point {int(bad.argmax())} has a number that is not finite.")
    return array


def _signed(axes: NDArray[np.float64]) -> NDArray[np.float64]:
    largest = np.abs(axes).argmax(1)
    return np.asarray(axes * np.sign(axes[np.arange(len(axes)), largest])[:, None], np.float64)
