"""What is computed, what of it there is, and what is on the screen, as values without Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan
from typing import TYPE_CHECKING, Final, Literal

from explorer.engine.residual.surface_values import Surface, SurfaceConfig

if TYPE_CHECKING:
    from collections.abc import Generator

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.residual.cifar_network import CifarNetwork
    from explorer.engine.residual.config import TrainingConfig
    from explorer.engine.residual.surface_pair import SurfacesStep
    from explorer.engine.residual.surface_recording import SurfaceRecording
    from explorer.engine.residual.surface_values import Flatness
    from explorer.engine.residual.training import Trained, TrainingResult
    from explorer.panels.residual.state import SurfacePair, SurfaceState

Kind = Literal["recorded", "computing", "computed"]

CLASSES: Final = 10
"""Of the bundled clothes."""
MS_A_LAYER = 0.0186
"""One core's time for a 28×28 picture through a layer of a network 8 wide: 42 s for 441 points."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose slice, and which.

    ``training`` and ``iteration``: what a pair of the page "Train both" was, and how far.
    ``classes``: how many it tells apart.
    """

    pair: SurfacePair
    config: SurfaceConfig
    images: int
    training: TrainingConfig | None = None
    iteration: int = 0
    classes: int = CLASSES

    def is_of(self, other: Asked) -> bool:
        """Whether it is of the same networks, though perhaps of another slice."""
        return (self.pair, self.training, self.iteration) == (
            other.pair, other.training, other.iteration
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class SurfaceRequest:
    """What the job gets; ``trained`` is None for the bundled networks."""

    asked: Asked
    trained: TrainingResult | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """What is known of one network's slice.

    ``losses`` float64 (points, points): row b, column a; NaN where nothing is computed yet.
    ``surface`` and ``flatness`` are there once all is. ``test_error`` in per cent, None if unknown.
    """

    name: str
    losses: NDArray[np.float64]
    test_error: float | None = None
    surface: Surface | None = None
    flatness: Flatness | None = None

    @property
    def centre(self) -> float:
        """The trained network's own loss."""
        half = len(self.losses) // 2
        return float(self.losses[half, half])


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Two slices, and what they answer."""

    asked: Asked
    kind: Kind
    landscapes: tuple[Landscape, Landscape]
    done: int

    @property
    def total(self) -> int:
        """Points of each slice."""
        return self.asked.config.points**2


def asked_of(state: SurfaceState, trained: TrainingResult | None) -> Asked:
    """Return what the controls ask for."""
    config = SurfaceConfig(state.points, state.span, state.seed)
    if state.pair != "trained" or trained is None:
        return Asked(state.pair, config, state.images)
    images = min(state.images, len(trained.data.images))
    classes = len(trained.data.class_names)
    return Asked(state.pair, config, images, trained.config, _iteration(trained), classes)


def _iteration(trained: TrainingResult) -> int:
    history = trained.history
    said = [one.iteration for one in history.records] + [one.iteration for one in history.tests]
    return max(said, default=0)


def is_pair(trained: TrainingResult | None) -> bool:
    """Whether there are two networks of one depth that have not diverged."""
    return trained is not None and bool(healthy(trained))


def healthy(trained: TrainingResult) -> tuple[Trained, ...]:
    """Return a plain and a residual network of one depth, neither diverged; () if there is none."""
    fit = [one for one in trained.trained if one.diverged is None]
    pairs = (
        (one, other)
        for one in fit
        for other in fit
        if one.lane.is_plain and not other.lane.is_plain and one.lane.depth == other.lane.depth
    )
    return next(pairs, ())


def names_of(pair: SurfacePair, trained: TrainingResult | None) -> tuple[str, str]:
    """Return what the two networks are called."""
    if pair != "trained":
        depth = pair.removeprefix("bundled-")
        return f"plain-{depth}", f"residual-{depth}"
    if trained is None or not is_pair(trained):
        return "the plain one", "the residual one"
    plain, residual = healthy(trained)
    return plain.name, residual.name


def errors_of(
    pair: SurfacePair, trained: TrainingResult | None, recording: SurfaceRecording | None
) -> tuple[float | None, float | None]:
    """Return the test errors of the two networks in per cent, where they are known."""
    if pair == "trained":
        if trained is None or not is_pair(trained):
            return None, None
        plain, residual = healthy(trained)
        return plain.test_error, residual.test_error
    if recording is None:
        return None, None
    first, second = recording.pairs[int(pair.removeprefix("bundled-"))]
    return first.test_error, second.test_error


def recorded(pair: SurfacePair, recording: SurfaceRecording) -> Shown | None:
    """Return what was recorded of a pair; None for one that is no bundled one."""
    if pair == "trained":
        return None
    both = recording.pairs[int(pair.removeprefix("bundled-"))]
    plain, residual = (
        Landscape(one.name, one.surface.losses, one.test_error, one.surface, one.surface.flatness)
        for one in both
    )
    surface = both[0].surface
    asked = Asked(pair, surface.config, surface.images)
    return Shown(asked, "recorded", (plain, residual), surface.config.points**2)


def under_way(request: SurfaceRequest, step: SurfacesStep) -> Shown:
    """Return what is computed so far."""
    names = names_of(request.asked.pair, request.trained)
    plain, residual = (
        Landscape(name, losses) for name, losses in zip(names, step.losses, strict=True)
    )
    return Shown(request.asked, "computing", (plain, residual), step.index)


def with_errors(shown: Shown, errors: tuple[float | None, float | None]) -> Shown:
    """Return it with the networks' test errors."""
    plain, residual = (
        replace(one, test_error=error) for one, error in zip(shown.landscapes, errors, strict=True)
    )
    return replace(shown, landscapes=(plain, residual))


def rows_of(shown: Shown) -> list[tuple[object, ...]]:
    """Return both slices as a table, a line a point; what is not computed yet is left out."""
    axis = shown.asked.config.axis
    rows: list[tuple[object, ...]] = [("a", "b", *(one.name for one in shown.landscapes))]
    for row, b in enumerate(axis):
        for column, a in enumerate(axis):
            losses = [float(one.losses[row, column]) for one in shown.landscapes]
            if not any(map(isnan, losses)):
                rows.append((f"{a:.6g}", f"{b:.6g}", *(f"{loss:.6g}" for loss in losses)))
    return rows


def run(request: SurfaceRequest) -> Generator[SurfacesStep, None, tuple[Landscape, Landscape]]:
    """Compute both slices, in a worker's thread: torch is imported there."""
    from explorer.engine.residual.surface_pair import lab_sample, loss_surfaces

    asked = request.asked
    if request.trained is None:
        networks = _bundled(asked.pair)
        images, labels = lab_sample(asked.images)
    else:
        networks = [one.network for one in healthy(request.trained)]
        images, labels = request.trained.sample(asked.images)
    surfaces = yield from loss_surfaces(networks, images, labels, asked.config)
    names = names_of(asked.pair, request.trained)
    plain, residual = (
        Landscape(name, one.losses, None, one, one.flatness)
        for name, one in zip(names, surfaces, strict=True)
    )
    return plain, residual


def _bundled(pair: SurfacePair) -> list[CifarNetwork]:
    from explorer.engine.residual.bundled import LAB_NAMES, load_lab_network

    names = names_of(pair, None)
    return [load_lab_network(name) for name in LAB_NAMES if name in names]
