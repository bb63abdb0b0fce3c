"""Fashion-MNIST's pictures of clothes that the application ships with (Xiao et al., 2017).

The file and its record lie in ``assets/datasets``; a file that is not the one of the record is
refused, so what is trained on it can be compared from one computer to another.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError, safe_open

from explorer.engine.assets import ASSETS
from explorer.engine.checksums import sha256
from explorer.engine.errors import ExplorerError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

FOLDER = ASSETS / "datasets"
RECORD = "fashion-mnist-10000.json"
SIDE = 28
TRAIN_COUNT, TEST_COUNT = 8000, 2000
CLASS_NAMES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
"""By label, as the data set's authors call them."""


class DatasetError(ExplorerError, RuntimeError):
    """A bundled data set cannot be used; the message names the file, says why and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledImages:
    """Pictures, uint8 (N, 28, 28) from 0, background, to 255, and labels, uint8 (N,) in 0..9."""

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.labels)

    def first(self, count: int) -> LabelledImages:
        """Return the first pictures, all of them where there are no more than ``count``."""
        return LabelledImages(self.images[:count], self.labels[:count])


@dataclass(frozen=True, slots=True, eq=False)
class Clothes:
    """8,000 pictures to train on and 2,000 to test on: the first of each part of Fashion-MNIST."""

    train: LabelledImages
    test: LabelledImages


def load_clothes(folder: Path | None = None) -> Clothes:
    """Return the bundled pictures of clothes, checked against their record.

    Raises
    ------
    DatasetError
        The file or its record is missing, truncated or altered.
    """
    folder = folder or FOLDER
    record = _record(folder / RECORD)
    path = folder / record["file"]
    _check(path, record)
    try:
        with safe_open(path, framework="numpy") as opened:
            train, test = (
                LabelledImages(*(opened.get_tensor(f"{split}_{what}") for what in _PARTS))
                for split in ("train", "test")
            )
    except (SafetensorError, OSError) as error:
        raise _unusable(path, f"cannot be read ({error})") from error
    return Clothes(train, test)


_PARTS = ("images", "labels")


def _record(path: Path) -> Mapping[str, Any]:
    try:
        record: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {key: record[key] for key in ("file", "bytes", "sha256")}
    except FileNotFoundError as error:
        raise _unusable(path, "is missing") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(path, f"is damaged ({type(error).__name__}: {error})") from error


def _check(path: Path, record: Mapping[str, Any]) -> None:
    try:
        size = path.stat().st_size
        if size < record["bytes"]:
            raise _unusable(path, f"is cut short: {size:,} of {record['bytes']:,} bytes")
        if sha256(path) != record["sha256"]:
            raise _unusable(path, f"was altered: its SHA-256 is not that of {RECORD}")
    except FileNotFoundError as error:
        raise _unusable(path, "is missing") from error
    except OSError as error:
        raise _unusable(path, f"cannot be read ({error.strerror})") from error


def _unusable(path: Path, what: str) -> DatasetError:
    inside = path.is_relative_to(ASSETS.parent)
    shown = (path.relative_to(ASSETS.parent) if inside else path).as_posix()
    remedy = f"Restore it with `git checkout -- {shown}`"
    return DatasetError(
        f"{shown} {what}. {remedy}, or build it again with `python assets/build/clothes.py`."
    )
