"""Maximisation as a job: what is shown of it, and that one runs at a time."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.excite import ExciteError
from explorer.engine.trained.catalogue import load_network
from explorer.panels.filters.excite.ascent import AscentRequest, AscentStep, Snapshot, ascend
from explorer.panels.filters.excite.ascent import config_of as config_for
from explorer.panels.filters.excite.ascents import Ascents
from explorer.panels.filters.excite.loading import load_differentiable
from explorer.panels.filters.state import UnitState
from explorer.services.errors import ErrorHub
from explorer.services.job_registry import JobRegistry
from explorer.services.jobs import JobState

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

UNIT = UnitState(network="squeezenet", layer="features.3.squeeze", channel=4)
REQUEST = AscentRequest(UNIT, "fire2/squeeze, channel 4", "cpu", 6, 64, 1.0, 0)


def snapshot(index: int, activation: float) -> Snapshot:
    return Snapshot(index, activation, np.full((8, 8, 3), index, np.uint8))


def test_every_step_has_a_picture_and_the_best_is_kept() -> None:
    steps = list(ascend(REQUEST))
    assert [step.now.index for step in steps] == list(range(7))
    assert [step.fraction for step in steps] == [index / 6 for index in range(7)]
    for count, step in enumerate(steps, 1):
        so_far = [one.now for one in steps[:count]]
        assert step.best.activation == max(one.activation for one in so_far)
        assert step.now.rgb.shape == (64, 64, 3)
    assert steps[-1].best.activation > steps[0].now.activation


def test_a_seed_gives_the_same_pictures_and_another_others() -> None:
    short = replace(REQUEST, steps=2)
    first, again, other = (list(ascend(one)) for one in (short, short, replace(short, seed=9)))
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.now.rgb, two.now.rgb)
    assert (first[-1].now.rgb != other[-1].now.rgb).any()


def test_the_engine_is_asked_for_what_was_chosen() -> None:
    walk = load_differentiable(UNIT, "cpu")
    config = config_for(replace(REQUEST, moves=0.5, seed=3), walk)
    assert (config.layer, config.channel) == ("features.3.squeeze", 4)
    assert (config.size, config.steps) == (64, 6)
    assert (config.shift, config.turn_deg, config.zoom) == (0.03, 4.0, 0.05)
    assert (config.seed, config.grey) == (3, False)
    digits = UnitState(network="lenet5", layer="conv2", channel=2)
    config = config_for(replace(REQUEST, unit=digits, size=32), load_differentiable(digits, "cpu"))
    assert config.grey
    *_, last = ascend(replace(REQUEST, unit=replace(digits, layer="output"), size=32, steps=3))
    assert (last.now.rgb == last.now.rgb[..., :1]).all()


def test_a_unit_that_is_not_there_ends_the_job_with_the_reason() -> None:
    unit = replace(UNIT, channel=16)
    with pytest.raises(ExciteError, match="has no channel 16"):
        next(ascend(replace(REQUEST, unit=unit)))


def test_deep_layers_take_the_smallest_picture() -> None:
    for network in ("alexnet", "vgg16", "squeezenet", "efficientnet-lite0"):
        layers = load_network(network, "cpu").layers
        last = [one for one in layers if one.kind != "dense"][-1]
        unit = UnitState(network=network, layer=last.name, channel=0)
        assert len(list(ascend(replace(REQUEST, unit=unit, steps=1)))) == 2


class Gate:
    """Ascents of three steps, each of which waits until it is let through."""

    def __init__(self) -> None:
        self.closed: list[str] = []
        self._passes = threading.Semaphore(0)

    def make(self, request: AscentRequest) -> Generator[AscentStep, None, None]:
        best = snapshot(0, 5.0)
        try:
            for index in range(4):
                self._passes.acquire()
                now = snapshot(index, 5.0 - index if index < 3 else 6.0)
                best = max(best, now, key=lambda one: one.activation)
                yield AscentStep(3, now, best)
        finally:
            self.closed.append(request.title)

    def let_through(self, count: int) -> None:
        for _ in range(count):
            self._passes.release()


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def jobs(qapp) -> Iterator[JobRegistry]:
    registry = JobRegistry()
    yield registry
    registry.shutdown()


@pytest.fixture
def ascents(jobs: JobRegistry, gate: Gate) -> Iterator[Ascents]:
    made = Ascents(jobs, ErrorHub(), jobs, gate.make)
    yield made
    gate.let_through(100)
    made.shutdown()


def test_pictures_and_curve_come_while_it_runs(qtbot, ascents, gate, jobs) -> None:
    assert ascents.state() is None
    assert ascents.shown() is None
    ascents.start(REQUEST)
    assert [job.title for job in jobs.running()] == ["Maximise fire2/squeeze, channel 4"]
    gate.let_through(2)
    qtbot.waitUntil(lambda: len(ascents.curve) == 2 and ascents.step is not None)
    qtbot.waitUntil(lambda: ascents.shown().index == 1)
    assert ascents.curve == [5.0, 4.0]
    assert not ascents.is_idle()
    gate.let_through(2)
    qtbot.waitUntil(ascents.is_idle)
    assert ascents.state() is JobState.DONE
    assert ascents.curve == [5.0, 4.0, 3.0, 6.0]
    assert ascents.shown().index == 3
    assert jobs.running() == ()


def test_a_pause_rests_and_a_cancel_keeps_the_best(qtbot, ascents, gate) -> None:
    ascents.start(REQUEST)
    gate.let_through(2)
    qtbot.waitUntil(lambda: len(ascents.curve) == 2)
    ascents.job.pause()
    assert ascents.is_idle()
    assert not ascents.is_running()
    ascents.job.resume()
    assert ascents.is_running()
    ascents.job.cancel()
    gate.let_through(1)
    qtbot.waitUntil(ascents.is_idle)
    assert ascents.state() is JobState.CANCELLED
    assert ascents.shown().index == 0
    assert ascents.shown().activation == 5.0
    assert gate.closed == [REQUEST.title]


def test_another_start_cancels_the_former_one(qtbot, ascents, gate, jobs) -> None:
    ascents.start(REQUEST)
    gate.let_through(1)
    qtbot.waitUntil(lambda: ascents.step is not None)
    former = ascents.job
    ascents.start(replace(REQUEST, title="another"))
    assert ascents.shown() is None
    assert ascents.curve == []
    gate.let_through(6)
    qtbot.waitUntil(ascents.is_idle)
    assert former is not ascents.job
    assert ascents.request.title == "another"
    assert ascents.state() is JobState.DONE
    assert ascents.curve == [5.0, 4.0, 3.0, 6.0]
    assert set(gate.closed) == {REQUEST.title, "another"}
    assert jobs.running() == ()


def test_what_goes_wrong_unexpectedly_is_reported(qtbot, jobs) -> None:
    def broken(_request: AscentRequest) -> Generator[AscentStep, None, None]:
        yield AscentStep(1, snapshot(0, 0.0), snapshot(0, 0.0))
        raise ZeroDivisionError("a bug")

    errors = ErrorHub()
    ascents = Ascents(jobs, errors, jobs, broken)
    with qtbot.waitSignal(errors.reported) as reported:
        ascents.start(REQUEST)
    assert "a bug" in str(reported.args[0])
    qtbot.waitUntil(ascents.is_idle)
    assert ascents.state() is JobState.FAILED
    ascents.shutdown()
    errors.shutdown()
