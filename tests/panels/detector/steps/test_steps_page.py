"""The page driven by hand: buttons, keys, clicks, thresholds; on the real detector."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.engine.nms import batched_nms
from explorer.panels.detector.state import DetectorState, StepsState, ThresholdState
from explorer.panels.detector.steps.exports import export_entries, table_rows
from explorer.panels.detector.steps.moment import BoxState
from explorer.panels.detector.steps.page import StepsPage
from explorer.services.media import parse_source
from explorer.widgets import theme
from tests.panels.detector.conftest import TIMEOUT_MS, settle
from tests.panels.driving import press, set_slider

if TYPE_CHECKING:
    from collections.abc import Callable

    MakePage = Callable[..., Any]

FEW = ThresholdState(score=0.05)
"""Fifteen boxes of a person, a dog and a horse."""


def at_step(step: int, *pair: int, thresholds: ThresholdState = FEW) -> DetectorState:
    return DetectorState(thresholds=thresholds, steps=StepsState(step, pair))


def steps(page: Any) -> StepsState:
    return page.store.state.steps


def states(page: Any) -> list[int]:
    return page.display.moment.states.tolist()


def test_walking_to_the_end_keeps_what_the_engine_keeps(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, DetectorState(thresholds=FEW))
    boxes = page.boxes
    assert page.display.moment.kind == "sorted"
    assert np.all(np.diff(boxes.scores) <= 0)
    for _ in range(boxes.walk.last):
        press(page, "One step on")
    assert page.display.moment.kind == "done"
    view = page.result.value
    kept = batched_nms(view.boxes_xyxy, view.predictions.scores[view.passing], view.class_ids, 0.45)
    assert np.flatnonzero(np.array(states(page)) == BoxState.KEPT).tolist() == sorted(kept.tolist())
    assert page.display.picture_card.bar.counter() == f"{boxes.walk.last}/{boxes.walk.last}"
    press(page, "One step back")
    assert steps(page).step == boxes.walk.last - 1
    press(page, "To the first step (Home)")
    assert steps(page).step == 0
    press(page, "To the last step (End)")
    assert steps(page).step == boxes.walk.last
    settle(qtbot, page)


def test_step_card_rule_list_and_graph_say_the_same(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, at_step(2))
    moment, walk = page.display.moment, page.boxes.walk
    assert moment.kind == "drop"
    assert moment.at_work == 0
    victim = moment.going[0]
    card = page.display.step_card
    assert card.formula() == "iou"
    assert card.texts()[0] == f"step 2 of {walk.last}"
    assert "2,535 predictions → 15 pass → 3 kept" in card.texts()
    iou = f"{walk.iou[victim]:.2f}"
    assert f"{iou} > 0.45" in card._iou.formula.latex()
    assert card._iou.verdict() == f"{iou} > 0.45: B is suppressed"
    name = page.boxes.names[0]
    assert page.display.picture_card.facts() == f"class {name}, 1 of 3"
    assert page.display.code_card.lines.marked == 2
    table = page.display.list_card.table
    best, lower = (f"{page.boxes.scores[rank]:.2f}" for rank in (0, victim))
    assert table.texts(0) == ["#1", name, best, "at work", ""]
    assert table.texts(victim) == [f"#{victim + 1}", name, lower, "dropped: #1", iou]
    emphasis = page.display.graph_card.graph._emphasis
    assert (emphasis.row, emphasis.killed) == (0, 1)
    page.go(1)
    assert card.formula() == "score"
    assert page.display.code_card.lines.marked == 1
    page.go(0)
    assert (card.formula(), page.display.code_card.lines.marked) == ("", 0)
    settle(qtbot, page)


def test_keys_walk_step_by_step_and_from_kept_box_to_kept_box(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, DetectorState(thresholds=FEW))
    view = page.display.picture_card.view
    right, down, up = Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up
    seen = []
    for key in (right, right, Qt.Key.Key_Left, down, down, up, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(view, key)
        seen.append(steps(page).step)
    second, third = (int(page.boxes.walk.decided_at[rank]) for rank in page.boxes.walk.kept[1:])
    assert seen == [1, 2, 1, second, third, second, page.boxes.walk.last, 0]
    qtbot.keyClick(page, right)
    assert steps(page).step == 1


def test_the_slider_goes_to_any_step(make_page: MakePage) -> None:
    page = make_page(StepsPage, DetectorState(thresholds=FEW))
    page.display.picture_card.bar._slider.setValue(7)
    assert steps(page).step == 7


def test_playing_ends_at_the_last_step_and_begins_anew(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, at_step(13))
    page.player._clock.set_speed(50)
    press(page, "Play")
    assert page.player.is_running()
    assert not page.is_idle()
    qtbot.waitUntil(lambda: not page.player.is_running(), timeout=TIMEOUT_MS)
    assert steps(page).step == page.boxes.walk.last
    press(page, "Play")
    assert steps(page).step == 0
    press(page, "Play")
    assert not page.player.is_running()
    settle(qtbot, page)


def test_a_dropped_box_fades_and_another_step_ends_that(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, at_step(1))

    def opacity() -> float:
        overlay = page.display._base[0]
        return float(min(overlay.opacities[np.array(overlay.styles) == "kept"]))

    page.step_by(1)
    assert page.fade.is_running()
    assert opacity() == 1
    settle(qtbot, page)
    assert opacity() == pytest.approx(0.6)
    page.step_by(1)
    assert page.fade.is_running()
    page.step_by(-1)
    assert not page.fade.is_running()
    assert opacity() == pytest.approx(0.6)


def test_two_boxes_are_chosen_in_picture_list_and_graph(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, DetectorState(thresholds=FEW))
    view = page.display.picture_card.view
    box = page.boxes.boxes_xyxy[0]
    point = view.placement().point(float(box[[0, 2]].mean()), float(box[[1, 3]].mean()))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point.toPoint())
    assert len(steps(page).pair) == 1
    first = steps(page).pair[0]
    table = page.display.list_card.table
    rank = 5 if first != 5 else 6
    table.boxClicked.emit(rank)
    assert steps(page).pair == (first, rank)
    assert not page.display.pair_card.figure.isHidden()
    page.display.graph_card.graph.boxChosen.emit(1)
    assert steps(page).pair == (rank, 1)
    assert [table.texts(one)[0] for one in sorted((rank, 1))] == ["A 2", f"B {rank + 1}"]
    settle(qtbot, page)
    press(page, "Choose no boxes (Escape)")
    assert steps(page).pair == ()
    assert page.display.pair_card.figure.isHidden()


def test_a_pair_of_two_classes_is_measured_and_judged(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, at_step(0, 1, 0))
    settle(qtbot, page)
    texts = page.display.pair_card.texts()
    assert texts[0].startswith("Would the better one, A, suppress B? No: 0.")
    latex = page.display.pair_card.figure.text.formula.latex()
    assert latex.startswith(r"\mathrm{IoU} = \frac{|A \cap B|}{|A \cup B|} = \frac{")
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert steps(page).pair == ()


def test_a_row_is_chosen_by_the_keyboard(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, DetectorState(thresholds=FEW))
    table = page.display.list_card.table
    table.setCurrentIndex(table.model().index(3, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert steps(page).pair == (3,)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert steps(page).pair == ()


def test_what_is_pointed_at_is_marked_on_picture_and_graph(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, DetectorState(thresholds=FEW))
    before = len(page.display.picture_card.view._overlays)
    page.display.list_card.table.boxHovered.emit(4)
    assert page.display.graph_card.graph._emphasis.hovered == 4
    assert len(page.display.picture_card.view._overlays) == before + 1
    page.display.list_card.table.boxHovered.emit(-1)
    assert page.display.graph_card.graph._emphasis.hovered == -1
    assert len(page.display.picture_card.view._overlays) == before


def test_a_moved_threshold_stays_at_the_same_box_and_pair(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, at_step(0, 1, 3))
    second = page.boxes.walk.kept[1]
    name = page.boxes.names[second]
    page.go(int(page.boxes.walk.decided_at[second]))
    numbers = [int(page.boxes.numbers[rank]) for rank in steps(page).pair]
    set_slider(page, "score ≥", 0.4)
    settle(qtbot, page)
    boxes = page.boxes
    assert len(boxes) < 15
    assert boxes.names[page.display.moment.at_work] == name
    assert page.display.moment.kind == "keep"
    assert [int(boxes.numbers[rank]) for rank in steps(page).pair] == numbers
    set_slider(page, "score ≥", 0.99)
    settle(qtbot, page)
    assert len(page.boxes) == 0
    assert steps(page) == StepsState()
    assert "there is nothing to suppress" in page.display.picture_card.caption()
    assert not page.display.picture_card.bar._play.isEnabled()


def test_a_step_beyond_the_end_is_the_last_one(make_page: MakePage) -> None:
    page = make_page(StepsPage, at_step(500, 1, 400))
    assert page.display.moment.kind == "done"
    assert page.display.pair == (1,)
    press(page, "One step back")
    assert steps(page).step == page.boxes.walk.last - 1


def test_soft_nms_is_named_with_its_number(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, at_step(2))
    page.store.update("thresholds", suppression="soft-linear")
    settle(qtbot, page)
    text = page.display.step_card.texts()[1]
    assert "The walk shows the greedy form" in text
    walk, victim = page.boxes.walk, page.display.moment.going[0]
    score, iou = float(page.boxes.scores[victim]), float(walk.iou[victim])
    assert f"s·(1 − IoU) = {score:.2f}·(1 − {iou:.2f}) = {score * (1 - iou):.2f}" in text


def test_thousands_of_boxes_are_walked_over_and_listed(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, at_step(900, thresholds=ThresholdState(score=0)))
    assert len(page.boxes) == 2535
    assert page.display.list_card.table.model().rowCount() == 2535
    moment = page.display.moment
    decided = page.boxes.walk.decided_at
    assert np.count_nonzero(np.isin(moment.states, (BoxState.KEPT, BoxState.GONE))) == (
        np.count_nonzero(decided < 900) - (moment.kind == "drop")
    )
    page.step_by(1)
    settle(qtbot, page)
    table = page.display.list_card.table
    shown = page.display.moment
    row = shown.going[0] if shown.going else shown.at_work
    assert table.viewport().rect().intersects(table.visualRect(table.model().index(row, 0)))
    assert page.width() == 1196  # a long counter does not widen the window


def test_a_live_frame_is_kept_from_the_first_step_on(qtbot, context, make_page: MakePage) -> None:
    page = make_page(StepsPage, source="bundled:bikes", rest=False)
    qtbot.waitUntil(lambda: page.result is not None, timeout=TIMEOUT_MS)
    card = page.display.picture_card
    assert card.message().startswith("Live:")
    assert not page.is_held
    qtbot.waitUntil(lambda: len(page.boxes) > 1, timeout=TIMEOUT_MS)
    page.step_by(1)
    frame = page.result.frame
    assert page.is_held
    assert card.message() == f"Walking on picture {frame.index:,} of “{frame.spec.title}”."
    page.store.update("thresholds", score=0.1)
    settle(qtbot, page)
    assert page.result.frame is frame
    assert page.rates() is None
    qtbot.waitUntil(lambda: context.source.current_frame() is not frame, timeout=TIMEOUT_MS)
    assert page.frame() is frame  # a scene names what is walked on, though the clip went on
    page.deactivate()
    page.activate()
    settle(qtbot, page)
    assert page.result.frame is frame
    press(page, "Follow live again")
    assert steps(page) == StepsState()
    assert not page.is_held
    qtbot.waitUntil(lambda: page.result.frame is not frame, timeout=TIMEOUT_MS)


def test_a_step_that_comes_with_its_thresholds_counts(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage)
    thresholds, wanted = ThresholdState(score=0.01), StepsState(step=9, pair=(2, 7))
    page.store.edit(lambda state: replace(state, thresholds=thresholds, steps=wanted))
    settle(qtbot, page)
    assert steps(page) == wanted
    page.store.update("thresholds", iou=0.5)
    settle(qtbot, page)
    assert steps(page).pair == wanted.pair


def test_a_step_waits_for_its_picture_while_another_is_shown(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, source="bundled:rocket")
    last = page.boxes.walk.last
    page.store.update("steps", step=last + 7)
    page.deactivate()
    page.activate()
    settle(qtbot, page)
    assert steps(page).step == last + 7
    assert page.display.moment.step == last


def test_another_source_is_shown_though_a_frame_was_kept(
    qtbot, context, make_page: MakePage
) -> None:
    page = make_page(StepsPage, at_step(1), source="bundled:bikes", rest=False)
    qtbot.waitUntil(lambda: page.is_held, timeout=TIMEOUT_MS)
    context.source.open(parse_source("bundled:person-dog-horse"))
    qtbot.waitUntil(lambda: page.result.frame.spec == context.source.spec, timeout=TIMEOUT_MS)
    settle(qtbot, page)
    assert not page.is_held
    assert page.display.picture_card.message() == ""


def test_presented_it_shows_a_box_that_goes(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, DetectorState(thresholds=FEW), rest=False)
    page.present()
    settle(qtbot, page)
    assert page.display.moment.kind == "drop"
    assert page.display.moment.killed == 2
    table, victim = page.display.list_card.table, page.display.moment.going[0]
    assert victim > 0
    assert table.viewport().rect().contains(table.visualRect(table.model().index(victim, 0)))
    chosen = steps(page).step
    page.go(1)
    page.present()
    assert (steps(page).step, chosen) == (1, 3)


def test_everything_can_be_saved(qtbot, make_page: MakePage, save_to) -> None:
    page = make_page(StepsPage, at_step(3, 1, 3))
    settle(qtbot, page)
    entries = dict(export_entries(page))
    for action in entries.values():
        action()
    files = {path.name for path in save_to.iterdir()}
    assert files == {
        "nms-step-3.png", "nms-boxes.csv", "nms-graph.png", "nms-graph.svg", "iou.png",
    }  # fmt: skip
    lines = (save_to / "nms-boxes.csv").read_text().splitlines()
    assert lines[0].startswith("rank,class,score,left_px")
    assert len(lines) == 16
    rows = table_rows(page.boxes, page.display.moment)
    assert rows[1][:2] == [1, page.boxes.names[0]]
    assert rows[1][7:9] == ["at work", ""]
    dropped = [row for row in rows[1:] if row[7] in ("going", "gone")]
    assert [row[8] for row in dropped] == [1, 1]
    assert all(0.45 < float(str(row[9])) < 1 for row in dropped)


def test_no_picture_is_explained(qtbot, make_page: MakePage) -> None:
    page = make_page(StepsPage, source="", rest=False)
    page.show_empty("Open a picture", "Show a photograph")
    assert page.boxes is None
    assert export_entries(page) == []
    page.step_by(1)
    page.play()
    page.choose(0)
    assert steps(page) == StepsState()
    assert not page.player.is_running()


def test_the_graph_gives_its_room_to_the_picture(make_page: MakePage) -> None:
    page = make_page(StepsPage, DetectorState(thresholds=FEW))
    press(page, "Show or hide who suppressed whom")
    assert page.display.graph_card.isHidden()
    press(page, "Show or hide who suppressed whom")
    assert not page.display.graph_card.isHidden()


def test_another_theme_and_scale_fit(qtbot, qapp, make_page: MakePage) -> None:
    page = make_page(StepsPage, at_step(3, 1, 3))
    theme.apply_theme(qapp, "light", 1.35)
    page.resize(1600, 900)
    settle(qtbot, page)
    grabbed = page.grab()
    assert not grabbed.isNull()
    assert page.width() == 1600
    theme.apply_theme(qapp, "dark")
    assert page.childAt(QPoint(40, 40)) is not None
