"""Load what the state names: a network of the catalogue, an official file of one, or ONNX."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.engine.trained.catalogue import NETWORKS, load_network
from explorer.panels.filters.maps.values import UnitError
from explorer.panels.filters.maps.walk import TorchWalk

if TYPE_CHECKING:
    from explorer.panels.filters.maps.walk import Walk
    from explorer.panels.filters.state import UnitState

OWN = "own"


def load_walk(unit: UnitState, device: str) -> Walk:
    """Load the network that ``unit`` names.

    Raises
    ------
    ExplorerError
        If there is no such network, or its file cannot be used; the message says why.
    """
    if unit.network == OWN:
        return _load_own(unit, device)
    return TorchWalk(load_network(_known(unit.network), device))


def _load_own(unit: UnitState, device: str) -> Walk:
    if not unit.own_file:
        raise UnitError("No file of your own is open. Open one, or choose another network.")
    path = Path(unit.own_file)
    if unit.own_network:
        network = load_network(_known(unit.own_network), device, official_file=path)
        return TorchWalk(network, official_file=path)
    from explorer.panels.filters.maps.onnx_walk import OnnxWalk

    return OnnxWalk(path, unit.own_input)


def _known(network: str) -> str:
    if network not in NETWORKS:
        raise UnitError(f"There is no network {network!r}. There are: {', '.join(NETWORKS)}.")
    return network
