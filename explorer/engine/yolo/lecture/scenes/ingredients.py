"""What scenes are composed of: digits that people wrote, and photographs to lie behind them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from safetensors.numpy import load_file

from explorer.engine.assets import ASSETS
from explorer.engine.images import load_rgb

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HELD_OUT_PHOTOGRAPHS = ("cat", "coffee", "giraffe", "horses", "kites")
"""Bundled photographs that training never sees; the others it may."""

HELD_OUT_DIGITS = ASSETS / "datasets/mnist-test-1000.safetensors"


@dataclass(frozen=True, slots=True, eq=False)
class Ingredients:
    """Digits, their labels, and photographs.

    Parameters
    ----------
    digits
        uint8 (N, 28, 28), ink 255 on 0, as MNIST has them.
    labels
        uint8 (N,), 0 to 9.
    photographs
        At least one, uint8 RGB (H, W, 3), none smaller than 64 pixels a side.
    """

    digits: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    photographs: tuple[NDArray[np.uint8], ...]


@lru_cache(maxsize=1)
def held_out() -> Ingredients:
    """Return what the network was not trained with: bundled digits of MNIST's test set.

    Raises
    ------
    OSError
        If a bundled file is missing.
    ImageError
        If a bundled photograph cannot be read.
    """
    bundled = load_file(HELD_OUT_DIGITS)
    photographs = tuple(load_rgb(ASSETS / f"images/{name}.jpg") for name in HELD_OUT_PHOTOGRAPHS)
    return Ingredients(bundled["images"], bundled["labels"], photographs)
