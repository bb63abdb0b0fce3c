"""The losses of style transfer: what a picture shows, how it is painted, how rough it is.

Gatys, Ecker and Bethge, "Image Style Transfer Using Convolutional Neural Networks", CVPR 2016,
compare the feature maps F of a picture with those P of the content, equation (1), and their Gram
matrices G with those A of the style, equations (3) to (5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from explorer.engine.style.normalisation import content_factor, style_factor

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.engine.style.normalisation import Normalisation


def gram(features: Tensor) -> Tensor:
    """Return G_kk' = Σ_ij a_ijk a_ijk', the Gram matrix of feature maps, plain sums.

    Gatys et al. 2016, equation (3). Half precision is summed in float32.

    Parameters
    ----------
    features
        (N, C, H, W), channels first or last in memory.

    Returns
    -------
    Tensor
        (N, C, C).
    """
    if features.dtype in (torch.float16, torch.bfloat16):
        features = features.float()
    by_position = features.permute(0, 2, 3, 1).flatten(1, 2)  # a view where channels are last
    return by_position.transpose(1, 2) @ by_position


def content_loss(a: Tensor, b: Tensor, normalisation: Normalisation = "sum") -> Tensor:
    """Return ½ Σ (a − b)² of one layer's feature maps, or as a normalisation has it.

    Gatys et al. 2016, equation (1).

    Parameters
    ----------
    a, b
        (N, C, H, W). The normalisations but ``sum`` and ``gatys`` are means over a batch.
    """
    squares = (a.float() - b.float() if _is_half(a, b) else a - b).square().sum()
    return squares * content_factor(normalisation, a.numel())


def style_loss(a: Tensor, b: Tensor, normalisation: Normalisation = "sum") -> Tensor:
    """Return Σ (G_a − G_b)² of one layer's feature maps, or as a normalisation has it.

    Gatys et al. 2016, equation (4), is ``gatys``. The layers' weighted sum is equation (5).

    Parameters
    ----------
    a, b
        (N, C, H, W); with another H or W each, the Gram matrices are compared as they are.
    """
    return gram_loss(gram(a), gram(b), a.shape[-2] * a.shape[-1], normalisation)


def gram_loss(a: Tensor, b: Tensor, positions: int, normalisation: Normalisation = "sum") -> Tensor:
    """Return the style loss of Gram matrices (N, C, C) of maps with so many positions."""
    return (a - b).square().sum() * style_factor(normalisation, a.shape[-1], positions)


def variation_loss(unit: Tensor) -> Tensor:
    """Return the mean squared difference of neighbouring pixels (N, C, H, W), across and down.

    The total variation of Mahendran and Vedaldi 2015, equation (5), with β = 2 and means.
    """
    return unit.diff(dim=-1).square().mean() + unit.diff(dim=-2).square().mean()


def _is_half(*tensors: Tensor) -> bool:
    return any(one.dtype in (torch.float16, torch.bfloat16) for one in tensors)
