"""What a network does to each number right after a 1×1 convolution: normalise it, cut it off.

Both happen at each pixel and in each channel by itself, so that they belong to the small dense
layer as much as its sum does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch
from torch import nn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.engine.trained.network import TrainedNetwork

    Vector = NDArray[np.float32]

Activation = Literal["", "relu", "relu6"]
_ACTIVATIONS: dict[type[nn.Module], Activation] = {nn.ReLU: "relu", nn.ReLU6: "relu6"}
CEILINGS: dict[Activation, float] = {"relu": np.inf, "relu6": 6.0}


@dataclass(frozen=True, slots=True, eq=False)
class Following:
    """A batch normalisation in evaluation, as a factor and a shift, then an activation.

    ``factor`` is γ/√(σ² + ε) and ``shift`` β − μ·factor, float32 (C′,); both None where nothing
    is normalised (Ioffe and Szegedy, "Batch normalization", 2015, algorithm 2, step 11).
    """

    factor: Vector | None = None
    shift: Vector | None = None
    activation: Activation = ""

    @property
    def is_nothing(self) -> bool:
        """Whether the sums leave the layer as they are."""
        return self.factor is None and not self.activation

    def normalised(self, sums: Vector) -> Vector:
        """Return the sums (C′,) after the normalisation."""
        if self.factor is None or self.shift is None:
            return sums
        return np.asarray(sums * self.factor + self.shift, np.float32)

    def applied(self, sums: Vector) -> Vector:
        """Return the sums (C′,) after normalisation and activation."""
        values = self.normalised(sums)
        if not self.activation:
            return values
        return np.asarray(np.clip(values, 0, CEILINGS[self.activation]), np.float32)


def following(network: TrainedNetwork, layer: str) -> Following:
    """Return what follows a 1×1 convolution of one of the bundled networks, by its module path.

    The networks hold their modules in the order in which they run.
    """
    leaves = [
        (name, module)
        for name, module in network.module.named_modules()
        if not any(True for _ in module.children())
    ]
    place = next(place for place, (name, _) in enumerate(leaves) if name == layer)
    after = [module for _, module in leaves[place + 1 : place + 3]]
    factor, shift = None, None
    if after and isinstance(after[0], nn.BatchNorm2d):
        factor, shift = _folded(after.pop(0))
    activation = _ACTIVATIONS.get(type(after[0]), "") if after else ""
    return Following(factor, shift, activation)


def _folded(normalisation: nn.Module) -> tuple[Vector, Vector]:
    """Return a normalisation's factor and shift in evaluation."""
    assert isinstance(normalisation, nn.BatchNorm2d)
    assert normalisation.running_mean is not None
    assert normalisation.running_var is not None
    with torch.inference_mode():
        factor = normalisation.weight / torch.sqrt(normalisation.running_var + normalisation.eps)
        shift = normalisation.bias - normalisation.running_mean * factor
    return _array(factor), _array(shift)


def _array(tensor: torch.Tensor) -> Vector:
    return np.array(tensor.cpu().numpy(), np.float32)
