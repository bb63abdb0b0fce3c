"""Sheets of paper and boards: plain, lined, squared, dotted; tinted, folded and crumpled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.engine.opencv import cv2
from explorer.engine.yolo.lecture.scenes.frame import wavy

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLUE, _GREY, _RED = (120, 150, 205), (165, 165, 165), (215, 130, 130)
_RULINGS = ("plain", "plain", "lined", "lined", "squared", "squared", "dotted")


def sheet(rng: np.random.Generator, width: int, height: int) -> NDArray[np.uint8]:
    """Return a sheet uint8 (height, width, 3); one in seven is a dark board."""
    shade = _relief(rng, width, height)
    colour = _board_colour(rng) if rng.random() < 1 / 7 else _paper_colour(rng)
    grey = np.clip(shade * np.float32(200), 0, 255).astype(np.uint8)
    planes = [cv2.convertScaleAbs(grey, alpha=float(value) / 200) for value in colour]
    rgb = np.asarray(cv2.merge(planes), np.uint8)
    _rule(rng, rgb)
    return rgb


def _paper_colour(rng: np.random.Generator) -> NDArray[np.floating]:
    kind = rng.random()
    if kind < 0.5:
        tint = rng.uniform(-6, 6, 3)  # white
    elif kind < 0.8:
        tint = np.array([8, 0, -rng.uniform(10, 60)])  # yellowish
    else:
        tint = rng.uniform(-70, 25, 3)  # coloured
    return np.clip(rng.uniform(175, 250) + tint, 60, 255)


def _board_colour(rng: np.random.Generator) -> NDArray[np.floating]:
    return np.clip(rng.uniform(15, 80) + rng.uniform(-15, 25, 3), 5, 120)


def _relief(rng: np.random.Generator, width: int, height: int) -> NDArray[np.float32]:
    """Return the light on a sheet that is not flat, around 1."""
    shade = np.ones((height, width), np.float32)
    if rng.random() < 0.5:
        knots = (int(rng.integers(3, 10)), int(rng.integers(3, 10)))
        shade = wavy(rng, (height, width), knots, rng.uniform(0.005, 0.05))
    if rng.random() < 0.25:
        shade *= _fold(rng, width)
    if rng.random() < 0.25:
        shade *= _fold(rng, height)[:, None]
    return shade


def _fold(rng: np.random.Generator, length: int) -> NDArray[np.float32]:
    """Return the light along a line across a fold: one side bright, the other in its shadow."""
    away = np.arange(length, dtype=np.float32) - np.float32(rng.uniform(0.15, 0.85) * length)
    near = np.exp(-np.abs(away) / np.float32(rng.uniform(4, 60)))
    sides = rng.uniform(-0.25, 0.12, 2)
    crease = np.where(np.abs(away) < rng.uniform(0.5, 1.5), rng.uniform(-0.2, 0.1), 0)
    return np.asarray(1 + np.where(away < 0, sides[0], sides[1]) * near + crease, np.float32)


def _rule(rng: np.random.Generator, rgb: NDArray[np.uint8]) -> None:
    """Print lines, squares or dots on it."""
    ruling = _RULINGS[rng.integers(len(_RULINGS))]
    if ruling == "plain":
        return
    height, width = rgb.shape[:2]
    pitch = rng.uniform(11, 64) if ruling != "lined" else rng.uniform(18, 80)
    first = rng.uniform(0, pitch, 2)
    rows = _places(first[0], pitch, height)
    columns = _places(first[1], pitch, width)
    ink = np.array((_BLUE, _GREY, _BLUE, _RED)[rng.integers(4)]) + rng.uniform(-25, 25, 3)
    share, thick = rng.uniform(0.25, 0.9), 1 + int(rng.random() < 0.25)
    if ruling == "dotted":
        _blend(rgb, (rows[:, None], columns[None]), ink, share)
        return
    for offset in range(thick):
        _blend(rgb, np.minimum(rows + offset, height - 1), ink, share)
        if ruling == "squared":
            _blend(rgb, (slice(None), np.minimum(columns + offset, width - 1)), ink, share)
    if ruling == "lined" and rng.random() < 0.4:
        _blend(rgb, (slice(None), round(rng.uniform(0.05, 0.2) * width)), np.array(_RED), share)


def _places(first: float, pitch: float, length: int) -> NDArray[np.int64]:
    return np.arange(first, length, pitch).astype(np.int64)


def _blend(rgb: NDArray[np.uint8], where: Any, ink: NDArray[np.floating], share: float) -> None:
    chosen = rgb[where]
    rgb[where] = np.clip(chosen + share * (ink - chosen), 0, 255)
