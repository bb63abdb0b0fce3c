"""What excites a unit: input gradients, Grad-CAM, and activation maximisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.engine.ascent import (
    ExciteConfig,
    ExciteError,
    ExciteStep,
    channel_of,
    maximize_activation,
    size_text,
)
from explorer.engine.hooks import LayerError, forward_to, hooked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "ExciteConfig",
    "ExciteError",
    "ExciteStep",
    "LayerError",
    "enlarged",
    "grad_cam",
    "gradient_map",
    "input_gradient",
    "maximize_activation",
]


def input_gradient(
    module: nn.Module,
    x: Tensor,
    layer: str,
    channel: int,
    position: tuple[int, int] | None = None,
) -> Tensor:
    """Return the gradient of a unit's activation with respect to the network's input.

    Parameters
    ----------
    module
        The network, in eval mode. Nothing after ``layer`` is computed.
    x
        Its input (1, C, H, W).
    layer, channel
        The unit: a module path, and a channel of that module's output.
    position
        (row, column) of one value of the map; without it, the mean of the map.

    Returns
    -------
    Tensor
        (1, C, H, W), detached, on the device of ``x``.

    Raises
    ------
    ExciteError
        If there is no such channel or position.
    LayerError
        If there is no such layer.
    """
    with torch.enable_grad():
        probed = x.detach().clone().requires_grad_()
        maps = channel_of(forward_to(module, probed, layer), layer, channel)
        if position is None:
            activation = maps.mean()
        else:
            activation = _at(maps, position, layer)
        (gradient,) = torch.autograd.grad(activation, probed)
    return gradient


def gradient_map(gradient: Tensor, signed: bool) -> NDArray[np.float32]:
    """Turn an input gradient (1, C, H, W) into one map (H, W) that can be painted.

    ``signed`` gives, for each pixel, the entry of largest magnitude over the colours, with its
    sign; otherwise that magnitude (Simonyan et al., 2014, section 3.1).
    """
    planes = gradient[0].detach().cpu()
    strongest = planes.abs().argmax(dim=0, keepdim=True)
    values = planes.gather(0, strongest)[0]
    chosen: NDArray[np.float32] = (values if signed else values.abs()).numpy()
    return chosen


def grad_cam(module: nn.Module, x: Tensor, layer: str, class_index: int) -> Tensor:
    """Return where the network sees evidence for a class: Grad-CAM's map, in 0..1.

    The weight of channel k is the mean over the map of dy/dA_k, y being the class's score before
    the softmax (eq. 1); the map is ReLU(Σ_k weight_k A_k) (eq. 2), here divided by its maximum
    (Selvaraju et al., 2017). A map of zeros means that nothing at this layer speaks for the class.

    Returns
    -------
    Tensor
        (h, w), the size of the layer's maps, detached; see `enlarged`.

    Raises
    ------
    ExciteError
        If the network does not classify, has no such class, or the layer has no maps.
    LayerError
        If there is no such layer, or the pass does not come to it.
    """
    taken: list[Tensor] = []

    def take(_layer: str, _inputs: Any, output: Any) -> Tensor:
        taken.append(output)
        copy: Tensor = output.clone()  # a layer that works in place must not change what we keep
        return copy

    with torch.enable_grad():
        with hooked(module, [layer], take):
            scores = module(x.detach().clone().requires_grad_())
        if not taken:
            raise LayerError(f"The forward pass never comes to layer {layer}")
        maps = taken[-1]
        score = _class_score(scores, class_index)
        if maps.ndim != 4:
            raise ExciteError(f"Grad-CAM needs a layer with maps; {layer} gives {size_text(maps)}")
        (gradient,) = torch.autograd.grad(score, maps)
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    evidence = (weights * maps.detach()).sum(dim=1)[0].relu()
    return evidence / evidence.max().clamp_min(torch.finfo(evidence.dtype).tiny)


def enlarged(heat: Tensor, height: int, width: int) -> NDArray[np.float32]:
    """Resize a map (h, w) bilinearly to the picture's size, as float32 (H, W)."""
    resized = functional.interpolate(
        heat[None, None].float(), size=(height, width), mode="bilinear", align_corners=False
    )
    values: NDArray[np.float32] = resized[0, 0].detach().cpu().numpy()
    return values


def _at(maps: Tensor, position: tuple[int, int], layer: str) -> Tensor:
    row, column = position
    if maps.ndim != 3 or not (0 <= row < maps.shape[1] and 0 <= column < maps.shape[2]):
        raise ExciteError(f"A map of {layer} is {size_text(maps)}: it has no value at {position}")
    return maps[0, row, column]


def _class_score(scores: Tensor, class_index: int) -> Tensor:
    if scores.ndim != 2:
        raise ExciteError(
            f"Grad-CAM needs a network that classifies; this gives {size_text(scores)}"
        )
    if not 0 <= class_index < scores.shape[1]:
        raise ExciteError(f"The network has {scores.shape[1]} classes, none is {class_index}")
    return scores[0, class_index]
