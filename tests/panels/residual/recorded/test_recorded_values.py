"""What is drawn, tabled and said of a recording follows from its numbers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explorer.engine.residual.recording import PATH, load_recording
from explorer.panels.residual.curves.values import Mark
from explorer.panels.residual.recorded.exports import recording_rows
from explorer.panels.residual.recorded.tables import epoch_rows, paper_rows, paper_table
from explorer.panels.residual.recorded.values import RecordedView, curves_of, drops_of
from explorer.panels.residual.recorded.words import (
    ONE_DEPTH,
    facts_of,
    headline_of,
    lesson_of,
    shortened_text,
)
from explorer.panels.residual.state import RecordedState
from tests.panels.residual.recorded.small import ENDS, recording_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def view(tmp_path: Path) -> RecordedView:
    return RecordedView(recording_of(tmp_path), RecordedState())


def with_state(view: RecordedView, **wanted: object) -> RecordedView:
    return RecordedView(view.recording, RecordedState(**wanted))  # type: ignore[arg-type]


def test_plain_networks_stand_apart_from_residual_ones(view: RecordedView) -> None:
    panes = view.panes()
    assert [pane.name for pane in panes] == ["Plain networks", "Residual networks"]
    assert [[(one.name, one.series) for one in pane.curves] for pane in panes] == [
        [("plain-8", "training"), ("plain-8", "test"),
         ("plain-14", "training"), ("plain-14", "test")],
        [("residual-8", "training"), ("residual-8", "test"),
         ("residual-14", "training"), ("residual-14", "test")],
    ]  # fmt: skip
    (together,) = with_state(view, together=True).panes()
    assert len(together.curves) == 8


def test_training_is_thin_and_test_is_bold(view: RecordedView) -> None:
    assert {(one.series, one.is_bold) for one in curves_of(view)} == {
        ("training", False), ("test", True),
    }  # fmt: skip
    (one, *_) = curves_of(view)
    assert (one.xs, one.ys) == ((1.0, 2.0, 3.0), ENDS["plain-8"])


@pytest.mark.parametrize(
    ("what", "series"), [("training", "training"), ("test", "test"), ("loss", "loss")]
)
def test_one_number_is_drawn_if_one_is_wanted(view: RecordedView, what: str, series: str) -> None:
    curves = curves_of(with_state(view, what=what))
    assert {one.series for one in curves} == {series}
    assert len(curves) == 4


def test_a_depth_that_was_recorded_is_drawn_alone(view: RecordedView) -> None:
    assert {one.name for one in curves_of(with_state(view, depth=14))} == {
        "plain-14", "residual-14",
    }  # fmt: skip
    assert len(curves_of(with_state(view, depth=56))) == 8
    assert with_state(view, depth=56).depth == 0


def test_the_axes_are_the_same_whatever_is_drawn(view: RecordedView) -> None:
    assert view.up().high == 80
    assert with_state(view, depth=8).up() == view.up()
    assert with_state(view, near=True).up().high == 40  # 35 and a little air
    assert with_state(view, what="loss").up().high == 1.5
    assert with_state(view, what="loss", near=True).up().high == pytest.approx(0.7)
    assert view.across().high == 3
    assert view.gradient_ends() == (0.1, 1.0)


def test_an_epoch_beyond_the_end_is_the_last(view: RecordedView) -> None:
    assert [with_state(view, epoch=epoch).epoch for epoch in (0, 1, 3, 99)] == [3, 1, 3, 3]


def test_the_rates_fall_is_marked_where_it_happened(view: RecordedView) -> None:
    assert drops_of(view.recording) == (Mark(2.0, "rate 0.01"),)
    real = drops_of(load_recording())
    assert real == (Mark(39.0, "rate 0.01"), Mark(59.0, "rate 0.001"))


def test_gradients_are_those_of_the_epoch(view: RecordedView) -> None:
    lanes = {lane.name: lane.values for lane in view.lanes(2)}
    assert lanes["plain-14"] == (0.2,) * 14
    assert len(lanes["residual-8"]) == 8


def test_the_lesson_of_the_bundled_run_has_its_numbers() -> None:
    runs = {run.name: run.last for run in load_recording().runs}
    more = runs["plain-56"].training_error - runs["plain-20"].training_error
    text = lesson_of(load_recording())
    assert f"plain-56 ends {more:.2f} points above plain-20 on the training images" in text
    assert "does not overfit" in text
    assert "residual-56 ends 1.47 points below residual-20 there (1.24 against 2.71 %)" in text
    assert "it is not worse: 9.37 against 9.55 %" in text


def test_another_run_is_told_as_it_is(tmp_path: Path) -> None:
    better = {
        "plain-8": (30.0,),
        "plain-14": (20.0,),
        "residual-8": (10.0,),
        "residual-14": (12.0,),
    }
    text = lesson_of(recording_of(tmp_path, better))
    assert "does not end above plain-8" in text
    assert "does not show that plain networks get worse" in text
    assert "residual-14 ends 2.00 points above residual-8" in text
    assert "it is worse: 17.00 against 15.00 %" in text
    assert lesson_of(recording_of(tmp_path, {"plain-8": (30.0,)})) == ONE_DEPTH


def test_how_it_was_made_is_said(tmp_path: Path) -> None:
    facts = {fact.name: fact.value for fact in facts_of(load_recording(), PATH)}
    assert facts["File"] == "bundled"
    assert facts["Script"] == "assets/build/record_residual_runs.py"
    assert facts["Rate"] == "0.1 → 0.01 → 0.001"
    assert facts["Iterations"] == "30,420 of 64,000"
    assert facts["Device"] == "NVIDIA H200"
    assert facts["Precision"] == "bfloat16 autocast"
    assert facts["Made"].startswith("2026-11-27, in 7 min")
    own = {
        fact.name: fact.value for fact in facts_of(recording_of(tmp_path), tmp_path / "own.json")
    }
    assert (own["File"], own["Device"]) == ("own.json", "2 × a slide rule")


def test_a_shortened_run_is_called_so(tmp_path: Path) -> None:
    assert "78 of the paper’s 164 epochs" in headline_of(load_recording())
    assert "30,420 of the paper's 64,000 iterations" in shortened_text(load_recording())
    whole = recording_of(tmp_path, {"plain-8": (50.0,) * 6})
    assert shortened_text(whole) == ""
    assert "all 6 epochs of the paper" in headline_of(whole)


def test_the_table_of_an_epoch(view: RecordedView) -> None:
    texts = [[cell.text for cell in row] for row in epoch_rows(view.recording, 2)]
    assert texts[0] == ["plain-8", "40.00", "45.00", "0.800"]
    assert [row[0] for row in texts] == list(ENDS)


def test_recorded_and_papers_numbers_stand_apart() -> None:
    texts = [[cell.text for cell in row] for row in paper_rows(load_recording())]
    assert texts == [
        ["plain-20", "10.51", "10.34", "–"],
        ["residual-20", "9.55", "9.49", "8.75"],
        ["plain-56", "20.32", "20.01", "–"],
        ["residual-56", "9.37", "9.20", "6.97"],
        ["ResNet-32", "–", "–", "7.51"],
        ["ResNet-44", "–", "–", "7.17"],
        ["ResNet-110", "–", "–", "6.43"],
    ]
    assert paper_table(load_recording())[0] == [
        "network", "recorded, last, %", "recorded, best, %", "paper, %",
    ]  # fmt: skip


def test_the_rows_of_the_file_hold_every_number(tmp_path: Path) -> None:
    heading, *rows = recording_rows(recording_of(tmp_path))
    assert len(rows) == 4 * 3
    assert all(len(row) == len(heading) for row in rows)
    assert heading[-1] == "gradient norm, layer 14"
    first = dict(zip(heading, rows[0], strict=True))
    assert first["network"] == "plain-8"
    assert first["training error, %"] == 60.0
    assert first["gradient norm, layer 8"] == 0.1
    assert first["gradient norm, layer 9"] == ""
