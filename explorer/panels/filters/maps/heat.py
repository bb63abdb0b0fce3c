"""A channel's map in the colours of the grid, to be laid over the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


def heat_rgba(
    values: NDArray[np.float32],
    ends: tuple[float, float],
    palette: Sequence[int],
    opacity: float,
) -> NDArray[np.uint8]:
    """Return a map (H, W) as uint8 RGBA (H, W, 4) of one opacity, 0 to 1.

    Parameters
    ----------
    ends
        The values of the palette's first and last colour; what lies beyond takes theirs.
    palette
        256 colours ``0xAARRGGBB``, the last for what is no number.
    """
    import numpy as np

    from explorer.engine.colormaps import to_levels

    colours = np.asarray(palette, np.uint32)
    rgba = np.empty((256, 4), np.uint8)
    for place, shift in enumerate((16, 8, 0)):
        rgba[:, place] = colours >> shift & 0xFF
    rgba[:, 3] = round(255 * opacity)
    painted: NDArray[np.uint8] = rgba[to_levels(values, *ends)]
    return painted
