"""Batches: the same for everybody, and what they hold."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.engine.residual.batches import PAD, Batches, cut_out, draw_epoch
from explorer.engine.residual.dataset import Dataset


@pytest.fixture
def data() -> Dataset:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (10, 12, 12, 3), np.uint8)
    labels = np.arange(10, dtype=np.int64)
    return Dataset("noise", tuple("abcdefghij"), images, labels, images[:4], labels[:4])


def batches(data: Dataset, size: int = 4, augment: bool = False) -> Batches:
    return Batches(data, size, 3, augment, torch.device("cpu"))


def test_an_epoch_depends_on_seed_and_number_alone() -> None:
    first, again, other, next_ = (
        draw_epoch(0, 5, 50), draw_epoch(0, 5, 50), draw_epoch(1, 5, 50), draw_epoch(0, 6, 50),
    )  # fmt: skip
    assert np.array_equal(first.order, again.order)
    assert np.array_equal(first.corners, again.corners)
    assert not np.array_equal(first.order, other.order)
    assert not np.array_equal(first.order, next_.order)
    assert sorted(first.order) == list(range(50))
    assert first.corners.min() == 0
    assert first.corners.max() == 2 * PAD


def test_batches_are_normalised_by_channel(data: Dataset) -> None:
    made = batches(data, 10)
    assert made.per_epoch == 1
    images, labels = made.batch(0)
    assert sorted(labels.tolist()) == list(range(10))
    assert images.mean((0, 2, 3)).abs().max() < 1e-6
    assert (images.std((0, 2, 3), correction=0) - 1).abs().max() < 1e-6
    mean, deviation = data.images.mean((0, 1, 2)), data.images.std((0, 1, 2))
    expected = (data.images[labels.numpy()] - mean) / deviation
    torch.testing.assert_close(images, torch.from_numpy(expected).permute(0, 3, 1, 2).float())


def test_any_iteration_can_be_asked_for(data: Dataset) -> None:
    made, other = batches(data, 4, True), batches(data, 4, True)
    assert made.per_epoch == 2
    in_order = [made.batch(i) for i in range(5)]
    for i in (4, 0, 3):
        images, labels = other.batch(i)
        assert torch.equal(images, in_order[i][0])
        assert torch.equal(labels, in_order[i][1])


def test_windows_are_cut_and_mirrored() -> None:
    """Against padding, slicing and flipping one by one."""
    images = torch.arange(3 * 10 * 10 * 2).reshape(3, 10, 10, 2)
    chosen = torch.tensor([2, 0, 1])
    corners = torch.tensor([[0, 0], [3, 1], [4, 4]])
    mirrored = torch.tensor([0, 1, 1])
    made = cut_out(images, chosen, corners, mirrored, 6)
    for one, which, (row, column), flip in zip(
        made, chosen, corners.tolist(), mirrored, strict=True
    ):
        expected = images[which, row : row + 6, column : column + 6]
        assert torch.equal(one, expected.flip(1) if flip else expected)


def test_augmented_images_are_shifted_ones(data: Dataset) -> None:
    made = batches(data, 10, True)
    images, labels = made.batch(0)
    drawn = draw_epoch(3, 0, 10)
    plain, _ = made.prepared(
        np.pad(data.images, ((0, 0), (PAD, PAD), (PAD, PAD), (0, 0))), data.labels
    )
    for one, label in zip(images, labels.tolist(), strict=True):
        place = drawn.order.tolist().index(label)
        row, column = drawn.corners[place]
        window = plain[label, :, row : row + 12, column : column + 12]
        assert torch.equal(one, window.flip(2) if drawn.mirrored[place] else window)


def test_all_images_are_one_batch_where_there_are_few(data: Dataset) -> None:
    made = batches(data, 64)
    assert (made.size, made.per_epoch) == (10, 1)


def test_test_images_are_never_augmented(data: Dataset) -> None:
    ((images, labels),) = batches(data, 4, True).tests()
    plain, _ = batches(data).prepared(data.test_images, data.test_labels)
    assert torch.equal(images, plain)
    assert labels.tolist() == [0, 1, 2, 3]
