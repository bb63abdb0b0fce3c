"""A picture made by a formula, and what a trunk's convolutions answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

FORMULA = "rgb[y, x, c] = (x * x // (40 + 9 * c) + y * (c + 1) + x * y // 97) % 256, 224 x 224"


def picture() -> np.ndarray:
    """Return the picture of `FORMULA`, uint8 (224, 224, 3)."""
    y, x, c = np.indices((224, 224, 3))
    return ((x * x // (40 + 9 * c) + y * (c + 1) + x * y // 97) % 256).astype(np.uint8)


def record(outputs: Mapping[str, Tensor]) -> dict[str, Any]:
    """Return what the manifest keeps of convolutions' outputs, each (1, C, H, W).

    ``centre`` holds the first eight channels at the middle row and column.
    """
    layers = {
        name: {
            "shape": list(out.shape[1:]),
            "mean": _rounded(out.mean()),
            "std": _rounded(out.std()),
            "centre": [_rounded(v) for v in out[0, :8, out.shape[2] // 2, out.shape[3] // 2]],
        }
        for name, out in outputs.items()
    }
    return {"picture": FORMULA, "outputs": layers}


def _rounded(value: Tensor) -> float:
    return float(f"{float(value):.6g}")
