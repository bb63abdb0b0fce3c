"""Numbers to colours, fast enough for video, and safe for colour-blind eyes.

Every map goes through a palette of 256 colours: levels 0 to 254 run from the scale's low end to
its high end (127 is exactly the middle), and 255 is kept for what is no number. An 8-bit picture
of levels with a palette is therefore all that a view has to paint.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from explorer.engine.arithmetic import ShapeError
from explorer.engine.oklab import oklab_to_srgb, srgb_to_oklab
from explorer.engine.opencv import cv2

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Rgb: TypeAlias = tuple[int, int, int]

TOP_LEVEL: Final = 254
ZERO_LEVEL: Final = 127
NO_NUMBER_LEVEL: Final = 255
LEAST_SPAN: Final = 1e-30
"""A scale that is shorter counts as having no length: its inverse would leave float32."""
NAN_RGB: Final[Rgb] = (128, 128, 128)

# Blue and orange differ for every kind of colour-blindness. In each pair both have the same
# Oklab lightness (0.68 on dark, 0.52 on light), so −x and +x stand out alike.
_ENDS_ON_DARK: Final = ((78, 150, 255), (232, 114, 28))
_ENDS_ON_LIGHT: Final = ((26, 99, 206), (177, 63, 0))
# The largest circle of equal lightness and chroma that sRGB holds, about.
_WHEEL_LIGHTNESS, _WHEEL_CHROMA, _WHEEL_START_DEG = 0.74, 0.12, 25.0


def diverging(
    values: ArrayLike, limit: float, background_rgb: Rgb, nan_rgb: Rgb = NAN_RGB
) -> NDArray[np.uint8]:
    """Colour signed values (H, W): blue at −limit, the background at 0, orange at +limit.

    Returns uint8 RGB (H, W, 3). Values beyond the limit take the end's colour, infinities too.
    """
    if 0 <= limit < LEAST_SPAN:  # a picture that is 0 throughout
        limit = LEAST_SPAN
    return _paint(to_levels(values, -limit, limit), palette_diverging(background_rgb, nan_rgb))


def sequential(
    values: ArrayLike, low: float, high: float, nan_rgb: Rgb = NAN_RGB
) -> NDArray[np.uint8]:
    """Colour magnitudes (H, W) with viridis from low to high; uint8 RGB (H, W, 3)."""
    return _paint(to_levels(values, low, high), palette_viridis(nan_rgb))


def direction_hue(
    angle_rad: ArrayLike, magnitude: ArrayLike, limit: float = 1.0
) -> NDArray[np.uint8]:
    """Colour directions (H, W): the angle as hue, magnitude/limit as brightness.

    The wheel has one lightness throughout, so no direction looks stronger than another: it
    begins with red at 0 (to the right) and goes against the clock over yellow, green and blue.
    Directions without a number are black.
    """
    turns = np.asarray(angle_rad, np.float32) * np.float32(128 / np.pi)
    strength = to_levels(magnitude, 0, limit)
    known = np.isfinite(turns)
    if not known.all() or (strength == NO_NUMBER_LEVEL).any():
        turns = np.where(known, turns, 0)
        strength = np.where(known & (strength != NO_NUMBER_LEVEL), strength, 0).astype(np.uint8)
    # Whole turns fall away with the upper bits.
    hue = np.rint(turns).astype(np.int32).astype(np.uint8)
    brightness = cv2.cvtColor(strength, cv2.COLOR_GRAY2RGB)
    painted = cv2.multiply(_paint(hue, palette_wheel()), brightness, scale=1 / TOP_LEVEL)
    return np.asarray(painted, np.uint8)


def to_levels(values: ArrayLike, low: float, high: float) -> NDArray[np.uint8]:
    """Return levels 0 to `TOP_LEVEL` of (H, W) values in low..high; NaN is `NO_NUMBER_LEVEL`.

    Where low equals high (to `LEAST_SPAN`) there is no scale, and all is level 0.
    """
    array = np.asarray(values).astype(np.float32, copy=False)
    if array.ndim != 2 or array.size == 0:
        raise ShapeError(f"A map to colour is (H, W), not {array.shape}.")
    if not (np.isfinite(low) and np.isfinite(high) and low <= high):
        raise ValueError(f"A colour scale runs from a lower to a higher number, not {low}..{high}.")
    clipped = np.clip(array, np.float32(low), np.float32(high))
    span = float(high) - float(low)
    if span < LEAST_SPAN:
        levels = np.zeros(array.shape, np.uint8)
    else:
        # From 0 upwards, so the absolute value does nothing; it rounds and stores in one pass.
        clipped -= np.float32(low)
        levels = np.asarray(cv2.convertScaleAbs(clipped, alpha=TOP_LEVEL / span), np.uint8)
    if np.isnan(clipped.max()):
        levels[np.isnan(array)] = NO_NUMBER_LEVEL
    return levels


@lru_cache(maxsize=32)
def palette_diverging(background_rgb: Rgb, no_number_rgb: Rgb | None = None) -> NDArray[np.uint8]:
    """Return (256, 3): blue, at 127 the background, orange; 255 is the background unless given."""
    background = srgb_to_oklab(background_rgb)
    ends = srgb_to_oklab(_ENDS_ON_DARK if background[0] < 0.6 else _ENDS_ON_LIGHT)
    steps = np.linspace(0, 1, ZERO_LEVEL + 1)[:, None]
    blue = ends[0] + (background - ends[0]) * steps
    orange = background + (ends[1] - background) * steps
    colours = oklab_to_srgb(np.concatenate([blue, orange[1:]]))
    colours[ZERO_LEVEL] = background_rgb
    return _palette(colours, no_number_rgb or background_rgb)


@lru_cache(maxsize=32)
def palette_viridis(no_number_rgb: Rgb = (0, 0, 0)) -> NDArray[np.uint8]:
    """Return (256, 3): viridis at 0 to 254, and at 255 the colour for what is no number."""
    ramp = np.linspace(0, 255, TOP_LEVEL + 1)
    grey = np.rint(ramp).astype(np.uint8)[:, None]
    return _palette(cv2.applyColorMap(grey, cv2.COLORMAP_VIRIDIS)[:, 0, ::-1], no_number_rgb)


@lru_cache(maxsize=1)
def palette_wheel() -> NDArray[np.uint8]:
    """Return (256, 3): the hues of `direction_hue` for angles 2πk/256, at full brightness."""
    angle = np.deg2rad(_WHEEL_START_DEG) + 2 * np.pi * np.arange(256) / 256
    a, b = _WHEEL_CHROMA * np.cos(angle), _WHEEL_CHROMA * np.sin(angle)
    return _frozen(oklab_to_srgb(np.stack([np.full(256, _WHEEL_LIGHTNESS), a, b], axis=1)))


def _paint(levels: NDArray[np.uint8], palette: NDArray[np.uint8]) -> NDArray[np.uint8]:
    # The table's colours are not looked at, so RGB comes out where RGB went in.
    return np.asarray(cv2.applyColorMap(levels, palette[:, None]), np.uint8)


def _palette(colours: NDArray[np.generic], no_number_rgb: Rgb) -> NDArray[np.uint8]:
    return _frozen(np.concatenate([colours, [no_number_rgb]]).astype(np.uint8))


def _frozen(palette: NDArray[np.uint8]) -> NDArray[np.uint8]:
    palette.setflags(write=False)
    return palette
