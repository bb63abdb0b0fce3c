"""The same batches for all networks: which images, from which corner, mirrored or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from explorer.engine.residual.dataset import Dataset

PAD: Final = 4
"""Pixels around an image before it is cut out at random (He et al., 2015, section 4.2)."""
TEST_BATCH: Final = 500


@dataclass(frozen=True, slots=True, eq=False)
class Epoch:
    """The order of the images, and of each its upper left corner (row, column), and mirroring."""

    order: NDArray[np.int64]
    corners: NDArray[np.int64]
    mirrored: NDArray[np.bool_]


def draw_epoch(seed: int, epoch: int, count: int) -> Epoch:
    """Return an epoch, counted from 0, which depends on nothing but these three numbers.

    So a position in a training is a number of iterations, and no generator's state.
    """
    generator = np.random.default_rng((seed, epoch))
    order = generator.permutation(count)
    corners = generator.integers(0, 2 * PAD + 1, (count, 2))
    return Epoch(order, corners, generator.random(count) < 0.5)


class Batches:
    """A data set on its device, as uint8, and batches of it as floats of mean 0 and deviation 1.

    Parameters
    ----------
    size
        Images a batch; fewer where there are not so many.
    augment
        Whether to cut out of padded images and to mirror them.
    """

    def __init__(
        self, data: Dataset, size: int, seed: int, augment: bool, device: torch.device
    ) -> None:
        self.size = min(size, len(data.images))
        self.per_epoch = len(data.images) // self.size
        self._seed, self._augment, self._device = seed, augment, device
        self._images, self._labels = _placed(data.images, data.labels, device)
        self._tests = _placed(data.test_images, data.test_labels, device)
        # Of the images themselves: cut-outs have more of the border's black.
        mean, deviation = _moments(data.images)
        self._mean, self._deviation = mean.to(device), deviation.to(device)
        self._side = data.side
        if augment:
            self._images = functional.pad(self._images, (0, 0, PAD, PAD, PAD, PAD))
        self._drawn: tuple[int, Epoch] | None = None

    @property
    def test_count(self) -> int:
        """Images to test on."""
        return len(self._tests[1])

    @property
    def test_batches(self) -> int:
        """Batches that they make."""
        return -(-self.test_count // TEST_BATCH)

    def batch(self, iteration: int) -> tuple[Tensor, Tensor]:
        """Return images (N, C, H, W) and labels (N,) of an iteration, counted from 0."""
        epoch, number = divmod(iteration, self.per_epoch)
        drawn = self._epoch(epoch)
        places = slice(number * self.size, (number + 1) * self.size)
        chosen = torch.from_numpy(drawn.order[places]).to(self._device)
        if not self._augment:
            return self._prepared(self._images[chosen]), self._labels[chosen]
        corners, mirrored = (
            torch.from_numpy(one[places].astype(np.int64)).to(self._device)
            for one in (drawn.corners, drawn.mirrored)
        )
        images = cut_out(self._images, chosen, corners, mirrored, self._side)
        return self._prepared(images), self._labels[chosen]

    def tests(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield images and labels to test on, batch by batch."""
        pairs = zip(*(torch.split(one, TEST_BATCH) for one in self._tests), strict=True)
        for images, labels in pairs:
            yield self._prepared(images), labels

    def prepared(
        self, images: NDArray[np.uint8], labels: NDArray[np.int64]
    ) -> tuple[Tensor, Tensor]:
        """Return images (N, H, W, C) as floats (N, C, H, W) for the network, and their labels."""
        placed, answers = _placed(images, labels, self._device)
        return self._prepared(placed), answers

    def _epoch(self, number: int) -> Epoch:
        if self._drawn is None or self._drawn[0] != number:
            self._drawn = number, draw_epoch(self._seed, number, len(self._labels))
        return self._drawn[1]

    def _prepared(self, images: Tensor) -> Tensor:
        """Turn uint8 (N, H, W, C) into floats (N, C, H, W), channels last in memory."""
        floats = (images.float() - self._mean) / self._deviation
        return floats.permute(0, 3, 1, 2)


def cut_out(padded: Tensor, chosen: Tensor, corners: Tensor, mirrored: Tensor, side: int) -> Tensor:
    """Return windows (N, side, side, C) of some of the images (M, H, W, C).

    ``corners`` (N, 2) are rows and columns of the windows, ``mirrored`` (N,) is 1 where left and
    right are exchanged.
    """
    window = torch.arange(side, device=padded.device)
    flip = mirrored[:, None]
    rows = corners[:, :1] + window
    columns = corners[:, 1:] + window * (1 - 2 * flip) + (side - 1) * flip
    return padded[chosen[:, None, None], rows[:, :, None], columns[:, None, :]]


def _placed(
    images: NDArray[np.uint8], labels: NDArray[np.int64], device: torch.device
) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(images).to(device), torch.from_numpy(labels).to(device)


def _moments(images: NDArray[np.uint8]) -> tuple[Tensor, Tensor]:
    """Return mean and deviation of each channel, float32 (C,), from exact counts of its values."""
    counts = np.zeros((images.shape[3], 256))
    for first in range(0, len(images), 1000):  # each count takes eight times an image's memory
        for channel, plane in enumerate(np.moveaxis(images[first : first + 1000], 3, 0)):
            counts[channel] += np.bincount(plane.ravel(), minlength=256)
    shares, values = counts / counts.sum(1, keepdims=True), np.arange(256.0)
    mean = shares @ values
    deviation = np.sqrt(np.maximum(shares @ values**2 - mean**2, 1))
    return torch.from_numpy(mean).float(), torch.from_numpy(deviation).float()
