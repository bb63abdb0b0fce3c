"""The page driven by hand: cells, grids, anchors, models; on the real detector."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import Qt

from explorer.engine.boxes import cxcywh_from_xyxy
from explorer.panels.detector.grid.exports import export_entries
from explorer.panels.detector.grid.page import GridPage
from explorer.panels.detector.state import (
    DetectorState,
    GridState,
    ModelState,
    ThresholdState,
)
from explorer.widgets import theme
from explorer.widgets.detections.grid_overlay import GridOverlay
from tests.panels.detector.conftest import TIMEOUT_MS, settle
from tests.panels.detector.driving import hover, leave
from tests.panels.detector.making import lecture_raw, view_of_maps
from tests.panels.driving import press, set_slider

if TYPE_CHECKING:
    from collections.abc import Callable

    from explorer.engine.yolo.predictions import Cell
    from explorer.panels.detector.values import DetectRequest, DetectView
    from explorer.services.frames import Frame

    MakePage = Callable[..., Any]

PERSON_CELL, DOG_CELL, HORSE_CELL = (7, 4), (8, 2), (6, 10)


def at_cell(cell: tuple[int, int] | None, head: int = 0, **fields: Any) -> DetectorState:
    return DetectorState(grid=GridState(head=head, cell=cell, **fields))


def grid(page: Any) -> GridState:
    return page.store.state.grid


def best_cell(page: Any) -> Cell:
    """Return where the best box is from: the person or the dog, by the precision computed in."""
    view = page.result.value
    return view.raw.cell(int(view.passing[view.kept[0]]))


def overlay(page: Any) -> GridOverlay:
    return next(
        one for one in page.display.picture_card.view._overlays if isinstance(one, GridOverlay)
    )


def point_of(page: Any, cell: tuple[int, int]) -> tuple[float, float]:
    left, top, right, bottom = overlay(page).cell_rect(cell)
    return (left + right) / 2, (top + bottom) / 2


def latex(page: Any) -> list[str]:
    return [formula.latex() for formula in page.display.formula_card.formulas()]


def lecture(
    said: dict[tuple[int, int, int], tuple[float, ...]], **fields: Any
) -> Callable[[Frame, DetectRequest], DetectView]:
    """Answer as the lecture's network would, had it given these numbers."""

    def answer(frame: Frame, request: DetectRequest) -> DetectView:
        raw = lecture_raw(said, picture=frame.size, **fields)
        return view_of_maps(raw, request.thresholds)

    return answer


def after_empty_grid(
    answer: Callable[[Frame, DetectRequest], DetectView],
) -> Callable[[Frame, DetectRequest], DetectView]:
    """Put a grid that is sure of nothing before what another answer says."""

    def both(frame: Frame, request: DetectRequest) -> DetectView:
        raw, empty = answer(frame, request).raw, lecture_raw(picture=frame.size)
        heads, maps = empty.heads + raw.heads, empty.maps + raw.maps
        return view_of_maps(replace(raw, heads=heads, maps=maps), request.thresholds)

    return both


def test_at_first_the_best_box_s_cell_is_shown_with_its_numbers(make_page: MakePage) -> None:
    page = make_page(GridPage)
    display, chosen, view, best = page.display, page.chosen, page.result.value, best_cell(page)
    assert (chosen.head, chosen.anchor, *chosen.cell) == best
    assert grid(page) == GridState()
    assert display.cell_card.accessibleName() == f"Cell: row {best.row}, column {best.column}"
    size = ("81×82", "135×169", "344×319")[best.anchor]
    assert display.cell_card.facts() == f"anchor {best.anchor + 1}: {size} px"
    assert display.cell_card.fate().startswith("It passes, 0.9")
    assert "is kept" in display.cell_card.fate()
    assert display.picture_card.grids() == ("13×13", "26×26")
    assert display.tensor_card.facts() == "13×13×255"
    shown = display.tensor_card.tensor._value
    assert shown.caption() == "13×13×3·(5+80) = 13×13×255"
    numbers = view.raw.maps[0][:, :, best.row, best.column].numpy()
    assert np.array_equal(shown.values, numbers)
    rows = display.scores_card.bars.rows()
    assert rows[0][0] == view.detections.names[0]
    assert len(rows) == 6
    assert rows[0][1] == pytest.approx(float(view.raw.class_probabilities(chosen.number).max()))


def test_the_formulas_end_on_the_numbers_of_decoding(make_page: MakePage) -> None:
    for source, cell in (
        ("bundled:person-dog-horse", DOG_CELL),
        ("bundled:person-dog-horse", HORSE_CELL),
        ("bundled:horses", (7, 2)),
    ):
        page = make_page(GridPage, at_cell(cell), source=source)
        square, score, picture = latex(page)
        view, chosen = page.result.value, page.chosen
        x, y, width, height = cxcywh_from_xyxy(view.predictions.boxes_xyxy[chosen.number]).tolist()
        lines = picture.splitlines()
        assert lines[0].endswith(f"= {x:.1f}")
        assert lines[1].endswith(f"= {y:.1f}")
        assert f"= {width:.1f}," in lines[2]
        assert lines[2].endswith(f"= {height:.1f}")
        assert score.endswith(f"= {view.predictions.scores[chosen.number]:.3f}")
        t_x = float(view.raw.maps[0][chosen.anchor, 0, *cell])
        assert rf"(\sigma({{{t_x:.3f}}}) + {cell[1]}) \cdot 32" in square
        assert not any(one.problem() for one in page.display.formula_card.formulas())
        page.deactivate()


def test_the_pointer_previews_and_a_click_stays(qtbot, make_page: MakePage) -> None:
    page = make_page(GridPage, at_cell(PERSON_CELL))
    view = page.display.picture_card.view
    hover(view, *point_of(page, DOG_CELL))
    assert (page.chosen.cell, grid(page).cell) == (DOG_CELL, PERSON_CELL)
    assert page.display.cell_card.accessibleName() == "Cell: row 8, column 2"
    assert page.display.scores_card.bars.rows()[0][0] == "dog"
    leave(view)
    assert page.chosen.cell == PERSON_CELL
    point = view.placement().point(*point_of(page, HORSE_CELL)).toPoint()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert grid(page).cell == HORSE_CELL
    settle(qtbot, page)
    assert r"P(\text{horse})" in latex(page)[1]
    press(page, "Back to the best box's cell (Escape)")
    assert (grid(page).cell, page.chosen.cell) == (None, best_cell(page)[2:])


def test_a_cell_over_the_letterbox_s_bars_can_be_chosen(qtbot, make_page: MakePage) -> None:
    page = make_page(GridPage)
    view = page.display.picture_card.view
    point = view.placement().point(*point_of(page, (0, 6))).toPoint()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert grid(page).cell == (0, 6)
    assert page.display.cell_card.fate().startswith("Its score is too low, 0.00 < 0.25")


def test_keys_move_the_cell_and_escape_goes_back(qtbot, make_page: MakePage) -> None:
    page = make_page(GridPage, at_cell(PERSON_CELL))
    view = page.display.picture_card.view
    seen = []
    for key in (
        Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up,
        Qt.Key.Key_Home, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Right,
    ):  # fmt: skip
        qtbot.keyClick(view, key)
        seen.append(grid(page).cell)
    assert seen == [(7, 5), (8, 5), (8, 4), (7, 4), (0, 0), (0, 0), (12, 12), (12, 12)]
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert grid(page).cell is None


def test_another_grid_is_looked_at_at_the_same_place(qtbot, make_page: MakePage) -> None:
    page = make_page(GridPage, at_cell(DOG_CELL))
    press(page, "Grid: 26×26")
    assert (grid(page).head, grid(page).cell) == (1, (17, 5))
    assert page.display.tensor_card.facts() == "26×26×255"
    assert "dog 0." in page.display.cell_card.fate()
    assert "from cell (8, 2) of 13×13, anchor 1" in page.display.cell_card.fate()
    press(page, "Grid: 13×13")
    assert grid(page).cell == DOG_CELL
    press(page, "Back to the best box's cell (Escape)")
    press(page, "Grid: 26×26")
    # No box that is left came from the fine grid: the cell of the best one's centre.
    best = best_cell(page)
    assert best.head == 0
    assert [at // 2 for at in page.chosen.cell] == [best.row, best.column]
    settle(qtbot, page)


def test_an_anchor_is_chosen_and_the_heat_is_its_own(qtbot, make_page: MakePage) -> None:
    page = make_page(GridPage)
    card = page.display.picture_card
    view = page.result.value
    p_c = view.predictions.objectness[: 3 * 13 * 13].reshape(3, 13, 13)
    assert np.array_equal(overlay(page).p_c, p_c.amax(0).numpy())
    assert card.heat_words().endswith("the largest of its 3 anchors")
    press(page, "Anchor: 344×319")
    assert (grid(page).anchor, page.chosen.anchor) == (2, 2)
    assert np.array_equal(overlay(page).p_c, p_c[2].numpy())
    assert card.heat_words().endswith("p_c of its anchor 3")
    tensor = page.display.tensor_card.tensor
    qtbot.keyClick(tensor, Qt.Key.Key_Up)
    assert grid(page).anchor == 1
    press(page, "Anchor: best")
    assert grid(page).anchor is None


def test_heat_and_anchors_can_be_left_out(make_page: MakePage) -> None:
    page = make_page(GridPage)
    assert len(overlay(page).anchors_px) == 3
    assert overlay(page).p_c is not None
    press(page, "Anchors")
    press(page, "p_c as heat")
    assert (grid(page).anchors, grid(page).heat) == (False, False)
    assert overlay(page).anchors_px == ()
    assert overlay(page).p_c is None
    assert page.display.picture_card.heat_words() == "p_c is not shown"


def test_at_608_pixels_the_tensors_are_those_of_the_course(qtbot, make_page: MakePage) -> None:
    page = make_page(GridPage, at_cell((12, 12)))
    page.store.update("model", size=608)
    settle(qtbot, page)
    assert page.display.picture_card.grids() == ("19×19", "38×38")
    assert page.display.tensor_card.facts() == "19×19×255"
    assert grid(page).cell == (12, 12)
    press(page, "Grid: 38×38")
    assert page.display.tensor_card.facts() == "38×38×255"
    page.store.update("model", size=416)
    settle(qtbot, page)
    assert page.display.tensor_card.facts() == "26×26×255"


def test_a_cell_that_a_smaller_grid_has_not_is_clamped_and_said(qtbot, make_page: MakePage) -> None:
    page = make_page(
        GridPage, DetectorState(model=ModelState(size=608), grid=GridState(1, (37, 3)))
    )
    assert page.chosen.cell == (37, 3)
    page.store.update("model", size=416)
    settle(qtbot, page)
    assert page.chosen.cell == (25, 3)
    note = page.display.picture_card.note
    assert note.text.startswith("Cell (37, 3) is not on the 26×26 grid: the nearest, (25, 3)")
    assert grid(page).cell == (37, 3)  # the choice is the user's
    qtbot.keyClick(page.display.picture_card.view, Qt.Key.Key_Up)
    assert grid(page).cell == (24, 3)
    assert note.text == ""


def test_the_lecture_s_form_names_its_softmax(qtbot, make_page: MakePage) -> None:
    said = {(1, 9, 9): (0.0, 0.0, 0.0, 0.0, 3.0, 4.0, 1.0, 0.0)}
    page = make_page(GridPage, answer=lecture(said))
    assert page.chosen.cell == (9, 9)
    tensor = page.display.tensor_card.tensor._value
    assert tensor.caption() == "19×19×5·(5+3) = 19×19×40"
    assert tensor.pc_first
    total, rest, difference = page.display.scores_card.texts()
    assert (total, rest) == ("they sum to 1", "")
    assert difference.startswith("Softmax, as in the lecture")
    # Five anchors have room for their numbers only.
    press(page, "Anchor: 5")
    assert page.chosen.anchor == 4
    settle(qtbot, page)


def test_logistic_classes_say_what_they_sum_to(make_page: MakePage) -> None:
    page = make_page(GridPage, at_cell(HORSE_CELL))
    total, rest, difference = page.display.scores_card.texts()
    probabilities = page.result.value.raw.class_probabilities(page.chosen.number)
    assert total == f"each by itself: they sum to {float(probabilities.sum()):.2f}"
    assert float(probabilities.sum()) > 1.1
    assert rest.startswith("74 others: ")
    assert difference.startswith("Logistic, as in YOLOv3")


def test_two_objects_in_one_cell_are_told_where_it_happens(make_page: MakePage) -> None:
    said = {
        (0, 9, 9): (0.0, 0.0, 0.0, 0.0, 3.0, 6.0, -6.0, -6.0),
        (4, 9, 9): (0.0, 0.0, 0.0, 0.0, 2.0, -6.0, 6.0, -6.0),
    }
    page = make_page(GridPage, answer=lecture(said))
    note = page.display.picture_card.note
    assert note.text.startswith("Two boxes that are left have their centres in this one cell")
    page.choose((3, 3))
    assert note.text == ""


def test_where_no_box_is_left_the_middle_is_shown_and_it_is_said(
    qtbot, make_page: MakePage
) -> None:
    page = make_page(GridPage)
    set_slider(page, "score ≥", 0.99)
    settle(qtbot, page)
    assert page.chosen.cell == (6, 6)
    assert page.display.picture_card.note.text.startswith("No box has a score of 0.99 or more")


def test_a_live_frame_keeps_the_user_s_cell(qtbot, make_page: MakePage) -> None:
    page = make_page(GridPage, at_cell((3, 9), anchor=2), source="bundled:bikes", rest=False)
    qtbot.waitUntil(lambda: page.chosen is not None, timeout=TIMEOUT_MS)
    first = page.result
    qtbot.waitUntil(lambda: page.result is not first, timeout=TIMEOUT_MS)
    assert (page.chosen.cell, page.chosen.anchor) == ((3, 9), 2)
    assert grid(page) == GridState(cell=(3, 9), anchor=2)


def test_presented_it_shows_the_grid_of_the_best_box(qtbot, make_page: MakePage) -> None:
    said = {(1, 9, 9): (0.0, 0.0, 0.0, 0.0, 3.0, 4.0, 1.0, 0.0)}
    page = make_page(GridPage, answer=after_empty_grid(lecture(said)), rest=False)
    page.present()
    settle(qtbot, page)
    assert (page.chosen.head, page.chosen.cell) == (1, (9, 9))
    page.choose((1, 1))
    page.choose_head(0)
    page.present()
    assert (grid(page).head, grid(page).cell) == (0, (1, 1))


def test_presented_it_leaves_the_grid_that_was_chosen(qtbot, make_page: MakePage) -> None:
    page = make_page(GridPage, at_cell(None, head=1))
    page.present()
    assert grid(page).head == 1


def test_everything_can_be_saved(qtbot, make_page: MakePage, save_to) -> None:
    page = make_page(GridPage, at_cell(PERSON_CELL))
    for action in dict(export_entries(page)).values():
        action()
    files = {path.name for path in save_to.iterdir()}
    name = "cell-7-4-of-13-13"
    assert files == {
        f"{name}.png", f"{name}.csv", "output-tensor.svg", "output-tensor.png",
        "box.svg", "box.png", "yolo-grid.png",
    }  # fmt: skip
    rows = list(csv.DictReader((save_to / f"{name}.csv").open()))
    assert len(rows) == 255
    assert [row["number"] for row in rows[:6]] == ["tx", "ty", "tw", "th", "to", "person"]
    view, chosen = page.result.value, page.chosen
    box = cxcywh_from_xyxy(
        view.raw.letterbox.redo(view.predictions.boxes_xyxy[chosen.number])
    ).tolist()
    of_anchor = [row for row in rows if row["anchor"] == "2"]
    assert [float(row["value"]) for row in of_anchor[:4]] == pytest.approx(box, rel=1e-3)
    assert [row["means"] for row in of_anchor[:6]] == [
        "b_x",
        "b_y",
        "b_w",
        "b_h",
        "p_c",
        "P(class)",
    ]
    assert int(of_anchor[0]["channel"]) == 85
    raw = view.raw.maps[0].reshape(255, 13, 13)
    for row in rows[::20]:
        assert float(row["raw"]) == pytest.approx(float(raw[int(row["channel"]), 7, 4]), rel=1e-5)


def test_no_picture_is_explained(make_page: MakePage) -> None:
    page = make_page(GridPage, source="", rest=False)
    page.show_empty("Open a picture", "Show a photograph")
    assert page.chosen is None
    assert [text for text, _ in export_entries(page)] == ["Whole view as PNG…"]
    page.choose((1, 1))
    page.choose_head(1)
    assert grid(page) == GridState()


def test_the_tensor_gives_its_room_to_the_picture(make_page: MakePage) -> None:
    page = make_page(GridPage)
    press(page, "Show or hide the output tensor")
    assert page.display.tensor_card.isHidden()
    press(page, "Show or hide the output tensor")
    assert not page.display.tensor_card.isHidden()


def test_another_theme_and_scale_fit(qtbot, qapp, make_page: MakePage) -> None:
    page = make_page(GridPage, DetectorState(thresholds=ThresholdState(score=0.05)))
    theme.apply_theme(qapp, "light", 1.35)
    page.resize(1600, 900)
    settle(qtbot, page)
    assert not page.grab().isNull()
    assert page.width() == 1600
    theme.apply_theme(qapp, "dark")
