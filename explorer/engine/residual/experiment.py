"""One residual block with a picture flowing through it: y = g(F(x) + αx), to be turned and cut.

The blocks are those of the lab's own trained networks (`bundled`), with batch norm folded into the
convolutions: z = W∗a + b, as in the lecture, and b is all that is added.
"""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from explorer.engine.images import centre_crop, luminance, resize
from explorer.engine.residual.block_gradient import BlockGradient, block_gradient
from explorer.engine.residual.block_values import (
    STAGES,
    BlockView,
    GradientCurve,
    Identity,
    Stage,
)
from explorer.engine.residual.blocks import Block, PaddedShortcut
from explorer.engine.residual.bundled import DEVIATION, MEAN, load_lab_network

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from explorer.engine.residual.block_values import Form, StageKey
    from explorer.engine.residual.bundled import LabName
    from explorer.engine.residual.cifar_network import CifarNetwork

SIDE: Final = 112
"""Pixels of the picture's middle square that the block is shown with."""
_SAME, _FIRST_OF_STAGE_2 = 1, 3


class BlockExperiment:
    """A block with its input; what does not depend on α is computed once.

    Parameters
    ----------
    block
        In evaluation mode. It is copied, and its batch norm folded into the convolutions.
    x
        a[l], (1, C, H, W).
    linear
        Whether no g follows the addition.
    """

    def __init__(self, block: Block, x: Tensor, linear: bool = False) -> None:
        self.block = plain_convolutions(block)
        self.x = x.detach()
        self.linear = linear
        with torch.no_grad():
            z1 = self.block.conv1(self.x)
            a1 = z1.relu()
            self._z2: Tensor = self.block.conv2(a1)
            self._fixed = _stages(STAGES, (self.x, z1, a1, self._z2))
            self._around: Tensor = self.block.shortcut(self.x)

    @property
    def zeroed(self) -> bool:
        """Whether all weights and biases of its two layers are 0."""
        layers = (self.block.conv1, self.block.conv2)
        return not any(value.any() for layer in layers for value in layer.parameters())

    def with_zero_weights(self) -> BlockExperiment:
        """Return the same block with the weights and biases of its two layers at 0.

        A projection around them stays as it is.
        """
        block = deepcopy(self.block)
        with torch.no_grad():
            for layer in (block.conv1, block.conv2):
                for value in layer.parameters():
                    value.zero_()
        return BlockExperiment(block, self.x, self.linear)

    @torch.no_grad()
    def look(self, alpha: float = 1.0) -> BlockView:
        """Return all tensors at an α in 0..1; a millisecond or two."""
        skip = alpha * self._around
        total = self._z2 + skip
        output = total if self.linear else total.relu()
        stages = self._fixed + _stages(STAGES[len(self._fixed) :], (skip, total, output))
        identity = self._identity(alpha, output)
        return BlockView(alpha, self.linear, self.zeroed, stages, identity, self._around[0])

    def gradient(self, alpha: float, arriving: Tensor | None = None) -> BlockGradient:
        """Return ∂L/∂x for a ∂L/∂y of the output's shape; a fixed one of length 1 if not given."""
        if arriving is None:
            generator = torch.Generator().manual_seed(0)
            drawn = torch.randn(self._around.shape, generator=generator).to(self.x)
            arriving = drawn / torch.linalg.vector_norm(drawn)
        return block_gradient(self.block, self.x, arriving, alpha, self.linear)

    def gradient_curve(self, alphas: Sequence[float]) -> GradientCurve:
        """Return how much of a gradient arrives at x for each α."""
        norms = [self.gradient(alpha).norms for alpha in alphas]
        through, around, total = zip(*norms, strict=True) if norms else ((), (), ())
        return GradientCurve(tuple(alphas), through, around, total)

    def _identity(self, alpha: float, output: Tensor) -> Identity:
        largest = float((output - self._around).abs().max())
        shortcut = self.block.shortcut
        of = "a[l]"
        if isinstance(shortcut, PaddedShortcut):
            of = f"every second pixel of a[l], with zeros for {shortcut.missing} new channels"
        elif isinstance(shortcut, nn.Conv2d):
            of = "W_s·a[l]"
        return Identity(largest, of, self._reason(alpha))

    def _reason(self, alpha: float) -> str:
        if not self.zeroed:
            return "F(a[l]) is added: the block changes what goes through it."
        if alpha != 1:
            left = self._left(alpha)
            return f"With weights and biases at 0, F(a[l]) = 0: what is left is {left}."
        if self.linear:
            lost = float((self.x < 0).float().mean())
            return (
                "F(a[l]) = 0, and no g is in the way: a[l] comes through untouched, negative "
                f"numbers and all ({lost:.0%} of them, which a ReLU would have set to 0)."
            )
        if isinstance(self.block.shortcut, nn.Conv2d):
            return (
                "F(a[l]) = 0, but the projection W_s is a layer itself: its output has negative "
                "numbers, and g sets them to 0. Option B is no identity."
            )
        return (
            "F(a[l]) = 0, so a[l+2] = g(a[l]); and g changes nothing, because a[l] came out of a "
            "ReLU: none of its numbers is negative."
        )

    def _left(self, alpha: float) -> str:
        if isinstance(self.block.shortcut, PaddedShortcut):
            return f"{alpha:g}·a[l], every second pixel of it"
        if isinstance(self.block.shortcut, nn.Conv2d):
            return f"g({alpha:g}·W_s·a[l])"
        return f"{alpha:g}·a[l]"


def plain_convolutions(block: Block) -> Block:
    """Return a copy of a block with its batch norm folded in: the same function, W and b alone.

    W' = γ/√(σ² + ε)·W and b' = β − γ/√(σ² + ε)·μ; a projection's too.
    """
    plain = deepcopy(block).eval().requires_grad_(False)
    for number in (1, 2):
        norm = plain.get_submodule(f"bn{number}")
        if isinstance(norm, nn.BatchNorm2d):
            conv = plain.get_submodule(f"conv{number}")
            assert isinstance(conv, nn.Conv2d)
            setattr(plain, f"conv{number}", fuse_conv_bn_eval(conv, norm).requires_grad_(False))
            setattr(plain, f"bn{number}", nn.Identity())
    if isinstance(plain.shortcut, nn.Sequential):
        conv, norm = plain.shortcut
        assert isinstance(conv, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        plain.shortcut = fuse_conv_bn_eval(conv, norm).requires_grad_(False)
    return plain


def lab_experiment(
    rgb: NDArray[np.uint8], form: Form = "same", side: int = SIDE
) -> BlockExperiment:
    """Return a block of a bundled network with the features of a picture, uint8 (H, W, 3).

    The network has learnt 28 × 28 grey pictures of clothes; its first layers find edges and spots,
    and are shown the picture's middle square at ``side`` pixels. "same" is the second block of the
    first stage, "A" and "B" the first of the second, which halves the size and doubles the
    channels. "linear" is as "same" with no g: it is given the sum in front of the ReLU before it,
    which has negative numbers.

    Raises
    ------
    WeightsError
        The bundled networks are missing or altered.
    """
    network = _network("residual-20-B" if form == "B" else "residual-20")
    blocks: list[Block] = [one for one in network.blocks if isinstance(one, Block)]
    place = _SAME if form in ("same", "linear") else _FIRST_OF_STAGE_2
    with torch.no_grad():
        x = network.before_blocks(_grey(rgb, side))
        for block in blocks[: place - 1]:
            x = block(x)
        before = blocks[place - 1]
        x = before.residual(x) + before.shortcut(x) if form == "linear" else before(x)
    return BlockExperiment(blocks[place], x, form == "linear")


@lru_cache(maxsize=2)
def _network(name: LabName) -> CifarNetwork:
    return load_lab_network(name)


def _grey(rgb: NDArray[np.uint8], side: int) -> Tensor:
    """Return a picture's middle square as the lab's networks read it, (1, 1, side, side)."""
    shorter = min(rgb.shape[:2])
    square = resize(centre_crop(rgb, shorter, shorter), side, side)
    return (torch.from_numpy(luminance(square))[None, None] * 255 - MEAN) / DEVIATION


def _stages(keys: Sequence[StageKey], tensors: Sequence[Tensor]) -> tuple[Stage, ...]:
    return tuple(_stage(key, one[0]) for key, one in zip(keys, tensors, strict=False))


def _stage(key: StageKey, tensor: Tensor) -> Stage:
    values = tensor.double()
    return Stage(
        key,
        tensor,
        float(values.mean()),
        float(values.std(correction=0)),
        float(values.min()),
        float(values.max()),
        float((values == 0).double().mean()),
    )
