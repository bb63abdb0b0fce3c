"""The networks as they are drawn before anything is trained: blocks, sizes, and parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from explorer.engine.residual.config import pair
from explorer.panels.residual.curves.values import inks_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.engine.residual.config import Lane
    from explorer.panels.residual.curves.values import Ink
    from explorer.panels.residual.state import TrainState

STAGES: Final = 3


@dataclass(frozen=True, slots=True)
class Build:
    """What decides how many parameters the networks have."""

    depths: tuple[int, ...]
    width: int
    channels: int
    classes: int
    shortcut: str
    batch_norm: bool


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """A network to be drawn; ``parameters`` is None until they are counted."""

    lane: Lane
    ink: Ink
    parameters: int | None

    @property
    def blocks(self) -> int:
        """Blocks of two layers in each of the three stages."""
        return (self.lane.depth - 2) // (2 * STAGES)


@dataclass(frozen=True, slots=True)
class NetworksView:
    """All networks of a training, and what their stages hand on: channels and side."""

    rows: tuple[NetworkRow, ...]
    stages: tuple[tuple[int, int], ...]
    option: str

    @property
    def text(self) -> str:
        """How their parameters compare, depth by depth."""
        said = []
        for depth in dict.fromkeys(row.lane.depth for row in self.rows):
            counts = {
                row.lane.is_plain: row.parameters for row in self.rows if row.lane.depth == depth
            }
            plain, residual = counts.get(True), counts.get(False)
            if plain is None or residual is None:
                return "PyTorch counts their parameters."
            said.append(_compared(depth, plain, residual))
        return " ".join(
            (*said, "Plain and residual start from the same weights, and learn the same batches.")
        )


def build_of(train: TrainState, channels: int, classes: int) -> Build:
    """Return what the parameters follow from."""
    depths = tuple(sorted({train.depth, train.second} - {0}))
    return Build(depths, train.width, channels, classes, train.shortcut, train.batch_norm)


def view_of(build: Build, side: int, counts: Mapping[str, int]) -> NetworksView:
    """Return what is drawn, for pictures of so many pixels along a side."""
    lanes = pair(*build.depths)
    inks = inks_of(lane.name for lane in lanes)
    rows = tuple(NetworkRow(lane, inks[lane.name], counts.get(lane.name)) for lane in lanes)
    sides = [side]
    while len(sides) < STAGES:
        sides.append(-(-sides[-1] // 2))
    stages = tuple((build.width * 2**stage, sides[stage]) for stage in range(STAGES))
    return NetworksView(rows, stages, build.shortcut)


def count(build: Build) -> Mapping[str, int]:
    """Return the parameters of each network, counted in the networks themselves."""
    from explorer.engine.residual.cifar_network import CifarNetwork

    found = {}
    for lane in pair(*build.depths):
        network = CifarNetwork(
            lane.depth,
            alpha=lane.alpha,
            shortcut="B" if build.shortcut == "B" else "A",
            width=build.width,
            channels=build.channels,
            classes=build.classes,
            batch_norm=build.batch_norm,
        )
        found[lane.name] = sum(one.numel() for one in network.parameters())
    return found


def _compared(depth: int, plain: int, residual: int) -> str:
    if plain == residual:
        return f"{depth} layers: {plain:,} parameters with skips and without."
    return (
        f"{depth} layers: {plain:,} parameters, and {residual - plain:,} more in the projections "
        "of the residual network."
    )
