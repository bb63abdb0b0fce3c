"""A network as a value, and its report against numbers worked by hand."""

from __future__ import annotations

import pytest

from explorer.engine.network import (
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Flatten,
    Inception,
    Layer,
    LayerError,
    Network,
    Pool,
    Residual,
    Shape,
    SideHead,
    SparseConv,
    conv,
    pool,
    relu,
)
from explorer.engine.network.buffers import Buffers
from explorer.engine.network.limits import DEEPEST, MOST_LAYERS
from explorer.engine.receptive_field import AxisField

LENET5 = Network(
    Shape(32, 32, 1),
    (
        conv(6, 5), relu("tanh"), pool("average", 2), conv(16, 5), relu("tanh"),
        pool("average", 2), Flatten(), Dense(120), relu("tanh"), Dense(84), relu("tanh"),
        Dense(10),
    ),
    "LeNet-5",
)  # fmt: skip
SMALL = Shape(4, 4, 2)


def test_lenet5_layer_by_layer() -> None:
    report = LENET5.report()
    by_hand = [
        ((28, 28, 6), 156, 117_600), ((28, 28, 6), 0, 0), ((14, 14, 6), 0, 0),
        ((10, 10, 16), 2416, 240_000), ((10, 10, 16), 0, 0), ((5, 5, 16), 0, 0),
        ((1, 1, 400), 0, 0), ((1, 1, 120), 48_120, 48_000), ((1, 1, 120), 0, 0),
        ((1, 1, 84), 10_164, 10_080), ((1, 1, 84), 0, 0), ((1, 1, 10), 850, 840),
    ]  # fmt: skip
    assert [(one.output, one.params, one.macs) for one in report.layers] == by_hand
    assert (report.params, report.macs, report.flops) == (61_706, 416_520, 833_040)
    assert report.activations == 2 * 4704 + 1176 + 2 * 1600 + 400 + 2 * 120 + 2 * 84 + 10
    assert report.output == (1, 1, 10)
    assert report.peak == 2 * 4704  # tanh reads and writes C1's maps


def test_weights_and_biases_as_the_course_writes_them() -> None:
    first, *_, last = LENET5.report().layers
    assert (first.weights, first.biases) == ((5, 5, 1, 6), (1, 1, 1, 6))
    assert (last.weights, last.biases) == ((84, 10), (10,))
    grouped = Network(Shape(5, 5, 4), (Conv(6, (3, 1), groups=2, bias=False),)).report().layers[0]
    assert (grouped.weights, grouped.biases, grouped.params) == ((3, 1, 2, 6), (), 36)
    assert grouped.macs == 3 * 5 * 36
    sparse = Network(Shape(5, 5, 3), (SparseConv(((0, 1), (2,)), (3, 3)),)).report().layers[0]
    assert (sparse.weights, sparse.params, sparse.macs) == ((3, 3, 3), 29, 9 * 27)


def test_receptive_fields_of_lenet5() -> None:
    fields = [one.receptive_field[0] for one in LENET5.report().layers[:7]]
    assert fields == [5, 5, 6, 14, 14, 16, 32]
    pooled = LENET5.report().layers[5]
    assert pooled.effective_stride == (4, 4)
    assert pooled.vertical == AxisField(first=0, size=16, jump=4)


def test_rectangular_windows_have_a_field_of_their_own_on_each_axis() -> None:
    layer = Conv(1, (3, 5), (2, 1), (1, 0, 4, 0), (1, 2))
    one = Network(Shape(9, 9, 1), (layer,)).report().layers[0]
    assert (one.output, one.receptive_field, one.effective_stride) == ((4, 5, 1), (3, 9), (2, 1))
    assert (one.vertical.first, one.horizontal.first) == (-1, -4)


def test_what_is_stored_and_not_trained() -> None:
    report = Network(SMALL, (BatchNorm(), BatchNorm(affine=False))).report()
    assert [(one.params, one.fixed) for one in report.layers] == [(4, 4), (0, 4)]
    assert (report.params, report.fixed) == (4, 8)


def test_a_residual_block_by_hand() -> None:
    block = Residual((conv(3, 3, p=1), relu(), conv(4, 3, p=1)), (conv(4, 1),))
    one = Network(SMALL, (block,)).report().layers[0]
    assert one.params == (18 + 1) * 3 + (27 + 1) * 4 + (2 + 1) * 4
    assert one.macs == 16 * (18 * 3 + 27 * 4 + 2 * 4)
    # Two convolutions, a ReLU, the shortcut; then the sum and its ReLU.
    assert one.activations == 48 + 48 + 64 + 64 + 64 + 64
    # The body's ReLU: the kept input, what it reads and writes; its last convolution; the shortcut
    # beside the body's 64; the sum of 64 and 64 into 64.
    assert one.peak == max(32 + 48 + 48, 32 + 48 + 64, 64 + 32 + 64, 3 * 64)
    assert (one.output, one.receptive_field) == ((4, 4, 4), (5, 5))
    assert [child.place for child in one.branch(0)] == [(0, 0, 0), (0, 0, 1), (0, 0, 2)]
    assert [child.place for child in one.branch(1)] == [(0, 1, 0)]
    assert one.children[0].depth == 1


def test_an_inception_module_by_hand() -> None:
    paths = ((conv(3, 1),), (conv(1, 1), conv(5, 5, p=2)), ())
    one = Network(SMALL, (Inception(paths),)).report().layers[0]
    assert one.output == (4, 4, 3 + 5 + 2)
    assert one.params == 9 + 3 + 26 * 5
    assert one.receptive_field == (5, 5)


def test_a_concatenation_by_hand() -> None:
    report = Network(SMALL, (conv(3, 1, name="a"), relu(), Concat(("a", "input")))).report()
    assert report.output == (4, 4, 3 + 3 + 2)
    assert report.layers[2].params == report.layers[2].macs == 0


def test_side_heads_are_counted_apart() -> None:
    head = SideHead((conv(2, 1), Dense(5)))
    report = Network(SMALL, (head, Residual((conv(2, 1), head)))).report()
    own = 6 + (32 + 1) * 5
    assert (report.params, report.side_params) == (6, 2 * own)
    assert (report.macs, report.side_macs) == (16 * 4, 2 * (16 * 4 + 160))
    assert report.output == SMALL


def test_walking_the_layers() -> None:
    block = Residual((conv(2, 1), Residual((relu(),))), (conv(2, 1),))
    report = Network(SMALL, (relu(), block)).report()
    places = [(0,), (1,), (1, 0, 0), (1, 0, 1), (1, 0, 1, 0, 0), (1, 1, 0)]
    assert [one.place for one in report.walk()] == places
    assert [one.place for one in report.leaves()] == [(0,), (1, 0, 0), (1, 0, 1, 0, 0), (1, 1, 0)]
    for place in places:
        found = report.at(place)
        assert found is not None
        assert found.place == place
    for nowhere in ((2,), (0, 0, 0), (1, 2, 0), (1, 0, 5), ()):
        assert report.at(nowhere) is None


def test_an_empty_network_passes_its_input_on() -> None:
    report = Network(SMALL).report()
    assert (report.output, report.params, report.peak) == (SMALL, 0, 32)


@pytest.mark.parametrize(
    ("layers", "place", "field", "message"),
    [
        ((relu(), conv(1, 5)), (1,), "kernel", "height: A kernel of 5 cells does not fit into 4"),
        ((conv(4, 1, groups=3),), (0,), "groups", "3 groups do not divide the 2 input channels"),
        ((conv(3, 1, groups=2),), (0,), "groups", "2 groups do not divide the 3 filters"),
        ((Pool("max", (2, 2), padding=(2, 0)),), (0,), "padding", "2 is more than half of"),
        ((Pool("max", (3, 3), padding=(2, 2), dilation=(3, 3)),), (0,), "padding", "half of"),
        ((pool("max", 4, p="same"),), (0,), "padding", "1.5 on each side"),
        ((Dense(3), conv(1, 1)), (1,), "", "A convolution needs height and width"),
        ((Flatten(), pool()), (1,), "", "Pooling needs height and width"),
        ((SparseConv(((0, 2),), (1, 1)),), (0,), "connections", "channel 2, but there are 2"),
        ((relu(), Residual((conv(3, 1),))), (1,), "shortcut", "body gives 4×4×3, the shortcut"),
        (
            (Residual((pool(), Dense(8)), (pool(), conv(8, 2))),),
            (0,),
            "shortcut",
            "the body gives a vector of 8 numbers, the shortcut a volume of 1×1×8",
        ),
        ((Residual((relu(), conv(1, 9))),), (0, 0, 1), "kernel", "9 cells"),
        ((Residual((relu(),), (conv(2, 9),)),), (0, 1, 0), "kernel", "9 cells"),
        ((Inception(((conv(1, 1),), (conv(1, 3),))),), (0,), "paths", "branch 2 gives 2×2"),
        ((Inception(((Inception(((), (conv(1, 5),))),),)),), (0, 0, 0, 1, 0), "kernel", "5 cells"),
        ((Concat(("a",)),), (0,), "sources", "called 'a'; there are: 'input'"),
        ((pool(), Concat(("input",))), (1,), "sources", "'input' gives 4×4"),
        ((SideHead((conv(1, 7),)),), (0, 0, 0), "kernel", "7 cells"),
    ],
)
def test_what_does_not_fit(
    layers: tuple[Layer, ...], place: tuple[int, ...], field: str, message: str
) -> None:
    network = Network(SMALL, layers)
    trace = network.trace()
    assert trace.problem is not None
    assert (trace.problem.place, trace.problem.field) == (place, field)
    assert message in str(trace.problem)
    assert len(trace.layers) == place[0]
    with pytest.raises(LayerError) as caught:
        network.report()
    assert caught.value.place == place


def test_a_pool_may_reach_over_the_edge_by_less_than_its_stride() -> None:
    large = Pool("max", (5, 5), (2, 2), ceil=True)
    assert Network(Shape(4, 4, 1), (large,)).report().output == (1, 1, 1)
    problem = Network(Shape(3, 3, 1), (large,)).trace().problem
    assert "only 1 may reach over the edge" in str(problem)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Conv(0), "filters"),
        (lambda: Conv(1, (0, 3)), "kernel"),
        (lambda: Conv(1, stride=(1, 0)), "stride"),
        (lambda: Conv(1, dilation=(0, 1)), "dilation"),
        (lambda: Conv(1, groups=0), "groups"),
        (lambda: Conv(1, padding=(0, 0, -1, 0)), "padding"),
        (lambda: SparseConv(((),)), "connections"),
        (lambda: SparseConv(((1, 1),)), "connections"),
        (lambda: Pool("average", dilation=(2, 2)), "dilation"),
        (lambda: Dense(2_000_000), "units"),
        (lambda: BatchNorm(epsilon=float("nan")), "epsilon"),
        (lambda: Residual(()), "body"),
        (lambda: Inception(()), "paths"),
        (lambda: SideHead(()), "head"),
        (lambda: Concat(()), "sources"),
    ],
)
def test_numbers_outside_their_range(make: object, field: str) -> None:
    with pytest.raises(LayerError) as caught:
        make()  # type: ignore[operator]
    assert caught.value.field == field


@pytest.mark.parametrize("shape", [(0, 4, 1), (4, 2_000_000, 1), (4, 4, -3)])
def test_an_input_outside_its_range(shape: tuple[int, int, int]) -> None:
    with pytest.raises(LayerError, match="has to lie from 1 to 1,000,000"):
        Network(Shape(*shape))


def test_equal_networks_are_one_key() -> None:
    one = Network(Shape(4, 4, 2), (conv(3, 3), Residual((relu(),))))
    other = Network((4, 4, 2), (Conv(3), Residual((relu(),))))  # type: ignore[arg-type]
    assert one == other
    assert {one: 1}[other] == 1
    assert other.input.channels == 2
    assert one != Network(Shape(4, 4, 2), (conv(3, 3, bias=False), Residual((relu(),))))


def test_more_layers_or_deeper_blocks_than_a_file_may_have() -> None:
    nested: Layer = relu()
    for _ in range(DEEPEST):
        nested = Residual((nested,))
    assert Network(SMALL, (nested,)).report().params == 0
    with pytest.raises(LayerError, match="more than 12 deep"):
        Network(SMALL, (Inception(((nested,),)),))
    assert Network(SMALL, (relu(),) * MOST_LAYERS).report().output == SMALL
    with pytest.raises(LayerError, match="10,001 layers"):
        Network(SMALL, (relu(),) * (MOST_LAYERS + 1))


def test_layers_in_blocks_count_among_those_that_can_be_shown() -> None:
    half = MOST_LAYERS // 2
    assert Network(SMALL, (Residual((relu(),) * (half - 2)), Residual((relu(),) * half))).layers
    with pytest.raises(LayerError, match="10,001 layers, those in blocks included"):
        Network(SMALL, (Residual((relu(),) * (half - 1)), Residual((relu(),) * half)))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: relu(name="n" * 81), "name with 81 characters: at most 80"),
        (lambda: conv(3, name="\udfff"), "half a sign"),
        (lambda: Network(SMALL, (), "n" * 10_000), "name with 10,000 characters"),
        (lambda: Concat(("a", "b" * 81)), "sources with 81 characters"),
        (lambda: Concat(("input",) * 129), "129 outputs to stack: at most 128"),
        (lambda: Inception(((),) * 65), "65 branches: at most 64"),
        (lambda: SparseConv(((0,),) * 16_385), "16,385 connections .* at most 16,384"),
        (lambda: Network(Shape(int("9" * 4000), 1, 1)), "height is 9,999,.*…; it has to"),
    ],
)
def test_what_could_not_be_shown_is_refused(make: object, said: str) -> None:
    with pytest.raises(LayerError, match=said) as caught:
        make()  # type: ignore[operator]
    assert len(str(caught.value)) < 200


def test_what_is_missing_is_said_in_a_sentence_whatever_the_number_of_names() -> None:
    named = tuple(relu(name=f"layer {index}") for index in range(500))
    problem = Network(SMALL, (*named, Concat(("layer 500",)))).trace().problem
    assert problem is not None
    assert "'input', …, 'layer 495'" in str(problem)
    assert str(problem).endswith("'layer 499'.")


def test_names_are_carried_along_and_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand layers with names, all asked for at the end, are no million steps."""
    steps = 0
    ask = Buffers._ask

    def counted(self: Buffers, buffer: int, by: int) -> None:
        nonlocal steps
        steps += 1
        ask(self, buffer, by)

    monkeypatch.setattr(Buffers, "_ask", counted)
    named = tuple(relu(name=f"{index}") for index in range(1000))
    asking = tuple(Concat(tuple(f"{at}" for at in range(first, first + 100)))
                   for first in range(0, 1000, 100))  # fmt: skip
    report = Network(SMALL, (*named, *asking)).report()
    assert report.layers[999].peak == 1000 * SMALL.size
    assert steps <= 2000
