"""The table of kernels: the course's edge detectors and their relatives, with what each finds.

All kernels are for cross-correlation (no flip), as convolutional networks compute. The sign
convention is the course's: a vertical detector is positive where the picture is brighter at the
left, a horizontal one where it is brighter at the top.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.arithmetic import ShapeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class KernelInfo:
    """One named kernel: read-only float32 (f, f) values, and one sentence on what it finds."""

    key: str
    title: str
    explanation: str
    values: NDArray[np.float32]


def _info(
    key: str, title: str, explanation: str, rows: Sequence[Sequence[float]], divisor: float = 1
) -> KernelInfo:
    values = (np.array(rows, np.float64) / divisor).astype(np.float32)
    values.setflags(write=False)
    return KernelInfo(key, title, explanation, values)


_TABLE: Final = (
    _info(
        "horizontal",
        "Horizontal edges",
        "Compares the row above with the row below: answers to horizontal edges, "
        "positive where the picture is brighter above.",
        [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    ),
    _info(
        "vertical",
        "Vertical edges",
        "Compares the column at the left with the column at the right: answers to vertical "
        "edges, positive where the picture is brighter at the left.",
        [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
    ),
    _info(
        "sobel-vertical",
        "Sobel, vertical edges",
        "Finds vertical edges and counts the middle row twice, so noise disturbs it less.",
        [[1, 0, -1], [2, 0, -2], [1, 0, -1]],
    ),
    _info(
        "sobel-horizontal",
        "Sobel, horizontal edges",
        "Finds horizontal edges and counts the middle column twice, so noise disturbs it less.",
        [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
    ),
    _info(
        "prewitt-vertical",
        "Prewitt, vertical edges",
        "Finds vertical edges with all three rows counted alike.",
        [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
    ),
    _info(
        "prewitt-horizontal",
        "Prewitt, horizontal edges",
        "Finds horizontal edges with all three columns counted alike.",
        [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    ),
    _info(
        "scharr-vertical",
        "Scharr, vertical edges",
        "Finds vertical edges with weights chosen so that slanted edges get their true direction.",
        [[3, 0, -3], [10, 0, -10], [3, 0, -3]],
    ),
    _info(
        "scharr-horizontal",
        "Scharr, horizontal edges",
        "Finds horizontal edges with weights chosen so that slanted edges get their true "
        "direction.",
        [[3, 10, 3], [0, 0, 0], [-3, -10, -3]],
    ),
    _info(
        "laplacian",
        "Laplacian",
        "Compares a pixel with its four neighbours: answers to edges and spots of any "
        "direction, and to noise.",
        [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    ),
    _info(
        "sharpen",
        "Sharpen",
        "Adds to each pixel what sets it apart from its four neighbours, so edges grow stronger.",
        [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    ),
    _info(
        "blur",
        "Blur (box)",
        "Takes the mean of the nine pixels, so detail and noise fade.",
        [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
        divisor=9,
    ),
    _info(
        "gaussian-blur",
        "Blur (Gaussian)",
        "Takes a mean that counts near pixels more: softer than the box and without its streaks.",
        [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        divisor=16,
    ),
    _info(
        "emboss",
        "Emboss",
        "Keeps the picture and adds its slope along one diagonal, as if light fell on it from "
        "the lower right.",
        [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    ),
    _info(
        "identity",
        "Identity",
        "Takes the pixel in the middle and nothing else: the picture comes out as it went in.",
        [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    ),
)

KERNEL_INFOS: Final[Mapping[str, KernelInfo]] = MappingProxyType({k.key: k for k in _TABLE})
KERNELS: Final[Mapping[str, NDArray[np.float32]]] = MappingProxyType(
    {k.key: k.values for k in _TABLE}
)
KERNEL_TITLES: Final[Mapping[str, str]] = MappingProxyType({k.key: k.title for k in _TABLE})


def gabor(
    size: int,
    angle_deg: float,
    wavelength_px: float,
    sigma_px: float | None = None,
    aspect: float = 0.5,
    phase_deg: float = 90.0,
) -> NDArray[np.float32]:
    """Return a Gabor kernel: a wave under a Gaussian, (size, size), with sum 0.

    g = exp(−(x′² + γ²y′²)/2σ²) · cos(2πx′/λ + φ), less its mean, scaled so that the positive
    weights add up to 1: a picture in 0..1 answers within −1..1.

    Parameters
    ----------
    angle_deg
        Direction in which the wave runs, counter-clockwise from the right: at 0 the stripes
        stand upright.
    wavelength_px, sigma_px
        λ and σ; σ is 0.5 λ unless given (about one octave of bandwidth).
    aspect
        γ: below 1 the Gaussian is longer along the stripes.
    phase_deg
        φ: 90 answers to edges (brighter at the side that the angle points away from is
        positive, as the table's detectors), 0 to lines.
    """
    sigma_px = 0.5 * wavelength_px if sigma_px is None else sigma_px
    numbers = (angle_deg, wavelength_px, sigma_px, aspect, phase_deg)
    if not all(np.isfinite(numbers)) or min(wavelength_px, sigma_px, aspect) <= 0 or size < 1:
        raise ShapeError(
            f"A Gabor kernel needs a size of at least 1 and a wavelength, sigma and aspect above "
            f"0, not size {size}, wavelength {wavelength_px}, sigma {sigma_px}, aspect {aspect}."
        )
    x = np.arange(size) - (size - 1) / 2
    angle = np.deg2rad(angle_deg)
    # Rows run down the picture, angles run against the clock: hence −y.
    along = x[None, :] * np.cos(angle) - x[:, None] * np.sin(angle)
    across = x[None, :] * np.sin(angle) + x[:, None] * np.cos(angle)
    envelope = np.exp(-(along**2 + (aspect * across) ** 2) / (2 * sigma_px**2))
    wave = envelope * np.cos(2 * np.pi * along / wavelength_px + np.deg2rad(phase_deg))
    wave -= wave.mean()
    total = wave[wave > 0].sum()
    return np.asarray(wave / total if total > 1e-12 else wave * 0, np.float32)


def response_range(
    kernel: NDArray[np.float32], low: float = 0.0, high: float = 1.0
) -> tuple[float, float]:
    """Return the least and greatest response that a picture with values in low..high can give.

    With a kernel over the volume pass (f, f, C); for (f, f) on C channels multiply by C.
    """
    weights = np.asarray(kernel, np.float64)
    positive = float(weights[weights > 0].sum())
    negative = float(weights[weights < 0].sum())
    return positive * low + negative * high, positive * high + negative * low
