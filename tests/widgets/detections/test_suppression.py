from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from explorer.widgets import theme
from explorer.widgets.detections.suppression import Suppression
from explorer.widgets.detections.suppression_graph import SuppressionGraph
from explorer.widgets.detections.suppression_layout import Measures, laid_out

MEASURES = Measures(32, 58, 24, 24, 38, 10, 6, 12)


def suppression(*counts):
    """Kept boxes 0, 1, … and behind them what each of them suppressed."""
    kept = tuple(range(len(counts)))
    by = [-1] * len(counts) + [box for box, count in zip(kept, counts, strict=True)
                               for _ in range(count)]  # fmt: skip
    total = len(by)
    return Suppression(
        kept, tuple(by), tuple(0.0 if one < 0 else 0.6 for one in by), ("dog",) * total,
        tuple(0.95 - 0.001 * at for at in range(total)), ("#ffb454",) * total,
    )  # fmt: skip


def test_a_trace_becomes_a_value():
    trace = SimpleNamespace(
        kept=torch.tensor([2, 0]),
        suppressed_by=torch.tensor([-1, 2, -1, 2]),
        iou=torch.tensor([0.0, 0.75, 0.0, 0.5]),
    )
    value = Suppression.from_trace(trace, ("a", "b", "b", "b"), torch.tensor([0.5, 0.6, 0.9, 0.7]),
                                   ("#111111",) * 4)  # fmt: skip
    assert value.kept == (2, 0)
    assert value.victims(2) == (3, 1)  # the better score first
    assert value.victims(0) == ()
    assert [value.row(box) for box in range(4)] == [1, 0, 0, 0]
    assert value.described(1) == "box 1: b 0.60, suppressed by box 2, b 0.90: IoU 0.750"
    assert value.described(2) == "box 2: b 0.90, kept; it suppressed 2 boxes"
    assert not value.is_mixed


def test_equal_scores_go_by_index():
    value = Suppression((0,), (-1, 0, 0), (0, 0.5, 0.5), ("a",) * 3, (0.9, 0.5, 0.5), ("",) * 3)
    assert value.victims(0) == (1, 2)


def test_a_box_that_was_cut_off_is_neither():
    value = Suppression((0,), (-1, -1), (0, 0), ("a", "a"), (0.9, 0.5), ("", ""))
    assert value.row(1) is None
    assert value.described(1).endswith("neither kept nor suppressed")


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8), st.floats(60, 1200))
def test_nodes_do_not_meet_and_stay_in_the_width(counts, width):
    layout = laid_out(suppression(*counts), width, MEASURES)
    rooms = [node.room for node in layout.nodes]
    for index, room in enumerate(rooms):
        assert room.bottom <= layout.height + 1e-6
        assert room.right <= max(width, 38 + 58) + 1e-6
        for other in rooms[index + 1 :]:
            assert (room.right <= other.x + 1e-6 or other.right <= room.x + 1e-6
                    or room.bottom <= other.y + 1e-6 or other.bottom <= room.y + 1e-6)  # fmt: skip


def test_what_does_not_fit_on_two_lines_is_folded_and_counted():
    value = suppression(37)
    layout = laid_out(value, 328, MEASURES)
    shown = [node for node in layout.nodes if node.kind == "victim"]
    more = layout.nodes[-1]
    assert more.kind == "more"
    assert len(shown) + more.folded == 37
    assert len({node.room.y for node in shown}) == 2
    unfolded = laid_out(value, 328, MEASURES, {0})
    assert sum(node.kind == "victim" for node in unfolded.nodes) == 37
    assert unfolded.nodes[-1].kind == "less"


def test_the_arrows_reach_every_node():
    layout = laid_out(suppression(5, 0, 9), 328, MEASURES)
    index, seen = 0, {0}
    for _ in layout.nodes:
        index = layout.step(index, "right")
        seen.add(index)
    assert seen == set(range(len(layout.nodes)))
    kept = [at for at, node in enumerate(layout.nodes) if node.kind == "kept"]
    assert layout.step(kept[1], "down") == kept[2]
    assert layout.step(kept[2], "up") == kept[1]
    assert layout.step(0, "up") == 0


@pytest.fixture
def graph(qtbot):
    made = SuppressionGraph()
    qtbot.addWidget(made)
    made.resize(340, 300)
    made.show()
    return made


def centre(graph, node):
    room = node.room
    y = room.y + room.height / 2 - graph.verticalScrollBar().value()
    return QPoint(round(room.x + room.width / 2), round(y))


def test_a_click_chooses_and_pointing_marks(graph, qtbot):
    graph.show_suppression(suppression(3, 2))
    victim = graph.layout_shown().find(3)
    with qtbot.waitSignal(graph.boxHovered) as hovered:
        qtbot.mouseMove(graph.viewport(), centre(graph, victim))
    assert hovered.args == [3]
    with qtbot.waitSignal(graph.boxChosen) as chosen:
        qtbot.mouseClick(graph.viewport(), Qt.MouseButton.LeftButton, pos=centre(graph, victim))
    assert chosen.args == [3]


def test_the_keyboard_walks_chooses_and_unfolds(graph, qtbot):
    graph.show_suppression(suppression(20))
    qtbot.keyClick(graph, Qt.Key.Key_Down)
    with qtbot.waitSignal(graph.boxHovered) as hovered:
        qtbot.keyClick(graph, Qt.Key.Key_Right)
    assert hovered.args == [1]
    assert graph.accessibleDescription().startswith("box 1: dog")
    with qtbot.waitSignal(graph.boxChosen) as chosen:
        qtbot.keyClick(graph, Qt.Key.Key_Return)
    assert chosen.args == [1]
    qtbot.keyClick(graph, Qt.Key.Key_End)
    qtbot.keyClick(graph, Qt.Key.Key_Return)
    assert graph.layout_shown().nodes[-1].kind == "less"


def test_a_chosen_box_is_unfolded_and_brought_into_view(graph):
    graph.show_suppression(suppression(2, 2, 2, 30))
    folded = 4 + 6 + 29
    assert graph.layout_shown().find(folded) is None
    graph.set_chosen(folded)
    node = graph.layout_shown().find(folded)
    assert node is not None
    top = graph.verticalScrollBar().value()
    assert top <= node.room.y
    assert node.room.bottom <= top + graph.viewport().height()


def test_a_step_changes_the_drawing(graph):
    graph.show_suppression(suppression(3, 2))
    whole = graph.grab().toImage()
    graph.set_step(0, 1)
    first = graph.grab().toImage()
    graph.set_step(0, 2)
    second = graph.grab().toImage()
    assert whole != first
    assert first != second
    graph.set_step(None)
    assert graph.grab().toImage() == whole


def test_hundreds_of_boxes_scroll(graph):
    graph.show_suppression(suppression(*[4] * 100))
    assert graph.verticalScrollBar().maximum() > 5000
    graph.set_step(99)
    assert graph.verticalScrollBar().value() > 5000


def test_all_of_it_is_saved(graph, qapp):
    graph.show_suppression(suppression(3, 50))
    assert graph.rendered().height() >= 2 * round(graph.layout_shown().height)
    assert graph.svg().count("0.60") >= 3
    theme.apply_theme(qapp, "light", 1.35)
    assert graph.layout_shown().nodes[0].room.height == 43


def test_nothing_says_so(graph):
    graph.show_suppression(None)
    graph.set_empty("Freeze a picture first")
    assert not graph.grab().toImage().isNull()
    assert graph.rendered().width() == 2
