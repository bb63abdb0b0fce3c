"""Maps as pictures: palette levels, so that a change of theme costs no arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.colormaps import direction_hue, to_levels
from explorer.engine.images import from_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from explorer.panels.filters.edges.legend import Legend
    from explorer.panels.filters.edges.planes import Plane


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """A map to be shown: palette ``levels`` uint8 (H', W'), or ``rgb`` uint8 (H', W', 3)."""

    levels: NDArray[np.uint8] | None = None
    rgb: NDArray[np.uint8] | None = None


def paint(planes: Sequence[Plane], legend: Legend) -> tuple[Painted, ...]:
    """Turn the maps of one response into pictures by one scale."""
    if legend.colours == "hue":
        return tuple(
            Painted(rgb=direction_hue(plane.values, plane.strength(), plane.scale * legend.high))
            for plane in planes
        )
    if legend.colours == "grey" and len(planes) > 1:
        return _colour_separations(planes, legend)
    return tuple(
        Painted(levels=to_levels(plane.values, plane.scale * legend.low, plane.scale * legend.high))
        for plane in planes
    )


def _colour_separations(planes: Sequence[Plane], legend: Legend) -> tuple[Painted, ...]:
    """Return red, green and blue as greys, and the colour picture that they make together."""
    single = [to_levels(plane.values, legend.low, legend.high) for plane in planes[:3]]
    together = np.stack([plane.values for plane in planes[:3]], axis=2)
    return (*(Painted(levels=level) for level in single), Painted(rgb=from_unit(together)))
