"""Colour tables for indexed pictures, in the colours of the present theme."""

from __future__ import annotations

from functools import lru_cache

from explorer.widgets.qimages import colour_table
from explorer.widgets.theme import current_theme


def palette_colours(*, signed: bool) -> tuple[int, ...]:
    """Return 256 colours ``0xAARRGGBB``.

    Signed values run from blue through the theme's background to orange, magnitudes from low to
    high in viridis.
    """
    return _colours(signed, current_theme().rgb("background"))


@lru_cache(maxsize=4)
def _colours(signed: bool, background_rgb: tuple[int, int, int]) -> tuple[int, ...]:
    from explorer.engine.colormaps import palette_diverging, palette_viridis

    palette = palette_diverging(background_rgb) if signed else palette_viridis()
    return tuple(colour_table(palette))
