"""What the cards say, without any widget: formulae with the right numbers, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from explorer.engine.network import (
    Activation,
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Inception,
    LocalResponseNorm,
    Network,
    Pool,
    RadialBasis,
    Residual,
    Shape,
    SideHead,
    SparseConv,
    conv,
    pool,
    relu,
)
from explorer.engine.zoo import build
from explorer.panels.layers.cards.costs import cost_text, formula, operations, shape_words
from explorer.panels.layers.cards.pads import cells_text
from explorer.panels.layers.cards.places import earlier_names, flow_before, place_words
from explorer.panels.layers.cards.receptive import field_text
from explorer.panels.layers.cards.shortcut import projection
from explorer.panels.layers.cards.shown import shown_of
from explorer.panels.layers.cards.sizes import misfit_text, size_text
from explorer.panels.layers.cards.solutions import Question, solution_text
from explorer.widgets.engraving import engrave
from tests.panels.layers.cards_driving import view_of

if TYPE_CHECKING:
    from explorer.engine.network.layers import Layer

INPUT = Shape(16, 16, 6)
EVERY: tuple[Layer, ...] = (
    conv(6, (5, 3), s=2, p=(1, 1, 2, 1), d=2, groups=2),
    SparseConv(((0, 1), (2,)), name="sparse"),
    pool("max", 3, s=2, ceil=True),
    Pool("average", trainable=True),
    GlobalPool(),
    Dense(10),
    RadialBasis(10),
    Flatten(),
    *(Activation(name) for name in ("relu", "relu6", "leaky-relu", "elu", "gelu")),
    *(Activation(name) for name in ("silu", "sigmoid", "tanh", "softmax")),
    BatchNorm(),
    BatchNorm(affine=False),
    LocalResponseNorm(),
    Dropout(),
    Dropout(1.0),
    Concat(("input",)),
    Residual((conv(6, 3, p=1), relu(), conv(6, 3, p=1))),
    Residual((conv(8, 3, s=2, p=1),), (conv(8, 1, s=2),), "none"),
    Inception(((conv(4, 1),), ())),
    SideHead((GlobalPool(), Dense(10))),
)


def alone(layer: Layer, shape: Shape = INPUT):
    return view_of(Network(shape, (layer,)), (0,))


def report(layer: Layer, shape: Shape = INPUT):
    return Network(shape, (layer,)).report().layers[0]


@pytest.mark.parametrize("layer", EVERY, ids=lambda one: one.kind)
def test_every_formula_can_be_set(layer: Layer) -> None:
    view = alone(layer)
    text, found = size_text(view), view.layer_report
    assert text is not None
    costs = cost_text(found)
    field = field_text(found, flow_before(view.network, (0,)))
    lines = [text.general, text.numbers, field.latex]
    lines += [formula(one, 1, factor) for one in (costs.params, costs.macs) for factor in (1, 2)]
    for line in "\n".join(lines).split("\n"):
        if line.strip():
            assert engrave(line).width > 0


class TestSizes:
    def test_lenets_second_convolution(self) -> None:
        text = size_text(view_of(build("lenet5"), (3,)))
        assert text.numbers == (
            r"n' = \left\lfloor \frac{14 + 2 \cdot 0 - 5}{1} \right\rfloor + 1 = 10"
        )
        assert "the floor drops nothing" in text.words
        assert "16" in text.words

    def test_a_flattened_volume(self) -> None:
        text = size_text(alone(Flatten(), Shape(5, 5, 16)))
        assert text.numbers == r"n' = 5 \cdot 5 \cdot 16 = 400"
        dense = size_text(view_of(build("lenet5"), (6,)))
        assert dense.numbers == r"n = 5 \cdot 5 \cdot 16 = 400 \to n' = 120"

    def test_channels_of_an_inception_module_add_up(self) -> None:
        text = size_text(view_of(build("inception3a"), (0,)))
        assert text.numbers == "c' = 64 + 128 + 32 + 32 = 256"

    def test_channels_of_a_concatenation_add_up(self) -> None:
        layers = (conv(8, 3, p=1, name="a"), conv(4, 3, p=1), Concat(("a", "input")))
        text = size_text(view_of(Network(INPUT, layers), (2,)))
        assert text.numbers == "c' = 4 + 8 + 6 = 18"
        inside = Residual((*layers, conv(6, 1)))
        nested = size_text(view_of(Network(INPUT, (relu(), inside)), (1, 0, 2)))
        assert nested.numbers == text.numbers

    def test_a_residual_block(self) -> None:
        block = Residual((conv(6, 3, p=1), relu(), conv(6, 3, p=1)))
        assert size_text(alone(block)).general == "a^{[l + 2]} = g(z^{[l + 2]} + a^{[l]})"
        linear = replace(block, after="none", shortcut=(conv(6, 1),))
        assert size_text(alone(linear)).general == "a^{[l + 2]} = z^{[l + 2]} + W_s a^{[l]}"

    def test_asymmetric_padding_and_dilation(self) -> None:
        text = size_text(alone(conv(6, 3, p=(1, 2, 1, 2), d=2)))
        assert r"p_{\mathrm{t}} + p_{\mathrm{b}}" in text.general
        assert "d(f - 1) - 1" in text.general
        assert r"\frac{16 + 1 + 2 - 2 \cdot (3 - 1) - 1}{1}" in text.numbers

    def test_the_numbers_of_normalisation(self) -> None:
        text = size_text(alone(LocalResponseNorm()))
        assert r"2 + \frac{5 \cdot 10^{-4}}{5} \sum a^2" in text.numbers
        assert text.numbers.endswith("^{0.75}}")

    def test_windows_that_do_not_fit_show_by_how_much(self) -> None:
        view = alone(conv(6, 19))
        assert size_text(view) is None
        text = misfit_text(shown_of(view))
        assert r"16 + 2 \cdot 0 - 19 = -3 < 0" in text.numbers
        assert "3 cells too few" in text.words
        assert misfit_text(shown_of(alone(Dense(3)))) is None

    def test_the_input(self) -> None:
        assert size_text(view_of(build("lenet5"), None)).numbers == (
            r"n = 32 \cdot 32 \cdot 1 = 1{,}024"
        )


class TestCosts:
    def test_lenets_second_convolution_has_2416_parameters(self) -> None:
        found = build("lenet5").report().at((3,))
        text = cost_text(found)
        assert formula(text.params, found.params) == (
            "(f \\cdot f \\cdot c_{\\mathrm{prev}} + 1) \\cdot c\n"
            "(5 \\cdot 5 \\cdot 6 + 1) \\cdot 16 = 2{,}416"
        )
        assert formula(text.macs, found.macs).endswith(
            r"10 \cdot 10 \cdot 5 \cdot 5 \cdot 6 \cdot 16 = 240{,}000"
        )
        assert shape_words(found.weights) == "5 × 5 × 6 × 16"
        assert shape_words(found.biases) == "1 × 1 × 1 × 16"

    def test_flops_are_twice_as_many_and_say_so(self) -> None:
        found = build("lenet5").report().at((3,))
        unit, count, factor = operations(found, "flops")
        assert (unit, count, factor) == ("FLOPs = 2 · MACs", 480_000, 2)
        last = formula(cost_text(found).macs, count, factor).split("\n")[1]
        assert last == r"2 \cdot 10 \cdot 10 \cdot 5 \cdot 5 \cdot 6 \cdot 16 = 480{,}000"

    @pytest.mark.parametrize("layer", EVERY, ids=lambda one: one.kind)
    def test_the_numbers_put_in_give_the_result(self, layer: Layer) -> None:
        found = report(layer)
        text = cost_text(found)
        for count, result in ((text.params, found.params), (text.macs, found.macs)):
            if count.numbers:
                assert computed(count.numbers) == result
            else:
                assert count.words

    def test_sparse_connections_are_counted_one_by_one(self) -> None:
        found = build("lenet5-1998").report().at((4,))
        assert cost_text(found).params.numbers == r"5 \cdot 5 \cdot 60 + 16"

    def test_a_long_sum_is_not_written_out(self) -> None:
        block = report(Inception(tuple((conv(64, 5, p=2),) for _ in range(9))))
        assert cost_text(block).params.numbers == ""
        assert "added up" in cost_text(block).params.words


class TestReceptiveField:
    def test_its_recurrence_has_todays_numbers(self) -> None:
        view = view_of(build("lenet5"), (3,))
        text = field_text(view.layer_report, flow_before(view.network, (3,)))
        assert text.size == "14 × 14"
        general, numbers = text.latex.split("\n")
        assert general.startswith(r"r' = r + (f - 1) \cdot d \cdot j")
        assert numbers.startswith(r"r' = 6 + (5 - 1) \cdot 1 \cdot 2 = 14")
        assert numbers.endswith(r"j' = 2 \cdot 1 = 2")
        assert "pixels 0 to 13, centre 6.5; the next cell 2 pixels further" in text.words

    def test_a_dense_layer_is_one_window_over_the_map(self) -> None:
        view = view_of(build("lenet5"), (6,))
        text = field_text(view.layer_report, flow_before(view.network, (6,)))
        assert r"r' = 16 + (5 - 1) \cdot 1 \cdot 4 = 32" in text.latex

    def test_what_looks_at_single_cells_changes_nothing(self) -> None:
        view = view_of(build("lenet5"), (1,))
        text = field_text(view.layer_report, flow_before(view.network, (1,)))
        assert text.latex == ""
        assert "layer before" in text.words

    def test_what_is_put_together_has_the_largest(self) -> None:
        layers = (conv(8, 5, p=2, name="a"), Residual((conv(8, 3, p=1),)), Concat(("a",)))
        for place in ((1,), (2,)):
            view = view_of(Network(INPUT, layers), place)
            text = field_text(view.layer_report, flow_before(view.network, place))
            assert (text.size, text.latex) == ("7 × 7", "")
            assert text.words.startswith("The largest of what is put together.")

    def test_axes_that_differ_have_a_line_each(self) -> None:
        view = alone(conv(6, (5, 3), p=2))
        text = field_text(view.layer_report, flow_before(view.network, (0,)))
        assert [line[:5] for line in text.latex.split("\n")[1:]] == ["r'_{h", "r'_{w"]
        assert "−2 to 2, padding included" in text.words


class TestPlaces:
    NET = Network(
        INPUT,
        (
            conv(8, 3, p=1, name="stem"),
            Residual((conv(8, 3, p=1, name="one"), Inception(((conv(8, 1),), (relu(),))))),
        ),
    )

    def test_in_words(self) -> None:
        assert place_words(self.NET, (0,)) == "layer 1"
        assert place_words(self.NET, (1, 0, 0)) == "layer 1 of the body of layer 2"
        assert place_words(self.NET, (1, 0, 1, 1, 0)) == (
            "layer 1 of branch 2 of layer 2 of the body of layer 2"
        )

    def test_what_reaches_a_layer_in_a_block(self) -> None:
        assert flow_before(self.NET, (1, 0, 1, 1, 0)).shape == Shape(16, 16, 8)
        assert flow_before(self.NET, (0,)).shape == INPUT
        broken = Network(INPUT, (conv(8, 99), relu(), relu()))
        assert flow_before(broken, (0,)).shape == INPUT
        assert flow_before(broken, (2,)) is None

    def test_names_that_can_be_stacked(self) -> None:
        assert earlier_names(self.NET, (1,)) == ("input", "stem")
        assert earlier_names(self.NET, (1, 0, 1)) == ("input", "one")


def test_cells_in_words() -> None:
    assert cells_text((2, 2, 2, 2)) == "2"
    assert cells_text((1, 2, 1, 2)) == "1+2"
    assert cells_text((3, 3, 2, 2)) == "3 × 2"
    assert cells_text((3, 2)) == "3 × 2"


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_a_projection_fits_the_body(stride: int) -> None:
    body = (conv(12, 3, s=stride, p=1),)
    made = projection(Residual(body), flow_before(Network(INPUT), (0,)))
    assert Network(INPUT, (Residual(body, made),)).trace().problem is None
    assert isinstance(made[0], Conv)
    assert made[0].bias


class TestSolutions:
    def ask(self, layer: Layer) -> Question:
        question = Question.of(shown_of(alone(layer)))
        assert question is not None
        return question

    @pytest.mark.parametrize("sought", ["padding", "kernel"])
    @pytest.mark.parametrize(
        "layer",
        [conv(6, 5), conv(6, 3, d=2), pool("max", 3, s=2), conv(6, 4, p="same")],
        ids=["conv", "dilated", "pool", "uneven"],
    )
    def test_each_gives_what_was_wanted(self, layer: Layer, sought) -> None:
        question = self.ask(layer)
        found = 0
        for wanted in range(1, 18):
            for one in question.solutions(wanted, sought):
                found += 1
                solved = question.solved(one)
                assert report(solved).output[:2] == (wanted, wanted)
        assert found > 5

    @pytest.mark.parametrize(
        "layer",
        [Conv(6, (5, 3), (1, 2), (0, 0, 1, 1)), Pool("average", (4, 2), (2, 1), (0, 1))],
        ids=["conv", "pool"],
    )
    def test_a_rectangular_window_keeps_its_width(self, layer: Layer) -> None:
        question = self.ask(layer)
        width = report(layer).output.width
        for sought in ("padding", "kernel"):
            for one in question.solutions(7, sought):
                solved = question.solved(one)
                assert report(solved).output[:2] == (7, width)
                assert solved.kernel[1] == layer.kernel[1]

    def test_why_there_is_none(self) -> None:
        assert "too large" in self.ask(conv(6, 5)).why_none(40, "padding")
        assert "too large" in self.ask(conv(6, 5)).why_none(40, "kernel")

    def test_only_windows_can_be_asked_about(self) -> None:
        assert Question.of(shown_of(alone(Dense(3)))) is None
        flat = Network(INPUT, (Flatten(), conv(4, 3)))
        assert Question.of(shown_of(view_of(flat, (1,)))) is None

    def test_in_words(self) -> None:
        question = self.ask(conv(6, 5))
        (first, *_) = question.solutions(16, "padding")
        assert solution_text(first, "padding") == "p = 2, s = 1"
        assert not question.is_present(first)
        assert Question.of(shown_of(alone(question.solved(first)))).is_present(first)


def computed(latex: str) -> int:
    """Work out a product or a sum as it is written."""
    text = latex.replace(r"\cdot", "*").replace("{,}", "").replace("2 c", "2 * c")
    text = text.replace(r"\frac{6}{2}", "(6 // 2)")
    assert set(text) <= set("0123456789 *+()/"), text
    return int(eval(text))
