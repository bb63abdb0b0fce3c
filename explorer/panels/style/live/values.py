"""What the worker of the live page is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.style.multistyle_facts import MultistyleFacts

THUMB_PX: Final = 144
"""Longer side at which a thumbnail is painted: more than a tile shows of it."""
THUMB_PROPORTION: Final = 0.63
"""Height to width of a thumbnail."""


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """How a frame is painted.

    ``weights``: one for each of the 26 styles, all 0 where none is chosen. ``size``: the longer
    side in pixels. ``device`` as torch names it.
    """

    weights: tuple[float, ...]
    size: int
    device: str


@dataclass(frozen=True, slots=True, eq=False)
class LiveView:
    """A painted picture beside the one that it was painted from, both uint8 (H, W, 3).

    ``paint_ms`` is the median time of the last pictures of this size, None where no style is
    chosen: then ``painted_rgb`` is the picture as it came.
    """

    painted_rgb: NDArray[np.uint8]
    original_rgb: NDArray[np.uint8]
    paint_ms: float | None
    facts: MultistyleFacts
