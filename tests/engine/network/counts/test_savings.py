"""What convolutions save: by hand, and counted window by window."""

from __future__ import annotations

from itertools import product
from math import prod

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from explorer.engine.arithmetic import conv_output_size
from explorer.engine.network import (
    Conv,
    Dense,
    LayerError,
    LayerReport,
    Network,
    Pool,
    Residual,
    Shape,
    SideHead,
    SparseConv,
    conv,
    pool,
)
from explorer.engine.network.counts.savings import real_taps, savings, total_savings


def only(layer: Conv | SparseConv | Dense | Pool, shape: Shape) -> LayerReport:
    return Network(shape, (layer,)).report().layers[0]


def test_the_course_s_example_by_hand() -> None:
    # 32×32×3 to 28×28×6 by 5×5: 456 parameters against 14 million.
    found = savings(only(conv(6, 5), Shape(32, 32, 3)))
    assert found is not None
    assert found.dense == 3072 * 4704 == 14_450_688
    assert found.local == 75 * 4704
    assert found.shared == 450
    assert found.by_sparsity == pytest.approx(3072 / 75)
    assert found.by_sharing == found.uses == 28 * 28
    assert found.total == pytest.approx(found.by_sparsity * found.by_sharing)
    assert found.per_output == found.real_per_output == 75
    assert (found.reads_of_padding, found.share_of_padding) == (0, 0.0)


def test_reads_of_the_padding_by_hand() -> None:
    # 3×3 around 3×3: corners read 4 cells, edges 6, the middle 9: 4·4 + 4·6 + 9 = 49 of 81.
    found = savings(only(conv(1, 3, p=1), Shape(3, 3, 1)))
    assert found is not None
    assert found.connections == 49
    assert found.reads_of_padding == 32
    assert found.share_of_padding == pytest.approx(32 / 81)


def test_where_windows_are_larger_than_the_input_nothing_is_saved_by_sparsity() -> None:
    found = savings(only(conv(1, 5, p=2), Shape(2, 2, 1)))
    assert found is not None
    assert found.by_sparsity == pytest.approx(16 / 100)
    assert found.connections == 16  # each of the 4 outputs still sees all 4 cells


def test_groups_and_sparse_filters() -> None:
    grouped = savings(only(conv(8, 3, groups=4), Shape(6, 6, 8)))
    assert grouped is not None
    assert (grouped.per_output, grouped.shared) == (9 * 2, 9 * 2 * 8)
    sparse = savings(only(SparseConv(((0, 1), (1,), (0, 2, 3)), (5, 5)), Shape(14, 14, 4)))
    assert sparse is not None
    assert sparse.shared == 25 * 6
    assert sparse.per_output == 25 * 2  # the mean of 2, 1 and 3 channels
    assert sparse.local == 25 * 6 * 100


def test_layers_without_such_windows_have_none() -> None:
    assert savings(only(Dense(10), Shape(4, 4, 1))) is None
    assert savings(only(Pool("average", trainable=True), Shape(4, 4, 1))) is None


def test_total_leaves_out_side_heads() -> None:
    layers = (conv(4, 3), Residual((conv(4, 3, p=1),)), SideHead((conv(9, 1),)), pool())
    report = Network(Shape(8, 8, 2), layers).report()
    found = total_savings(report)
    assert found is not None
    assert found.shared == 9 * 2 * 4 + 9 * 4 * 4
    assert found.dense == 128 * 144 + 144 * 144
    assert total_savings(Network(Shape(8, 8, 2), (pool(),)).report()) is None


@settings(deadline=None, max_examples=100)
@given(
    n=st.integers(1, 12),
    f=st.integers(1, 6),
    before=st.integers(0, 6),
    after=st.integers(0, 6),
    s=st.integers(1, 5),
    d=st.integers(1, 3),
)
def test_real_taps_are_those_that_hit_the_input(
    n: int, f: int, before: int, after: int, s: int, d: int
) -> None:
    assume(n + before + after >= d * (f - 1) + 1)
    size = conv_output_size(n, f, (before, after), s, d)
    hits = sum(0 <= i * s + k * d - before < n for i, k in product(range(size), range(f)))
    assert real_taps(n, size, f, before, s, d) == hits


@settings(deadline=None, max_examples=60)
@given(
    height=st.integers(1, 6), width=st.integers(1, 6), groups=st.integers(1, 3),
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    pads=st.tuples(*[st.integers(0, 3)] * 4),
)  # fmt: skip
def test_connections_are_counted_one_by_one(
    height: int,
    width: int,
    groups: int,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    pads: tuple[int, int, int, int],
) -> None:
    layer = Conv(2 * groups, kernel, stride, pads, groups=groups)
    try:
        report = only(layer, Shape(height, width, 3 * groups))
    except LayerError:
        assume(False)
    out = report.output
    real = sum(
        0 <= i * stride[0] + k - pads[0] < height and 0 <= j * stride[1] + m - pads[2] < width
        for i, j, k, m in product(*map(range, (out.height, out.width, *kernel)))
    )
    found = savings(report)
    assert found is not None
    assert found.connections == real * 3 * out.channels
    assert found.local == report.macs  # a weight of its own is used once
    assert found.shared == prod(report.weights)
