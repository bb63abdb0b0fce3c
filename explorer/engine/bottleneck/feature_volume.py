"""Real 1×1 convolutions: the volume before them, of a picture, and their trained weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from explorer.engine.bottleneck.pixel_dense import PixelDense
from explorer.engine.hooks import LayerError, forward_to, hooked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.trained.network import TrainedNetwork

POINTWISE_NETWORKS = ("squeezenet", "efficientnet-lite0")
"""Keys of the bundled networks that have 1×1 convolutions."""


@dataclass(frozen=True, slots=True)
class PointwiseLayer:
    """A 1×1 convolution of a network: its module path, its title, and its channels."""

    name: str
    title: str
    channels_in: int
    channels: int

    @property
    def narrows(self) -> bool:
        """Whether it is a bottleneck: fewer channels come out than go in."""
        return self.channels < self.channels_in


@dataclass(frozen=True, slots=True, eq=False)
class FeatureVolume:
    """What a 1×1 convolution of a trained network was given of a picture, and what it made of it.

    Attributes
    ----------
    network_title, layer
        Whose layer it is, and which.
    source
        The title of the layer that the volume came out of, or "" where it has none.
    values
        The volume, float32 (1, C, H, W), as the network computed it.
    weights, bias
        Of the layer, (C′, C) and (C′,); None where it adds nothing, as before a normalisation.
    output
        What the network itself computed, (1, C′, H, W).
    crop_xyxy
        The part of the picture that the volume shows, in pixels.
    """

    network_title: str
    layer: PointwiseLayer
    source: str
    values: Tensor
    weights: Tensor
    bias: Tensor | None
    output: Tensor
    crop_xyxy: tuple[float, float, float, float]

    @property
    def title(self) -> str:
        """The layer's title, such as fire2/squeeze."""
        return self.layer.title

    def dense(self) -> PixelDense:
        """Return the layer as a dense layer at each pixel of the volume."""
        return PixelDense(self.values, self.weights, self.bias)


def pointwise_layers(network: TrainedNetwork) -> tuple[PointwiseLayer, ...]:
    """Return a network's 1×1 convolutions, in the order they run."""
    return tuple(
        PointwiseLayer(layer.name, layer.title, module.in_channels, module.out_channels)
        for layer in network.layers
        if (module := _pointwise(network, layer.name)) is not None
    )


def volume_for(rgb: NDArray[np.uint8], network: TrainedNetwork, layer: str) -> FeatureVolume:
    """Run a picture, uint8 (H, W, 3), through a network up to one of its 1×1 convolutions.

    Parameters
    ----------
    layer
        The module path, as in `pointwise_layers`.

    Raises
    ------
    LayerError
        There is no such layer, or it is no 1×1 convolution.
    """
    about, module = _known(network, layer)
    seen = network.prepare(rgb)
    titles = {one.name: one.title for one in network.layers}
    given: list[Tensor] = []
    outputs: dict[str, Tensor] = {}

    def keep(name: str, inputs: tuple[Tensor, ...], output: Any) -> None:
        outputs[titles[name]] = output
        if name == layer:
            given.append(inputs[0])

    with torch.inference_mode(), hooked(network.module, titles, keep):
        output = forward_to(network.module, seen.tensor, layer)
    values = given[-1]
    del outputs[about.title]
    weights, bias = module.weight[:, :, 0, 0], module.bias
    return FeatureVolume(
        network.info.title, about, _source(values, outputs), values.cpu(), weights.cpu(),
        None if bias is None else bias.cpu(), output.cpu(), seen.crop_xyxy,
    )  # fmt: skip


def _pointwise(network: TrainedNetwork, name: str) -> nn.Conv2d | None:
    """Return a module if it is a 1×1 convolution that sees all channels at each pixel."""
    module = network.module.get_submodule(name)
    if not isinstance(module, nn.Conv2d) or module.groups != 1:
        return None
    return module if module.kernel_size == module.stride == (1, 1) else None


def _known(network: TrainedNetwork, layer: str) -> tuple[PointwiseLayer, nn.Conv2d]:
    there = pointwise_layers(network)
    for one in there:
        if one.name == layer and (module := _pointwise(network, layer)) is not None:
            return one, module
    raise LayerError(
        f"{network.info.title} has no 1×1 convolution {layer!r}. "
        f"It has: {', '.join(one.name for one in there) or 'none'}."
    )


def _source(values: Tensor, outputs: dict[str, Tensor]) -> str:
    """Return the title of the layer that gave these very values, the last if several did."""
    same = [
        title
        for title, output in outputs.items()
        if output.shape == values.shape and output.data_ptr() == values.data_ptr()
    ]
    return same[-1] if same else ""
