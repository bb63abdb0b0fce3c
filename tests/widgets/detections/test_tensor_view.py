from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from explorer.widgets.detections.output_slice import OutputSlice
from explorer.widgets.detections.slice_layout import laid_out
from explorer.widgets.detections.tensor_view import OutputTensorView


def output(anchors=5, classes=80, side=19, **more):
    values = np.arange(anchors * (5 + classes), dtype=np.float32).reshape(anchors, -1) / 100 - 1
    names = tuple(f"name {at}" for at in range(classes))
    defaults = {"cell": (7, 11), "anchor": 1, "class_names": names}
    return OutputSlice((side, side), values, **(defaults | more))


@pytest.mark.parametrize(
    ("value", "caption"),
    [
        (output(), "19×19×5·(5+80) = 19×19×425"),
        (output(3, 80, 38), "38×38×3·(5+80) = 38×38×255"),
        (output(5, 10), "19×19×5·(5+10) = 19×19×75"),
    ],
)
def test_the_caption_multiplies_out(value, caption):
    assert value.caption() == caption


def test_a_number_says_where_it_stands_in_the_tensor():
    value = output(anchor_names=("81×82",) * 5)
    assert value.channel(2, 7) == 2 * 85 + 7
    text = value.described(1, 4)
    assert "anchor 2  81×82: to = -0.1100 before any activation" in text
    assert "p_c = σ(to) = 0.4725" in text
    assert "output[89, 7, 11] of 425 channels" in text
    assert value.name(5) == "name 0"
    assert value.best_class(0) == 84


def test_p_c_comes_first_where_the_lecture_writes_it_so():
    layout = laid_out(output(pc_first=True), 880, 1.0)
    assert [cell.number for cell in layout.cells[:5]] == [4, 0, 1, 2, 3]


@given(st.integers(1, 9), st.integers(0, 90), st.integers(240, 1400), st.sampled_from([1.0, 1.35]))
def test_every_number_has_a_cell_of_its_own_inside_its_group(anchors, classes, width, scale):
    value = output(anchors, classes, anchor=0)
    layout = laid_out(value, width, scale)
    assert {(cell.anchor, cell.number) for cell in layout.cells} == {
        (anchor, number) for anchor in range(anchors) for number in range(5 + classes)
    }
    for cell in layout.cells:
        group, room = layout.groups[cell.anchor], cell.room
        assert group.x <= room.x
        assert room.right <= group.right + 1e-6
        assert group.y <= room.y
        assert room.bottom <= group.bottom + 1e-6
        found = layout.cell_at(room.x + room.width / 2, room.y + room.height / 2)
        assert found == cell
    assert max(group.bottom for group in layout.groups) <= layout.height + 1e-6


def test_the_column_is_the_chosen_cell():
    layout = laid_out(output(side=10, cell=(0, 9)), 880, 1.0)
    block, column = layout.block, layout.column
    assert column.right == pytest.approx(block.x + block.width)
    assert column.y == pytest.approx(block.y)
    assert column.width == pytest.approx(block.width / 10)
    assert len(layout.slabs) == 6


@pytest.fixture
def view(qtbot):
    made = OutputTensorView()
    qtbot.addWidget(made)
    made.resize(880, 420)
    made.show()
    return made


def test_a_click_on_a_group_chooses_its_anchor(view, qtbot):
    view.show_slice(output())
    room = view.layout_shown().groups[3]
    with qtbot.waitSignal(view.anchorChosen) as chosen:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton,
                         pos=QPoint(int(room.right) - 9, int(room.y) + 4))  # fmt: skip
    assert chosen.args == [3]


def test_the_arrows_choose_the_next_anchor(view, qtbot):
    view.show_slice(output(anchor=0))
    chosen = []
    view.anchorChosen.connect(chosen.append)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Up)  # there is none before the first
    assert chosen == [1]


def test_pointing_names_a_number(view, qtbot):
    view.show_slice(output())
    cell = view.layout_shown().cells[2]
    with qtbot.waitSignal(view.numberHovered) as hovered:
        qtbot.mouseMove(view, QPoint(round(cell.room.x) + 5, round(cell.room.y) + 5))
    assert hovered.args == [0, 2]


def test_it_needs_more_height_where_it_is_narrow(view):
    view.show_slice(output(3))
    assert view.heightForWidth(328) > view.heightForWidth(880) > 200


def test_the_drawing_is_saved_as_a_whole(view):
    view.show_slice(output())
    assert view.rendered().width() == 2 * 881
    svg = view.svg()
    assert "19×19×5·(5+80) = 19×19×425" in svg
    view.show_slice(None)
    assert not view.grab().toImage().isNull()


def test_numbers_that_are_all_zero_can_be_shown(view):
    value = output()
    zero = OutputSlice(value.size, np.zeros_like(value.values), (0, 0), 0, value.class_names)
    view.show_slice(zero)
    assert not view.grab().toImage().isNull()
