"""What a person has chosen in the Layer Builder, as one value that can be saved and restored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from explorer.engine.errors import ExplorerError
from explorer.engine.network import LayerError, Network, Place
from explorer.engine.network.edit import layer_at
from explorer.engine.network.json_form import from_plain as network_from_plain
from explorer.engine.network.json_form import to_plain as network_to_plain
from explorer.engine.zoo import NAMES, build
from explorer.services.plain import StateError, from_plain, to_plain
from explorer.services.ranges import check_range

if TYPE_CHECKING:
    from collections.abc import Mapping

PageKey = Literal["build", "compare", "code", "onnx"]
Drawing = Literal["volumes", "graph"]
Lower = Literal["walk", "table", "shares", "ledger"]
Language = Literal["pytorch", "keras", "mermaid", "graphviz", "json"]
Quantity = Literal["params", "macs", "activations", "memory", "lenet", "alexnet"]
Optimiser = Literal["sgd", "momentum", "adam"]
FIRST_NETWORK = "lenet5"
KEPT = "kept"
"""In place of a name of the zoo: the network that was put aside."""
LARGEST_BATCH = 4096
LONGEST_PATH = 4096


@dataclass(frozen=True, slots=True)
class ViewState:
    """How the network is looked at.

    ``drawing``: volumes in proportion, or a graph. ``collapse``: equal blocks in a row are drawn
    once, with ×N. ``true_scale``: lengths in the drawing are in proportion; otherwise they follow
    the square root, so that 7×7 can be seen beside 224×224. ``counts``: multiply-accumulates, or
    FLOPs, twice as many. ``cell`` is the output cell (row, column) whose window is shown.
    ``expanded`` are the places of groups that are drawn block by block all the same.
    """

    drawing: Drawing = "volumes"
    collapse: bool = True
    true_scale: bool = False
    lower: Lower = "walk"
    counts: Literal["macs", "flops"] = "macs"
    quantity: Quantity = "params"
    compared: str = "lenet5-1998"
    language: Language = "pytorch"
    batch: int = 1
    optimiser: Optimiser = "adam"
    cell: tuple[int, int] | None = None
    expanded: tuple[tuple[int, ...], ...] = ()
    onnx_file: str = ""

    def __post_init__(self) -> None:
        if self.compared not in (KEPT, *NAMES):
            raise ValueError(f"compared is {self.compared!r}; it has to be one of {(KEPT, *NAMES)}")
        check_range("batch", self.batch, 1, LARGEST_BATCH)
        if len(self.onnx_file) > LONGEST_PATH:
            raise ValueError(f"onnx_file has {len(self.onnx_file):,} characters: no file has")
        if self.cell is not None and min(self.cell) < 0:
            raise ValueError(f"cell is {self.cell}; rows and columns are counted from 0")


@dataclass(frozen=True, slots=True)
class LayersState:
    """The network, the layer that is looked at, and how.

    ``selected`` is the place of a layer, or None for the input. ``kept`` is a network that was put
    aside to compare with.
    """

    network: Network
    selected: Place | None = None
    page: PageKey = "build"
    view: ViewState = field(default_factory=ViewState)
    kept: Network | None = None


@dataclass(frozen=True, slots=True)
class _Choices:
    """The part of the state that is no network, as files hold it."""

    selected: tuple[int, ...] | None = None
    page: PageKey = "build"
    view: ViewState = field(default_factory=ViewState)


def first_state() -> LayersState:
    """Return what a new user sees: LeNet-5, its second convolution chosen."""
    return LayersState(build(FIRST_NETWORK), selected=(0,))


def state_to_plain(state: LayersState) -> dict[str, Any]:
    """Return a state as plain JSON values."""
    choices = _Choices(state.selected, state.page, state.view)
    plain = {"network": network_to_plain(state.network), **to_plain(choices)}
    return plain if state.kept is None else {**plain, "kept": network_to_plain(state.kept)}


def state_from_plain(plain: Mapping[str, Any]) -> LayersState:
    """Build a state from plain values; what is not named is that of a new user.

    ``network`` is a network as JSON has it, or a name of the zoo.

    Raises
    ------
    StateError
        A value does not fit; the text names the place.
    """
    rest = {name: value for name, value in plain.items() if name not in ("network", "kept")}
    choices = from_plain(rest, _Choices)
    network = _network_of(plain.get("network", FIRST_NETWORK))
    kept = _network_of(plain["kept"]) if plain.get("kept") is not None else None
    selected = existing(network, choices.selected)
    return LayersState(network, selected, choices.page, choices.view, kept)


def existing(network: Network, place: Place | None) -> Place | None:
    """Return a place, or None where the network has no layer there."""
    if place is None:
        return None
    try:
        layer_at(network, place)
    except (LayerError, ValueError):  # ValueError: a place of the wrong length
        return None
    return place


def _network_of(plain: object) -> Network:
    try:
        return build(plain) if isinstance(plain, str) else network_from_plain(plain)
    except ExplorerError as error:
        raise StateError(f"The saved network does not fit: {error}") from error
