"""What is no digit: lines, arrows, frames, zigzags, dots and blots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.opencv import cv2
from explorer.engine.yolo.lecture.scenes.frame import Box, bounds, corners
from explorer.engine.yolo.lecture.scenes.ink import ink_colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.yolo.lecture.scenes.frame import Frame
    from explorer.engine.yolo.lecture.scenes.ink import Pen

_SUBPIXEL_BITS = 4


def draw_clutter(rng: np.random.Generator, frame: Frame, pen: Pen) -> None:
    """Draw one thing that is no digit where nothing is written; nothing, if there is no room."""
    length = float(np.exp(rng.uniform(np.log(20), np.log(300))))
    width, height = frame.size
    middle = rng.uniform(0, 1, 2) * (width, height)
    thickness = max(1, round(min(pen.width_px, 0.12 * length)))
    lines = [line + middle for line in _shape(rng, length)]
    box = bounds(np.concatenate(lines)).grown(thickness)
    if any(box.meets(other) for other in frame.taken):
        return
    # Two thirds keep their place for themselves; digits may be written over the others.
    if rng.random() < 2 / 3:
        frame.taken.append(box)
    _draw(rng, frame, lines, thickness, pen)


def frame_digits(rng: np.random.Generator, frame: Frame, pen: Pen) -> None:
    """Put a frame around a digit, or a line under it, as teachers do."""
    if not frame.boxes:
        return
    digit = frame.boxes[rng.integers(len(frame.boxes))]
    margin = rng.uniform(0.25, 0.7) * (digit.bottom - digit.top)
    left, top, right, bottom = digit.grown(margin)
    whole = [*corners(Box(left, top, right, bottom)), (left, top)]
    line = np.array(whole if rng.random() < 0.5 else [(left, bottom), (right, bottom)])
    _draw(rng, frame, [line], max(1, round(min(pen.width_px, 4))), pen)


def _shape(rng: np.random.Generator, length: float) -> list[NDArray[np.float64]]:
    """Return the lines of a shape around (0, 0), each (N, 2)."""
    angle = rng.uniform(0, 2 * np.pi)
    along = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    aside = np.array([-along[1], along[0]])
    kind = rng.integers(6)
    if kind == 0:  # a long line, nearly level: an upright one is a 1
        level = along * (1, 0.15) + (np.sign(along[0]) * 40, 0)
        return [np.array([-level, level])]
    if kind == 1:  # an arrow
        wings = [0.6 * along + 0.3 * aside, along, 0.6 * along - 0.3 * aside]
        return [np.array([-along, along]), np.array(wings)]
    if kind == 2:  # a frame
        wide = rng.uniform(0.3, 1.2)
        box = Box(-length / 2, -length / 2 * wide, length / 2, length / 2 * wide)
        return [np.array([*corners(box), (box.left, box.top)])]
    if kind == 3:  # a zigzag
        steps = np.linspace(-1, 1, int(rng.integers(6, 14)))[:, None]
        sides = (0.35 * rng.uniform(0.3, 1, len(steps)) * (-1) ** np.arange(len(steps)))[:, None]
        return [steps * along + sides * aside]
    if kind == 4:  # a cross
        return [np.array([-along, along]), np.array([-aside, aside])]
    turns = np.linspace(0, rng.uniform(3, 7) * 2 * np.pi, 60)  # a spiral
    return [(np.stack((np.cos(turns), np.sin(turns)), 1) * turns[:, None] / turns[-1]) * length / 2]


def _draw(
    rng: np.random.Generator,
    frame: Frame,
    lines: list[NDArray[np.float64]],
    thickness: int,
    pen: Pen,
) -> None:
    width, height = frame.size
    box = bounds(np.concatenate(lines)).grown(thickness + 1)
    left, top = max(0, int(box.left)), max(0, int(box.top))
    right, bottom = min(width, int(box.right) + 1), min(height, int(box.bottom) + 1)
    if right <= left or bottom <= top:
        return
    mask = np.zeros((bottom - top, right - left), np.uint8)
    fixed = [np.round((line - (left, top)) * 2**_SUBPIXEL_BITS).astype(np.int32) for line in lines]
    cv2.polylines(mask, fixed, False, 255, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)
    colour = ink_colour(rng, frame, box, pen)
    frame.paint(mask * np.float32(pen.opacity / 255), left, top, colour)
