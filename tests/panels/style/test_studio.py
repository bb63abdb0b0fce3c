from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.engine.errors import ExplorerError
from explorer.engine.inference.precision import PrecisionError
from explorer.engine.style import stylize
from explorer.panels.style.moments import bytes_of, key_of, lowest
from explorer.panels.style.studio import MOST_BRANCHES, going_on
from explorer.services.jobs import JobState
from tests.panels.style.making import SIZE, TIMEOUT_MS, make_plan

MOMENT_BYTES = SIZE * SIZE * 3 * 6  # at most: picture, thumbnail, and what to go on from


def settle(qtbot, studio):
    qtbot.waitUntil(studio.is_idle, timeout=TIMEOUT_MS)


def wait_for(qtbot, branch, index):
    qtbot.waitUntil(lambda: branch.index >= index, timeout=TIMEOUT_MS)


def ended(studio):
    return [branch.state() for branch in studio.branches]


# One branch


def test_a_plan_is_painted_as_the_engine_paints_it(qtbot, studio):
    plan = make_plan(noise=0.3, seed=7)
    branch = studio.start(plan)
    settle(qtbot, studio)
    by_hand = list(stylize(plan.config))
    assert branch.state() is JobState.DONE
    assert [one.index for one in branch.losses] == list(range(13))
    assert [one.loss for one in branch.losses] == pytest.approx(
        [step.total for step in by_hand], rel=1e-6
    )
    assert [one.index for one in branch.moments] == [0, 2, 4, 6, 8, 10, 12]
    apart = np.abs(branch.newest().rgb.astype(int) - by_hand[-1].picture.astype(int))
    assert apart.max() <= 1
    assert branch.fraction == 1.0


def test_what_is_announced(qtbot, studio):
    heard = []
    studio.changed.connect(lambda: heard.append("changed"))
    studio.stepped.connect(lambda: heard.append("stepped"))
    studio.previewed.connect(lambda: heard.append("previewed"))
    studio.start(make_plan(steps=3))
    settle(qtbot, studio)
    assert heard[0] == "changed"  # it is there before its first step is
    assert {"stepped", "previewed"} <= set(heard)
    assert heard.index("stepped") < heard.index("previewed")


def test_pause_rests_and_resume_goes_on(qtbot, studio):
    branch = studio.start(make_plan(steps=300))
    wait_for(qtbot, branch, 3)
    studio.pause_all()
    settle(qtbot, studio)
    assert branch.state() is JobState.PAUSED
    qtbot.wait(200)  # a step that was under way may still arrive
    rested_at = branch.index
    qtbot.wait(200)
    assert branch.index == rested_at < 300
    studio.resume(0)
    wait_for(qtbot, branch, rested_at + 3)
    assert branch.state() is JobState.RUNNING


def test_cancelling_keeps_the_best_picture(qtbot, studio):
    # so long a step of Adam that the loss rises and falls
    branch = studio.start(make_plan(steps=300, optimizer="adam", learning_rate=0.5))
    wait_for(qtbot, branch, 12)
    studio.cancel(0)
    settle(qtbot, studio)
    assert branch.state() is JobState.CANCELLED
    best = min(branch.moments, key=lambda one: one.losses.loss)
    assert branch.best() is best is studio.shown()
    assert best is not branch.newest()


def test_a_plan_that_cannot_be_painted_fails_and_says_why(qtbot, studio):
    plan = make_plan()
    broken = replace(plan, config=replace(plan.config, trunk="vgg19", trunk_file=Path("/nowhere")))
    branch = studio.start(broken)
    settle(qtbot, studio)
    assert branch.state() is JobState.FAILED
    assert "nowhere" in str(branch.failure)
    assert studio.shown() is None


def test_another_start_lets_go_of_the_first(qtbot, studio):
    first = studio.start(make_plan(steps=300))
    wait_for(qtbot, first, 2)
    studio.select(first.moments[0])
    second = studio.start(make_plan(steps=4))
    assert studio.branches == (second,)
    assert studio.selected is None
    settle(qtbot, studio)
    assert second.state() is JobState.DONE
    assert first.moments == []
    assert studio.shown() is second.newest()


# Forks


def test_a_fork_goes_on_exactly_and_both_go_on(qtbot, studio):
    a = studio.start(make_plan(steps=30))
    wait_for(qtbot, a, 8)
    moment = a.moments[3]
    b = studio.fork(moment, make_plan(steps=30, style_weight=2000.0))
    assert (b.origin.branch, b.origin.index) == (0, 6)
    assert (a.name, b.name) == ("A", "B")
    seen = []
    studio.stepped.connect(lambda: seen.append((a.index, b.index)))
    settle(qtbot, studio)
    assert ended(studio) == [JobState.DONE, JobState.DONE]
    assert [one.index for one in b.losses] == list(range(6, 31))
    np.testing.assert_array_equal(b.moments[0].rgb, moment.rgb)
    assert any(6 < there < 30 and here < 30 for here, there in seen)  # side by side
    assert not np.array_equal(a.newest().rgb, b.newest().rgb)


def test_a_fork_paints_what_the_engine_paints(qtbot, studio):
    a = studio.start(make_plan())
    settle(qtbot, studio)
    moment, plan = a.moments[2], make_plan(content_weight=5.0)
    b = studio.fork(moment, plan)
    settle(qtbot, studio)
    by_hand = list(stylize(plan.config.resumed(moment.planes)))
    assert [one.loss for one in b.losses] == pytest.approx(
        [step.total for step in by_hand], rel=1e-6
    )


def test_a_fork_of_a_fork(qtbot, studio):
    a = studio.start(make_plan())
    settle(qtbot, studio)
    b = studio.fork(a.moments[1], make_plan(style_weight=50.0))
    settle(qtbot, studio)
    c = studio.fork(b.moments[2], make_plan(style_weight=900.0))
    settle(qtbot, studio)
    assert (c.origin.branch, c.origin.index) == (1, b.moments[2].index)
    assert c.losses[0].content == pytest.approx(b.moments[2].losses.content, rel=1e-6)
    assert studio.leading() is c


def test_a_fork_of_the_end_takes_as_many_steps_again(qtbot, studio):
    a = studio.start(make_plan(steps=4))
    settle(qtbot, studio)
    b = studio.fork(a.newest(), make_plan(steps=4))
    settle(qtbot, studio)
    assert [one.index for one in b.losses] == [4, 5, 6, 7, 8]
    assert b.plan.config.steps == 8


def test_a_fork_does_not_shrink_the_picture(qtbot, studio):
    coarse = {"size": 96, "coarse_sizes": (48,)}
    a = studio.start(make_plan(**coarse))
    settle(qtbot, studio)
    assert {one.losses.size for one in a.moments} == {48, 96}
    large = next(one for one in a.moments if one.losses.size == 96)
    small = a.moments[1]
    assert going_on(make_plan(**coarse).config, small).coarse_sizes == (48,)
    assert going_on(make_plan(**coarse).config, large).coarse_sizes == (48,)
    longer = make_plan(steps=40, **coarse).config  # by its own schedule, this is a step at 48 px
    assert going_on(longer, large).coarse_sizes == ()


def test_other_planes_go_on_from_the_picture(qtbot, studio):
    a = studio.start(make_plan(steps=4))
    settle(qtbot, studio)
    b = studio.fork(a.moments[1], make_plan(colour="luminance"))
    settle(qtbot, studio)
    assert b.state() is JobState.DONE
    assert b.plan.config.start is None
    assert b.losses[0].index == 2


def test_a_branch_that_fails_leaves_the_others_going(qtbot, studio):
    a = studio.start(make_plan(steps=20))
    wait_for(qtbot, a, 4)
    b = studio.fork(a.moments[1], make_plan(steps=20, precision="float16"))
    settle(qtbot, studio)
    assert a.state() is JobState.DONE
    assert b.state() is JobState.FAILED
    assert isinstance(b.failure, PrecisionError)
    assert studio.leading() is a


def test_each_branch_is_paused_and_cancelled_by_itself(qtbot, studio):
    a = studio.start(make_plan(steps=40))
    wait_for(qtbot, a, 4)
    b = studio.fork(a.moments[1], make_plan(steps=40))
    wait_for(qtbot, b, 4)
    studio.pause(0)
    c = studio.fork(a.moments[0], make_plan(steps=40))
    studio.cancel(2)
    settle(qtbot, studio)
    assert ended(studio) == [JobState.PAUSED, JobState.DONE, JobState.CANCELLED]
    assert c.index < 40


def test_there_are_only_so_many_branches(qtbot, studio):
    a = studio.start(make_plan(steps=2))
    settle(qtbot, studio)
    for _ in range(MOST_BRANCHES - 1):
        studio.fork(a.moments[0], make_plan(steps=2))
    with pytest.raises(ExplorerError, match="6 branches"):
        studio.fork(a.moments[0], make_plan(steps=2))
    settle(qtbot, studio)


# What is looked at


def test_the_newest_is_followed_until_one_is_selected(qtbot, studio):
    branch = studio.start(make_plan())
    settle(qtbot, studio)
    assert studio.shown() is branch.newest()
    with qtbot.waitSignal(studio.changed):
        studio.select(branch.moments[1])
    assert studio.shown() is branch.moments[1]
    studio.select(None)
    assert studio.shown() is branch.newest()


# Memory


def test_moments_are_thinned_out_evenly_and_that_is_said(qtbot, make_studio):
    studio = make_studio(budget_bytes=5 * MOMENT_BYTES)
    branch = studio.start(make_plan(steps=40, picture_every=1))
    wait_for(qtbot, branch, 3)
    studio.select(branch.moments[1])
    settle(qtbot, studio)
    indices = [moment.index for moment in branch.moments]
    assert bytes_of(branch.moments) <= 5 * MOMENT_BYTES
    assert indices[0] == 0
    assert indices[-1] == 40
    assert 1 in indices  # it is looked at
    assert key_of(branch.best()) == key_of(lowest(branch.moments))
    evenly = [index for index in indices if index not in (1, 40, branch.best().index)]
    assert len(set(np.diff(evenly))) == 1
    assert "one in" in studio.note()
    without = next(moment for moment in branch.moments if moment.planes is None)
    fork = studio.fork(without, make_plan(steps=40, picture_every=20))
    settle(qtbot, studio)
    assert fork.state() is JobState.DONE
    np.testing.assert_array_equal(fork.moments[0].rgb, without.rgb)


def test_all_is_kept_where_there_is_room(qtbot, studio):
    branch = studio.start(make_plan(steps=20, picture_every=1))
    settle(qtbot, studio)
    assert len(branch.moments) == 21
    assert all(moment.planes is not None for moment in branch.moments)
    assert studio.note() == ""


# The end


def test_shutting_down_in_the_middle_of_steps(qtbot, studio):
    a = studio.start(make_plan(steps=400))
    wait_for(qtbot, a, 4)
    b = studio.fork(a.moments[1], make_plan(steps=400))
    wait_for(qtbot, b, 4)
    studio.shutdown()
    assert ended(studio) == [JobState.CANCELLED, JobState.CANCELLED]
    assert studio.is_idle()
