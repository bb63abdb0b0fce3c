"""The losses of a branch as columns of numbers that grow with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from explorer.engine.style import StyleConfig
    from explorer.engine.style.state import LayerLosses
    from explorer.panels.style.values import Losses

View = Literal["terms", "style", "content"]

TERMS: Final = ("J", "α content", "β style", "γ variation")
_FIRST_ROOM: Final = 256


class History:
    """One row a step: J and its three weighted terms, then each layer's loss as it is.

    Layers are normalised but not weighted, so that branches with other weights compare.
    """

    def __init__(self, config: StyleConfig) -> None:
        self._weights = config.content_weight, config.style_weight, config.variation_weight
        self.content_layers = tuple(name for name, _ in config.content_layers)
        self.style_layers = tuple(name for name, _ in config.style_layers)
        columns = len(TERMS) + len(self.content_layers) + len(self.style_layers)
        self._table = np.empty((_FIRST_ROOM, columns))
        self.first = config.first_index
        self.count = 0

    def follow(self, losses: Sequence[Losses]) -> None:
        """Take the steps that are new."""
        if len(losses) > len(self._table):
            larger = np.empty((2 * len(losses), self._table.shape[1]))
            larger[: self.count] = self._table[: self.count]
            self._table = larger
        for place in range(self.count, len(losses)):
            self._table[place] = self._row(losses[place])
        self.count = len(losses)

    def names(self, view: View) -> tuple[str, ...]:
        """Return what the columns of a view are called."""
        return {
            "terms": TERMS, "content": self.content_layers, "style": self.style_layers,
        }[view]  # fmt: skip

    def columns(self, view: View) -> NDArray[np.float64]:
        """Return float64 (steps, columns) of a view."""
        begin = {
            "terms": 0,
            "content": len(TERMS),
            "style": len(TERMS) + len(self.content_layers),
        }[view]
        return self._table[: self.count, begin : begin + len(self.names(view))]

    def at(self, view: View, index: int) -> NDArray[np.float64] | None:
        """Return the numbers of a step; None where the branch has not been."""
        place = index - self.first
        return self.columns(view)[place] if 0 <= place < self.count else None

    def _row(self, losses: Losses) -> list[float]:
        alpha, beta, gamma = self._weights
        return [
            losses.loss,
            alpha * losses.content,
            beta * losses.style,
            gamma * losses.variation,
            *_values(losses.content_by_layer, self.content_layers),
            *_values(losses.style_by_layer, self.style_layers),
        ]


def _values(by_layer: LayerLosses, layers: tuple[str, ...]) -> list[float]:
    """Return a number for each layer; one of weight 0 is not computed, and has none."""
    known = dict(by_layer)
    return [known.get(layer, float("nan")) for layer in layers]


def thinned_curve(
    values: NDArray[np.float64], most: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return places and values of at most so many points: of each stretch the least and the most.

    A peak of a single step stays to be seen.
    """
    count = len(values)
    if count <= most:
        return np.arange(count), values
    size = -(-2 * count // most)
    whole = count // size * size
    stretches = values[:whole].reshape(-1, size)
    starts = np.arange(0, whole, size)
    ends = np.sort(np.stack((stretches.argmin(1), stretches.argmax(1)), 1), axis=1)
    rest = values[whole:]
    last = [whole + rest.argmin(), whole + rest.argmax()] if rest.size else []
    places = np.unique(np.concatenate(((starts[:, None] + ends).ravel(), last, [0, count - 1])))
    places = places.astype(np.intp)
    return places, values[places]


def bounds(columns: Sequence[NDArray[np.float64]], decades: float) -> tuple[float, float]:
    """Return the ends of a logarithmic axis around all positive numbers.

    It spans so many decades at most, from the top; its ends are half decades, so that it seldom
    moves.
    """
    positive = [part[np.isfinite(part) & (part > 0)] for part in columns]
    found = [part for part in positive if part.size]
    if not found:
        return 0.1, 1.0
    low = np.log10(min(float(part.min()) for part in found))
    high = np.log10(max(float(part.max()) for part in found))
    top = np.floor(2 * high + 1) / 2
    bottom = max(np.ceil(2 * low - 1) / 2, top - decades)
    return float(10**bottom), float(10**top)
