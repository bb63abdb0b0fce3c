"""What the page asks its worker for, and what it gets: frozen values, free of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.features import MapStatistics
    from explorer.engine.mosaic import Mosaic
    from explorer.engine.trained.network import Prediction
    from explorer.panels.filters.state import UnitState

Order = Literal["index", "mean", "maximum"]
Scale = Literal["shared", "own"]


class UnitError(ExplorerError, LookupError):
    """The network has no such layer, or the layer no such channel."""


@dataclass(frozen=True, slots=True)
class MapsRequest:
    """What is to be computed of a picture.

    ``unit`` names network, layer and channel. ``keeps``: the picture stays (still or frozen), so
    that its activations are worth keeping for the next layer that is asked for. ``room`` is the
    width and height of the grid in pixels, ``device`` what the engine runs on.
    """

    unit: UnitState
    device: str
    order: Order = "index"
    scale: Scale = "own"
    keeps: bool = False
    room: tuple[int, int] = (480, 480)


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """A layer and the shape of its maps, (height, width, channels); (1, 1, C) for dense layers.

    ``kind`` is that of `explorer.engine.trained.layers.LayerRef`, or an operation of ONNX.
    ``signed``: whether values lie on both sides of 0; None where the values have to tell.
    """

    name: str
    title: str
    kind: str
    signed: bool | None
    shape: tuple[int, int, int]

    @property
    def size_text(self) -> str:
        """The shape as a course writes it."""
        return " × ".join(str(side) for side in self.shape)


@dataclass(frozen=True, slots=True, eq=False)
class FirstFilters:
    """The kernels of the first convolution, float32 (C, f, f, 3), or (C, f, f, 1) on grey input.

    Colour is in the order red, green, blue, whatever the network's own. ``layer`` is the module
    path or the tensor's name of that convolution's maps.
    """

    layer: str
    title: str
    kernels: NDArray[np.float32]

    @property
    def is_colour(self) -> bool:
        """Whether a kernel can be shown as a colour picture."""
        return int(self.kernels.shape[3]) == 3


@dataclass(frozen=True, slots=True, eq=False)
class NetworkFacts:
    """What is known of a network without running it.

    ``year`` is 0 where it is not known. ``input_text`` says what it is given, ``origin`` where the
    weights are from and under which licence, ``classes`` how many it tells apart (0: it is a
    trunk). ``runtime`` names what computes it, if that is not PyTorch on the engine's device.
    """

    title: str
    year: int
    description: str
    input_text: str
    origin: str
    parameters: int
    classes: int
    layers: tuple[LayerFacts, ...]
    filters: FirstFilters | None
    runtime: str = ""

    def layer(self, name: str) -> LayerFacts:
        """Return a layer; the first for an empty name.

        Raises
        ------
        UnitError
            If there is none of this name.
        """
        for layer in self.layers:
            if name in ("", layer.name):
                return layer
        raise UnitError(f"{self.title} has no layer {name!r}. Choose another one.")


@dataclass(frozen=True, slots=True, eq=False)
class ChannelView:
    """One channel of the layer: its map (H, W), and its kernel (c, f, f) where it has one.

    ``low`` and ``high`` are the ends of its colour scale, those of its tile in the grid.
    """

    index: int
    values: NDArray[np.float32]
    low: float
    high: float
    statistics: MapStatistics
    kernel: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True, eq=False)
class MapsView:
    """All that the page shows of one picture and one request.

    ``crop_xyxy`` is the part of the picture that the network sees. ``predictions`` is None for a
    network without classes, and empty where nothing is drawn. ``forward_ms`` is the time of the
    forward pass that the maps came from; ``was_kept``: it was not run for this view.
    ``whole_pass``: that pass went through all layers.
    """

    network: NetworkFacts
    layer: LayerFacts
    mosaic: Mosaic
    means: tuple[float, ...]
    statistics: MapStatistics
    channel: ChannelView | None
    crop_xyxy: tuple[float, float, float, float]
    predictions: tuple[Prediction, ...] | None
    forward_ms: float
    mosaic_ms: float
    was_kept: bool
    whole_pass: bool
