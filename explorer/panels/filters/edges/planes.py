"""The response of a kernel, and what is made of it: absolute value, magnitude, direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.filters import convolve, convolve_per_channel
from explorer.engine.orientation import direction, magnitude, preferred_angle, quarter_turn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.filters.edges.request import EdgesRequest

CHANNEL_TITLES = ("Red", "Green", "Blue")
CROSSED = ("magnitude", "direction")
"""What needs the kernel turned by 90° as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """One map of the response, all float32 (H', W').

    ``response`` holds the dot products, ``turned`` those of the turned kernel where they are
    needed, ``values`` what is shown of them (radians for the direction). ``scale`` is by how
    much further the colour scale reaches for this map.
    """

    title: str
    response: NDArray[np.float32]
    turned: NDArray[np.float32] | None
    values: NDArray[np.float32]
    scale: int = 1

    def strength(self) -> NDArray[np.float32]:
        """Return √(r² + r⊥²), or |r| where there is no turned response."""
        if self.turned is None:
            return np.abs(self.response)
        return magnitude(self.response, self.turned)


def compute_planes(values: NDArray[np.float32], request: EdgesRequest) -> tuple[Plane, ...]:
    """Filter the picture: one map, or those of red, green and blue and their sum.

    Raises
    ------
    ShapeError
        The kernel or its padding does not fit the picture.
    """
    weights = request.weights()
    turned = quarter_turn(weights) if request.shown in CROSSED else None
    if request.channels == "each":
        return _channel_planes(values, weights, turned, request)
    geometry = (request.stride, request.padding, request.border)
    response = convolve(values, weights, *geometry)
    across = None if turned is None else convolve(values, turned, *geometry)
    return (_plane("Response", response, across, request),)


def _channel_planes(
    values: NDArray[np.float32],
    weights: NDArray[np.float32],
    turned: NDArray[np.float32] | None,
    request: EdgesRequest,
) -> tuple[Plane, ...]:
    geometry = (request.stride, request.padding, request.border)
    responses = _split(convolve_per_channel(values, weights, *geometry))
    crosses: tuple[NDArray[np.float32] | None, ...] = (None, None, None)
    if turned is not None:
        crosses = _split(convolve_per_channel(values, turned, *geometry))
    planes = [
        _plane(title, response, across, request)
        for title, response, across in zip(CHANNEL_TITLES, responses, crosses, strict=True)
    ]
    return (*planes, _sum_plane(planes, request))


def _sum_plane(planes: list[Plane], request: EdgesRequest) -> Plane:
    """Join three channels: by their sum, or by the sum of their absolute values."""
    red, green, blue = planes
    total = red.response + green.response + blue.response
    if request.shown == "absolute":
        values = red.values + green.values + blue.values
        return Plane("Sum of |·|", total, None, values, len(planes))
    across = None
    if red.turned is not None and green.turned is not None and blue.turned is not None:
        across = red.turned + green.turned + blue.turned
    title = "Together" if request.shown == "picture" else "Sum"
    return _plane(title, total, across, request, len(planes))


def _plane(
    title: str,
    response: NDArray[np.float32],
    turned: NDArray[np.float32] | None,
    request: EdgesRequest,
    scale: int = 1,
) -> Plane:
    values = response
    if request.shown == "absolute":
        values = np.abs(response)
    elif turned is not None:
        preferred = preferred_angle(np.array(request.kernel, np.float32))
        if request.shown == "direction" and preferred is not None:
            values = direction(response, turned, preferred)
        else:
            values = magnitude(response, turned)
    return Plane(title, response, turned, values, scale)


def _split(volume: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    return tuple(np.ascontiguousarray(volume[:, :, channel]) for channel in range(3))
