"""The slices around two networks, point by point side by side, and the pictures they are of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from explorer.engine.clothes import load_clothes
from explorer.engine.residual.bundled import DEVIATION, MEAN
from explorer.engine.residual.surface import loss_surface

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray
    from torch import Tensor, nn

    from explorer.engine.residual.surface_values import Surface, SurfaceConfig, SurfaceStep


@dataclass(frozen=True, slots=True, eq=False)
class SurfacesStep:
    """One more point of each slice: ``losses`` as `SurfaceStep.losses`, in the networks' order."""

    index: int
    total: int
    losses: tuple[NDArray[np.float64], ...]

    @property
    def fraction(self) -> float:
        """How much is done, in 0..1."""
        return self.index / self.total


def loss_surfaces(
    networks: Sequence[nn.Module], images: Tensor, labels: Tensor, config: SurfaceConfig
) -> Generator[SurfacesStep, None, tuple[Surface, ...]]:
    """Compute the slices around networks, each point of all before the next; as `loss_surface`.

    Networks of the same layers, such as a plain and a residual one, are moved by the same draws.

    Raises
    ------
    SurfaceError
        See `loss_surface`; what is wrong with the data is said at once.
    """
    return _together([loss_surface(network, images, labels, config) for network in networks])


def _together(
    slices: Sequence[Generator[SurfaceStep, None, Surface]],
) -> Generator[SurfacesStep, None, tuple[Surface, ...]]:
    while True:
        steps, ended = [], []
        for one in slices:
            try:
                steps.append(next(one))
            except StopIteration as end:
                ended.append(end.value)
        if ended:
            return tuple(ended)
        yield SurfacesStep(steps[0].index, steps[0].total, tuple(one.losses for one in steps))


def lab_sample(count: int) -> tuple[Tensor, Tensor]:
    """Return the first bundled clothes to learn from, as the lab's networks read them.

    Floats (N, 1, 28, 28), neither cut out nor mirrored, and int64 (N,).

    Raises
    ------
    DatasetError
        They are missing or altered.
    """
    few = load_clothes().train.first(count)
    images = (torch.from_numpy(few.images).float() - MEAN) / DEVIATION
    return images[:, None], torch.from_numpy(few.labels.astype(np.int64))
