"""Curves as lines in pixels: thinned to what can be seen, broken where there is no number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from explorer.panels.residual.curves.values import Curve
    from explorer.widgets.axis import Axis
    from explorer.widgets.chart import Plane

    Reals = NDArray[np.float64]

MOST_POINTS = 600
"""Of a curve: more than that are two for each pixel or so, and cannot be told apart."""


class Line:
    """A curve in a plane.

    Attributes
    ----------
    xs, across, down
        Places on the axis, and both pixels, (N,); ``down`` is NaN where there is no number, and
        outside the plane. Cutting by the painter would be lost in an SVG.
    """

    def __init__(self, curve: Curve, plane: Plane) -> None:
        xs, ys = thinned(np.asarray(curve.xs, float), np.asarray(curve.ys, float), MOST_POINTS)
        room = plane.room
        self.xs, shares = clipped(xs, _shares(plane.y, ys))
        self.across = room.left() + _shares(plane.x, self.xs) * room.width()
        self.down = room.bottom() - shares * room.height()
        self._whole: tuple[QPolygonF, ...] | None = None

    def polygons(self, until: float | None = None) -> Iterator[QPolygonF]:
        """Yield what is to be drawn, up to a place on the axis; between points it is a part."""
        if until is not None:
            yield from _polygons(*self._grown(until))
            return
        if self._whole is None:
            self._whole = tuple(_polygons(self.across, self.down))
        yield from self._whole

    def head(self, until: float | None = None) -> QPointF | None:
        """Return where the line ends; None if it has not begun, or has no number there."""
        across, down = (self.across, self.down) if until is None else self._grown(until)
        if not len(across) or not np.isfinite(down[-1]):
            return None
        return QPointF(float(across[-1]), float(down[-1]))

    def _grown(self, until: float) -> tuple[Reals, Reals]:
        count = int(np.searchsorted(self.xs, until, "right"))
        if count == 0 or count == len(self.xs):
            return self.across[:count], self.down[:count]
        span = self.xs[count] - self.xs[count - 1]
        share = (until - self.xs[count - 1]) / span
        last = [_between(one[count - 1], one[count], share) for one in (self.across, self.down)]
        return np.append(self.across[:count], last[0]), np.append(self.down[:count], last[1])


def _polygons(across: Reals, down: Reals) -> Iterator[QPolygonF]:
    for part in _runs(down):
        points = zip(across[part].tolist(), down[part].tolist(), strict=True)
        yield QPolygonF([QPointF(x, y) for x, y in points])


def thinned(xs: Reals, ys: Reals, most: int) -> tuple[Reals, Reals]:
    """Return at most about so many points of a curve: the ends and extremes of equal parts.

    Peaks stay; what is no finite number stays as a gap where a whole part has none.
    """
    if len(xs) <= most:
        return xs, ys
    parts = np.array_split(np.arange(len(xs)), max(most // 2, 1))
    kept = {0, len(xs) - 1}
    for part in parts:
        found = part[np.isfinite(ys[part])]
        if not len(found):
            kept.add(int(part[0]))
            continue
        kept.add(int(found[ys[found].argmin()]))
        kept.add(int(found[ys[found].argmax()]))
    index = np.array(sorted(kept))
    return xs[index], ys[index]


def clipped(xs: Reals, shares: Reals) -> tuple[Reals, Reals]:
    """Return a line with a point wherever it crosses 0 or 1, and NaN in place of what is beyond."""
    for level in (0.0, 1.0):
        off = shares - level
        crosses = np.flatnonzero(off[:-1] * off[1:] < 0)
        part = off[crosses] / (off[crosses] - off[crosses + 1])
        places = xs[crosses] + part * (xs[crosses + 1] - xs[crosses])
        xs = np.insert(xs, crosses + 1, places)
        shares = np.insert(shares, crosses + 1, level)
    with np.errstate(invalid="ignore"):
        return xs, np.where((shares >= 0) & (shares <= 1), shares, np.nan)


def _shares(axis: Axis, values: Reals) -> Reals:
    with np.errstate(all="ignore"):
        if axis.is_log:
            shares = np.log10(values / axis.low) / np.log10(axis.high / axis.low)
        else:
            shares = (values - axis.low) / (axis.high - axis.low)
    return np.where(np.isfinite(shares), shares, np.nan)


def _runs(values: Reals) -> Iterator[slice]:
    """Yield the stretches without a gap."""
    is_number = np.isfinite(values)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_number.astype(np.int8), [0]))))
    for start, stop in edges.reshape(-1, 2).tolist():
        yield slice(start, stop)


def _between(first: float, last: float, share: float) -> float:
    return float(first + (last - first) * share)
