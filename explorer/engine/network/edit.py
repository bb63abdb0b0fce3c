"""Change a network: every edit returns another value, and the one before stays what it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.engine.network.errors import LayerError, PlaceError

if TYPE_CHECKING:
    from explorer.engine.network.errors import Place
    from explorer.engine.network.layers import Layer
    from explorer.engine.network.network import Network

Sequence = tuple["Layer", ...]


def layer_at(network: Network, place: Place) -> Layer:
    """Return the layer at a place.

    Raises
    ------
    LayerError
        There is none.
    """
    layers = sequence_at(network, place[:-1])
    if not place or not 0 <= place[-1] < len(layers):
        raise PlaceError(f"There is no layer at {place}.")
    return layers[place[-1]]


def sequence_at(network: Network, place: Place) -> Sequence:
    """Return the layers of a sequence: () is the network, (5, 0) the first branch of block 5.

    Raises
    ------
    LayerError
        There is no such sequence.
    """
    if len(place) % 2:
        raise PlaceError(f"There is no sequence at {place}.")
    layers = network.layers
    for index, branch in zip(place[::2], place[1::2], strict=True):
        if not 0 <= index < len(layers) or not 0 <= branch < len(layers[index].branches):
            raise PlaceError(f"There is no sequence at {place}.")
        layers = layers[index].branches[branch]
    return layers


def replaced(network: Network, place: Place, layer: Layer) -> Network:
    """Return the network with another layer at a place."""
    layer_at(network, place)
    return _spliced(network, place, 1, (layer,))


def inserted(network: Network, place: Place, layers: Sequence) -> Network:
    """Return the network with layers put in before a place, which may be the sequence's end."""
    return _spliced(network, place, 0, layers)


def removed(network: Network, place: Place) -> Network:
    """Return the network without the layer at a place.

    Raises
    ------
    LayerError
        There is none, or it is the last one of a sequence that may not be empty.
    """
    layer_at(network, place)
    return _spliced(network, place, 1, ())


def duplicated(network: Network, place: Place) -> Network:
    """Return the network with a layer twice; the second has no name."""
    twin = replace(layer_at(network, place), name="")
    return inserted(network, (*place[:-1], place[-1] + 1), (twin,))


def moved(network: Network, place: Place, to: Place) -> tuple[Network, Place]:
    """Return the network with a layer put before ``to``, and where the layer stands then.

    Raises
    ------
    LayerError
        There is no such layer or place, or the layer would go into itself.
    """
    layer = layer_at(network, place)
    if to[: len(place)] == place and len(to) > len(place):
        raise LayerError("A block cannot be moved into itself.")
    with_both = inserted(network, to, (layer,))
    old = _shifted(place, to, +1)
    return removed(with_both, old), _shifted(to, old, -1)


def _shifted(place: Place, edit: Place, by: int) -> Place:
    """Return where a layer is found after another one was put in or taken out at ``edit``."""
    at = len(edit) - 1
    same_sequence = place[:at] == edit[:at] and len(place) > at
    if not same_sequence or place[at] < edit[at] or (by < 0 and place[at] == edit[at]):
        return place
    return (*place[:at], place[at] + by, *place[at + 1 :])


def _spliced(network: Network, place: Place, count: int, layers: Sequence) -> Network:
    """Return the network with ``count`` layers from a place on replaced by others."""
    sequence = sequence_at(network, place[:-1])
    if not place or not 0 <= place[-1] <= len(sequence):
        raise PlaceError(f"There is no place {place}.")
    index = place[-1]
    changed = (*sequence[:index], *layers, *sequence[index + count :])
    return replace(network, layers=_rebuilt(network.layers, place[:-1], changed))


def _rebuilt(layers: Sequence, place: Place, changed: Sequence) -> Sequence:
    """Return a sequence in which that at a place is another one."""
    if not place:
        return changed
    index, branch, *rest = place
    block = layers[index]
    branches = list(block.branches)
    branches[branch] = _rebuilt(branches[branch], tuple(rest), changed)
    return (*layers[:index], block.with_branches(tuple(branches)), *layers[index + 1 :])
