"""Where a training's images come from: a look at the source, and reading it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine import clothes
from explorer.engine.residual import data_files, picture_classes
from explorer.engine.residual.dataset import Dataset, ReadStep, Skipped, Survey

if TYPE_CHECKING:
    from collections.abc import Generator

    from explorer.engine.residual.config import DataSource

__all__ = ["Dataset", "ReadStep", "Skipped", "Survey", "load_data", "read_data", "survey"]


def survey(source: DataSource) -> Survey:
    """Return what a source holds; of a folder of pictures only their names are looked at.

    Raises
    ------
    TrainingDataError
        Nothing can be learnt from it, as far as can be told without reading its pictures.
    DatasetError
        The bundled images are missing or altered.
    """
    if source.kind == "folder":
        folder = Path(source.folder)
        counts = {name: len(one) for name, one in picture_classes.find_classes(folder).items()}
        test = sum(picture_classes.tested(count) for count in counts.values())
        images = sum(counts.values()) - test
        return Survey(folder.name, tuple(counts), images, test, source.side)
    if source.kind == "cifar10":
        batches, tested = data_files.find_cifar10(Path(source.folder))
        images, test = data_files.rows_of(batches), data_files.rows_of([tested])
        return Survey("CIFAR-10", data_files.CIFAR_CLASSES, images, test, 32)
    data = load_data(source)
    return Survey(data.name, data.class_names, len(data.images), len(data.test_images), data.side)


def load_data(
    source: DataSource, images: int | None = None, test_images: int | None = None
) -> Dataset:
    """Return a source's first images; errors as `read_data`."""
    reading = read_data(source, images, test_images)
    while True:
        try:
            next(reading)
        except StopIteration as end:
            data: Dataset = end.value
            return data


def read_data(
    source: DataSource, images: int | None = None, test_images: int | None = None
) -> Generator[ReadStep, None, Dataset]:
    """Read a source's first images, at most so many; None for all.

    Yields
    ------
    ReadStep
        While the pictures of a folder are read; files are read at once.

    Raises
    ------
    TrainingDataError
        Files are missing, damaged, cut short, or nothing can be learnt from them.
    DatasetError
        The bundled images are missing or altered.
    """
    folder = Path(source.folder)
    if source.kind == "folder":
        data = yield from picture_classes.read_classes(folder, source.side, images)
    elif source.kind == "cifar10":
        data = data_files.read_cifar10(folder)
    elif source.kind == "idx":
        data = data_files.read_idx_set(folder)
    else:
        data = _bundled()
    return data.first(images, test_images).checked()


def _bundled() -> Dataset:
    loaded = clothes.load_clothes()
    parts = [
        (part.images[..., None], part.labels.astype(np.int64))
        for part in (loaded.train, loaded.test)
    ]
    return Dataset("Fashion-MNIST", clothes.CLASS_NAMES, *parts[0], *parts[1])
