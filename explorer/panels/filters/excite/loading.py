"""Load the network that the state names, if gradients can be taken through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.panels.filters.excite.checks import NO_GRADIENTS
from explorer.panels.filters.maps.loading import OWN, load_walk
from explorer.panels.filters.maps.values import UnitError
from explorer.panels.filters.maps.walk import TorchWalk

if TYPE_CHECKING:
    from explorer.panels.filters.state import UnitState


def load_differentiable(unit: UnitState, device: str) -> TorchWalk:
    """Load a network of the engine; its weights are shared with whoever uses the same.

    Raises
    ------
    ExplorerError
        If there is no such network, its file cannot be used, or it is an ONNX file.
    """
    if unit.network == OWN and unit.own_file and not unit.own_network:
        raise UnitError(NO_GRADIENTS)
    walk = load_walk(unit, device)
    assert isinstance(walk, TorchWalk)
    return walk
