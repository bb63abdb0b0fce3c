"""What t-SNE makes small: KL(P‖Q), and its gradient.

Van der Maaten and Hinton 2008, equations 2, 4 and 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Objective:
    """KL(P‖Q) for given p_ij, in their precision; `look` first, then `gradient`, at each place.

    Buffers of N × N are kept: making them anew takes longer than filling them.

    Parameters
    ----------
    joint
        p_ij, (N, N), symmetric, 0 on the diagonal.
    """

    def __init__(self, joint: NDArray[np.floating]) -> None:
        self._joint = joint
        self._total_p = float(joint.sum(dtype=np.float64))
        logs = np.log(joint, out=np.zeros_like(joint), where=joint > 0)
        self._constant = float((joint * logs).sum(dtype=np.float64))
        self._kernel, self._spare = np.empty_like(joint), np.empty_like(joint)
        self._total_kernel = 1.0

    def look(self, coordinates: NDArray[np.floating]) -> float:
        """Measure every pair of points (N, 2), and return KL(P‖Q); 0 for a single point.

        With w_ij = 1 / (1 + ‖y_i − y_j‖²) and q_ij = w_ij / Σ w,
        KL = Σ p log p + Σ p log(1 + ‖y_i − y_j‖²) + Σ p · log Σ w.
        """
        kernel, spare = self._kernel, self._spare
        x, y = coordinates.astype(kernel.dtype).T
        np.subtract.outer(x, x, out=kernel)
        np.square(kernel, out=kernel)
        np.subtract.outer(y, y, out=spare)
        np.square(spare, out=spare)
        kernel += spare
        kernel += 1
        np.log(kernel, out=spare)
        attraction = float(np.vdot(self._joint, spare))
        np.reciprocal(kernel, out=kernel)
        np.fill_diagonal(kernel, 0)
        self._total_kernel = float(kernel.sum()) or 1.0
        return self._constant + attraction + self._total_p * float(np.log(self._total_kernel))

    def gradient(
        self, coordinates: NDArray[np.floating], exaggeration: float = 1.0
    ) -> NDArray[np.floating]:
        """Return the gradient (N, 2) at the points that were looked at.

        4 Σ_j (e · p_ij − q_ij) w_ij (y_i − y_j), with p exaggerated e times.
        """
        forces = np.multiply(self._joint, exaggeration, out=self._spare)
        forces -= self._kernel * (1 / self._total_kernel)
        forces *= self._kernel
        at = coordinates.astype(forces.dtype)
        return np.asarray(4 * (forces.sum(1, keepdims=True) * at - forces @ at))
