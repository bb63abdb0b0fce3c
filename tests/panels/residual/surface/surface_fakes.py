"""Slices that need no network, and a panel's training that is what a test says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from explorer.engine.residual.config import Lane, TrainingConfig
from explorer.engine.residual.surface_pair import SurfacesStep
from explorer.engine.residual.surface_recording import RecordedSurface, SurfaceRecording
from explorer.engine.residual.surface_values import Surface, SurfaceConfig, SurfaceError
from explorer.panels.residual.surface.values import Landscape, names_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from explorer.panels.residual.surface.values import SurfaceRequest


def bowl(points: int, steep: float, lowest: float = 0.3) -> NDArray[np.float64]:
    """Return a round valley, float64 (points, points)."""
    y, x = np.mgrid[-1 : 1 : points * 1j, -1 : 1 : points * 1j]
    return np.asarray(lowest + steep * (x**2 + y**2))


def surface(config: SurfaceConfig, steep: float) -> Surface:
    return Surface(config, bowl(config.points, steep), 256)


def landscape(name: str, steep: float, points: int = 11) -> Landscape:
    one = surface(SurfaceConfig(points), steep)
    return Landscape(name, one.losses, 12.5, one, one.flatness)


def recording() -> SurfaceRecording:
    """Plain networks lie in a valley four times as steep."""
    pairs = {
        depth: tuple(
            RecordedSurface(
                f"{kind}-{depth}", surface(SurfaceConfig(span=0.5), steep), 8, error, ""
            )
            for kind, steep, error in (("plain", 16.0, 14.0), ("residual", 4.0, 13.0))
        )
        for depth in (20, 56)
    }
    return SurfaceRecording(pairs, "a device", "2", "3", "2026-11-27")  # type: ignore[arg-type]


def make(request: SurfaceRequest) -> Generator[SurfacesStep, None, tuple[Landscape, Landscape]]:
    """Compute bowls, point by point, as `values.run` does slices."""
    config = request.asked.config
    if request.asked.images == 666:
        raise SurfaceError("These pictures cannot be used.")
    whole = [bowl(config.points, steep) for steep in (16.0, 4.0)]
    known = [np.full_like(one, np.nan) for one in whole]
    for index, at in enumerate(config.order, 1):
        for one, all_of_it in zip(known, whole, strict=True):
            one[at] = all_of_it[at]
        yield SurfacesStep(index, config.points**2, tuple(one.copy() for one in known))
    names = names_of(request.asked.pair, request.trained)
    plain, residual = (
        Landscape(name, losses, None, made, made.flatness)
        for name, losses in zip(names, whole, strict=True)
        for made in (Surface(config, losses, request.asked.images),)
    )
    return plain, residual


def trained(
    iteration: int = 40,
    *,
    plain_diverged: bool = False,
    depths: tuple[int, ...] = (8,),
    images: int = 4000,
    classes: int = 10,
) -> Any:
    """Return what stands for a `TrainingResult` of plain-8 and residual-8.

    ``plain_diverged``: of the first depth.
    """
    networks = [
        SimpleNamespace(
            lane=Lane(depth, alpha),
            name=Lane(depth, alpha).name,
            test_error=30.0 - 10 * alpha,
            diverged="here" if plain_diverged and not alpha and depth == depths[0] else None,
        )
        for depth in depths
        for alpha in (0.0, 1.0)
    ]
    history = SimpleNamespace(records=(), tests=(SimpleNamespace(iteration=iteration),))
    data = SimpleNamespace(images=range(images), class_names=("a",) * classes)
    return SimpleNamespace(
        config=TrainingConfig(), trained=tuple(networks), history=history, data=data
    )


class FakeTrainings(QObject):
    """The panel's training; ``result`` is what `trained` returns."""

    changed = Signal()

    def __init__(self, result: Any = None) -> None:
        super().__init__()
        self.result = result

    def trained(self) -> Any:
        return self.result
