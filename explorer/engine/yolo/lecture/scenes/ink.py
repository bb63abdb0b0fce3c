"""Pens: how wide, soft and even their strokes are, and a colour that stands out from the ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.yolo.lecture.scenes.frame import wavy
from explorer.engine.yolo.lecture.scenes.glyph import INK_SIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.yolo.lecture.scenes.frame import Box, Frame

LEAST_CONTRAST = 42.0
"""Luminance, of 255, by which ink differs at least from the middle of what is under it."""

_LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)
_INKS = (
    (20, 20, 25), (25, 30, 40), (45, 45, 50), (85, 85, 90),  # black, pencil
    (25, 45, 140), (40, 70, 190), (15, 25, 90), (70, 60, 160),  # blue
    (190, 35, 40), (150, 20, 60), (20, 110, 60), (90, 40, 110), (110, 60, 25),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pen:
    """What the signs of one scene, or of one number, are written with.

    Parameters
    ----------
    share
        Width of a stroke, as a share of the height of the writing; or None: ``width_px``.
    width_px
        Width of a stroke in pixels, whatever the height.
    softness_px
        Over how many pixels the edge goes.
    opacity
        How much the ink covers, 0 to 1.
    streaks
        How uneven the ink is, 0 to 1.
    is_coloured
        Whether any colour is taken, and not an ink's.
    """

    share: float | None
    width_px: float
    softness_px: float
    opacity: float
    streaks: float
    is_coloured: bool

    def radius(self, height_px: float) -> float:
        """Return half the width of a stroke, in pixels of MNIST, for writing this high."""
        share = self.share if self.share is not None else self.width_px / height_px
        return INK_SIDE * min(max(share, 0.025), 0.17) / 2

    def mask(
        self, rng: np.random.Generator, field: NDArray[np.float32], radius: float, scale: float
    ) -> NDArray[np.float32]:
        """Return how much ink lies on each pixel, 0 to 1, for a field (H, W) of distances."""
        inside = (np.float32(radius) - field) * np.float32(scale / self.softness_px)
        mask = np.clip(inside + np.float32(0.5), 0, 1) * np.float32(self.opacity)
        if self.streaks > 0:
            rows, columns = field.shape
            knots = (max(2, rows // 6), max(2, columns // 6))
            mask *= np.clip(wavy(rng, (rows, columns), knots, self.streaks), 0.35, 1)
        return np.asarray(mask, np.float32)


def any_pen(rng: np.random.Generator) -> Pen:
    """Choose a pen: ballpoint, felt-tip, pencil, marker, chalk."""
    by_share = rng.random() < 0.6
    return Pen(
        share=float(np.exp(rng.uniform(np.log(0.03), np.log(0.17)))) if by_share else None,
        width_px=float(np.exp(rng.uniform(np.log(1.5), np.log(14)))),
        softness_px=rng.uniform(0.8, 1.8),
        opacity=rng.uniform(0.75, 1),
        streaks=rng.uniform(0.05, 0.35) if rng.random() < 0.35 else 0.0,
        is_coloured=rng.random() < 0.25,
    )


def ink_colour(
    rng: np.random.Generator, frame: Frame, around: Box, pen: Pen
) -> NDArray[np.float32]:
    """Return a colour, float32 (3,) RGB, that stands out from what lies in a box of the frame."""
    width, height = frame.size
    left, top = max(0, int(around.left)), max(0, int(around.top))
    right, bottom = min(width, int(around.right) + 1), min(height, int(around.bottom) + 1)
    under = frame.rgb[top:bottom:3, left:right:3].reshape(-1, 3)
    shades = under.astype(np.float32) @ _LUMINANCE
    middle, spread = float(np.median(shades)), float(shades.std())
    needed = min(LEAST_CONTRAST + spread, 105.0) / pen.opacity
    for _ in range(8):
        colour = _some_colour(rng, pen, is_dark=middle > rng.uniform(85, 150))
        if abs(float(colour @ _LUMINANCE) - middle) >= needed:
            return colour
    return np.full(3, 12 if middle > 128 else 245, np.float32)


def _some_colour(rng: np.random.Generator, pen: Pen, is_dark: bool) -> NDArray[np.float32]:
    if pen.is_coloured:
        return rng.uniform(0, 255, 3).astype(np.float32)
    ink = np.array(_INKS[rng.integers(len(_INKS))], np.float32)
    jitter = rng.uniform(-15, 15, 3).astype(np.float32)
    if not is_dark:  # chalk and light markers: an ink's complement, paler
        ink = 255 - 0.6 * ink
    return np.asarray(np.clip(ink + jitter, 0, 255), np.float32)
