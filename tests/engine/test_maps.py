"""Order and statistics of maps against numpy and torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.arithmetic import ShapeError
from explorer.engine.maps import as_maps, order_channels, statistics


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((4, 5, 6), (4, 5, 6)),
        ((1, 4, 5, 6), (4, 5, 6)),
        ((1, 7), (7, 1, 1)),
        ((7,), (7, 1, 1)),
        ((1, 1), (1, 1, 1)),
    ],
)
def test_what_counts_as_maps(shape: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert tuple(as_maps(torch.zeros(shape, requires_grad=True)).shape) == expected


@pytest.mark.parametrize("shape", [(2, 4, 5, 6), (3, 7), (), (0, 4, 4), (4, 0, 4), (1, 1, 1, 2, 2)])
def test_what_does_not(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match="Maps are"):
        as_maps(torch.zeros(shape))


def test_order() -> None:
    maps = torch.tensor([[0.0, 9.0], [5.0, 5.0], [2.0, 2.0], [float("nan"), 99.0], [5.0, 5.0]])
    maps = maps[:, None]
    assert order_channels(maps).tolist() == [0, 1, 2, 3, 4]
    assert order_channels(maps, "mean").tolist() == [1, 4, 0, 2, 3]
    assert order_channels(maps, "maximum").tolist() == [0, 1, 4, 2, 3]
    assert order_channels(maps.half()[None], "mean").dtype == np.int64
    with pytest.raises(ValueError, match="'size'"):
        order_channels(maps, "size")  # type: ignore[arg-type]


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 2**32 - 1),
    shape=st.tuples(st.integers(1, 9), st.integers(1, 12), st.integers(1, 12)),
    scale=st.sampled_from([1e-4, 1.0, 1e4]),
    relu=st.booleans(),
)
def test_statistics_are_numpy_s(
    seed: int, shape: tuple[int, int, int], scale: float, relu: bool
) -> None:
    rng = np.random.default_rng(seed)
    values = (rng.standard_normal(shape) * scale).astype(np.float32)
    if relu:
        values = np.maximum(values, 0)
        values[rng.random(shape[0]) < 0.4] = 0
    found = statistics(torch.from_numpy(values), bins=16)
    exact = values.astype(np.float64)
    assert found.mean == pytest.approx(exact.mean(), rel=1e-5, abs=1e-6 * scale)
    assert found.std == pytest.approx(exact.std(), rel=1e-4, abs=1e-6 * scale)
    assert (found.minimum, found.maximum) == (values.min(), values.max())
    assert found.zero_share == pytest.approx((values == 0).mean())
    assert found.dead_share == pytest.approx((values == 0).all(axis=(1, 2)).mean())
    assert found.not_finite == 0
    counts, edges = np.histogram(values, 16)
    assert np.allclose(found.edges, edges, rtol=1e-5, atol=1e-6 * max(scale, 1))
    assert found.counts.sum() == values.size
    # A value on an edge may fall to either side.
    assert np.abs(found.counts - counts).max() <= 2


def test_the_largest_value_is_counted() -> None:
    found = statistics(torch.arange(8.0).reshape(2, 2, 2), bins=7)
    assert found.counts.tolist() == [1, 1, 1, 1, 1, 1, 2]


def test_more_values_in_a_bin_than_float32_counts() -> None:
    found = statistics(torch.zeros(1, 4097, 4097), bins=1)
    assert found.counts.tolist() == [4097 * 4097]


@pytest.mark.parametrize("bins", [0, 256])
def test_bins_that_are_not_counted(bins: int) -> None:
    with pytest.raises(ValueError, match=f"1 to 255 bins here, not {bins}"):
        statistics(torch.zeros(1, 2, 2), bins)


def test_a_dead_layer() -> None:
    found = statistics(torch.zeros(3, 4, 4), bins=4)
    assert (found.dead_share, found.zero_share, found.std) == (1, 1, 0)
    assert found.counts.tolist() == [0, 0, 48, 0]
    assert found.edges.tolist() == [-0.5, -0.25, 0, 0.25, 0.5]


def test_channels_last_half_and_inference_tensors() -> None:
    with torch.inference_mode():
        maps = torch.randn(1, 6, 5, 4).to(memory_format=torch.channels_last).half()
    found = statistics(maps)
    assert found.mean == pytest.approx(float(maps.float().mean()), abs=1e-5)
    assert found.counts.sum() == 120


def test_values_that_are_not_finite_are_left_out() -> None:
    maps = torch.tensor([[[float("nan"), 1.0], [float("inf"), 3.0]]])
    found = statistics(maps, bins=2)
    assert (found.mean, found.minimum, found.maximum, found.not_finite) == (2, 1, 3, 2)
    assert found.counts.tolist() == [1, 1]
    nothing = statistics(torch.full((2, 2, 2), float("nan")))
    assert np.isnan(nothing.mean)
    assert nothing.not_finite == 8
    assert nothing.counts.sum() == 0


def test_channels_last_changes_no_number() -> None:
    maps = torch.randn(1, 5, 6, 7).relu()
    maps[0, 3] = 0
    one = statistics(maps)
    other = statistics(maps.contiguous(memory_format=torch.channels_last))
    assert other.dead_share == one.dead_share == 0.2
    assert other.mean == pytest.approx(one.mean, rel=1e-6)
    assert (other.minimum, other.maximum, other.zero_share) == (
        one.minimum,
        one.maximum,
        one.zero_share,
    )
    np.testing.assert_array_equal(other.counts, one.counts)
