"""Which layer is asked as long as nobody has chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.filters.maps.values import LayerFacts, NetworkFacts


def asked_layer(network: NetworkFacts, name: str) -> LayerFacts:
    """Return the layer of a name; without one, the deepest that still knows where.

    Raises
    ------
    UnitError
        If there is none of this name.
    """
    return network.layer(name or deepest_with_maps(network).name)


def deepest_with_maps(network: NetworkFacts) -> LayerFacts:
    """Return the last layer before pooling that has maps and does not itself name the classes.

    There a network has seen most, but has not yet given up where it saw it.
    """
    found = network.layers[0]
    for layer in network.layers:
        height, width, channels = layer.shape
        is_map = layer.kind in ("conv", "activation", "block") and min(height, width) > 1
        if is_map and channels != network.classes:
            found = layer
    return found
