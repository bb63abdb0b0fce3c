"""The page of both sides with the real detector, driven as a person would."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from explorer.panels.detector.compare.page import ComparePage
from explorer.panels.detector.marks import kept_xyxy
from explorer.panels.detector.state import CompareState, DetectorState, ThresholdState
from tests.panels.detector.conftest import TIMEOUT_MS, settle
from tests.panels.detector.driving import hover, leave
from tests.panels.driving import press

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from explorer.widgets.detections.boxes import BoxesOverlay

    Make = Callable[..., ComparePage]


def state(way: str = "sweep", **thresholds: Any) -> DetectorState:
    return DetectorState(
        thresholds=ThresholdState(**thresholds),
        compare=CompareState(way=way),  # type: ignore[arg-type]
    )


def before(page: ComparePage) -> tuple[BoxesOverlay, ...]:
    return page.views.before._overlays  # type: ignore[return-value]


def after(page: ComparePage) -> tuple[BoxesOverlay, ...]:
    return page.views.after._overlays  # type: ignore[return-value]


def centre_of(page: ComparePage, place: int) -> tuple[float, float]:
    assert page.result is not None
    left, top, right, bottom = kept_xyxy(page.result.value)[place].tolist()
    return (left + right) / 2, (top + bottom) / 2


def test_before_are_all_that_pass_and_after_are_the_kept(make_page: Make) -> None:
    page = make_page(ComparePage)
    assert page.result is not None
    view = page.result.value
    assert len(before(page)[0].boxes_xyxy) == len(view.passing) > 3
    assert len(after(page)[0].boxes_xyxy) == 3
    assert page.card.facts() == f"{len(view.passing)} → 3"
    opacities = before(page)[0].opacities
    assert opacities is not None
    assert opacities[0] == pytest.approx(1.0)
    assert (opacities[:-1] >= opacities[1:]).all()
    said = page.explain_card.words()
    assert f"{len(view.passing)} boxes have a score of 0.25 or more" in said
    assert f"keeps 3 and drops {len(view.passing) - 3}" in said


def test_the_divider_and_two_pictures_are_choices_of_the_state(make_page: Make, qtbot) -> None:
    page = make_page(ComparePage)
    assert page.views.sweep.isVisible()
    page.views.sweep.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.views.sweep, Qt.Key.Key_Right)
    assert page.store.state.compare.divider > 0.5
    assert page.views.sweep.share() == pytest.approx(page.store.state.compare.divider)
    press(page, "Before and after: Side by side")
    assert page.store.state.compare.way == "sides"
    assert page.views.before.isVisible()
    assert not page.views.sweep.isVisible()
    page.store.update("compare", way="sweep", divider=0.25)
    assert page.views.sweep.share() == pytest.approx(0.25)
    assert page.views.sweep.isVisible()


@pytest.mark.parametrize("way", ["sweep", "sides"])
def test_the_box_under_the_pointer_lights_up_those_it_suppressed(make_page: Make, way) -> None:
    page = make_page(ComparePage, state(way))
    assert page.result is not None
    by = page.result.value.trace.suppressed_by.tolist()
    view = page.views.sweep if way == "sweep" else page.views.after
    hover(view, *centre_of(page, 0))
    assert page.pointed() is not None
    box = page.kept[page.pointed()]  # type: ignore[index]
    assert len(before(page)) == len(after(page)) == 2
    spoken = before(page)[1]
    assert len(spoken.boxes_xyxy) == 1 + by.count(box.rank)
    assert spoken.styles[0] == "highlighted"
    assert all(float(text) > 0.45 for text in spoken.labels[1:])
    assert f"“{box.name} {box.score:.2f}” suppressed" in page.explain_card.pointed_words()
    assert before(page)[0].opacities.max() < 0.5  # all others step back
    leave(view)
    assert page.pointed() is None
    assert len(before(page)) == 1
    assert "Point at a box" in page.explain_card.pointed_words()


def test_the_curve_agrees_with_the_boxes_and_a_click_chooses_the_threshold(
    make_page: Make, qtbot
) -> None:
    page = make_page(ComparePage)
    chart = page.left_card.chart
    curve = chart.curve()
    assert curve is not None
    assert page.result is not None
    assert curve.at(0.45) == 3
    assert curve.left[-1] == len(page.result.value.passing)
    room = chart.plane().room
    spot = QPointF(room.left() + 0.9 * room.width(), room.center().y()).toPoint()
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=spot)
    assert page.store.state.thresholds.iou == pytest.approx(0.9, abs=0.011)
    settle(qtbot, page)
    assert chart.curve() is curve  # another threshold is another point of the same curve
    assert len(page.kept) == curve.at(page.store.state.thresholds.iou)
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert page.store.state.thresholds.iou == 0.0
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert page.store.state.thresholds.iou == pytest.approx(0.01)


def test_another_score_threshold_or_agnostic_suppression_is_another_curve(
    make_page: Make, qtbot
) -> None:
    page = make_page(ComparePage, state(score=0.05))
    first = page.left_card.chart.curve()
    press(page, "Which boxes suppress one another: class-agnostic")
    settle(qtbot, page)
    agnostic = page.left_card.chart.curve()
    assert first is not None
    assert agnostic is not None
    assert agnostic is not first
    assert (agnostic.left <= first.left).all()
    assert "a better box by an IoU" in page.explain_card.words()
    page.store.update("thresholds", score=0.3)
    settle(qtbot, page)
    fewer = page.left_card.chart.curve()
    assert fewer is not None
    assert fewer.passing < agnostic.passing


def test_soft_suppression_shows_old_and_new_scores(make_page: Make, qtbot) -> None:
    page = make_page(ComparePage, state(score=0.05, suppression="soft-linear"))
    lowered = [box for box in page.kept if box.is_lowered]
    assert lowered
    expected = f"{lowered[0].name} {lowered[0].first_score:.2f}→{lowered[0].score:.2f}"
    assert expected in after(page)[0].labels
    assert "Soft-NMS lowers" in page.explain_card.words()


def test_nothing_that_passes_is_nothing_to_compare(make_page: Make, qtbot) -> None:
    page = make_page(ComparePage, state(score=0.99))
    assert page.card.facts() == "0 → 0"
    assert "nothing to compare" in page.explain_card.words()
    hover(page.views.sweep, 300, 200)
    assert page.pointed() is None


def test_a_clip_runs_under_a_resting_pointer(make_page: Make, qtbot) -> None:
    page = make_page(ComparePage, source="bundled:pedestrians", rest=False)
    qtbot.waitUntil(lambda: page.result is not None and len(page.kept) > 0, timeout=TIMEOUT_MS)
    hover(page.views.sweep, *centre_of(page, 0))
    seen = []
    page.worker.resultReady.connect(lambda result: seen.append(result.frame.index))
    qtbot.waitUntil(lambda: len(set(seen)) > 4, timeout=TIMEOUT_MS)
    assert page.rates() is not None


def test_pictures_boxes_and_curve_are_saved(make_page: Make, save_to: Path) -> None:
    page = make_page(ComparePage)
    for _, save in page.exports.entries():
        save()
    for name in ("before-nms", "after-nms", "before-and-after-nms"):
        assert not QImage(str(save_to / f"{name}.png")).isNull(), name
    with (save_to / "boxes-before-nms.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert page.result is not None
    assert len(rows) == len(page.result.value.passing)
    assert sum(row["kept"] == "yes" for row in rows) == 3
    with (save_to / "boxes-left-against-the-iou-threshold.csv").open() as file:
        curve = list(csv.DictReader(file))
    assert curve[45] == {"IoU threshold": "0.45", "boxes left": "3"}
