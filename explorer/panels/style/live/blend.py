"""Blends of the 26 styles: weights from 0 to 1, and the shares that they come to."""

from __future__ import annotations

import random
from typing import Final

from explorer.panels.style.state import STYLE_COUNT

Weights = tuple[float, ...]
NONE: Final[Weights] = (0.0,) * STYLE_COUNT
FEWEST, MOST = 2, 4
"""Styles in a random blend: more of them look alike."""
_DECIMALS = 2


def chosen(weights: Weights) -> tuple[int, ...]:
    """Return the styles that are in a blend, in the network's order."""
    return tuple(index for index, weight in enumerate(weights) if weight)


def shares(weights: Weights) -> Weights:
    """Return the weights over their sum; all 0 where none is chosen."""
    whole = sum(weights)
    return tuple(weight / whole for weight in weights) if whole else NONE


def alone(index: int) -> Weights:
    """Return one style and no other."""
    return with_weight(NONE, index, 1.0)


def with_weight(weights: Weights, index: int, weight: float) -> Weights:
    """Return a blend in which one style has another weight."""
    return (*weights[:index], round(weight, _DECIMALS), *weights[index + 1 :])


def toggled(weights: Weights, index: int) -> Weights:
    """Return a blend with another style in it, as heavy as the heaviest; without it if it was."""
    return with_weight(weights, index, 0.0 if weights[index] else max(weights) or 1.0)


def even(weights: Weights) -> Weights:
    """Return the same styles, each with the same weight."""
    return tuple(1.0 if weight else 0.0 for weight in weights)


def random_blend(seed: int) -> Weights:
    """Return two to four styles with weights by chance; a seed gives the same ones."""
    draw = random.Random(seed)
    styles = draw.sample(range(STYLE_COUNT), draw.randint(FEWEST, MOST))
    weights = list(NONE)
    for style in styles:
        weights[style] = round(draw.uniform(0.2, 1.0), _DECIMALS)
    return tuple(weights)
