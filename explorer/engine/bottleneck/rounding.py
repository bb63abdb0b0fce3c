"""How far two sums of the same products may lie apart, because float32 rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNIT_ROUNDOFF = 2.0**-24
"""Of float32: the largest relative error of one rounding."""
UNIT_ROUNDOFF_TF32 = 2.0**-11
"""Of the numbers that tensor cores multiply where TensorFloat-32 is allowed: 10 bits stay."""


def rounding_bound(
    products: NDArray[np.float32], bias: NDArray[np.float32], *, tf32: bool = False
) -> NDArray[np.float64]:
    """Return how far two float32 sums of each row may differ, whatever their order; (C′,).

    Either lies within γ·Σ|wx| of the exact sum, γ = n·u / (1 − n·u) for n terms (Higham,
    "Accuracy and stability of numerical algorithms", 2nd edition, section 3.1).

    Parameters
    ----------
    products
        (C′, C): what is added up.
    bias
        (C′,): added to each row as one more term.
    tf32
        One of the two rounds both factors of each product to TensorFloat-32 first.
    """
    terms = products.shape[1] + 1
    gamma = terms * UNIT_ROUNDOFF / (1 - terms * UNIT_ROUNDOFF)
    magnitudes = np.abs(products).sum(axis=1, dtype=np.float64)
    bound = 2 * gamma * (magnitudes + np.abs(bias))
    if tf32:
        bound = bound + (2 * UNIT_ROUNDOFF_TF32 + UNIT_ROUNDOFF_TF32**2) * magnitudes
    return np.asarray(bound, np.float64)
