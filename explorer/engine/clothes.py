"""Fashion-MNIST's pictures of clothes that the application ships with (Xiao et al., 2017).

The file and its record lie in ``assets/datasets``; a file that is not the one of the record is
refused, so what is trained on it can be compared from one computer to another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.assets import ASSETS
from explorer.engine.bundled_data import FOLDER, DatasetError, load_arrays

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = [
    "ASSETS",
    "CLASS_NAMES",
    "FOLDER",
    "RECORD",
    "SIDE",
    "TEST_COUNT",
    "TRAIN_COUNT",
    "Clothes",
    "DatasetError",
    "LabelledImages",
    "load_clothes",
]

RECORD = "fashion-mnist-10000.json"
SIDE = 28
TRAIN_COUNT, TEST_COUNT = 10_000, 2000
CLASS_NAMES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
"""By label, as the data set's authors call them."""


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
    """10,000 pictures to train on and 2,000 to test on: the first of each part of Fashion-MNIST."""

    train: LabelledImages
    test: LabelledImages


def load_clothes(folder: Path | None = None) -> Clothes:
    """Return the bundled pictures of clothes, checked against their record.

    Raises
    ------
    DatasetError
        The file or its record is missing, truncated or altered.
    """
    arrays = load_arrays((folder or FOLDER) / RECORD, "assets/build/clothes.py")
    train, test = (
        LabelledImages(*(np.asarray(arrays[f"{split}_{what}"], np.uint8) for what in _PARTS))
        for split in ("train", "test")
    )
    return Clothes(train, test)


_PARTS = ("images", "labels")
