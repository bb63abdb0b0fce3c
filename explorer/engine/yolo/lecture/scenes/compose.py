"""A scene from two numbers: the same picture and the same boxes, always."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.yolo.lecture.scenes.camera import lit, photographed
from explorer.engine.yolo.lecture.scenes.clutter import draw_clutter, frame_digits
from explorer.engine.yolo.lecture.scenes.ground import ground
from explorer.engine.yolo.lecture.scenes.ingredients import held_out
from explorer.engine.yolo.lecture.scenes.ink import any_pen
from explorer.engine.yolo.lecture.scenes.scene import Scene
from explorer.engine.yolo.lecture.scenes.writing import LARGEST_PX, SMALLEST_PX, write_number

if TYPE_CHECKING:
    from explorer.engine.yolo.lecture.scenes.frame import Frame
    from explorer.engine.yolo.lecture.scenes.ground import Ground
    from explorer.engine.yolo.lecture.scenes.ingredients import Ingredients

_MOST = 60
"""Digits in a scene, at most: the next number could have five."""
_EMPTY = 0.07
"""Share of scenes without a digit."""


def compose(seed: int, index: int, ingredients: Ingredients | None = None) -> Scene:
    """Return scene number ``index`` of a sequence; the same for the same numbers.

    Parameters
    ----------
    seed
        Which sequence, from 0.
    ingredients
        What it is composed of; None takes what training never sees.
    """
    chosen = ingredients if ingredients is not None else held_out()
    rng = np.random.default_rng((seed, index))
    surface = ground(rng, chosen)
    frame = surface.frame
    _write(rng, chosen, surface)
    frame.rgb = photographed(rng, lit(rng, frame.rgb), _smallest(frame))
    return Scene(
        rgb=frame.rgb,
        boxes_xyxy=np.array(frame.boxes, np.float32).reshape(-1, 4),
        class_ids=np.array(frame.labels, np.int64),
    )


def _write(rng: np.random.Generator, ingredients: Ingredients, surface: Ground) -> None:
    """Fill the surface: clutter first, then numbers, large or small, with one pen or several."""
    pen, is_one_pen = any_pen(rng), rng.random() < 0.7
    for _ in range(int(rng.poisson(0.8))):
        draw_clutter(rng, surface.frame, pen)
    if rng.random() < _EMPTY:
        return
    height_px = _some_height(rng)
    is_one_height = rng.random() < 0.5
    for _ in range(_how_many(rng, height_px)):
        if len(surface.frame.boxes) > _MOST - 5:
            break
        own_pen = pen if is_one_pen else any_pen(rng)
        own_px = height_px * rng.uniform(0.85, 1.15) if is_one_height else _some_height(rng)
        own_px = min(max(own_px, SMALLEST_PX), LARGEST_PX)
        write_number(rng, ingredients, surface, own_px, own_pen)
    if rng.random() < 0.12:
        frame_digits(rng, surface.frame, pen)


def _some_height(rng: np.random.Generator) -> float:
    share = rng.random() ** 0.8  # a few more large ones: the small are many in a scene
    return float(SMALLEST_PX * (LARGEST_PX / SMALLEST_PX) ** share)


def _how_many(rng: np.random.Generator, height_px: float) -> int:
    """Return how many numbers are tried; more where they are small."""
    most = min(14, max(2, round(480 / height_px)))
    return int(rng.integers(1, most + 1))


def _smallest(frame: Frame) -> float:
    return min((box.bottom - box.top for box in frame.boxes), default=60.0)
