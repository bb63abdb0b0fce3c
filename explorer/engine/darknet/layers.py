"""The layers of Darknet's detectors, as the choices that make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Activation = Literal["leaky", "linear", "logistic", "mish"]


@dataclass(frozen=True, slots=True)
class Convolutional:
    """A convolution, batch normalisation or a bias, and an activation."""

    filters: int
    size: int
    stride: int
    padding: int
    groups: int
    batch_normalize: bool
    activation: Activation


@dataclass(frozen=True, slots=True)
class MaxPool:
    """The largest of each window; ``padding`` is what both sides get together."""

    size: int
    stride: int
    padding: int


@dataclass(frozen=True, slots=True)
class Route:
    """Channels of earlier layers, one behind another.

    Parameters
    ----------
    layers
        Numbers of the layers, from 0.
    groups, group
        Of each layer's channels only that of ``groups`` equal parts.
    """

    layers: tuple[int, ...]
    groups: int = 1
    group: int = 0


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The sum of the layer before and an earlier one, over the channels that both have."""

    layer: int
    activation: Activation


@dataclass(frozen=True, slots=True)
class Upsample:
    """Every value ``stride`` × ``stride`` times."""

    stride: int


@dataclass(frozen=True, slots=True)
class Reorg:
    """Pixels moved into channels, in Darknet's order."""

    stride: int


@dataclass(frozen=True, slots=True)
class Yolo:
    """A head of YOLOv3 and later: anchors in pixels, each class for itself."""

    anchors_px: tuple[tuple[float, float], ...]
    classes: int
    xy_scale: float


@dataclass(frozen=True, slots=True)
class Region:
    """The head of YOLOv2: anchors in cells, one class a box if ``softmax``."""

    anchors_cells: tuple[tuple[float, float], ...]
    classes: int
    softmax: bool


HeadLayer = Yolo | Region
Layer = Convolutional | MaxPool | Route | Shortcut | Upsample | Reorg | HeadLayer


@dataclass(frozen=True, slots=True)
class Placed:
    """A layer with its number, from 0, the name of its section, and the line of that."""

    layer: Layer
    index: int
    kind: str
    line: int

    @property
    def title(self) -> str:
        """What errors call it; Darknet counts layers from 0 as well."""
        return f"layer {self.index}, [{self.kind}]"
