"""The published files of MNIST, Fashion-MNIST and CIFAR-10, as a person has downloaded them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.clothes import CLASS_NAMES as CLOTHES
from explorer.engine.idx_files import IdxError, read_idx
from explorer.engine.residual.dataset import Dataset
from explorer.engine.residual.errors import TrainingDataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

_IDX: Final = ("train-images", "train-labels", "t10k-images", "t10k-labels")
_FIRST_OF_FASHION: Final = (9, 0, 0, 3, 0, 2, 7, 2)
_DIGITS: Final = tuple(str(digit) for digit in range(10))

_SIDE, _CHANNELS = 32, 3
_ROW: Final = 1 + _CHANNELS * _SIDE * _SIDE
_TEST: Final = "test_batch.bin"
CIFAR_CLASSES: Final = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)  # fmt: skip
_DEEPEST: Final = 3


def find_idx(folder: Path) -> Mapping[str, Path]:
    """Return the four files of a set in MNIST's form, in a folder or a few levels below it.

    Raises
    ------
    TrainingDataError
        Not all four lie in one folder.
    """
    best: dict[str, Path] = {}
    for names in _folders(folder):
        found = {
            stem: path
            for stem in _IDX
            for path in names
            if path.name.startswith(stem) and _is(path)
        }
        best = max(best, found, key=len)
        if len(best) == len(_IDX):
            return best
    missing = ", ".join(f"{stem}-idx…-ubyte" for stem in _IDX if stem not in best)
    raise TrainingDataError(
        f"{folder} does not hold {missing}. Choose the folder with the four files of MNIST or "
        "Fashion-MNIST, compressed (.gz) or not."
    )


def read_idx_set(folder: Path) -> Dataset:
    """Read a set in MNIST's form, all of it.

    Raises
    ------
    TrainingDataError
        A file is missing, damaged, cut short, or does not fit the others.
    """
    files = find_idx(folder)
    try:
        arrays = {stem: read_idx(path) for stem, path in files.items()}
    except IdxError as error:
        raise TrainingDataError(str(error)) from error
    parts = []
    for split in ("train", "t10k"):
        images, labels = arrays[f"{split}-images"], arrays[f"{split}-labels"]
        if images.ndim != 3 or labels.ndim != 1 or len(images) != len(labels):
            raise TrainingDataError(
                f"{files[f'{split}-images']} holds {images.shape} and its labels {labels.shape}: "
                "they do not belong together. Download both again."
            )
        if images.shape[1] != images.shape[2] or images.shape[1] < 8:
            height, width = images.shape[1:]
            raise TrainingDataError(
                f"{files[f'{split}-images']} holds images of {height} × {width} pixels; they have "
                "to be square, and 8 × 8 at least."
            )
        parts.append((images[..., None].copy(), labels.astype(np.int64)))
    if parts[0][0].shape[1:] != parts[1][0].shape[1:]:
        raise TrainingDataError(
            f"{folder}: images to train on and to test on are not of one size. They are not of one "
            "set: download them again."
        )
    clothes = tuple(parts[0][1][:8].tolist()) == _FIRST_OF_FASHION
    most = max(int(labels.max(initial=0)) for _, labels in parts) + 1
    names = CLOTHES if clothes else _DIGITS if most <= 10 else tuple(map(str, range(most)))
    return Dataset("Fashion-MNIST" if clothes else folder.name, names, *parts[0], *parts[1])


def find_cifar10(folder: Path) -> tuple[tuple[Path, ...], Path]:
    """Return CIFAR-10's training batches and its test batch, in a folder or a few levels below.

    Raises
    ------
    TrainingDataError
        They are not there, or a file's length is no multiple of a row's.
    """
    for paths in _folders(folder):
        named = {path.name: path for path in paths}
        batches = tuple(sorted(path for path in paths if _is_batch(path.name)))
        if batches and _TEST in named:
            for path in (*batches, named[_TEST]):
                _check_rows(path)
            return batches, named[_TEST]
        if "data_batch_1" in named:
            raise TrainingDataError(
                f"{named['data_batch_1'].parent} holds the Python version of CIFAR-10, which is "
                "pickled and can run code. Choose the binary version, cifar-10-binary.tar.gz."
            )
    raise TrainingDataError(
        f"{folder} does not hold data_batch_1.bin … data_batch_5.bin and {_TEST}. Choose the "
        "folder that the binary version of CIFAR-10, cifar-10-binary.tar.gz, was unpacked into."
    )


def rows_of(paths: Iterable[Path]) -> int:
    """Return how many images lie in binary batches."""
    return sum(path.stat().st_size // _ROW for path in paths)


def read_cifar10(folder: Path) -> Dataset:
    """Read CIFAR-10's binary version: a byte of label and 3 planes of 32 × 32 bytes a row.

    Raises
    ------
    TrainingDataError
        A file is missing, cut short or holds something else.
    """
    batches, test = find_cifar10(folder)
    parts = [_rows(path) for path in batches]
    images, labels = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    return Dataset("CIFAR-10", CIFAR_CLASSES, images, labels.astype(np.int64), *_rows(test))


def _rows(path: Path) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    try:
        rows = np.frombuffer(path.read_bytes(), np.uint8).reshape(-1, _ROW)
    except OSError as error:
        raise TrainingDataError(f"{path} cannot be read ({error.strerror}).") from error
    labels = rows[:, 0].astype(np.int64)
    if labels.max(initial=0) >= len(CIFAR_CLASSES):
        raise TrainingDataError(
            f"{path} has a label {labels.max()}, and CIFAR-10 has 0 to 9: it is another file."
        )
    planes = rows[:, 1:].reshape(-1, _CHANNELS, _SIDE, _SIDE)
    return np.ascontiguousarray(planes.transpose(0, 2, 3, 1)), labels


def _check_rows(path: Path) -> None:
    size = path.stat().st_size
    if size % _ROW or not size:
        raise TrainingDataError(
            f"{path} has {size:,} bytes, which is no multiple of {_ROW:,}: it is cut short or "
            "another file. Unpack or download it again."
        )


def _is_batch(name: str) -> bool:
    return name.startswith("data_batch_") and name.endswith(".bin")


def _is(path: Path) -> bool:
    return path.suffix == ".gz" or path.name.endswith("ubyte")


def _folders(folder: Path) -> Iterable[tuple[Path, ...]]:
    """Yield the files of a folder, then those of the folders below it, a few levels deep."""
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise TrainingDataError(f"{folder} {what}. Choose another folder.")
    for place, below, names in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        below[:] = sorted(below) if depth < _DEEPEST else []
        yield tuple(Path(place) / name for name in sorted(names))
