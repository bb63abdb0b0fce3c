"""Weights that weigh the same when losses are normalised otherwise."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.engine.style.layers import channels_of, shrinking_of
from explorer.engine.style.normalisation import content_factor, style_factor
from explorer.panels.style.state import PaintState

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.panels.style.state import LayerWeights, Normalisation

DIGITS = 2


def rebalanced(paint: PaintState, normalisation: Normalisation) -> PaintState:
    """Return the settings with another normalisation, α and β such that J stays about the same.

    A sum over a layer is 10⁹ to 10¹³ times its mean: with the weights as they were, one term would
    be all that counts. Within a loss, the layers' shares become others all the same.
    """
    before, after = paint.normalisation, normalisation
    content = _content(paint, before) / _content(paint, after)
    style = _style(paint, before) / _style(paint, after)
    return replace(
        paint,
        normalisation=normalisation,
        content_weight=_short(paint.content_weight * content),
        style_weight=_short(paint.style_weight * style),
    )


def reference_weights(paint: PaintState) -> dict[str, float]:
    """Return powers of ten near the weights that are usual with a normalisation, for sliders."""
    usual = replace(PaintState(), size=paint.size)
    with_it = rebalanced(usual, paint.normalisation)
    names = ("content_weight", "style_weight", "variation_weight")
    return {name: 10.0 ** round(math.log10(getattr(with_it, name))) for name in names}


def _content(paint: PaintState, normalisation: Normalisation) -> float:
    return _mean(
        paint.content_layers,
        lambda title: content_factor(normalisation, channels_of(title) * _positions(paint, title)),
    )


def _style(paint: PaintState, normalisation: Normalisation) -> float:
    return _mean(
        paint.style_layers,
        lambda title: style_factor(normalisation, channels_of(title), _positions(paint, title)),
    )


def _mean(layers: LayerWeights, factor: Callable[[str], float]) -> float:
    """Return the mean of a layer's factor, by the layers' weights; 1 where nothing is weighed."""
    whole = sum(weight for _, weight in layers)
    return sum(weight * factor(title) for title, weight in layers) / whole if whole else 1.0


def _positions(paint: PaintState, title: str) -> int:
    """Return H·W of a layer's maps, for a square picture: the ratio hardly depends on its shape."""
    return max(1, paint.size >> shrinking_of(title)) ** 2


def _short(weight: float) -> float:
    return float(f"{weight:.{DIGITS}g}")
