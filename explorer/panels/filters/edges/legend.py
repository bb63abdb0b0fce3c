"""Which colours stand for which numbers, and how far the scale goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from explorer.engine.filters import response_range
from explorer.engine.orientation import preferred_angle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from explorer.panels.filters.edges.planes import Plane
    from explorer.panels.filters.edges.request import EdgesRequest

Colours = Literal["diverging", "viridis", "grey", "hue"]

SHARE = 0.995
"""The part of all responses that the scale "of the picture" holds; stray ones do not dim it."""
SAMPLES = 40_000
CHANNELS = 3
"""The sum of so many channels is painted with a scale that reaches so many times as far."""
FOLLOW = 0.12
"""How far the scale goes towards a new frame's own: slowly, so that video does not flicker."""


@dataclass(frozen=True, slots=True)
class Legend:
    """Colours run from ``low`` to ``high``; what lies beyond takes the colour of the end."""

    colours: Colours
    low: float
    high: float


def legend_of(request: EdgesRequest, limit: float) -> Legend:
    """Return the scale of what is shown, reaching to ``limit``."""
    if request.shown == "signed":
        return Legend("diverging", -limit, limit)
    if request.shown == "picture":
        return Legend("grey", 0.0, limit)
    if request.shown == "direction" and preferred_angle(np.array(request.kernel)) is not None:
        return Legend("hue", 0.0, limit)
    return Legend("viridis", 0.0, limit)


def scale_limit(planes: Sequence[Plane], request: EdgesRequest) -> float:
    """Return where the scale of one picture ends: of the one map, or of the three channels."""
    if request.shown == "picture":
        return white_level(request)
    if request.scale == "kernel":
        return kernel_limit(request)
    limit = max(_high_quantile(plane) for plane in planes[:CHANNELS])
    # A picture without any edge answers 0 everywhere: then the kernel says what is much.
    return limit if limit > 1e-4 * kernel_limit(request) else kernel_limit(request)


def kernel_limit(request: EdgesRequest) -> float:
    """Return the most that any picture in 0..1 can answer; 1 for a kernel of zeros."""
    low, high = response_range(request.weights())
    limit = max(-low, high)
    if request.shown in ("magnitude", "direction"):
        limit *= float(np.sqrt(2))
    return limit or 1.0


def white_level(request: EdgesRequest) -> float:
    """Return what counts as white where the response is shown as a picture."""
    if request.channels != "volume":
        return 1.0
    return max(1.0, sum(weight for weight in request.channel_weights if weight > 0))


class SteadyLimit:
    """Follows the scale of live pictures slowly; another request or source starts anew."""

    def __init__(self) -> None:
        self._key: object = None
        self._limit = 0.0

    def follow(self, key: object, limit: float) -> float:
        """Return the limit to be used where a picture's own is ``limit``."""
        same = key == self._key
        self._key = key
        self._limit = self._limit + FOLLOW * (limit - self._limit) if same else limit
        return self._limit


def _high_quantile(plane: Plane) -> float:
    strength = np.abs(_sampled(plane.response if plane.turned is not None else plane.values))
    if plane.turned is not None:
        strength = np.hypot(strength, _sampled(plane.turned))
    rank = min(int(SHARE * strength.size), strength.size - 1)
    return float(np.partition(strength, rank)[rank])


def _sampled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    step = max(1, int(np.sqrt(values.size / SAMPLES)))
    return np.ascontiguousarray(values[::step, ::step]).reshape(-1)
