"""Every number that the pages show, worked out again from the raw tensor without the engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from explorer.panels.detector.compare.page import ComparePage
from explorer.panels.detector.decode.page import DecodePage
from explorer.panels.detector.grid.page import GridPage
from explorer.panels.detector.live.page import BoxesPage
from explorer.panels.detector.state import (
    DetectorState,
    GridState,
    ModelState,
    StepsState,
    ThresholdState,
)
from explorer.panels.detector.steps.exports import table_rows
from explorer.panels.detector.steps.moment import moment_at
from explorer.panels.detector.steps.page import StepsPage
from tests.panels.detector import by_hand
from tests.panels.detector.conftest import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.panels.detector.by_hand import ByHand

    Make = Callable[..., Any]

TINY, TINY_LARGE = ModelState("yolov3-tiny", 416), ModelState("yolov3-tiny", 608)
LECTURE = ModelState("lecture", 608)
DOG, HORSES, DIGITS = "bundled:person-dog-horse", "bundled:horses", "bundled:digits-lined-paper"
CASES = [
    pytest.param(TINY, DOG, ThresholdState(score=0.05), id="416 px"),
    pytest.param(TINY_LARGE, HORSES, ThresholdState(score=0.1, iou=0.3), id="608 px"),
    pytest.param(TINY, HORSES, ThresholdState(score=0.02, class_agnostic=True), id="agnostic"),
    pytest.param(LECTURE, DIGITS, ThresholdState(score=0.1), id="lecture"),
]
TOTALS = {TINY: 2_535, TINY_LARGE: 5_415, LECTURE: 1_805}
CAPTIONS = {
    TINY: ("13×13×3·(5+80) = 13×13×255", "26×26×3·(5+80) = 26×26×255"),
    TINY_LARGE: ("19×19×3·(5+80) = 19×19×255", "38×38×3·(5+80) = 38×38×255"),
    LECTURE: ("19×19×5·(5+10) = 19×19×75",),
}


def found_by_hand(page: Any) -> ByHand:
    model = page.store.state.model
    return by_hand.decoded(page.result.value.raw, model.size, model == LECTURE)


def outcome(page: Any) -> tuple[ByHand, list[int], list[int | None]]:
    """Return all predictions, those that pass, and who drops each."""
    found, thresholds = found_by_hand(page), page.store.state.thresholds
    passing = found.passing(thresholds.score)
    return found, passing, by_hand.suppressors(
        found, passing, thresholds.iou, thresholds.class_agnostic
    )  # fmt: skip


def numbers(text: str) -> list[float]:
    """Return all numbers of a text or a formula."""
    return [
        float(one) for one in re.findall(r"-?\d+\.?\d*", re.sub(r"(?<=\d)(,|\\,)(?=\d)", "", text))
    ]


def result_of(line: str) -> float:
    """Return what stands after the last sign of equality."""
    return numbers(line.rpartition("=")[2])[0]


@pytest.mark.parametrize(("model", "source", "thresholds"), CASES)
def test_counts_and_boxes_of_the_live_page(make_page: Make, model, source, thresholds) -> None:
    page = make_page(BoxesPage, DetectorState(model=model, thresholds=thresholds), source=source)
    found, passing, by = outcome(page)
    kept = [passing[rank] for rank, killer in enumerate(by) if killer is None]
    assert len(found.scores) == TOTALS[model]
    card = page.thresholds_card
    assert numbers(card._counts.text()) == [TOTALS[model], len(passing), len(kept)]
    assert numbers(card._taken.text())[:1] == [len(passing) - len(kept)]
    assert numbers(page.kept_card.facts()) == [len(kept), len(passing)]
    rows = page.kept_card.list.rows()
    names = page.result.value.model.class_names
    assert [row.name for row in rows] == [names[found.class_ids[one]] for one in kept]
    assert [float(row.score) for row in rows] == pytest.approx(found.scores[kept], abs=0.0051)
    assert [(numbers(row.note) or [0])[0] for row in rows] == [
        by.count(rank) for rank, killer in enumerate(by) if killer is None
    ]
    width, height = page.result.value.raw.letterbox.picture
    drawn = page.picture_card.picture._overlays[-1].boxes_xyxy
    seen = found.picture_xyxy[kept].clip(0, (width, height, width, height))
    assert drawn == pytest.approx(seen, abs=0.01)


@pytest.mark.parametrize(("model", "source", "thresholds"), CASES)
def test_before_and_after_and_the_curve(make_page: Make, model, source, thresholds) -> None:
    page = make_page(ComparePage, DetectorState(model=model, thresholds=thresholds), source=source)
    found, passing, by = outcome(page)
    words = page.explain_card.words()
    assert numbers(page.explain_card.facts().replace("→", " ")) == [len(passing), by.count(None)]
    dropped = len(passing) - by.count(None)
    assert numbers(words) == pytest.approx(
        [len(passing), thresholds.score, by.count(None), dropped, thresholds.iou]
    )
    curve = page.left_card.chart.curve()
    for step in range(0, 101, 20):
        left = by_hand.suppressors(found, passing, step / 100, thresholds.class_agnostic)
        assert curve.left[step] == left.count(None), step


@pytest.mark.parametrize(("model", "source", "thresholds"), CASES)
def test_the_walk_and_its_steps(make_page: Make, qtbot, model, source, thresholds) -> None:
    page = make_page(StepsPage, DetectorState(model=model, thresholds=thresholds), source=source)
    found, passing, by = outcome(page)
    assert numbers(page.display.step_card.texts()[2]) == [
        TOTALS[model], len(passing), by.count(None),
    ]  # fmt: skip
    walk = page.boxes.walk
    rows = table_rows(page.boxes, moment_at(walk, walk.last))[1:]
    assert [None if row[8] == "" else row[8] - 1 for row in rows] == by
    for step in range(1, walk.last, max(walk.last // 6, 1)):
        page.go(step)
        settle(qtbot, page)
        check_step(page, found, passing)


def check_step(page: Any, found: ByHand, passing: list[int]) -> None:
    moment, card = page.display.moment, page.display.step_card
    number = passing[moment.at_work]
    if moment.kind == "keep":
        shown = numbers(card._score.latex().rpartition("object})")[2])
        wanted = found.p_c[number], found.classes[number].max(), found.scores[number]
        assert shown == pytest.approx(wanted, abs=0.0051)
        return
    victim = passing[moment.going[0]]
    shared, either = by_hand.overlap(found.picture_xyxy[number], found.picture_xyxy[victim])
    shown = numbers(card._iou.formula.latex().partition("=")[2])
    assert shown[:2] == pytest.approx([shared, either], rel=1e-4, abs=0.6)
    threshold = page.store.state.thresholds.iou
    assert shown[2:] == pytest.approx([shared / either, threshold], abs=0.0051)


def test_two_boxes_by_hand(make_page: Make) -> None:
    state = DetectorState(thresholds=ThresholdState(score=0.05), steps=StepsState(pair=(0, 3)))
    page = make_page(StepsPage, state)
    found, passing, _ = outcome(page)
    a, b = (found.picture_xyxy[passing[rank]] for rank in (0, 3))
    shared, either = by_hand.overlap(a, b)
    shown = numbers(page.display.pair_card.figure.text.formula.latex().partition("=")[2])
    assert shown == pytest.approx([shared, either, shared / either], rel=1e-3, abs=0.6)
    assert shown[2] == pytest.approx(shared / either, abs=0.0051)


@pytest.mark.parametrize(
    ("model", "source", "head"),
    [(TINY, DOG, 0), (TINY, HORSES, 1), (TINY_LARGE, DOG, 0), (TINY_LARGE, HORSES, 1),
     (LECTURE, DIGITS, 0)],
    ids=lambda value: str(value),
)  # fmt: skip
def test_a_cell_of_the_grid(make_page: Make, qtbot, model, source, head) -> None:
    page = make_page(GridPage, DetectorState(model=model, grid=GridState(head)), source=source)
    found = found_by_hand(page)
    assert page.display.tensor_card.tensor.accessibleDescription() == CAPTIONS[model][head]
    of_head = np.flatnonzero(found.places[:, 0] == head)
    best = found.places[of_head[found.scores[of_head].argmax()]]
    for cell in ((int(best[2]), int(best[3])), (0, 0), (5, 12)):
        page.choose(cell)
        settle(qtbot, page)
        here = np.flatnonzero((found.places[:, [0, 2, 3]] == (head, *cell)).all(1))
        number = here[found.scores[here].argmax()]
        assert page.chosen.number == number
        check_formulas(page, found, number)
        check_classes(page, found, number, model == LECTURE)
        values = page.display.tensor_card.tensor._value.values
        assert values == pytest.approx(found.raw[here])


def check_formulas(page: Any, found: ByHand, number: int) -> None:
    square, score, picture = (one.latex() for one in page.display.formula_card.formulas())
    in_square = [result_of(line) for line in square.splitlines()]
    assert in_square == pytest.approx(found.square_cxcywh[number], abs=0.051)
    raw = [re.findall(r"\{(-?\d+\.\d{3})\}", line)[0] for line in square.splitlines()]
    assert [float(t) for t in raw] == pytest.approx(found.raw[number, :4], abs=0.00051)
    p_c, product = score.splitlines()
    assert result_of(p_c) == pytest.approx(found.p_c[number], abs=0.00051)
    assert result_of(product) == pytest.approx(found.scores[number], abs=0.00051)
    left, top, right, bottom = found.picture_xyxy[number]
    x, y, sides = picture.splitlines()
    assert [result_of(x), result_of(y)] == pytest.approx(
        [(left + right) / 2, (top + bottom) / 2], abs=0.051
    )
    assert [result_of(side) for side in sides.split(",")] == pytest.approx(
        [right - left, bottom - top], abs=0.051
    )


def check_classes(page: Any, found: ByHand, number: int, is_softmax: bool) -> None:
    card = page.display.scores_card
    classes = found.classes[number]
    order = np.argsort(-classes, kind="stable")
    rows = card.bars.rows()
    names = page.result.value.model.class_names
    assert [value for _, value in rows] == pytest.approx(classes[order[: len(rows)]], abs=1e-5)
    assert rows[0][0] == names[order[0]]
    total, rest, _ = card.texts()
    count, together, largest = numbers(rest)
    others = classes[order[len(rows) :]]
    assert count == len(others)
    assert [together, largest] == pytest.approx([others.sum(), others.max()], abs=0.00051)
    assert numbers(total)[-1] == pytest.approx(1 if is_softmax else classes.sum(), abs=0.0051)
    assert result_of(card.formula.latex()) == pytest.approx(classes.max(), abs=0.00051)


@pytest.mark.parametrize(("model", "source", "thresholds"), CASES)
def test_every_stage_of_decoding(make_page: Make, model, source, thresholds) -> None:
    page = make_page(DecodePage, DetectorState(model=model, thresholds=thresholds), source=source)
    found, passing, by = outcome(page)
    rows = page.stages_card.rows
    counts = [numbers(row.count().replace("→", " ")) for row in rows]
    sure = int((found.p_c >= 0.5).sum())
    kept = by.count(None)
    assert counts == [
        [TOTALS[model]], [sure, 0.5], [TOTALS[model], len(passing)],
        [len(passing)], [len(passing), kept],
    ]  # fmt: skip
    total = rows[0].formula.latex()
    sides = [int(np.prod(numbers(part))) for part in total.partition("=")[0].split("+")]
    assert sum(sides) == result_of(total) == TOTALS[model]
    best = passing[0]
    assert numbers(rows[1].formula.latex()) == pytest.approx(
        [found.raw[best, 4], found.p_c[best]], abs=0.0051
    )
    worked = rows[2].formula.latex().splitlines()[1].partition("):")[2]
    assert numbers(worked) == pytest.approx(
        [found.p_c[best], found.classes[best].max(), found.scores[best], thresholds.score],
        abs=0.0051,
    )


def test_labels_give_scores_to_two_decimals(make_page: Make) -> None:
    page = make_page(BoxesPage)
    found, passing, by = outcome(page)
    names = page.result.value.model.class_names
    labels = page.picture_card.picture._overlays[-1].labels
    kept = [passing[rank] for rank, killer in enumerate(by) if killer is None]
    assert list(labels) == [f"{names[found.class_ids[n]]} {found.scores[n]:.2f}" for n in kept]
