"""What there is at a stage, and how time becomes a stage."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.panels.detector.decode.playing import played, progress_at
from explorer.panels.detector.decode.stages import (
    LAST,
    Mix,
    acting,
    mix_at,
    next_stage,
)


def test_each_stage_adds_what_it_is_about() -> None:
    assert mix_at(0) == Mix(lines=1, heat=0, low=1, anchors=0, grown=0, dropped=0)
    assert mix_at(1) == Mix(lines=1, heat=1, low=1, anchors=0, grown=0, dropped=0)
    assert mix_at(2) == Mix(lines=1, heat=1, low=0, anchors=1, grown=0, dropped=0)
    boxes = mix_at(3)
    assert (boxes.low, boxes.anchors, boxes.grown, boxes.dropped) == (0, 1, 1, 0)
    assert 0 < boxes.heat < 0.5
    assert 0 < boxes.lines < 0.5
    assert mix_at(4) == Mix(lines=0, heat=0, low=0, anchors=1, grown=1, dropped=1)


def test_between_two_stages_everything_changes_without_a_jump() -> None:
    stages = np.linspace(0, LAST, 401)
    values = np.array([[*_values(mix_at(stage))] for stage in stages])
    assert np.abs(np.diff(values, axis=0)).max() < 0.03
    assert values.min() >= 0
    assert values.max() <= 1


def _values(mix: Mix) -> tuple[float, ...]:
    return mix.lines, mix.heat, mix.low, mix.anchors, mix.grown, mix.dropped


@pytest.mark.parametrize(
    ("stage", "number"), [(0, 0), (0.01, 1), (1, 1), (1.5, 2), (2.0, 2), (3.99, 4), (4, 4)]
)
def test_the_stage_that_acts_is_the_one_on_whose_way_it_is(stage: float, number: int) -> None:
    assert acting(stage) == number


def test_the_next_stage_is_a_whole_one() -> None:
    assert [next_stage(stage, 1) for stage in (0, 0.4, 3, 4)] == [1, 1, 4, 4]
    assert [next_stage(stage, -1) for stage in (0, 0.4, 3, 3.2)] == [0, 0, 2, 3]


def test_playing_rests_at_each_stage_and_never_goes_back() -> None:
    at = np.linspace(0, LAST, 801)
    stages = np.array([played(progress) for progress in at])
    assert (np.diff(stages) >= 0).all()
    assert (stages[0], stages[-1]) == (0, LAST)
    assert played(1.7) == played(1.99) == 2


@pytest.mark.parametrize("stage", [0, 0.25, 1, 1.5, 2.93, 3, 3.999, 4])
def test_playing_goes_on_from_where_it_stands(stage: float) -> None:
    assert played(progress_at(stage)) == pytest.approx(stage, abs=1e-6)
