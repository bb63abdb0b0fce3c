"""How boxes look: kept, highlighted, suppressed, candidates."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from explorer.widgets.detections.rings import Line, Ring, ring_of

if TYPE_CHECKING:
    from explorer.widgets.theme import Theme

BoxStyle = Literal["candidate", "suppressed", "kept", "highlighted"]


class Look(NamedTuple):
    """The line around a box, in pixels at scale 1."""

    width: float
    radius: float = 0.0
    halo: float = 0.0
    opacity: float = 1.0
    dash: float = 0.0
    gap: float = 0.0


LOOKS: Final[dict[BoxStyle, Look]] = {
    "candidate": Look(1.0, opacity=0.55),
    "suppressed": Look(1.2, opacity=0.95, dash=5.0, gap=4.0),
    "kept": Look(2.5, radius=4.0, halo=0.9),
    "highlighted": Look(4.0, radius=5.0, halo=1.2),
}
ORDER: Final[dict[BoxStyle, int]] = {style: place for place, style in enumerate(LOOKS)}
"""What lies over what: the last on top."""


@lru_cache(4096)
def ring_for(style: BoxStyle, colour: str, opacity: float, theme: Theme, ratio: float) -> Ring:
    """Return the line around a box on a device with so many pixels to one of Qt's."""
    look, unit = LOOKS[style], theme.scale * ratio
    rgb = theme.on_picture(colour).rgb() & 0xFFFFFF
    width, halo = look.width * unit, look.halo * unit
    if not look.radius:  # a thin line of whole pixels is sharp, any other one grey
        width = float(max(1, round(width)))
    dash, gap = round(look.dash * unit), round(look.gap * unit)
    line = Line(rgb, width, look.radius * unit, halo, look.opacity * opacity, dash, gap)
    return ring_of(line)
