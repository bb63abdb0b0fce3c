"""What the page asks its worker for, and what it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.style.gram_view import ChannelPair, GramEntry, GramView, Order
    from explorer.panels.style.losses.subject import Subject

Entry = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LossesRequest:
    """What to look at; ``entry`` None chooses the one whose difference is the largest."""

    subject: Subject
    layer: str
    entry: Entry | None
    is_shared: bool
    order: Order
    style: int


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """A map to paint: uint8 (H, W) levels from ``low`` to ``high``; signed ones are centred."""

    levels: NDArray[np.uint8]
    low: float
    high: float
    is_signed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Heat:
    """The three matrices as they are painted.

    Attributes
    ----------
    side
        Pixels of ``levels`` for each entry: rows and columns are enlarged so, and stay sharp.
    order
        The channel of each row and column.
    places
        The row and column of each channel.
    """

    style: Levels
    picture: Levels
    difference: Levels
    side: int
    order: NDArray[np.int64]
    places: NDArray[np.int64]

    def entry_at(self, row: int, column: int) -> Entry:
        """Return the channels of a pixel of ``levels``."""
        return int(self.order[row // self.side]), int(self.order[column // self.side])


@dataclass(frozen=True, slots=True, eq=False)
class PairView:
    """Two channels and their product, as they are painted; ``total`` is the product's sum."""

    pair: ChannelPair
    first: Levels
    second: Levels
    product: Levels
    total: float


@dataclass(frozen=True, slots=True, eq=False)
class LossesView:
    """All that is on the screen.

    Attributes
    ----------
    weight
        Of the layer in the style loss.
    is_found
        Whether the entry was found, and not chosen by somebody.
    largest
        The entries k ≤ k' that make the most of the layer's loss.
    of_style, style
        Channels of the painting that was asked for, and its place.
    """

    request: LossesRequest
    gram: GramView
    loss: float
    weight: float
    heat: Heat
    entry: GramEntry
    is_found: bool
    largest: tuple[GramEntry, ...]
    of_style: PairView
    of_picture: PairView
    style: int
    seconds: float
    """How long it took to look at the picture."""
