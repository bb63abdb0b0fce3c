"""The content's own colours kept: lightness alone is painted, or the painting is recoloured first.

Gatys, Bethge, Hertzmann and Shechtman, "Preserving Color in Neural Artistic Style Transfer", 2016.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.images import from_unit, luminance, to_unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST_VARIANCE = 1e-6
"""A painting of one colour has no spread that could be scaled."""


def matched_colours(
    style_rgb: NDArray[np.uint8], content_rgb: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Return a painting whose colours have the mean and the covariance of the content's.

    x ↦ A x + b with A = Σ_C^(1/2) Σ_S^(-1/2) and b = μ_C − A μ_S, as in section 3 of the paper,
    with symmetric roots.
    """
    style, content = (
        to_unit(rgb).reshape(-1, 3).astype(np.float64) for rgb in (style_rgb, content_rgb)
    )
    spread = _power(_covariance(content), 0.5) @ _power(_covariance(style), -0.5)
    matched = (style - style.mean(0)) @ spread.T + content.mean(0)
    return from_unit(matched.reshape(style_rgb.shape))


def matched_lightness(
    style_rgb: NDArray[np.uint8], content_rgb: NDArray[np.uint8]
) -> NDArray[np.float32]:
    """Return a painting's luminance (H, W), scaled and shifted to the content's mean and spread."""
    style, content = luminance(style_rgb), luminance(content_rgb)
    scale = content.std() / max(float(style.std()), _LEAST_VARIANCE)
    shifted = (style - style.mean()) * scale + content.mean()
    return np.asarray(np.clip(shifted, 0, 1), np.float32)


def with_lightness(
    content_rgb: NDArray[np.uint8], lightness: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """Return the content in another luminance (H, W), its I and Q (of YIQ) as they are.

    A change of Y alone is the same change of red, green and blue.
    """
    change = lightness - luminance(content_rgb)
    return from_unit(to_unit(content_rgb) + change[..., None])


def _covariance(colours: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.cov(colours, rowvar=False)) + _LEAST_VARIANCE * np.eye(3)


def _power(symmetric: NDArray[np.float64], power: float) -> NDArray[np.float64]:
    values, vectors = np.linalg.eigh(symmetric)
    return np.asarray((vectors * values**power) @ vectors.T)
