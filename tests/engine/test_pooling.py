"""Pooling against torch, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.arithmetic import ShapeError, conv_output_size
from explorer.engine.pooling import pool


def random_picture(seed: int, channels: int | None, levels: int, least: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    height, width = (int(n) for n in rng.integers(least, least + 20, 2))
    shape = (height, width) if channels is None else (height, width, channels)
    return (rng.integers(0, levels, shape) - levels / 2).astype(np.float32)


def as_tensor(picture: np.ndarray) -> torch.Tensor:
    volume = picture[:, :, None] if picture.ndim == 2 else picture
    return torch.from_numpy(volume).permute(2, 0, 1)[None]


def as_picture(x: torch.Tensor, like: np.ndarray) -> np.ndarray:
    return (x[0, 0] if like.ndim == 2 else x[0].permute(1, 2, 0)).numpy()


@settings(deadline=None, max_examples=120)
@given(
    seed=st.integers(0, 2**32 - 1),
    channels=st.sampled_from([None, 1, 3, 5]),
    levels=st.sampled_from([1, 3, 1000]),  # few levels: many ties
    size=st.integers(1, 7),
    stride=st.integers(1, 6),
)
def test_max_is_torch_s_with_its_winners(
    seed: int, channels: int | None, levels: int, size: int, stride: int
) -> None:
    picture = random_picture(seed, channels, levels, size)
    found = pool(picture, size, stride, "max")
    values, winners = F.max_pool2d(as_tensor(picture), size, stride, return_indices=True)
    assert np.array_equal(found.values, as_picture(values, picture))
    assert found.winner_rows is not None
    assert found.winner_columns is not None
    places = found.winner_rows * picture.shape[1] + found.winner_columns
    assert np.array_equal(places, as_picture(winners, picture))
    assert found.winner_rows.dtype == found.winner_columns.dtype == np.int32
    expected = tuple(conv_output_size(n, size, 0, stride) for n in picture.shape[:2])
    assert found.values.shape[:2] == expected


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 2**32 - 1),
    channels=st.sampled_from([None, 1, 3, 5]),
    size=st.integers(1, 7),
    stride=st.integers(1, 6),
)
def test_average_is_torch_s(seed: int, channels: int | None, size: int, stride: int) -> None:
    picture = random_picture(seed, channels, 1000, size)
    found = pool(picture, size, stride, "average")
    expected = as_picture(F.avg_pool2d(as_tensor(picture).double(), size, stride), picture)
    assert found.values.shape == expected.shape
    assert found.values.dtype == np.float32
    assert np.abs(found.values - expected).max() <= 1e-3
    assert found.winner_rows is None


def test_by_hand() -> None:
    picture = np.array([[1, 3, 2, 1, 9], [2, 9, 1, 1, 9], [1, 3, 2, 3, 9], [5, 6, 1, 2, 9]])
    largest = pool(picture)
    assert largest.values.tolist() == [[9, 2], [6, 3]]
    assert largest.winner_rows is not None
    assert largest.winner_columns is not None
    assert largest.winner_rows.tolist() == [[1, 0], [3, 2]]
    assert largest.winner_columns.tolist() == [[1, 2], [1, 3]]
    assert pool(picture, mode="average").values.tolist() == [[3.75, 1.25], [3.75, 2.0]]


def test_a_window_of_more_than_a_byte() -> None:
    picture = np.zeros((300, 310), np.float32)
    picture[299, 305] = 1
    found = pool(picture, 300, 7)
    assert found.winner_rows is not None
    assert found.winner_columns is not None
    assert found.values.tolist() == [[0, 1]]
    assert found.winner_rows.tolist() == [[0, 299]]
    assert found.winner_columns.tolist() == [[0, 305]]


def test_infinities_are_numbers_and_nan_is_not() -> None:
    picture = np.array([[-np.inf, -np.inf], [-np.inf, np.inf]])
    assert pool(picture).values.tolist() == [[np.inf]]
    with pytest.raises(ValueError, match="holds NaN"):
        pool(np.array([[np.nan, 1], [0, 0]]))


@pytest.mark.parametrize(
    ("shape", "size", "stride", "message"),
    [
        ((3, 9), 4, 2, "4 cells does not fit into 3"),
        ((5, 5), 2, 0, "stride must be at least 1, not 0"),
        ((5, 5), 0, 1, "kernel size must be at least 1, not 0"),
        ((0, 5), 2, 2, "not 0 × 5"),
    ],
)
def test_what_does_not_fit(shape: tuple[int, int], size: int, stride: int, message: str) -> None:
    for mode in ("max", "average"):
        with pytest.raises(ShapeError, match=message):
            pool(np.zeros(shape), size, stride, mode)


def test_an_unknown_mode() -> None:
    with pytest.raises(ValueError, match="not 'median'"):
        pool(np.zeros((4, 4)), mode="median")  # type: ignore[arg-type]
