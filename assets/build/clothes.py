"""Build ``assets/datasets/fashion-mnist-10000.safetensors``: small pictures of clothes.

``python assets/build/clothes.py`` writes the first 10,000 training and the first 2,000 test images
of Fashion-MNIST, their record and the licence; ``--check`` only compares what lies there with the
record.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from typing import TYPE_CHECKING, Any

from packages import Package, debian, sha256
from repository import ASSETS
from safetensors.numpy import save_file

from explorer.engine.idx_files import read_idx

if TYPE_CHECKING:
    import numpy as np

FOLDER = ASSETS / "datasets"
TARGET = FOLDER / "fashion-mnist-10000.safetensors"
RECORD = FOLDER / "fashion-mnist-10000.json"
NOTICE = FOLDER / "fashion-mnist-copyright.txt"

DATA = "usr/share/datasets/fashion-mnist"
COUNTS = {"train": 10_000, "t10k": 2000}
NAMES = {"train": "train", "t10k": "test"}
SHA256_PREFIXES = {
    "train-images": "b0564c3eedabfbf8",
    "train-labels": "0ae29f65d86684f3",
    "t10k-images": "cc1d090a38ace84d",
    "t10k-labels": "8d3605d196f4be44",
}


def arrays(package: Package) -> dict[str, np.ndarray]:
    """Return images, uint8 (N, 28, 28), and labels, uint8 (N,), as ``train_images`` and so on."""
    return {
        f"{NAMES[split]}_{what}": _first(package, f"{split}-{what}", dimensions, count)
        for split, count in COUNTS.items()
        for what, dimensions in (("images", 3), ("labels", 1))
    }


def _first(package: Package, stem: str, dimensions: int, count: int) -> np.ndarray:
    path = f"{DATA}/{stem}-idx{dimensions}-ubyte.gz"
    return read_idx(package.file(path, SHA256_PREFIXES[stem]))[:count].copy()


def build() -> None:
    """Write the file, its record and the licence."""
    package = debian("dataset-fashion-mnist")
    tensors = arrays(package)
    FOLDER.mkdir(exist_ok=True)
    # One entry: several would be written in an order that changes from run to run.
    credit = f"Fashion-MNIST, © 2017 Zalando SE, MIT, from {package.credit}"
    save_file(tensors, TARGET, metadata={"credit": credit})
    TARGET.chmod(0o644)  # safetensors lets its owner alone read it
    notice = package.file("usr/share/doc/dataset-fashion-mnist/copyright")
    shutil.copyfile(notice, NOTICE)
    text = json.dumps(_record(package, tensors), indent=2, ensure_ascii=False)
    RECORD.write_text(f"{text}\n", encoding="utf-8")


def _record(package: Package, tensors: dict[str, np.ndarray]) -> dict[str, Any]:
    return {
        "file": TARGET.name,
        "title": "The first 10,000 training and the first 2,000 test images of Fashion-MNIST",
        "source": f"{package.credit}, {DATA}",
        "licence": "MIT, © 2017 Zalando SE",
        "author": "Han Xiao, Kashif Rasul, Roland Vollgraf",
        "bytes": TARGET.stat().st_size,
        "sha256": sha256(TARGET),
        "tensors": {name: list(value.shape) for name, value in sorted(tensors.items())},
        "build": "assets/build/clothes.py",
    }


def faults() -> list[str]:
    """Compare the file with its record; return a line for each difference."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    missing = [f"{path.name} is missing" for path in (TARGET, NOTICE) if not path.is_file()]
    if missing or sha256(TARGET) == record["sha256"]:
        return missing
    return [f"{TARGET.name} is not the file of {RECORD.name}"]


def main() -> int:
    """Build the file, or only check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare the file with its record")
    if not parser.parse_args().check:
        build()
    lines = faults()
    about = f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, as recorded" if not lines else ""
    print("\n".join(lines) or about)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
