"""Written signs as fields of distances, so that any pen can draw them at any size.

A digit of MNIST is 28 pixels wide and was written with one pen. Its strokes are thinned to their
middle line; how far each point lies from that line is the field. All that a pen covers, whose
half width is r, is where the field is below r: sharp at every size, thick or thin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.opencv import cv2
from explorer.engine.yolo.lecture.scenes.thinning import thinned

if TYPE_CHECKING:
    from numpy.typing import NDArray

FINER = 3
"""Points of the field to a pixel of MNIST, along each axis."""
SIDE = 28 * FINER
INK_SIDE = 20
"""MNIST's digits fill 20 of their 28 pixels."""

LETTERS = "AEFHKMNPRTUVWXYadefhkmnprtuvwx+=%#*@"
"""Signs that nobody takes for a digit, as O, l, S, b or ? may be."""

_FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
    cv2.FONT_HERSHEY_COMPLEX_SMALL,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SIMPLEX | cv2.FONT_ITALIC,
)
_STROKE = 1.7  # half width of MNIST's own strokes, in its pixels


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """A sign to be drawn.

    Parameters
    ----------
    field
        float32 (84, 84): the distance from the pen's path, in pixels of MNIST.
    label
        0 to 9, or None for what is not a digit.
    finest
        The least half width of a pen that leaves no gaps, in pixels of MNIST.
    """

    field: NDArray[np.float32]
    label: int | None
    finest: float = 0.2

    def ink_box(self, radius: float) -> tuple[int, int, int, int]:
        """Return left, top, right, bottom of the ink of a pen of this half width, in the field."""
        mask = self.field < radius
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        if len(rows) == 0:
            return 0, 0, SIDE, SIDE
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def digit_glyph(digit: NDArray[np.uint8], label: int, rng: np.random.Generator) -> Glyph:
    """Return a digit uint8 (28, 28) as an even pen writes it, or with its own uneven strokes."""
    fine = cv2.GaussianBlur(
        cv2.resize(digit, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), (0, 0), 0.4 * FINER
    )
    mask = np.asarray(fine > 100, np.uint8)
    if rng.random() < 0.3:
        return Glyph(_bent(_own_strokes(mask), rng), label, finest=_STROKE - 0.3)
    path = thinned(mask)
    _continental(path, label, rng)
    return Glyph(_bent(_even_pen(path), rng), label)


def letter_glyph(rng: np.random.Generator) -> Glyph:
    """Return a letter or sign that is no digit."""
    letter = LETTERS[rng.integers(len(LETTERS))]
    font = _FONTS[rng.integers(len(_FONTS))]
    (width, height), base = cv2.getTextSize(letter, font, 1.0, 1)
    scale = INK_SIDE * FINER / max(width, height, 1)
    left, bottom = (SIDE - scale * width) / 2, (SIDE + scale * (height - base / 2)) / 2
    path = np.zeros((SIDE, SIDE), np.uint8)
    cv2.putText(path, letter, (round(left), round(bottom)), font, scale, 1, 1)
    return Glyph(_bent(_even_pen(path), rng), None)


def _even_pen(path: NDArray[np.uint8]) -> NDArray[np.float32]:
    away = cv2.distanceTransform(1 - path, cv2.DIST_L2, cv2.DIST_MASK_5)
    # The line's stairs are smoothed away; on the line itself that leaves about half a point.
    smooth = cv2.GaussianBlur(away, (0, 0), 1.3)
    return np.asarray((smooth - 0.6) / FINER, np.float32)


def _own_strokes(mask: NDArray[np.uint8]) -> NDArray[np.float32]:
    outside = cv2.distanceTransform(1 - mask, cv2.DIST_L2, cv2.DIST_MASK_5)
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_5)
    smooth = cv2.GaussianBlur(outside - inside, (0, 0), 1.0)
    return np.asarray(smooth / FINER + _STROKE, np.float32)


def _continental(path: NDArray[np.uint8], label: int, rng: np.random.Generator) -> None:
    """Give some 7s the bar and some 1s the upstroke that much of Europe writes."""
    if label not in (1, 7) or rng.random() > 0.4:
        return
    rows, columns = np.nonzero(path)
    top, bottom = int(rows.min()), int(rows.max())
    height = bottom - top
    if label == 7:
        row = top + round(height * rng.uniform(0.42, 0.6))
        at = int(columns[np.abs(rows - row).argmin()])
        reach, slope = rng.uniform(0.14, 0.3) * height, rng.uniform(-0.35, 0.15)
        ends = [(at - reach, row - slope * reach), (at + reach, row + slope * reach)]
    else:
        at = int(columns[rows.argmin()])
        reach, drop = rng.uniform(0.2, 0.45) * height, rng.uniform(0.12, 0.4) * height
        ends = [(at, top), (at - reach, top + drop)]
    first, second = ((round(x), round(y)) for x, y in ends)
    cv2.line(path, first, second, 1, 1)


def _bent(field: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Bend the field a little, differently here and there: another hand."""
    strength = FINER * rng.uniform(0, 1.1)
    coarse = rng.standard_normal((4, 4, 2)).astype(np.float32) * np.float32(strength)
    shift = cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    x, y = np.moveaxis(np.asarray(_GRID + shift, np.float32), -1, 0)
    bent = cv2.remap(field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(bent, np.float32)


_GRID = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), axis=-1).astype(np.float32)
