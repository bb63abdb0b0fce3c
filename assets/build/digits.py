"""Build ``assets/datasets/mnist-test-1000.safetensors``: 1,000 handwritten digits.

They are the first of MNIST's test set, for LeNet-5's view and for tests. The rest is not bundled.
"""

from __future__ import annotations

import sys
from pathlib import Path

import mnist
from packages import npm, sha256
from safetensors.numpy import save_file

TARGET = Path(__file__).resolve().parents[1] / "datasets/mnist-test-1000.safetensors"
COUNT = 1000


def main() -> int:
    """Write the file."""
    images, labels = (part[:COUNT].copy() for part in mnist.read("t10k"))
    # One entry: several would be written in an order that changes from run to run.
    credit = {
        "credit": "The first 1,000 test images of MNIST (Yann LeCun, Corinna Cortes, "
        f"Christopher J.C. Burges), CC BY-SA 3.0, from {npm(*mnist.PACKAGE).credit}"
    }
    TARGET.parent.mkdir(exist_ok=True)
    save_file({"images": images, "labels": labels}, TARGET, metadata=credit)
    print(f"{TARGET.name}: {images.shape}, {TARGET.stat().st_size:,} bytes, {sha256(TARGET)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
