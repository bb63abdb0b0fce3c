"""The triplet loss: a positive nearer than a negative, by a margin.

L(A, P, N) = max(d(A, P) − d(A, N) + α, 0), d(x, y) = ‖f(x) − f(y)‖²: Schroff, Kalenichenko and
Philbin 2015 (FaceNet), equation 3, as the mean over a batch where the paper sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from explorer.engine.faces.triplets.errors import TripletError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    Embeddings = Tensor | NDArray[np.floating]


def triplet_loss(
    anchor: Embeddings, positive: Embeddings, negative: Embeddings, margin: float
) -> Tensor:
    """Return the mean triplet loss of embeddings (N, D), a scalar through which gradients flow.

    Parameters
    ----------
    anchor, positive, negative
        Embeddings (N, D) of A, P and N, row by row; tensors, or numpy's arrays.
    margin
        α, a squared distance.

    Raises
    ------
    TripletError
        If the three are not of one shape (N, D), or there is no triplet.
    """
    anchor, positive, negative = map(torch.as_tensor, (anchor, positive, negative))
    shapes = {tuple(one.shape) for one in (anchor, positive, negative)}
    if len(shapes) > 1 or anchor.ndim != 2:
        raise TripletError(
            "Anchor, positive and negative are three tensors of one shape (triplets, numbers), not "
            f"{tuple(anchor.shape)}, {tuple(positive.shape)} and {tuple(negative.shape)}."
        )
    if not len(anchor):
        raise TripletError("There is no triplet to take the mean of.")
    return losses(squared(anchor, positive), squared(anchor, negative), margin).mean()


def losses(positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    """Return the loss of each triplet, from its d(A, P) and d(A, N) of one shape."""
    return torch.relu(positive - negative + margin)


def squared(one: Tensor, other: Tensor) -> Tensor:
    """Return the squared L2 distances of embeddings (..., D), shapes broadcast."""
    return (one - other).square().sum(-1)


def squared_matrix(embeddings: Tensor) -> Tensor:
    """Return the squared L2 distance of every two embeddings (N, D), as (N, N).

    By differences: ‖x‖² + ‖y‖² − 2xy loses the small distances, which are the ones that count.
    """
    return squared(embeddings[:, None], embeddings)
