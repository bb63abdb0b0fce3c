"""Activation maximisation as a job: what it is asked for, and what is seen of each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.excite import ExciteConfig
    from explorer.panels.filters.maps.walk import TorchWalk
    from explorer.panels.filters.state import UnitState

SHIFT, TURN_DEG, ZOOM = 0.06, 8.0, 0.1
"""The usual movements. Without them a picture of noise excites a unit as much."""


@dataclass(frozen=True, slots=True)
class AscentRequest:
    """Whose picture is to be found, and how.

    ``unit`` has a layer and a channel; ``title`` names it for people. ``size`` is the picture's
    side in pixels, ``moves`` a factor of the random movements.
    """

    unit: UnitState
    title: str
    device: str
    steps: int
    size: int
    moves: float
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A picture on the way, uint8 RGB (side, side, 3), and how strongly it excites the unit."""

    index: int
    activation: float
    rgb: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class AscentStep:
    """The state after ``now.index`` of ``total`` steps, and the best picture so far."""

    total: int
    now: Snapshot
    best: Snapshot

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.now.index / self.total


def ascend(
    request: AscentRequest, load: Callable[[UnitState, str], TorchWalk] | None = None
) -> Generator[AscentStep, None, None]:
    """Find a picture that excites the unit; runs in the job's thread, and loads torch there.

    Raises
    ------
    ExplorerError
        If the network cannot be loaded, or has no such unit, or nothing excites it.
    """
    from explorer.engine.excite import maximize_activation
    from explorer.panels.filters.excite.loading import load_differentiable

    walk = (load or load_differentiable)(request.unit, request.device)
    best: Snapshot | None = None
    for step in maximize_activation(config_of(request, walk)):
        assert step.picture is not None  # one at each step
        now = Snapshot(step.index, step.activation, step.picture)
        if best is None or now.activation > best.activation:
            best = now
        yield AscentStep(step.total, now, best)


def config_of(request: AscentRequest, walk: TorchWalk) -> ExciteConfig:
    """Return what the engine is asked for."""
    from explorer.engine.excite import ExciteConfig

    network = walk.network
    assert request.unit.channel is not None
    return ExciteConfig(
        module=network.module,
        normalise=network.info.preprocessing.normalise,
        layer=request.unit.layer,
        channel=request.unit.channel,
        size=request.size,
        steps=request.steps,
        grey=network.info.preprocessing.channels == "grey",
        shift=SHIFT * request.moves,
        turn_deg=TURN_DEG * request.moves,
        zoom=ZOOM * request.moves,
        picture_every=1,
        seed=request.seed,
    )
