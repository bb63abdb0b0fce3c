"""A folder of the user's own: one subfolder of pictures a class, of any size."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.engine.images import ImageError, centre_crop, load_rgb, resize
from explorer.engine.picture_folder import is_picture, natural_key
from explorer.engine.residual.dataset import Dataset, ReadStep, Skipped
from explorer.engine.residual.errors import TrainingDataError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from numpy.typing import NDArray

_TEST_SHARE: Final = 5
"""One picture in so many is tested on."""
_MOST_CLASSES: Final = 1000


def find_classes(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Return the pictures of each subfolder that has some, in an order that tells nothing.

    The order is that of the SHA-256 of their names: always the same, and not that in which they
    were taken.

    Raises
    ------
    TrainingDataError
        The folder cannot be read, fewer than two subfolders hold pictures, or one has only one.
    """
    found = {path.name: _pictures(path) for path in _subfolders(folder)}
    classes = {name: pictures for name, pictures in found.items() if pictures}
    if not classes:
        raise TrainingDataError(
            f"{folder} has no subfolder that holds pictures. Choose a folder with one subfolder "
            "a class: cats/, dogs/."
        )
    if len(classes) == 1:
        (only,) = classes
        raise TrainingDataError(
            f"{folder} has one subfolder with pictures, “{only}”: one class leaves nothing to tell "
            "apart. Add a subfolder with pictures of something else."
        )
    if len(classes) > _MOST_CLASSES:
        raise TrainingDataError(
            f"{folder} has {len(classes):,} subfolders with pictures; {_MOST_CLASSES:,} classes "
            "are the most. Choose another folder."
        )
    _check_counts({name: len(pictures) for name, pictures in classes.items()}, ())
    return classes


def tested(count: int) -> int:
    """Return how many of a class's pictures are tested on: a fifth, and one at least."""
    return max(1, count // _TEST_SHARE)


def read_classes(
    folder: Path, side: int, images: int | None = None
) -> Generator[ReadStep, None, Dataset]:
    """Read a folder's pictures; each is cut to its middle square and scaled to ``side`` pixels.

    The first fifth of each class is tested on. Pictures that cannot be read are skipped.

    Parameters
    ----------
    images
        How many to learn from are wanted at most; no class gives more than its share of them.

    Yields
    ------
    ReadStep
        After each picture.

    Raises
    ------
    TrainingDataError
        As `find_classes`, or fewer than two pictures of a class can be read.
    """
    chosen = _shares(find_classes(folder), images)
    total, done = sum(map(len, chosen.values())), 0
    skipped: list[Skipped] = []
    read: dict[str, list[NDArray[np.uint8]]] = {name: [] for name in chosen}
    for name, paths in chosen.items():
        for path in paths:
            try:
                read[name].append(_square(load_rgb(path), side))
            except ImageError as error:
                skipped.append(Skipped(f"{name}/{path.name}", str(error)))
            done += 1
            yield ReadStep(done, total)
    _check_counts({name: len(pictures) for name, pictures in read.items()}, skipped)
    test = _dealt([pictures[: tested(len(pictures))] for pictures in read.values()])
    train = _dealt([pictures[tested(len(pictures)) :] for pictures in read.values()])
    return Dataset(folder.name, tuple(read), *train, *test, tuple(skipped))


def _dealt(
    piles: Sequence[Sequence[NDArray[np.uint8]]],
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Take from all classes in turn, so that the first images of a set are of all of them."""
    places = sorted((turn, label) for label, pile in enumerate(piles) for turn in range(len(pile)))
    labels = np.array([label for _, label in places], np.int64)
    return np.stack([piles[label][turn] for turn, label in places]), labels


def _shares(
    classes: Mapping[str, tuple[Path, ...]], images: int | None
) -> Mapping[str, tuple[Path, ...]]:
    if images is None:
        return classes
    to_learn = -(-images // len(classes))
    most = to_learn + -(-to_learn // (_TEST_SHARE - 1))
    return {name: paths[: max(2, most)] for name, paths in classes.items()}


def _check_counts(counts: Mapping[str, int], skipped: Sequence[Skipped]) -> None:
    name, count = min(counts.items(), key=lambda one: one[1])
    if count >= 2:
        return
    need = "one is needed to learn from and one to test on"
    if skipped:
        first = next((one for one in skipped if one.path.startswith(f"{name}/")), skipped[0])
        raise TrainingDataError(
            f"Of class “{name}” {count} pictures can be read: {need}. {first.path}: {first.reason}"
        )
    raise TrainingDataError(
        f"Class “{name}” has only {count} picture: {need}. Add some, or take the subfolder away."
    )


def _square(rgb: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    shorter = min(rgb.shape[:2])
    return resize(centre_crop(rgb, shorter, shorter), side, side)


def _subfolders(folder: Path) -> list[Path]:
    try:
        found = [Path(one.path) for one in os.scandir(folder) if one.is_dir()]
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise TrainingDataError(
            f"{folder} cannot be read ({reason}). Choose another folder."
        ) from error
    shown = [path for path in found if not path.name.startswith(".")]
    return sorted(shown, key=lambda path: natural_key(path.name))


def _pictures(folder: Path) -> tuple[Path, ...]:
    try:
        found = [
            Path(one.path) for one in os.scandir(folder) if is_picture(one.name) and one.is_file()
        ]
    except OSError as error:
        raise TrainingDataError(f"{folder} cannot be read ({error.strerror}).") from error
    return tuple(sorted(found, key=lambda path: _digest(path.name)))


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
