"""The probe's numbers are those of the response."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.arithmetic import ShapeError
from explorer.engine.filters import KERNELS, Border, Padding, convolve, convolve_per_channel
from explorer.engine.probe import probe


@settings(deadline=None, max_examples=120)
@given(
    seed=st.integers(0, 2**32 - 1),
    border=st.sampled_from(["zero", "reflect", "replicate"]),
    padding=st.one_of(st.sampled_from(["same", "valid"]), st.integers(0, 4)),
    stride=st.integers(1, 4),
    channels=st.sampled_from([None, 1, 3, 5]),
    volume=st.booleans(),
)
def test_the_probe_gives_the_response_of_its_cell(
    seed: int, border: Border, padding: Padding, stride: int, channels: int | None, volume: bool
) -> None:
    rng = np.random.default_rng(seed)
    height, width, fh, fw = (int(n) for n in rng.integers([7, 7, 1, 1], [15, 15, 7, 7]))
    depth = () if channels is None else (channels,)
    image = rng.random((height, width, *depth), np.float32)
    kernel = rng.standard_normal((fh, fw, *(depth if volume else ()))).astype(np.float32)
    geometry = (stride, padding, border)
    response = convolve(image, kernel, *geometry)
    separate = convolve_per_channel(image, kernel, *geometry)
    row, column = int(rng.integers(response.shape[0])), int(rng.integers(response.shape[1]))
    found = probe(image, kernel, row, column, *geometry)

    atol = 1e-5 * float(np.abs(kernel).sum() * (channels or 1))
    assert found.total == pytest.approx(response[row, column], abs=atol)
    assert np.allclose(found.channel_totals, separate[row, column], atol=atol)
    assert found.window.shape == found.kernel.shape == found.products.shape
    assert found.window.shape == (fh, fw, *depth)
    assert np.array_equal(found.products, found.window * found.kernel)
    assert float(found.products.sum(dtype=np.float64)) == pytest.approx(found.total, abs=1e-9)
    rows, columns = found.top + np.arange(fh), found.left + np.arange(fw)
    inside = np.outer((rows >= 0) & (rows < height), (columns >= 0) & (columns < width))
    assert np.array_equal(found.padded, ~inside)
    for r, c in np.argwhere(inside):
        assert np.array_equal(found.window[r, c], image[rows[r], columns[c]])


def test_a_corner_by_hand() -> None:
    image = np.arange(1, 10, dtype=np.float32).reshape(3, 3)
    zero = probe(image, KERNELS["horizontal"], 0, 0)
    assert (zero.top, zero.left) == (-1, -1)
    assert zero.window.tolist() == [[0, 0, 0], [0, 1, 2], [0, 4, 5]]
    assert zero.padded.tolist() == [[True, True, True], [True, False, False], [True, False, False]]
    assert zero.total == -9
    edge = probe(image, KERNELS["horizontal"], 2, 2, border="replicate")
    assert edge.window.tolist() == [[5, 6, 6], [8, 9, 9], [8, 9, 9]]
    mirror = probe(image, KERNELS["horizontal"], 0, 0, border="reflect")
    assert mirror.window.tolist() == [[5, 4, 5], [2, 1, 2], [5, 4, 5]]
    assert mirror.total == 0


def test_one_dot_product_over_the_volume() -> None:
    image = np.stack([np.full((3, 3), v, np.float32) for v in (1, 2, 3)], axis=2)
    kernel = np.stack([np.full((3, 3), v, np.float32) for v in (1, 10, 100)], axis=2)
    found = probe(image, kernel, 0, 0, padding="valid")
    assert found.channel_totals.tolist() == [9, 180, 2700]
    assert found.total == 2889


@pytest.mark.parametrize(("row", "column"), [(-1, 0), (3, 0), (0, 5)])
def test_a_cell_that_is_not_there(row: int, column: int) -> None:
    with pytest.raises(ShapeError, match=r"has (3 rows|5 columns); there is no"):
        probe(np.zeros((5, 7)), np.zeros((3, 3)), row, column, padding="valid")
