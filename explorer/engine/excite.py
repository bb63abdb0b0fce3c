"""What excites a unit: input gradients, Grad-CAM, and activation maximisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

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
from explorer.engine.maps import as_maps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "ClassEvidence",
    "ExciteConfig",
    "ExciteError",
    "ExciteStep",
    "LayerError",
    "UnitGradient",
    "class_evidence",
    "enlarged",
    "grad_cam",
    "gradient_map",
    "input_gradient",
    "maximize_activation",
    "unit_gradient",
]


@dataclass(frozen=True, slots=True, eq=False)
class UnitGradient:
    """How a unit answers a picture, and how each input value would change that answer.

    Parameters
    ----------
    gradient
        (1, C, H, W), of ``activation`` with respect to the input.
    maps
        All channels of the layer, (K, h, w); (K, 1, 1) for a dense layer.
    channel, position
        The unit, and (row, column) of one value of its map; None for the mean of the map.
    activation
        What was differentiated.
    """

    gradient: Tensor
    maps: Tensor
    channel: int
    position: tuple[int, int] | None
    activation: float


def unit_gradient(
    module: nn.Module,
    x: Tensor,
    layer: str,
    channel: int | None = None,
    position: tuple[int, int] | Literal["strongest"] | None = None,
) -> UnitGradient:
    """Differentiate a unit's activation with respect to the network's input.

    Parameters
    ----------
    module
        The network, in eval mode. Nothing after ``layer`` is computed.
    x
        Its input (1, C, H, W).
    layer, channel
        The unit: a module path, and a channel of that module's output; None for the channel with
        the largest mean.
    position
        (row, column) of one value of the map, or its largest; without it, the mean of the map.

    Raises
    ------
    ExciteError
        If there is no such channel or position.
    LayerError
        If there is no such layer.
    """
    with torch.enable_grad():
        probed = x.detach().clone().requires_grad_()
        output = forward_to(module, probed, layer)
        chosen = int(as_maps(output).mean((1, 2)).argmax()) if channel is None else channel
        unit = channel_of(output, layer, chosen)
        at = _strongest_position(unit) if position == "strongest" else position
        activation = unit.mean() if at is None else _at(unit, at, layer)
        (gradient,) = torch.autograd.grad(activation, probed)
    return UnitGradient(gradient, as_maps(output), chosen, at, activation.item())


def input_gradient(
    module: nn.Module,
    x: Tensor,
    layer: str,
    channel: int,
    position: tuple[int, int] | None = None,
) -> Tensor:
    """Return `unit_gradient`'s gradient alone, (1, C, H, W), detached, on the device of ``x``."""
    return unit_gradient(module, x, layer, channel, position).gradient


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


@dataclass(frozen=True, slots=True, eq=False)
class ClassEvidence:
    """Grad-CAM before it becomes a picture (Selvaraju et al., 2017).

    Parameters
    ----------
    class_index, scores
        The class, and the scores of all classes before the softmax, (classes,).
    maps
        The layer's activations A, (K, h, w).
    weights
        (K,): the mean over the map of dy/dA_k, y being the class's score (eq. 1).
    heat
        (h, w): ReLU(Σ_k weight_k A_k) (eq. 2).
    """

    class_index: int
    scores: Tensor
    maps: Tensor
    weights: Tensor
    heat: Tensor


def class_evidence(
    module: nn.Module, x: Tensor, layer: str, class_index: int | None = None
) -> ClassEvidence:
    """Find which maps of a layer speak for a class, and where; None is the best class.

    Raises
    ------
    ExciteError
        If the network does not classify, has no such class, or the layer has no maps.
    LayerError
        If there is no such layer, or the pass does not come to it.
    """
    taken: list[Tensor] = []

    def take(_layer: str, _inputs: Any, output: Any) -> Tensor:
        # The graph begins here: what comes before the layer is not differentiated.
        taken.append(output.detach().requires_grad_())
        return taken[-1].clone()  # a layer that works in place must not change what we keep

    with torch.enable_grad():
        with hooked(module, [layer], take):
            scores = module(x.detach())
        if not taken:
            raise LayerError(f"The forward pass never comes to layer {layer}")
        index, score = _class_score(scores, class_index)
        maps = taken[-1]
        if maps.ndim != 4:
            raise ExciteError(f"Grad-CAM needs a layer with maps; {layer} gives {size_text(maps)}")
        (gradient,) = torch.autograd.grad(score, maps)
    activations = maps.detach()[0]
    weights = gradient[0].mean(dim=(1, 2))
    heat = (weights[:, None, None] * activations).sum(dim=0).relu()
    return ClassEvidence(index, scores.detach()[0], activations, weights, heat)


def grad_cam(module: nn.Module, x: Tensor, layer: str, class_index: int) -> Tensor:
    """Return where the network sees evidence for a class: Grad-CAM's map, in 0..1.

    It is `class_evidence`'s heat (h, w), divided by its maximum; see `enlarged`. A map of zeros
    means that nothing at this layer speaks for the class.
    """
    heat = class_evidence(module, x, layer, class_index).heat
    return heat / heat.max().clamp_min(torch.finfo(heat.dtype).tiny)


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


def _strongest_position(unit: Tensor) -> tuple[int, int] | None:
    """Return (row, column) of a map's largest value; None where there is one value alone."""
    if unit.ndim != 3:
        return None
    row, column = divmod(int(unit.detach().argmax()), unit.shape[2])
    return row, column


def _class_score(scores: Tensor, class_index: int | None) -> tuple[int, Tensor]:
    if scores.ndim != 2:
        raise ExciteError(
            f"Grad-CAM needs a network that classifies; this gives {size_text(scores)}"
        )
    index = int(scores.detach()[0].argmax()) if class_index is None else class_index
    if not 0 <= index < scores.shape[1]:
        raise ExciteError(f"The network has {scores.shape[1]} classes, none is {index}")
    return index, scores[0, index]
