"""Images to learn from and to be tested on, and what was found of them before they were read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.residual.errors import TrainingDataError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Skipped:
    """A picture that could not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Images and what is in them.

    ``images`` and ``test_images`` are uint8 (N, H, W, C) with C = 1 or 3, the labels int64 (N,)
    into ``class_names``. ``skipped`` are files that were left out.
    """

    name: str
    class_names: tuple[str, ...]
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.int64]
    skipped: tuple[Skipped, ...] = ()

    @property
    def channels(self) -> int:
        """1 where the images are grey, else 3."""
        return int(self.images.shape[3])

    @property
    def side(self) -> int:
        """Pixels along an image."""
        return int(self.images.shape[1])

    def first(self, images: int | None, test_images: int | None) -> Dataset:
        """Return the first of each part; None for all of them."""
        return replace(
            self,
            images=self.images[:images],
            labels=self.labels[:images],
            test_images=self.test_images[:test_images],
            test_labels=self.test_labels[:test_images],
        )

    def checked(self) -> Dataset:
        """Return the set itself if something can be learnt from it.

        Raises
        ------
        TrainingDataError
            There are fewer than two images or two classes to learn from, or none to test on.
        """
        if len(self.images) < 2 or not len(self.test_images):
            raise TrainingDataError(
                f"{self.name}: {len(self.images):,} images to train on and "
                f"{len(self.test_images):,} to test on are too few. Use more."
            )
        if len(np.unique(self.labels)) < 2:
            only = self.class_names[int(self.labels[0])]
            raise TrainingDataError(
                f"{self.name}: all {len(self.labels):,} images to train on are of one class, "
                f"“{only}”. There is nothing to tell apart: use images of two classes or more, "
                "and more of them if they lie in the order of their classes."
            )
        return self


@dataclass(frozen=True, slots=True)
class Survey:
    """What a source holds, found without reading its images: shown before a training starts."""

    name: str
    class_names: tuple[str, ...]
    images: int
    test_images: int
    side: int


@dataclass(frozen=True, slots=True)
class ReadStep:
    """How far the reading of images is: ``done`` of ``total`` files."""

    done: int
    total: int

    @property
    def fraction(self) -> float:
        """In 0..1."""
        return self.done / self.total if self.total else 1.0
