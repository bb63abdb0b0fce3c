"""Kernels as values of the state: chosen by name, edited, resized, transposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.engine.filters import KERNEL_TITLES, KERNELS, gabor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from explorer.panels.filters.state import EdgesState, Matrix

GABOR, CUSTOM = "gabor", "custom"
TITLES = {**KERNEL_TITLES, GABOR: "Gabor, at an angle", CUSTOM: "Custom"}
"""Everything that can be chosen: key -> title."""


def as_matrix(values: NDArray[np.floating]) -> Matrix:
    """Return an (f, f) array as a value of the state."""
    return tuple(tuple(float(w) for w in row) for row in values)


def choose(state: EdgesState, name: str) -> dict[str, Any]:
    """Return what changes when a kernel is chosen by its name; "custom" keeps the numbers."""
    if name == CUSTOM:
        return {"kernel_name": CUSTOM}
    if name == GABOR:
        size = max(len(state.kernel), 5)  # three cells cannot hold a wave
        return _gabor(size, state.gabor_angle_deg, state.gabor_wavelength_px)
    return {"kernel_name": name, "kernel": as_matrix(KERNELS[name])}


def take(state: EdgesState, values: NDArray[np.floating]) -> dict[str, Any]:
    """Return what changes when the editor holds other numbers.

    A kernel that stands in the table gets its name, any other one is custom.
    """
    if len(values) != len(state.kernel):
        return resize(state, len(values))
    kernel = as_matrix(values)
    return {} if kernel == state.kernel else _named(kernel, state.kernel_name)


def tune_gabor(
    state: EdgesState, *, angle_deg: float | None = None, wavelength_px: float | None = None
) -> dict[str, Any]:
    """Return what changes when the Gabor kernel's sliders move."""
    angle = state.gabor_angle_deg if angle_deg is None else angle_deg
    wavelength = state.gabor_wavelength_px if wavelength_px is None else wavelength_px
    return _gabor(len(state.kernel), angle, wavelength)


def resize(state: EdgesState, size: int) -> dict[str, Any]:
    """Return what changes with another size.

    Blurs and the Gabor are made anew; any other kernel gets zeros around it, or loses its rim,
    and is then a custom one.
    """
    if size == len(state.kernel):
        return {}
    if state.kernel_name == GABOR:
        return _gabor(size, state.gabor_angle_deg, state.gabor_wavelength_px)
    made = _made_to_size(state.kernel_name, size)
    if made is not None:
        return {"kernel": as_matrix(made)}
    kernel = np.array(state.kernel, np.float64)
    grow = (size - len(kernel)) // 2
    changed = np.pad(kernel, grow) if grow > 0 else kernel[-grow:grow, -grow:grow]
    return _named(as_matrix(changed), state.kernel_name)


def transpose(state: EdgesState) -> dict[str, Any]:
    """Return what changes when rows become columns: a vertical detector becomes horizontal."""
    flipped: Matrix = tuple(zip(*state.kernel, strict=True))
    if flipped == state.kernel:
        return {}
    return _named(flipped, state.kernel_name)


def _gabor(size: int, angle_deg: float, wavelength_px: float) -> dict[str, Any]:
    wave = gabor(size, angle_deg, wavelength_px)
    largest = float(np.abs(wave).max()) or 1.0
    return {
        "kernel_name": GABOR,
        # Numbers that can be read, and that are what is applied: hundredths of the largest.
        "kernel": as_matrix(np.round(wave.astype(np.float64) / largest, 2) + 0.0),
        "gabor_angle_deg": angle_deg,
        "gabor_wavelength_px": wavelength_px,
    }


def _named(kernel: Matrix, before: str) -> dict[str, Any]:
    """Name a kernel after its equal in the table, of the same family first."""
    family = before.split("-")[0]
    names = sorted(KERNELS, key=lambda name: not name.startswith(family))
    equal = (name for name in names if as_matrix(KERNELS[name]) == kernel)
    return {"kernel_name": next(equal, CUSTOM), "kernel": kernel}


def _made_to_size(name: str, size: int) -> NDArray[np.float32] | None:
    if name == "blur":
        return np.full((size, size), 1 / size**2, np.float32)
    if name == "gaussian-blur":
        row = np.ones(1)
        for _ in range(size - 1):
            row = np.convolve(row, (0.5, 0.5))  # Pascal's triangle
        return np.outer(row, row).astype(np.float32)
    return None
