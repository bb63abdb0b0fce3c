"""Colour tables for indexed pictures, in the colours of the present theme."""

from __future__ import annotations

from functools import lru_cache

from explorer.widgets.qimages import colour_table
from explorer.widgets.theme import current_theme

Rgb = tuple[int, int, int]


def palette_colours(*, signed: bool) -> tuple[int, ...]:
    """Return 256 colours ``0xAARRGGBB``.

    Signed values run from blue through the theme's background to orange, magnitudes from low to
    high in viridis; the last colour, for what is no number, is that of a card.
    """
    theme = current_theme()
    return _colours(signed, theme.rgb("background"), theme.rgb("surface"))


@lru_cache(maxsize=4)
def _colours(signed: bool, background_rgb: Rgb, surface_rgb: Rgb) -> tuple[int, ...]:
    from explorer.engine.colormaps import palette_diverging, palette_viridis

    if signed:
        return tuple(colour_table(palette_diverging(background_rgb, surface_rgb)))
    return tuple(colour_table(palette_viridis(surface_rgb)))
