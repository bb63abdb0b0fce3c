"""A colour for each class: the same in every picture and both themes, unlike its neighbours.

The colours are bright enough for dark ink and for photographs. No eighty colours can all be told
apart, least of all by colour-blind eyes, so wherever a colour stands the class is written too.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtGui import QColor

from explorer.engine.oklab import oklab_to_srgb, srgb_to_oklab
from explorer.widgets.theme import PICTURE_INKS, PICTURE_WARM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

COUNT: Final = 96
"""Colours there are; class 96 has the colour of class 0 again."""

_LIGHTNESSES: Final = (0.66, 0.72, 0.78, 0.84, 0.89)
_CHROMAS: Final = (0.10, 0.16)
_HUES_DEG: Final = range(0, 360, 8)
_NEIGHBOURS: Final = 3
"""A class is told apart from so many before it, by colour-blind eyes too."""
_NEAR: Final = 0.12
_FAR: Final = 0.06
_IN_GAMUT: Final = 0.005
# Machado, Oliveira and Fernandes 2009, severity 1, for linear sRGB: protanopia, deuteranopia,
# tritanopia; and eyes that see all.
_VISIONS: Final = np.array(
    [
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]],
    ]
)  # fmt: skip


def class_colour(class_id: int) -> str:
    """Return the colour of a class as ``#rrggbb``."""
    return _palette()[class_id % COUNT]


def class_colours(class_ids: Iterable[int]) -> tuple[str, ...]:
    """Return the colours of classes."""
    palette = _palette()
    return tuple(palette[class_id % COUNT] for class_id in class_ids)


@lru_cache(512)
def ink_on(colour: str) -> str:
    """Return the darkest or the lightest ink, whichever has more contrast on a colour."""
    return max(PICTURE_INKS, key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parsed = QColor(colour)
    rgb = np.array([[parsed.red(), parsed.green(), parsed.blue()]])
    return float(_linear(rgb)[0] @ (0.2126, 0.7152, 0.0722))


def _linear(rgb: NDArray[np.integer]) -> NDArray[np.float64]:
    unit = rgb / 255
    return np.asarray(np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4))


@cache
def _palette() -> tuple[str, ...]:
    """Choose colour after colour, each as unlike the last few as it can be, and unlike all."""
    first = QColor(PICTURE_WARM)
    rgb = np.vstack([[first.red(), first.green(), first.blue()], _candidates()])
    seen = np.stack([as_seen(rgb, vision) for vision in range(len(_VISIONS))])
    apart = np.linalg.norm(seen[:, :, None] - seen[:, None], axis=-1)
    near, far = apart.min(axis=0) / _NEAR, apart[0] / _FAR
    chosen = [0]
    while len(chosen) < COUNT:
        worth = np.minimum(near[:, chosen[-_NEIGHBOURS:]].min(1), far[:, chosen].min(1))
        chosen.append(int(worth.argmax()))
    return tuple("#{:02x}{:02x}{:02x}".format(*rgb[index]) for index in chosen)


def _candidates() -> NDArray[np.uint8]:
    """Return the colours (N, 3) of some lightnesses, chromas and hues that sRGB can show."""
    points = np.array([*product(_LIGHTNESSES, _CHROMAS, np.deg2rad(_HUES_DEG))])
    lightness, chroma, hue = points.T
    lab = np.stack([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], axis=-1)
    rgb = oklab_to_srgb(lab)
    is_shown = np.abs(srgb_to_oklab(rgb) - lab).max(axis=1) < _IN_GAMUT
    return np.asarray(rgb[is_shown], np.uint8)


def as_seen(rgb: NDArray[np.integer], vision: int) -> NDArray[np.float64]:
    """Return Oklab of colours (N, 3) as other eyes see them.

    Parameters
    ----------
    vision
        0: all; 1: without long, 2: without middle, 3: without short waves.
    """
    linear = np.clip(_linear(rgb) @ _VISIONS[vision].T, 0, 1)
    unit = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return srgb_to_oklab(unit * 255)
