"""What can be wrong with a network that is built by hand."""

from __future__ import annotations

from explorer.engine.arithmetic import ShapeError
from explorer.engine.errors import ExplorerError

Place = tuple[int, ...]
"""Where a layer stands: its index, and for a layer in a block (block, branch, index, …)."""


class LayerError(ShapeError):
    """A layer that cannot be; the text names the rule and the numbers that break it.

    Attributes
    ----------
    field
        The layer's field that is at fault ("kernel", "groups", …), or "" where it is the layer.
    place
        Where in the network the layer stands; empty as long as nobody knows.
    """

    def __init__(self, text: str, field: str = "", place: Place = ()) -> None:
        super().__init__(text)
        self.field = field
        self.place = place


class PlaceError(LayerError):
    """A place where the network has no layer, or no sequence of layers."""


class NetworkError(ExplorerError, ValueError):
    """A text that is no network; the message names the place and what was expected there."""
