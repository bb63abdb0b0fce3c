"""How large gradients and activations are, layer by layer."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from explorer.engine.hooks import hooked
from explorer.engine.residual.steps import layer_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from explorer.engine.residual.cifar_network import CifarNetwork


def gradient_norms(network: CifarNetwork) -> Tensor:
    """Return ‖∂L/∂W‖ of each weighted layer after a backward pass, (depth,), on its device.

    Projections of shortcuts are left out. Squares are added in double precision, where the device
    has it: in float32 an exploding gradient is infinite long before its numbers are.
    """
    weights = [network.get_submodule(name).weight for name in layer_names(network.depth)]
    gradients = [one.grad for one in weights if isinstance(one, Tensor) and one.grad is not None]
    exact = gradients[0].device.type != "mps"
    dtype = torch.float64 if exact else torch.float32
    return torch.stack(torch._foreach_norm(gradients, 2, dtype=dtype))


@contextmanager
def activation_variances(network: CifarNetwork, found: dict[str, Tensor]) -> Iterator[None]:
    """Fill ``found``, layer by layer, with the variances of what a pass in this block makes.

    The layers are those of `layer_names`; the values are scalars on the network's device. Of a
    block's first layer the variance is taken behind the ReLU, of its second behind the addition and
    the ReLU: of what the next layer reads. He et al. (2015, figure 7) show the responses before.
    """
    places = _places(network.depth)

    def keep(place: str, _inputs: Any, output: Tensor) -> None:
        with torch.no_grad():
            behind = output.detach().float()
            activated = behind.relu() if place.endswith("bn1") else behind
            found[places[place]] = activated.var(correction=0)

    with hooked(network, places, keep):
        yield


def _places(depth: int) -> dict[str, str]:
    """Return which layer a module's output belongs to; ReLUs are no modules in these networks."""
    blocks = (depth - 2) // 6 * 3
    places = {"bn1": "conv1"}
    for block in range(blocks):
        places[f"blocks.{block}.bn1"] = f"blocks.{block}.conv1"
        places[f"blocks.{block}"] = f"blocks.{block}.conv2"
    return places | {"dense": "dense"}
