"""Numbers and words, written with one pen, laid on a surface and drawn as the camera sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.opencv import cv2
from explorer.engine.yolo.lecture.scenes.frame import Box, Frame, bounds, corners, projected
from explorer.engine.yolo.lecture.scenes.glyph import (
    FINER,
    INK_SIDE,
    Glyph,
    digit_glyph,
    letter_glyph,
)
from explorer.engine.yolo.lecture.scenes.ink import Pen, ink_colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.yolo.lecture.scenes.ground import Ground
    from explorer.engine.yolo.lecture.scenes.ingredients import Ingredients

SMALLEST_PX, LARGEST_PX = 24.0, 260.0
"""The least and the greatest height of writing."""
FINEST_PX = 0.6
"""The least half width of a stroke: what is finer, no camera sees."""

_SMALLEST_SEEN_PX = 20.0  # tilting makes writing smaller
_TRIES = 6


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A sign where it will be drawn.

    Parameters
    ----------
    radius
        Half the width of its strokes, in units of the glyph's field.
    matrix
        float64 (3, 3), from points of the field to pixels of the picture.
    scale
        Pixels of the picture to one unit of the field.
    box
        About where its ink lies.
    """

    glyph: Glyph
    radius: float
    matrix: NDArray[np.float64]
    scale: float
    box: Box


def write_number(
    rng: np.random.Generator, ingredients: Ingredients, ground: Ground, height_px: float, pen: Pen
) -> None:
    """Write a number or a word where there is room; nothing, if none is found."""
    glyphs = _signs(rng, ingredients)
    for _ in range(_TRIES):
        placed = _laid_out(rng, glyphs, ground, height_px, pen)
        if all(_fits(one, ground) for one in placed):
            _draw_all(rng, ground.frame, placed, pen)
            return
        height_px = max(SMALLEST_PX, 0.8 * height_px)


def _fits(one: Placed, ground: Ground) -> bool:
    """Say whether a sign lies on the surface and in the picture, alone, and is not too small."""
    box = one.box
    if max(box.right - box.left, box.bottom - box.top) < _SMALLEST_SEEN_PX:
        return False
    back = np.asarray(np.linalg.inv(ground.homography), np.float64)
    on_surface = bounds(projected(corners(box), back))
    width, height = ground.size
    room = (on_surface.left, on_surface.top, width - on_surface.right, height - on_surface.bottom)
    return min(room) >= 0 and ground.frame.is_free(box)


def _signs(rng: np.random.Generator, ingredients: Ingredients) -> list[Glyph]:
    """Choose one to five signs: mostly digits, now and then letters, or both."""
    count = int(rng.choice(5, p=(0.55, 0.2, 0.13, 0.07, 0.05))) + 1
    letters = float(rng.choice((0.0, 0.4, 1.0), p=(0.8, 0.08, 0.12)))
    return [
        letter_glyph(rng) if rng.random() < letters else _some_digit(rng, ingredients)
        for _ in range(count)
    ]


def _some_digit(rng: np.random.Generator, ingredients: Ingredients) -> Glyph:
    chosen = int(rng.integers(len(ingredients.labels)))
    return digit_glyph(ingredients.digits[chosen], int(ingredients.labels[chosen]), rng)


def _laid_out(
    rng: np.random.Generator, glyphs: list[Glyph], ground: Ground, height_px: float, pen: Pen
) -> list[Placed]:
    """Lay signs side by side on a line that runs somewhere across the surface."""
    width, height = ground.size
    line = _turned(np.radians(np.clip(rng.normal(0, 7), -14, 14)))
    line[:2, 2] = rng.uniform(0.04, 0.96) * width, rng.uniform(0.04, 0.96) * height
    gap = rng.uniform(0.04, 0.45) * height_px
    placed, reached = [], 0.0
    for glyph in glyphs:
        scale = height_px * rng.uniform(0.88, 1.12) / INK_SIDE
        radius = max(pen.radius(height_px), glyph.finest, FINEST_PX / scale)
        shape, across = _shaped(rng, glyph, radius, scale)
        shape = _moved(reached + across / 2, rng.normal(0, 0.04) * height_px) @ shape
        reached += across + gap * rng.uniform(0.6, 1.4)
        matrix = ground.homography @ line @ shape
        placed.append(_placed(glyph, radius, matrix))
    return placed


def _placed(glyph: Glyph, radius: float, matrix: NDArray[np.float64]) -> Placed:
    left, top, right, bottom = glyph.ink_box(radius)
    ink = projected(corners((left, top, right, bottom)), matrix)
    seen = abs(cv2.contourArea(ink.astype(np.float32)))
    scale = FINER * float(np.sqrt(seen / ((right - left) * (bottom - top))))
    return Placed(glyph, radius, matrix, scale, bounds(ink))


def _shaped(
    rng: np.random.Generator, glyph: Glyph, radius: float, scale: float
) -> tuple[NDArray[np.float64], float]:
    """Return a matrix that brings a glyph to its size, centred, and the width that it takes."""
    left, top, right, bottom = glyph.ink_box(radius)
    finer = scale * INK_SIDE / max(bottom - top, 0.5 * (right - left))
    aspect, slant = rng.uniform(0.8, 1.2), rng.normal(0, 0.12)
    size = np.array([[finer * aspect, slant * finer, 0.0], [0.0, finer, 0.0], [0.0, 0.0, 1.0]])
    middle = _moved(-(left + right) / 2, -(top + bottom) / 2)
    shape = _turned(np.radians(rng.normal(0, 5))) @ size @ middle
    around = bounds(projected(corners((left, top, right, bottom)), shape))
    return shape, around.right - around.left


def _turned(angle: float) -> NDArray[np.float64]:
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])


def _moved(x: float, y: float) -> NDArray[np.float64]:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def _draw_all(rng: np.random.Generator, frame: Frame, placed: list[Placed], pen: Pen) -> None:
    around = bounds(np.array([corner for one in placed for corner in corners(one.box)]))
    colour = ink_colour(rng, frame, around, pen)
    for one in placed:
        drawn = _draw(rng, frame, one, colour, pen)
        if one.glyph.label is not None:
            frame.boxes.append(drawn)
            frame.labels.append(one.glyph.label)
        frame.taken.append(drawn.grown(2))


def _draw(
    rng: np.random.Generator, frame: Frame, one: Placed, colour: NDArray[np.float32], pen: Pen
) -> Box:
    """Draw a sign; return the box around its ink."""
    left, top = int(one.box.left) - 2, int(one.box.top) - 2
    left, top = max(left, 0), max(top, 0)
    columns = min(int(one.box.right) + 3, frame.size[0]) - left
    rows = min(int(one.box.bottom) + 3, frame.size[1]) - top
    field = cv2.warpPerspective(
        one.glyph.field,
        _moved(-left, -top) @ one.matrix,
        (columns, rows),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=INK_SIDE,
    )
    mask = pen.mask(rng, np.asarray(field, np.float32), one.radius, one.scale)
    frame.paint(mask, left, top, colour)
    return _around_ink(mask, left, top)


def _around_ink(mask: NDArray[np.float32], left: int, top: int) -> Box:
    inked = mask > 0.5 * mask.max()
    rows, columns = np.flatnonzero(inked.any(1)), np.flatnonzero(inked.any(0))
    return Box(
        float(left + columns[0]),
        float(top + rows[0]),
        float(left + columns[-1] + 1),
        float(top + rows[-1] + 1),
    )
