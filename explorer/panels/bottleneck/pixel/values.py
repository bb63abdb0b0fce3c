"""What the page asks its worker for, and what it gets: values free of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.bottleneck.feature_volume import FeatureVolume, PointwiseLayer
    from explorer.engine.bottleneck.following import Following
    from explorer.engine.bottleneck.pixel_dense import OneChannel, PixelResult
    from explorer.widgets.cells import Cell, Size

    Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PixelRequest:
    """What is to be computed of a picture.

    ``device`` is "" as long as torch is not there: then only the picture is shown. ``pixel`` is
    (row, column), None for the middle; ``keeps``: the picture stays, so that all its pixels are
    worth comparing. ``single``: whether ``given`` and ``weight`` are of use.
    """

    device: str
    network: str
    layer: str
    pixel: Cell | None
    keeps: bool
    single: bool = False
    channel: int = 0
    given: int = 0
    weight: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The same layer at the same pixel, computed in four ways; arrays are float32 (C′,).

    ``by_network`` is what the network itself had there on its ``device``. ``bound`` is how far
    two ways may lie apart by rounding alone, ``network_bound`` how far the network may.
    """

    by_dot: Vector
    by_linear: Vector
    by_conv: Vector
    by_network: Vector
    bound: NDArray[np.float64]
    network_bound: NDArray[np.float64]
    device: str

    @property
    def difference(self) -> float:
        """The largest distance between any two of the three ways beside the network's."""
        return float(np.ptp(np.stack([self.by_dot, self.by_linear, self.by_conv]), axis=0).max())

    @property
    def network_difference(self) -> float:
        """The largest distance of the network's own output from ``nn.Conv2d``."""
        return float(np.abs(self.by_network - self.by_conv).max())

    def agree(self) -> bool:
        """Whether rounding explains all differences between the three."""
        ways = np.stack([self.by_dot, self.by_linear, self.by_conv]).astype(np.float64)
        return bool((np.ptp(ways, axis=0) <= self.bound).all())

    def network_agrees(self) -> bool:
        """Whether rounding explains where the network's own output differs."""
        apart = np.abs(self.by_network.astype(np.float64) - self.by_conv)
        return bool((apart <= self.network_bound).all())


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """One 1×1 convolution at one pixel of one picture.

    ``output`` is the convolution of the whole volume, (C′, H, W). ``normalised`` and ``outcome``
    are what the layers behind it make of the sums, (C′,). ``everywhere`` is the largest distance
    of ``nn.Linear`` from ``nn.Conv2d`` over all pixels, None where the picture moves on at once.
    """

    layers: tuple[PointwiseLayer, ...]
    volume: FeatureVolume
    size: Size
    output: NDArray[np.float32]
    pixel: PixelResult
    ways: Ways
    following: Following
    normalised: Vector
    outcome: Vector
    everywhere: float | None
    single: OneChannel | None

    @property
    def cell(self) -> Cell:
        """The pixel's row and column."""
        return self.pixel.row, self.pixel.column

    @property
    def channels_in(self) -> int:
        """C."""
        return int(self.pixel.channels.size)

    @property
    def channels(self) -> int:
        """C′."""
        return int(self.pixel.by_conv.size)

    @property
    def sums(self) -> Vector:
        """What the layer gives at the pixel, (C′,)."""
        return self.pixel.by_conv


@dataclass(frozen=True, slots=True, eq=False)
class PixelView:
    """All that the page shows; ``found`` is None until torch is there."""

    found: Found | None = None
