"""Activation maximisation: a picture, changed step by step until it excites a channel strongly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from explorer.engine.errors import ExplorerError
from explorer.engine.hooks import find_layer, forward_to, hooked
from explorer.engine.spectral_image import SpectralImage, jiggle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

# Relative to a slope whose coefficients are 1 in the mean (root of squares). Adam moves every
# coefficient by the same step otherwise, also those that hardly matter: that is noise.
_ADAM_EPS = 0.3


class ExciteError(ExplorerError, ValueError):
    """A unit cannot be asked what excites it: it does not exist, stays silent, or diverges."""


@dataclass(frozen=True, slots=True)
class ExciteConfig:
    """What to maximise, and how.

    ``normalise`` turns RGB in 0..1, (1, 3, H, W), into the network's input, differentiably: the
    preprocessing is part of what is optimised. ``grey`` keeps the picture grey. ``shift`` (a share
    of the side), ``turn_deg`` and ``zoom`` are the random movements between steps, the
    regularisation that matters most; ``smoothness`` weighs the total variation, relative to the
    activation.
    """

    module: nn.Module
    normalise: Callable[[Tensor], Tensor]
    layer: str
    channel: int
    size: int = 128
    steps: int = 80
    grey: bool = False
    learning_rate: float = 0.1
    shift: float = 0.06
    turn_deg: float = 8.0
    zoom: float = 0.1
    smoothness: float = 0.0
    picture_every: int = 4
    seed: int = 0

    def __post_init__(self) -> None:
        if self.size < 8:
            raise ExciteError(f"The picture's side has to be 8 px or more, not {self.size}")
        if self.steps < 1 or self.picture_every < 1:
            raise ExciteError("Activation maximisation takes at least one step")
        if not self.learning_rate > 0:
            raise ExciteError(f"The learning rate has to be above 0, not {self.learning_rate}")
        find_layer(self.module, self.layer)


@dataclass(frozen=True, slots=True)
class ExciteStep:
    """The state after ``index`` of ``total`` steps; 0 is the start.

    ``activation`` is the mean of the channel's map on the picture as it was moved in this step.
    ``picture`` is uint8 RGB (size, size, 3), or None between previews.
    """

    index: int
    total: int
    activation: float
    picture: NDArray[np.uint8] | None


def maximize_activation(config: ExciteConfig) -> Iterator[ExciteStep]:
    """Change a picture, step by step, so that it excites a channel more and more.

    Yields
    ------
    ExciteStep
        ``steps + 1`` of them; the first and the last have a picture. On a CPU, the same seed gives
        the same pictures.

    Raises
    ------
    ExciteError
        If the channel does not exist, nothing changes it, or the ascent diverges.
    """
    generator = torch.Generator().manual_seed(config.seed)
    device = next((one.device for one in config.module.parameters()), torch.device("cpu"))
    image = SpectralImage(config.size, 1 if config.grey else 3, generator, device)
    optimiser = torch.optim.Adam([image.spectrum], lr=config.learning_rate, eps=_ADAM_EPS)
    for index in range(config.steps + 1):
        pixels = image.pixels()
        moved = jiggle(pixels, generator, config.shift * config.size, config.turn_deg, config.zoom)
        activation = _activation(config, moved)
        if not activation.isfinite():
            raise ExciteError(f"Step {index}: the activation is no number; lower the learning rate")
        due = index % config.picture_every == 0 or index == config.steps
        picture = _as_rgb(pixels) if due else None
        yield ExciteStep(index, config.steps, activation.item(), picture)
        if index < config.steps:
            slope = _uphill(config, image, pixels, moved, activation)
            image.spectrum.grad = -slope / slope.square().mean().sqrt()
            optimiser.step()


def _activation(config: ExciteConfig, moved: Tensor) -> Tensor:
    x = config.normalise(moved.expand(-1, 3, -1, -1))
    output = forward_to(config.module, x, config.layer)
    return channel_of(output, config.layer, config.channel).mean()


def _uphill(
    config: ExciteConfig, image: SpectralImage, pixels: Tensor, moved: Tensor, activation: Tensor
) -> Tensor:
    """Return the direction in which the spectrum has to go.

    A unit that is 0 everywhere behind a ReLU has no gradient. Then the ReLUs are taken to pass
    every gradient, until it wakes up.
    """
    (slope,) = torch.autograd.grad(activation, image.spectrum, retain_graph=True)
    if not slope.any():
        relus = [
            name
            for name, one in config.module.named_modules()
            if isinstance(one, (nn.ReLU, nn.ReLU6))
        ]
        with hooked(config.module, relus, _pass_every_gradient):
            awake = _activation(config, moved)
        (slope,) = torch.autograd.grad(awake, image.spectrum, retain_graph=True)
    if not slope.any():
        raise ExciteError(
            f"Nothing changes channel {config.channel} of {config.layer}: it stays at "
            f"{activation.item():g}. Choose another channel."
        )
    if config.smoothness:
        weight = config.smoothness * activation.detach().abs()
        (rough,) = torch.autograd.grad(_variation(pixels), image.spectrum)
        slope = slope - weight * rough
    return slope


def _pass_every_gradient(_layer: str, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
    return inputs[0] + (output - inputs[0]).detach()


def channel_of(output: Tensor, layer: str, channel: int) -> Tensor:
    """Return one channel of a layer's output (N, C, ...), as (N, ...)."""
    if output.ndim < 2 or not 0 <= channel < output.shape[1]:
        raise ExciteError(f"{layer} gives {size_text(output)}: it has no channel {channel}")
    return output[:, channel]


def size_text(tensor: Tensor) -> str:
    """Write the size of one sample, such as 64×56×56."""
    return "×".join(str(side) for side in tensor.shape[1:]) or "a single value"


def _variation(pixels: Tensor) -> Tensor:
    return pixels.diff(dim=-1).abs().mean() + pixels.diff(dim=-2).abs().mean()


def _as_rgb(pixels: Tensor) -> NDArray[np.uint8]:
    rgb: NDArray[np.uint8] = (
        (pixels[0].detach() * 255).round().byte().expand(3, -1, -1).permute(1, 2, 0).cpu().numpy()
    )
    return rgb.copy()
