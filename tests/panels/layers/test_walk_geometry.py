"""The windows against PyTorch: a cell is read where the gradient of the output cell is not 0."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.network import (
    BatchNorm,
    Concat,
    Conv,
    Dense,
    GlobalPool,
    Inception,
    LayerError,
    Network,
    Pool,
    Residual,
    Shape,
    SideHead,
    conv,
    conv_norm,
    pool,
    relu,
)
from explorer.panels.layers.walk.fields import Field, field_of, sources
from explorer.panels.layers.walk.geometry import AxisWalk, full, repeated, spans, walk_of
from explorer.panels.layers.walk.words import field_text, reads_text, sum_text, unread_text

sides = st.integers(1, 12)
small = st.integers(1, 4)
pads = st.integers(0, 3)


def walk(layer, height: int, width: int | None = None):
    network = Network(Shape(height, width or height, 1), (layer,))
    found = walk_of(network.report().layers[0])
    assert found is not None
    return found


def gradient(function, height: int, width: int, cell: tuple[int, int]) -> torch.Tensor:
    """Where (height, width) of the input counts for an output cell."""
    x = torch.ones(1, 1, height, width, dtype=torch.float64, requires_grad=True)
    y = function(x)
    y[0, 0, cell[0], cell[1]].backward()
    return x.grad[0, 0] != 0


def assert_read(found, read: torch.Tensor, cell: tuple[int, int]) -> None:
    rows, columns = found.rows.read(cell[0]), found.columns.read(cell[1])
    expected = torch.zeros_like(read)
    for row in rows:
        for column in columns:
            expected[row, column] = True
    assert torch.equal(expected, read)


@settings(max_examples=200, deadline=None)
@given(st.tuples(sides, sides), st.tuples(small, small), st.tuples(small, small),
       st.tuples(small, small), st.one_of(st.tuples(pads, pads, pads, pads),
                                          st.sampled_from(["same", "valid", "tf-same"])),
       st.data())  # fmt: skip
def test_a_convolution_reads_where_its_gradient_is(size, kernel, stride, dilation, padding, data):
    layer = Conv(1, kernel, stride, padding, dilation)
    try:
        found = walk(layer, *size)
    except LayerError:
        return
    report = Network(Shape(*size, 1), (layer,)).report().layers[0]
    above, below, left, right = report.windows.pads
    weight = torch.ones(1, 1, *kernel, dtype=torch.float64)

    def function(x):
        padded = torch.nn.functional.pad(x, (left, right, above, below))
        return torch.nn.functional.conv2d(padded, weight, None, stride, 0, dilation)

    x = torch.ones(1, 1, *size, dtype=torch.float64)
    assert tuple(function(x).shape[2:]) == found.output
    cell = tuple(data.draw(st.integers(0, side - 1)) for side in found.output)
    assert_read(found, gradient(function, *size, cell), cell)


@settings(max_examples=200, deadline=None)
@given(st.tuples(sides, sides), st.tuples(small, small), st.tuples(small, small),
       st.tuples(pads, pads), st.booleans(), st.data())  # fmt: skip
def test_pooling_reads_where_its_gradient_is(size, kernel, stride, padding, ceil, data):
    layer = Pool("average", kernel, stride, padding, ceil=ceil)
    try:
        found = walk(layer, *size)
    except LayerError:
        return

    def function(x):
        return torch.nn.functional.avg_pool2d(x, kernel, stride, padding, ceil_mode=ceil)

    x = torch.ones(1, 1, *size, dtype=torch.float64)
    assert tuple(function(x).shape[2:]) == found.output
    cell = tuple(data.draw(st.integers(0, side - 1)) for side in found.output)
    assert_read(found, gradient(function, *size, cell), cell)


@settings(max_examples=100, deadline=None)
@given(sides, small, small, small, pads, pads)
def test_what_no_window_reads_has_no_gradient_at_all(n, f, s, d, before, after):
    try:
        found = walk(Conv(1, (f, f), (s, s), (before, after, before, after), (d, d)), n)
    except LayerError:
        return
    x = torch.ones(1, 1, n + before + after, dtype=torch.float64, requires_grad=True)
    kernel = torch.ones(1, 1, f, dtype=torch.float64)
    torch.nn.functional.conv1d(x, kernel, stride=s, dilation=d).sum().backward()
    unread = x.grad[0, 0] == 0
    runs = spans(found.rows.unread())
    cells = [cell for first, last in runs for cell in range(first, last)]
    assert cells == [cell for cell in range(n) if bool(unread[cell + before])]
    assert all(first < last for first, last in runs)
    assert all(one[1] < other[0] for one, other in pairwise(runs))
    tail = found.rows.dropped
    assert bool(unread[len(unread) - tail :].all())
    assert not bool(unread[len(unread) - tail - 1])


@settings(max_examples=100, deadline=None)
@given(small, small, st.integers(0, 5), st.integers(-9, 9), st.integers(0, 9))
def test_taps_in_a_span_are_counted(f, d, before, first, length):
    axis = AxisWalk(30, 9, f, 2, d, before)
    for index in (0, 4, 8):
        inside = [tap for tap in axis.taps(index) if first <= tap < first + length]
        assert axis.count(index, (first, first + length)) == len(inside)


def test_a_million_cells_and_a_kernel_of_a_thousand_take_no_time():
    """Each of these would be a thousand million steps, one by one."""
    axis = AxisWalk(1_000_000, 499_489, 1024, 2, 1, 0)
    assert axis.unread() == 0
    sparse = AxisWalk(1_000_000, 500_000, 1, 2)
    assert sparse.unread().bit_count() == 500_000
    assert spans(repeated(sparse.unread(), 2)) == ((1, 1_000_001),)
    assert axis.sources(1 | 1 << 499_488) == full(1024) | full(1024) << 2 * 499_488


def test_a_name_that_stands_twice_is_the_last_one_before():
    """The one behind the concatenation is not meant, nor what the sequence was given."""
    apart = Conv(1, (2, 2), (1, 1), (2, 2, 2, 2), (4, 4), name="a")  # reads i − 2 and i + 2
    network = Network(Shape(9, 9, 1), (apart, Concat(("a",)), relu(name="a")))
    assert sources(network.report(), (1,), 0, 1 << 4) == 1 << 2 | 1 << 6


def test_the_floor_drops_the_last_row_and_column():
    found = walk(conv(1, 3, s=2), 8)
    assert (found.output, found.rows.dropped, found.rows.dropped_input) == ((3, 3), 1, 1)
    assert spans(found.rows.unread()) == ((7, 8),)
    assert unread_text(found) == "the floor drops 1 row, 1 column"


def test_what_is_dropped_of_the_padding_is_said():
    found = walk(conv(1, 3, s=2, p=(1, 2, 0, 0)), 7, 7)
    assert unread_text(found) == "the floor drops 1 row (of padding)"


def test_a_window_over_the_edge():
    found = walk(pool("max", 3, s=2, ceil=True), 112)
    assert (found.output, found.rows.overhang) == ((56, 56), 1)
    assert found.rows.extent == (0, 113)
    assert unread_text(found) == "ceil: 1 row, 1 column over the edge"
    assert reads_text(found, (55, 0)).endswith("reads rows 110–112, columns 0–2 · 1 row outside")


def test_a_strided_projection_skips_rows():
    assert unread_text(walk(conv(1, 1, s=2), 7)) == "the stride skips 3 rows, 3 columns"


def test_gaps_of_a_dilated_kernel_are_not_read():
    found = walk(conv(1, 3, d=2, p=2), 7)
    assert found.rows.taps(0) == (-2, 0, 2)
    assert found.rows.read(0) == (0, 2)
    assert reads_text(found, (0, 3)) == (
        "output row 0, column 3 reads rows −2, 0, 2, columns 1, 3, 5 · 1 row of padding"
    )


def test_sums_have_todays_numbers():
    axis = AxisWalk(7, 4, 3, s=2, before=1, after=1)
    assert sum_text(axis, 2, "i") == "i·s − p = 2·2 − 1 = 3 … + d(f−1) = 3 + 1·(3−1) = 5"
    assert sum_text(axis, 0, "i").startswith("i·s − p = 0·2 − 1 = −1")


def test_global_pooling_is_one_window():
    found = walk(GlobalPool(), 7, 5)
    assert (found.output, found.rows.taps(0), found.columns.span) == ((1, 1), tuple(range(7)), 5)
    assert walk_of(Network(Shape(7, 7, 1), (relu(),)).report().layers[0]) is None


# Receptive fields


BRANCHES = Inception(
    paths=((conv(2, 1),), (conv(2, 1), conv(2, 3, p=1, s=1)), (pool("max", 3, s=1, p=1),))
)
DEEP = Network(
    Shape(29, 23, 1),
    (
        conv(2, 5, s=2, p=2, name="first"),
        Pool("average", (3, 3), (2, 2), ceil=True),
        BatchNorm(),
        relu("tanh"),
        Residual(body=(conv(2, 3, p=1, d=1), conv(2, 3, p=2, d=2)), after="none"),
        SideHead(head=(conv(2, 3), GlobalPool(), Dense(3))),
        conv(4, 1, s=1, name="wide"),
        conv(4, 3, p="same"),
        Concat(sources=("wide",)),
        Residual(body=(conv(3, 3, s=2, p=1),), shortcut=(conv(3, 1, s=2),), after="none"),
    ),
)


@pytest.mark.parametrize("index", range(len(DEEP.layers)))
def test_a_field_is_where_the_gradient_is(index: int):
    """Along each axis: the rows and columns of the input with a gradient."""
    network = Network(DEEP.input, DEEP.layers[: index + 1])
    report = network.report()
    module = network.to_module().double().eval()
    for parameter in module.parameters():
        torch.nn.init.constant_(parameter, 0.01)
    height, width = report.output[:2]
    for cell in {(0, 0), (height - 1, width - 1), (height // 2, width // 2)}:
        x = torch.rand(1, 1, *DEEP.input[:2], dtype=torch.float64, requires_grad=True)
        y = module(x)
        y = y[0] if isinstance(y, tuple) else y
        y[0, :, cell[0], cell[1]].sum().backward()
        hit = x.grad[0, 0] != 0
        rows = set(hit.any(1).nonzero().flatten().tolist())
        columns = set(hit.any(0).nonzero().flatten().tolist())
        for axis, hits in enumerate((rows, columns)):
            cells = sources(report, (index,), axis, 1 << cell[axis])
            assert cells == sum(1 << at for at in hits)
        found = field_of(report, (index,), cell)
        assert found == Field((min(rows), max(rows) + 1), (min(columns), max(columns) + 1))


def test_a_field_inside_a_block_goes_on_before_it():
    network = Network(Shape(20, 20, 1), (conv(2, 3), pool("max", 2), BRANCHES, conv(2, 3)))
    report = network.report()
    # Pixels 2i to 2i + 3 for the pooling; the 3×3 in the second branch adds one cell at each side.
    assert field_of(report, (2, 0, 0), (3, 3)) == Field((6, 10), (6, 10))
    assert field_of(report, (2, 1, 1), (3, 3)) == Field((4, 12), (4, 12))
    assert field_of(report, (2,), (3, 3)) == Field((4, 12), (4, 12))
    assert field_of(report, (2,), (0, 0)) == Field((0, 6), (0, 6))


def test_fields_of_a_zoo_network_lie_in_the_formulas():
    layers = (
        *conv_norm(4, 7, s=2, p=3),
        pool("max", 3, s=2, p=1),
        Residual(body=(*conv_norm(4, 3, p=1), *conv_norm(4, 3, p=1, function="none"))),
        GlobalPool(),
        Dense(10),
    )
    report = Network(Shape(64, 64, 3), layers).report()
    for one in report.layers[:-2]:
        for index in (0, 5, one.output.height - 1):
            first, end = one.vertical.cell(index)
            found = field_of(report, one.place, (index, index))
            assert found is not None
            assert max(first, 0) <= found.rows[0] < found.rows[1] <= min(end, 64)
    assert field_of(report, report.layers[-1].place, (0, 0)) == Field((0, 64), (0, 64))


def test_a_window_of_padding_alone_has_no_field():
    report = Network(Shape(4, 4, 1), (conv(1, 1, p=1),)).report()
    assert field_of(report, (0,), (0, 0)) is None
    assert field_text((1, 1), (4, 4), None) == "receptive field 1 × 1 of 4 × 4: padding alone"


def test_a_field_is_said_with_what_of_it_is_picture():
    assert field_text((16, 16), (32, 32), Field((0, 16), (4, 20))) == (
        "receptive field 16 × 16 of 32 × 32"
    )
    assert field_text((5, 5), (9, 9), Field((0, 3), (0, 5))).endswith(
        "of 9 × 9, 3 × 5 of it picture"
    )
    assert field_text((99, 99), (32, 32), Field((0, 32), (0, 32))).endswith(
        "field 99 × 99: more than all 32 × 32"
    )
