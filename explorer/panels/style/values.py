"""What is shown: pictures that were chosen, moments of a painting, and its branches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.style import GradientShares, StyleConfig
    from explorer.engine.style import StyleState as Planes
    from explorer.engine.style.state import LayerLosses

CONTENT = -1
"""The place of the content where styles are counted from 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture to paint with, uint8 RGB (H, W, 3).

    ``text`` is ``bundled:…`` or a path; empty for one that lives in memory alone.
    """

    title: str
    rgb: NDArray[np.uint8]
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """What was chosen and could be read; ``problems`` says why the rest could not, by place."""

    content: Picture | None = None
    styles: tuple[Picture | None, ...] = ()
    problems: tuple[tuple[int, str], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether there is a content and every style."""
        return self.content is not None and bool(self.styles) and None not in self.styles


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """The losses of one step, before the picture that is kept of it; all of them are kept."""

    index: int
    loss: float
    content: float
    style: float
    variation: float
    content_by_layer: LayerLosses
    style_by_layer: LayerLosses
    elapsed_s: float
    size: int
    recovered: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A step whose picture was kept: what the timeline shows, and a fork goes on from.

    ``thumb``: uint8, at most 96 px. ``planes`` is what to go on from exactly; None where memory was
    short, then a fork starts at the picture.
    """

    branch: int
    index: int
    rgb: NDArray[np.uint8]
    thumb: NDArray[np.uint8]
    losses: Losses
    shares: GradientShares | None
    planes: Planes | None


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where a branch began: a moment of another one."""

    branch: int
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a branch paints: the config, and the names and texts of its pictures."""

    config: StyleConfig
    content: Picture
    styles: tuple[Picture, ...]
    made_from: object
    """The `PaintState` that it was made from."""
