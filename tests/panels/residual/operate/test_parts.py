"""The row, the bars and the cards, each by itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.engine.residual.gates import Operation
from explorer.engine.residual.operate import ClassOutcome
from explorer.engine.trained.network import Prediction
from explorer.panels.residual.operate.accuracy import AccuracyRequest, Progress
from explorer.panels.residual.operate.bars_chart import BarsChart
from explorer.panels.residual.operate.bars_values import (
    INVITATION,
    LEGEND,
    BarsView,
    caption,
    rows,
    stale_text,
    tip,
)
from explorer.panels.residual.operate.block_card import BlockCard, formula_of
from explorer.panels.residual.operate.classes_view import ClassesView, rows_of, verdict
from explorer.panels.residual.operate.columns import Columns, runs_of_equal
from explorer.panels.residual.operate.exports import class_rows, face_rows
from explorer.panels.residual.operate.faces_view import FacesView, verdict_text
from explorer.panels.residual.operate.row_view import RowView
from explorer.panels.residual.operate.values import Classes, Distances, Faces, Other
from explorer.panels.residual.operate.words import done_text, power_text
from tests.panels.residual.operate.making import chain, pair

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

CHAIN = chain()
WHOLE = Operation.of(5)
WHEN = datetime(2026, 11, 27, 20, 15)


def measured(now: bool = False, **more: object) -> BarsView:
    pairs = tuple(pair(1 - index / 10, 0.7) for index in range(7 if now else 6))
    request = AccuracyRequest("efficientnet-lite0", "cpu", deleted=(3,) if now else ())
    operation = Operation.of(5, deleted=(3,) if now else ())
    return BarsView(CHAIN, 0, Progress(15, 15, 13, pairs), request, operation, **more)  # type: ignore[arg-type]


def test_columns_fill_the_room_between_the_gutters() -> None:
    columns = Columns(600, 8)
    assert columns.at(columns.left - 1) is None
    assert columns.at(columns.right + 1) is None
    assert [columns.at(columns.centre(index)) for index in range(8)] == list(range(8))


def test_equal_neighbours_share_a_run() -> None:
    assert runs_of_equal(("a", "a", "b", "a")) == ((0, 1), (2, 2), (3, 3))


def test_a_click_in_the_row_chooses_a_block(qtbot: QtBot) -> None:
    row = RowView()
    qtbot.addWidget(row)
    row.resize(700, row.sizeHint().height())
    row.show_chain(CHAIN, WHOLE, 0)
    at = QPoint(round(row.columns().centre(3)), 60)
    with qtbot.waitSignal(row.blockChosen) as chosen:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [3]


def test_the_row_is_driven_by_the_keyboard(qtbot: QtBot) -> None:
    row = RowView()
    qtbot.addWidget(row)
    row.show_chain(CHAIN, WHOLE, 2)
    said: list[object] = []
    row.blockChosen.connect(said.append)
    row.gateWanted.connect(said.append)
    row.deletionWanted.connect(lambda: said.append("delete"))
    keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Delete)
    for key in keys:
        qtbot.keyClick(row, key)
    assert said == [1, 3, 5, -0.1, "delete"]
    assert "Block 3 of 6" in row.accessibleDescription()


def test_the_row_says_why_a_block_cannot_go(qtbot: QtBot) -> None:
    row = RowView()
    qtbot.addWidget(row)
    row.show_chain(CHAIN, Operation.of(5, deleted=[0], swapped=[(2, 3)]), 2)
    assert "8×8×4 becomes 4×4×8" in row.tip(2)
    assert "deleted" in row.tip(0)
    assert "block 5 stands here" in row.tip(3)
    assert "option A" in row.tip(5)
    assert not row.grab().isNull()


def test_bars_are_of_blocks_with_a_skip(qtbot: QtBot) -> None:
    view = measured(now=True)
    assert [view.without(index) is None for index in range(6)] == [False] * 2 + [True] + [False] * 3
    assert view.without(3) == view.pairs[3]
    assert view.now == view.pairs[6]
    assert measured().now is None
    assert "Without block 4: agrees on 70%" in tip(view, 3)
    assert "no skip" in tip(view, 2)
    assert "As set" in tip(view, 6)
    chart = BarsChart()
    qtbot.addWidget(chart)
    chart.resize(700, 150)
    chart.show_view(view)
    assert not chart.grab().isNull()
    with qtbot.waitSignal(chart.blockChosen) as chosen:
        at = QPoint(round(chart.columns().centre(4)), 60)
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [4]


def test_the_caption_says_how_many_when_and_where() -> None:
    nothing = BarsView(CHAIN, 0)
    assert caption(nothing) == LEGEND
    assert tip(nothing, None) == INVITATION["efficientnet-lite0"]
    text = caption(measured(ended_at=WHEN))
    assert "15 of 15" in text
    assert "13 of them" in text
    assert text.endswith("Measured 27.11.2026 20:15 on cpu.")
    assert caption(measured(is_running=True)).endswith("Measuring on cpu.")
    assert caption(measured()).endswith("Cancelled on cpu.")


def test_stale_bars_say_of_what_they_are() -> None:
    assert stale_text(measured()) == ""
    assert "was not measured" in stale_text(measured(is_stale=True))
    assert "are of: block 5 deleted" in stale_text(measured(now=True, is_stale=True))
    assert stale_text(measured(now=True, is_stale=True, is_running=True)) == ""


def test_the_table_has_a_row_for_each_operation() -> None:
    table = rows(measured(now=True))
    assert [row[0] for row in table] == [
        "operation", "whole network", "without block 1", "without block 2", "without block 4",
        "without block 5", "without block 6", "as set: block 5 deleted",
    ]  # fmt: skip
    assert all(len(row) == len(table[0]) for row in table)
    assert len(rows(BarsView(CHAIN, 0))) == 1


@pytest.mark.parametrize(("operation", "latex"), [
    (WHOLE, "y = F(x) + x"),
    (Operation.of(5, gates=[(0, 0.4)]), r"y = F(x) + 0.40\,x"),
    (Operation.of(5, gates=[(0, 0.0)]), "y = F(x)"),
    (Operation.of(5, deleted=[0]), "y = x"),
    (Operation.of(5, gates=[(0, 0.0)], deleted=[0]), "y = 0"),
])  # fmt: skip
def test_a_linear_formula_has_no_g(operation: Operation, latex: str) -> None:
    assert formula_of(CHAIN.places[0], operation)[0] == latex
    assert formula_of(None, operation)[0] == "y = F(x)"


def test_a_formula_has_g_where_a_relu_follows() -> None:
    latex, spoken = formula_of(CHAIN.places[4], WHOLE)
    assert latex == r"y = g(F(x) + \mathrm{skip}(x))"
    assert "ReLU" in spoken


def test_the_block_card_offers_what_fits(qtbot: QtBot) -> None:
    card = BlockCard()
    qtbot.addWidget(card)
    card.show()
    view = measured()
    card.show_block(CHAIN, Operation.of(5, swapped=[(0, 1)]), 0, view)
    assert card.swap.current() == "1"
    assert card.reason() == ""
    card.show_block(CHAIN, WHOLE, 5, view)
    assert not card.swap.isVisible()
    assert "cannot be exchanged" in card.reason()
    assert card.delete.isVisible()
    card.show_block(CHAIN, WHOLE, 2, view)
    assert "neither deleted nor exchanged" in card.reason()
    assert not card.delete.isVisible()
    assert not card.gate.isVisible()
    card.shutdown()


def test_what_is_done_fits_a_line() -> None:
    assert done_text(CHAIN, WHOLE) == "as trained"
    many = Operation.of(5, gates=[(0, 0.5)], deleted=[4], swapped=[(2, 3)])
    assert done_text(CHAIN, many) == "blocks 1 α 0.50, 5 in place of 4, 2 more"
    assert power_text(512) == "2⁹ = 512"
    assert power_text(0) == "0"


def outcome() -> ClassOutcome:
    cat, dog, owl = (Prediction(index, name, share) for index, name, share in (
        (0, "cat", 0.7), (1, "dog", 0.2), (2, "owl", 0.1)))  # fmt: skip
    return ClassOutcome((cat, dog), (dog, owl), (0.05, 0.6))


def test_classes_say_what_moved(qtbot: QtBot) -> None:
    before, after = rows_of(outcome())
    assert [row.rank for row in before] == [None, 0]
    assert [row.rank for row in after] == [1, None]
    assert verdict(outcome(), False) == ("Changed: cat 70.0% → 5.0%, now dog.", "bad")
    assert verdict(outcome(), True)[1] == "muted"
    view = ClassesView()
    qtbot.addWidget(view)
    view.show_outcome(outcome(), untouched=False)
    assert "5.0000%" in view.tip(5, 25)
    assert "new among the five" in view.tip(view.width() - 5, 25 + 30)
    assert not view.grab().isNull()
    table = class_rows(Classes(outcome(), (0, 0, 1, 1)))
    assert table[1:] == [("cat", 0.7, 0.05), ("dog", 0.2, 0.6), ("owl", "", 0.1)]


def test_faces_say_their_distances_squared_and_plain(qtbot: QtBot) -> None:
    chips = np.zeros((2, 150, 150, 3), np.uint8)
    boxes = np.zeros((2, 4), np.float32)
    both = (Distances(0.04, 0.25, 0.49), Distances(0.0, None, None))
    faces = Faces(boxes, chips, both, 1, Other("Somebody", None, chips[0], 1), 0.36)
    view = FacesView()
    qtbot.addWidget(view)
    view.resize(500, 160)
    view.show_faces(faces)
    first, second = view.lines()
    assert "moved d 0.040 (L2 0.200)" in first
    assert "d 0.250 (0.50) → 0.490 (0.70) same → different" in first
    assert "no second face" in second
    assert not view.grab().isNull()
    assert verdict_text(both[0], 0.36)[1] == "bad"
    assert face_rows(faces)[1:] == [(1, 0.04, 0.25, 0.49, 0.36, True, False),
                                    (2, 0.0, "", "", 0.36, "", "")]  # fmt: skip
