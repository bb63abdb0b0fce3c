"""The card of the chosen layer: every control of every kind, problems beside their field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QSlider

from explorer.engine.network import (
    LAYER_TYPES,
    Activation,
    BatchNorm,
    Concat,
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
from explorer.engine.zoo.lenet import C3_CONNECTIONS
from explorer.panels.layers.cards.fields import FIELDS, InputForm
from explorer.panels.layers.cards.layer_card import LayerCard
from explorer.widgets import theme
from explorer.widgets.controls import label
from tests.panels.layers.cards_driving import edit_of, set_row, type_into, view_of

if TYPE_CHECKING:
    from explorer.engine.network import Layer
    from explorer.panels.layers.cards.padding_row import PaddingRow

BEFORE = (conv(6, 3, p=1, name="first"), relu(name="second"))
PLACE = (2,)
INPUT = Shape(16, 16, 6)
EDITS: list[tuple[Layer, str, Any]] = [
    (conv(6, 5), "filters", 1000),
    (conv(6, 5), "kernel", (7, 7)),
    (conv(6, 5), "kernel", (7, 3)),
    (conv(6, 5), "stride", (2, 2)),
    (conv(6, 5), "dilation", (2, 2)),
    (conv(6, 5), "groups", 3),
    (conv(6, 5), "bias", False),
    (conv(6, 5), "name", "mine"),
    (SparseConv(C3_CONNECTIONS), "kernel", (5, 5)),
    (SparseConv(C3_CONNECTIONS), "stride", (2, 2)),
    (SparseConv(C3_CONNECTIONS), "bias", False),
    (SparseConv(C3_CONNECTIONS), "name", "C3"),
    (pool("max", 2), "mode", "average"),
    (pool("max", 2), "kernel", (3, 3)),
    (pool("max", 2), "stride", (1, 1)),
    (pool("max", 2), "dilation", (2, 2)),
    (pool("max", 2), "ceil", True),
    (pool("average", 2), "counts_padding", False),
    (pool("average", 2), "trainable", True),
    (pool("max", 2), "name", "S2"),
    (GlobalPool(), "mode", "max"),
    (GlobalPool(), "name", "last"),
    (Dense(10), "units", 4096),
    (Dense(10), "bias", False),
    (Dense(10), "name", "F6"),
    (RadialBasis(10), "units", 7),
    (RadialBasis(10), "name", "out"),
    (Flatten(), "name", "flat"),
    (Activation("relu"), "function", "tanh"),
    (Activation("relu"), "name", "g"),
    (BatchNorm(), "affine", False),
    (BatchNorm(), "epsilon", 1e-3),
    (BatchNorm(), "name", "bn"),
    (LocalResponseNorm(), "size", 3),
    (LocalResponseNorm(), "alpha", 1e-4),
    (LocalResponseNorm(), "beta", 0.5),
    (LocalResponseNorm(), "k", 1.5),
    (LocalResponseNorm(), "name", "norm"),
    (Dropout(), "share", 0.25),
    (Dropout(), "name", "drop"),
    (Concat(("first",)), "name", "stack"),
    (Residual((conv(6, 3, p=1),)), "after", "none"),
    (Residual((conv(6, 3, p=1),)), "name", "block"),
    (Inception(((conv(4, 1),),)), "name", "3a"),
    (SideHead((Dense(10),)), "name", "side"),
]
OWN_TESTS = {"padding", "connections", "sources", "shortcut", "paths"}


def view(layer: Layer, *, after: tuple[Layer, ...] = ()):
    return view_of(Network(INPUT, (*BEFORE, layer, *after)), PLACE)


class Seen:
    """All that a card says."""

    def __init__(self, card: LayerCard) -> None:
        self.edits: list[tuple[Layer, str]] = []
        self.inputs: list[Shape] = []
        self.names: list[str] = []
        self.releases = 0
        self.places: list[tuple[int, ...]] = []
        card.edited.connect(lambda layer, field: self.edits.append((layer, field)))
        card.inputEdited.connect(lambda shape, _before: self.inputs.append(shape))
        card.nameEdited.connect(self.names.append)
        card.released.connect(self._on_released)
        card.problemWanted.connect(self.places.append)

    def _on_released(self) -> None:
        self.releases += 1

    @property
    def last(self) -> Any:
        return self.edits[-1][0]

    def is_silent(self) -> bool:
        return not (self.edits or self.inputs or self.names or self.releases or self.places)


@pytest.fixture
def card(qtbot, qapp) -> LayerCard:
    if theme.current_theme() != theme.Theme("dark") or not qapp.styleSheet():
        theme.apply_theme(qapp, "dark")
    made = LayerCard()
    qtbot.addWidget(made)
    made.setFixedWidth(theme.COLUMN_WIDTH)
    made.show()
    return made


@pytest.fixture
def seen(card) -> Seen:
    return Seen(card)


def row(card: LayerCard, name: str) -> Any:
    assert card.form is not None
    return card.form.rows[name]


def test_every_kind_of_layer_has_its_fields() -> None:
    assert set(FIELDS) == {*LAYER_TYPES.values(), InputForm}
    for layer_type, infos in FIELDS.items():
        names = {info.name for info in infos}
        missing = set(layer_type.__dataclass_fields__) - names - {"kind"}
        # What stands inside a block is changed there.
        assert missing <= {"body", "head"}, layer_type


def test_every_field_is_driven_by_a_test() -> None:
    driven = {(type(layer), name) for layer, name, _ in EDITS}
    for layer_type, infos in FIELDS.items():
        if layer_type is not InputForm:
            for info in infos:
                assert (layer_type, info.name) in driven or info.name in OWN_TESTS


@pytest.mark.parametrize(("layer", "field", "value"), EDITS, ids=lambda one: str(one)[:24])
def test_a_control_gives_the_layer_its_value(qtbot, card, seen, layer, field, value) -> None:
    card.show_view(view(layer))
    assert seen.is_silent()
    set_row(qtbot, row(card, field), value)
    assert seen.last == replace(layer, **{field: value})
    assert seen.edits[-1][1] == field
    assert type(getattr(seen.last, field)) is type(value)
    assert seen.releases >= 1


@pytest.mark.parametrize(("layer", "field", "value"), EDITS, ids=lambda one: str(one)[:24])
def test_what_is_shown_is_silent_and_complete(qtbot, card, seen, layer, field, value) -> None:
    card.show_view(view(layer))
    changed = replace(layer, **{field: value})
    card.show_view(view(changed))
    assert seen.is_silent()
    # The control then has the value: setting the first one again is a change.
    first = getattr(layer, field)
    if first != "":
        set_row(qtbot, row(card, field), first)
        assert getattr(seen.last, field) == first


class TestSides:
    def test_one_slider_moves_both_axes_and_the_switch_parts_them(self, qtbot, card, seen) -> None:
        card.show_view(view(conv(6, 3)))
        kernel = row(card, "kernel")
        assert not kernel.sliders[1].isVisible()
        kernel.rectangular.click()
        assert kernel.sliders[1].isVisible()
        assert seen.edits == []
        type_into(qtbot, kernel.sliders[1].findChild(QLineEdit), "1")
        assert seen.last.kernel == (3, 1)
        kernel.rectangular.click()
        assert seen.last.kernel == (3, 3)

    def test_a_rectangular_kernel_opens_by_itself(self, card) -> None:
        card.show_view(view(conv(6, (1, 7))))
        assert row(card, "kernel").sliders[1].isVisible()
        card.show_view(view_of(Network(INPUT, (conv(4, 3),)), (0,)))
        assert not row(card, "kernel").sliders[1].isVisible()

    def test_a_drag_is_said_all_the_way_and_its_end_once(self, qtbot, card, seen) -> None:
        card.show_view(view(conv(6, 3)))
        slider = row(card, "kernel").findChild(QSlider)
        qtbot.keyPress(slider, Qt.Key.Key_Right)
        qtbot.keyPress(slider, Qt.Key.Key_Right)
        assert [layer.kernel for layer, _ in seen.edits] == [(4, 4), (5, 5)]
        assert seen.releases == 0
        # The answer to the first step comes late: the slider stays where it is.
        card.show_view(view(conv(6, 4)))
        assert slider.value() == 4
        qtbot.keyRelease(slider, Qt.Key.Key_Right)
        assert seen.releases == 1


class TestPadding:
    @pytest.mark.parametrize("key", ["same", "tf-same"])
    def test_by_name(self, card, seen, key) -> None:
        card.show_view(view(conv(6, 5)))
        padding = row(card, "padding")
        padding.kinds.currentChanged.emit(key)
        assert seen.last.padding == key

    def test_own_begins_with_the_cells_of_the_name(self, card, seen) -> None:
        card.show_view(view(conv(6, 5, p="same")))
        row(card, "padding").kinds.currentChanged.emit("own")
        assert seen.last.padding == (2, 2, 2, 2)

    def test_the_slider_makes_it_ones_own(self, qtbot, card, seen) -> None:
        card.show_view(view(conv(6, 5)))
        set_padding(qtbot, row(card, "padding"), 3)
        assert seen.last.padding == (3, 3, 3, 3)
        card.show_view(view(pool("max", 3, s=1)))
        set_padding(qtbot, row(card, "padding"), 1)
        assert seen.last.padding == (1, 1)

    def test_it_says_when_it_is_the_same_padding(self, card) -> None:
        card.show_view(view(conv(6, 5, p=2)))
        assert suffix(row(card, "padding")) == "(same)"
        card.show_view(view(conv(6, 5, p=1)))
        assert suffix(row(card, "padding")) == ""
        card.show_view(view(conv(6, 5)))
        assert suffix(row(card, "padding")) == "(valid)"
        card.show_view(view(conv(6, 4, p="same")))
        assert suffix(row(card, "padding")) == "(same: 1+2)"
        card.show_view(view(conv(6, (5, 3), p="same")))
        assert suffix(row(card, "padding")) == "(same: 2 × 1)"

    def test_tensorflows_depends_on_the_input(self, card) -> None:
        card.show_view(view(conv(6, 3, s=2, p="tf-same")))  # 16 cells: 7·2 + 3 − 16 = 1
        assert suffix(row(card, "padding")) == "(TF same: 0+1)"

    def test_each_side_for_itself(self, qtbot, card, seen) -> None:
        card.show_view(view(conv(6, 5, p=1)))
        padding = row(card, "padding")
        padding.apart.click()
        type_into(qtbot, padding.sliders[3].findChild(QLineEdit), "4")
        assert seen.last.padding == (1, 1, 1, 4)
        padding.apart.click()
        assert seen.last.padding == (1, 1, 1, 1)


class TestInput:
    def test_its_numbers(self, qtbot, card, seen) -> None:
        network = Network(Shape(32, 32, 1), name="mine")
        card.show_view(view_of(network, None))
        set_row(qtbot, row(card, "size"), (28, 28))
        assert seen.inputs[-1] == Shape(28, 28, 1)
        set_row(qtbot, row(card, "channels"), 3)
        assert seen.inputs[-1] == Shape(28, 28, 3)
        set_row(qtbot, row(card, "size"), (28, 64))
        assert seen.inputs[-1] == Shape(28, 64, 3)
        set_row(qtbot, row(card, "name"), "LeNet")
        assert seen.names == ["LeNet"]
        assert seen.edits == []


class TestBlocks:
    def test_a_shortcut_is_projected_where_it_has_to_be(self, card, seen) -> None:
        body = (conv(32, 3, s=2, p=1, bias=False), BatchNorm(), relu(), conv(32, 3, p=1))
        block = Residual(body)
        broken = view(block)
        assert broken.problem is not None
        card.show_view(broken)
        shortcut = row(card, "shortcut")
        assert "16×16×6" in shortcut.problem()
        assert shortcut.project.isVisible()
        shortcut.project.click()
        assert seen.last.shortcut == (conv(32, 1, s=2, bias=False), BatchNorm())
        fixed = view(seen.last)
        assert fixed.problem is None
        card.show_view(fixed)
        assert not shortcut.project.isVisible()
        shortcut.kinds.currentChanged.emit("identity")
        assert seen.last.shortcut == ()

    def test_what_no_projection_can_do_is_said(self, card, seen) -> None:
        card.show_view(view(Residual((conv(6, 3),))))  # 16 to 14 is no stride
        shortcut = row(card, "shortcut")
        assert not shortcut.project.isVisible()
        shortcut.kinds.currentChanged.emit("projection")
        assert "same padding" in shortcut.problem()
        assert shortcut.kinds.current() == "identity"
        assert seen.edits == []

    def test_branches(self, qtbot, card, seen) -> None:
        paths = ((conv(8, 1), relu()), (conv(4, 1), relu(), conv(8, 3, p="same"), relu()))
        card.show_view(view(Inception(paths)))
        branches = row(card, "paths")
        assert {at: edit.value() for at, edit in branches.widths.items()} == {
            (0, 0): 8,
            (1, 0): 4,
            (1, 2): 8,
        }
        type_into(qtbot, branches.widths[1, 2], "12")
        assert seen.last.paths[1][2].filters == 12
        branches.removers[0].click()
        assert seen.last.paths == (seen.edits[0][0].paths[1],)
        card.show_view(view(seen.last))
        branches.adders["5×5"].click()
        assert seen.last.paths[-1][2] == conv(32, 5, p="same")

    def test_the_last_branch_stays(self, card, seen) -> None:
        card.show_view(view(Inception(((conv(8, 1),),))))
        row(card, "paths").removers[0].click()
        assert seen.edits == []
        assert "at least one branch" in row(card, "paths").problem()

    def test_sources(self, card, seen) -> None:
        card.show_view(view(Concat(("first",))))
        sources = row(card, "sources")
        sources.adder.currentChanged.emit("second")
        assert seen.last.sources == ("first", "second")
        card.show_view(view(seen.last))
        sources.removers["first"].click()
        assert seen.last.sources == ("second",)
        card.show_view(view(seen.last))
        sources.removers["second"].click()
        assert "at least one" in sources.problem()
        assert seen.last.sources == ("second",)

    def test_lenets_table(self, card, seen) -> None:
        card.show_view(view(SparseConv(((0, 1), (2,)))))
        connections = row(card, "connections")
        connections.lenet.click()
        assert seen.last.connections == C3_CONNECTIONS
        card.show_view(view(seen.last))
        assert not connections.lenet.isEnabled()
        assert "filter 15 sees channels 0, 1, 2, 3, 4, 5" in (
            connections.grid.accessibleDescription()
        )


class TestProblems:
    @pytest.mark.parametrize(
        ("layer", "field", "words"),
        [
            (conv(6, 19), "kernel", "does not fit into 16"),
            (conv(6, 3, groups=4), "groups", "do not divide the 6 input channels"),
            (pool("max", 2, p=2), "padding", "more than half"),
            (Concat(("nobody",)), "sources", "nobody"),
            (Inception(((conv(4, 1),), (conv(4, 3),))), "paths", "branch 2 gives 14×14"),
            (SparseConv(((7,),)), "connections", "channel 7"),
        ],
    )
    def test_the_field_at_fault_says_why(self, card, seen, layer, field, words) -> None:
        card.show_view(view(layer))
        said = {name: one.problem() for name, one in card.form.rows.items() if one.problem()}
        assert list(said) == [field]
        assert words in said[field]
        assert row(card, field).isVisible()  # also where it was folded away
        assert seen.is_silent()

    def test_what_was_typed_stays(self, qtbot, card, seen) -> None:
        card.show_view(view(conv(6, 3)))
        type_into(qtbot, edit_of(row(card, "kernel")), "19")
        card.show_view(view(seen.last))
        assert edit_of(row(card, "kernel")).text() == "19"
        assert edit_of(row(card, "kernel")).property("invalid")
        card.show_view(view(conv(6, 3)))
        assert row(card, "kernel").problem() == ""

    def test_a_value_that_no_layer_can_have_is_refused_beside_it(self, card, seen) -> None:
        card.show_view(view(pool("max", 3)))
        dilated = view(Pool("max", (3, 3), (3, 3), dilation=(2, 2)))
        card.show_view(dilated)
        row(card, "mode").choice.currentChanged.emit("average")
        assert "no dilation" in row(card, "mode").problem()
        assert seen.edits == []
        card.show_view(dilated)  # the check came: what was chosen and why it cannot be stay
        assert "no dilation" in row(card, "mode").problem()

    def test_numbers_beyond_the_slider_can_be_typed_and_beyond_reason_not(
        self, qtbot, card, seen
    ) -> None:
        card.show_view(view(conv(6, 3)))
        filters = row(card, "filters")
        type_into(qtbot, edit_of(filters), "4096")
        assert seen.last.filters == 4096
        type_into(qtbot, edit_of(filters), "2000000")
        assert "1 to 1000000" in filters.problem()
        assert len(seen.edits) == 1

    def test_a_layer_that_has_no_such_field_says_it_above(self, card) -> None:
        network = Network(INPUT, (Flatten(), conv(6, 3)))
        card.show_view(view_of(network, (1,)))
        assert "needs height and width" in card._own_problem.text
        assert card._own_problem.isVisible()

    def test_one_elsewhere_can_be_gone_to(self, card, seen) -> None:
        network = Network(INPUT, (conv(4, 3), Residual((conv(4, 3, p=1), conv(4, 99)))))
        card.show_view(view_of(network, (0,)))
        assert "conv 99×99, layer 2 of the body of layer 2" in card._other_problem.text
        button = next(one for one in card.findChildren(QPushButton) if one.text().strip() == "Show")
        button.click()
        assert seen.places == [(1, 0, 1)]
        card.show_view(view_of(Network(INPUT, (conv(4, 3),)), (0,)))
        assert not card._other_problem.isVisible()


@pytest.mark.parametrize("layer_type", list(FIELDS), ids=lambda one: one.__name__)
def test_nothing_is_cut_off(card, layer_type) -> None:
    samples: dict[type, Layer] = {type(layer): layer for layer, _, _ in EDITS}
    if layer_type is InputForm:
        card.show_view(view_of(Network(INPUT), None))
    else:
        card.show_view(view(samples[layer_type]))
    assert card.minimumSizeHint().width() <= theme.COLUMN_WIDTH
    assert card.form.minimumSizeHint().width() <= theme.COLUMN_WIDTH - 2 * theme.MEDIUM


def set_padding(qtbot, padding: PaddingRow, cells: int) -> None:
    type_into(qtbot, padding.sliders[0].findChild(QLineEdit), str(cells))


def suffix(padding: PaddingRow) -> str:
    """What stands behind the number."""
    said = [one.text() for one in padding.sliders[0].findChildren(type(label()))]
    return next((text for text in said if text.startswith("(")), "")
