"""What the style loss of one layer sees: two Gram matrices, entry by entry, and their sources.

The names are those of the losses: a layer has N channels and M = H·W positions, and G_kk' is the
sum over them of a_ijk a_ijk' (Gatys et al. 2016, equation (3)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from explorer.engine.style.normalisation import style_factor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.style.normalisation import Normalisation

Order = Literal["number", "strength", "together"]
_SILENT: Final = 1e-12
"""A channel with less than this share of the strongest one's diagonal hardly ever fires."""


@dataclass(frozen=True, slots=True)
class GramEntry:
    """One entry of both matrices; (k', k) is the same again.

    Attributes
    ----------
    k, other
        Channels, counted from 0.
    style, picture
        Plain sums A_kk' and G_kk'.
    contribution
        What it adds to the layer's loss, as the normalisation has it.
    share
        Of the layer's loss, in 0..1.
    """

    k: int
    other: int
    style: float
    picture: float
    contribution: float
    share: float

    @property
    def difference(self) -> float:
        """G − A: above 0 where the picture has too much."""
        return self.picture - self.style


@dataclass(frozen=True, slots=True, eq=False)
class GramView:
    """The Gram matrices that a layer's style loss compares.

    Attributes
    ----------
    layer
        Its title, such as ``relu2_1``.
    style, picture
        float32 (N, N), plain sums: the styles' mix, brought to as many positions as the picture's
        maps have, and the picture's own.
    map_size
        (H, W) of the picture's maps.
    """

    layer: str
    normalisation: Normalisation
    style: NDArray[np.float32]
    picture: NDArray[np.float32]
    map_size: tuple[int, int]

    @property
    def channels(self) -> int:
        """N."""
        return len(self.style)

    @property
    def positions(self) -> int:
        """M = H·W."""
        return self.map_size[0] * self.map_size[1]

    @property
    def factor(self) -> float:
        """What Σ (G − A)² is multiplied by."""
        return style_factor(self.normalisation, self.channels, self.positions)

    @property
    def divisor(self) -> float:
        """What the entries are divided by before they are compared; 1 where they are plain sums."""
        return float(self.channels * self.positions) if self.is_divided else 1.0

    @property
    def is_divided(self) -> bool:
        """Whether the normalisation divides the matrices and not only the loss."""
        return self.normalisation in ("johnson", "mean")

    @property
    def loss(self) -> float:
        """The layer's loss, before its weight."""
        return float(self.contributions().sum())

    def difference(self) -> NDArray[np.float32]:
        """Return G − A."""
        return self.picture - self.style

    def contributions(self) -> NDArray[np.float64]:
        """Return what each entry adds to the loss, (N, N)."""
        return self.factor * np.square(self.difference().astype(np.float64))

    def entry(self, k: int, other: int) -> GramEntry:
        """Return one entry.

        Raises
        ------
        IndexError
            There is no such channel.
        """
        return self._entry(k, other, self.loss)

    def largest(self, count: int) -> tuple[GramEntry, ...]:
        """Return the entries k ≤ k' that make the most of the loss, the largest first.

        One beside the diagonal counts twice, as it stands in the matrix twice.
        """
        parts = np.triu(self.contributions())
        loss = float(np.square(self.difference(), dtype=np.float64).sum()) * self.factor
        parts += np.triu(parts, 1)
        count = min(count, self.channels * (self.channels + 1) // 2)
        best = np.argsort(-parts, axis=None, kind="stable")[:count]
        places = zip(*np.unravel_index(best, parts.shape), strict=True)
        return tuple(self._entry(int(k), int(other), loss) for k, other in places)

    def _entry(self, k: int, other: int, loss: float) -> GramEntry:
        style, picture = float(self.style[k, other]), float(self.picture[k, other])
        contribution = self.factor * (picture - style) ** 2
        return GramEntry(k, other, style, picture, contribution, contribution / (loss or 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class ChannelPair:
    """Maps of two channels whose product, summed, is an entry.

    Attributes
    ----------
    first, second
        float32 (H, W): a_k and a_k'.
    part
        What the sum enters the matrix times: 1 for the picture, for a painting its share of the mix
        times the ratio of the positions.
    """

    first: NDArray[np.float32]
    second: NDArray[np.float32]
    part: float = 1.0

    def product(self) -> NDArray[np.float32]:
        """Return a_k · a_k' at every position."""
        return self.first * self.second

    def total(self) -> float:
        """Return Σ_ij a_ijk a_ijk', in double precision."""
        return float(np.vdot(self.first.astype(np.float64), self.second.astype(np.float64)))


def channel_order(matrix: NDArray[np.float32], how: Order) -> NDArray[np.int64]:
    """Return the channels of a Gram matrix in an order in which more can be seen.

    ``strength``: the largest diagonal entry first. ``together``: from the strongest on, each is
    followed by the one of those left that it fires together with most, by the cosine of their maps
    G_kk' / √(G_kk G_k'k').
    """
    if how == "number":
        return np.arange(len(matrix))
    diagonal = matrix.diagonal().astype(np.float64)
    if how == "strength":
        return np.argsort(-diagonal, kind="stable")
    length = np.sqrt(np.maximum(diagonal, _SILENT * max(float(diagonal.max()), 1.0)))
    return _chain(matrix / length[:, None] / length[None, :], int(diagonal.argmax()))


def _chain(alike: NDArray[np.float64], first: int) -> NDArray[np.int64]:
    left = np.ones(len(alike), bool)
    order = [first]
    for _ in range(1, len(alike)):
        left[order[-1]] = False
        order.append(int(np.where(left, alike[order[-1]], -np.inf).argmax()))
    return np.array(order)
