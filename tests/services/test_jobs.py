from __future__ import annotations

import random
import threading
from dataclasses import dataclass

import pytest

from explorer.services.job_registry import JobRegistry
from explorer.services.jobs import Job, JobState


@dataclass(frozen=True)
class Step:
    index: int
    picture: str | None = None


class Recorder:
    """Notes every signal of a job, in order."""

    def __init__(self, job: Job) -> None:
        self.steps, self.previews, self.states, self.fractions = [], [], [], []
        self.ends: list[tuple[str, object]] = []
        job.stepped.connect(self.steps.append)
        job.previewed.connect(self.previews.append)
        job.progressed.connect(self.fractions.append)
        job.stateChanged.connect(self.states.append)
        job.done.connect(lambda value: self.ends.append(("done", value)))
        job.cancelled.connect(lambda: self.ends.append(("cancelled", None)))
        job.failed.connect(lambda error: self.ends.append(("failed", error)))


class Course:
    """A generator of ``length`` steps that the test lets through one by one, or freely."""

    def __init__(self, length: int, *, free: bool = True) -> None:
        self.length = length
        self.permits = threading.Semaphore(length if free else 0)
        self.closed_in: list[threading.Thread] = []

    def __call__(self):
        try:
            for index in range(self.length):
                assert self.permits.acquire(timeout=5)
                yield Step(index, f"picture {index}" if index % 10 == 0 else None)
            return "result"
        finally:
            self.closed_in.append(threading.current_thread())


@pytest.fixture
def run(qapp):
    """Make a job of a course, with a recorder."""
    jobs = []

    def make(course, **options) -> tuple[Job, Recorder]:
        job = Job("Test", course, **options)
        jobs.append(job)
        return job, Recorder(job)

    yield make
    for job in jobs:
        job.shutdown()


def is_ended(job):
    return lambda: job.state.is_end


def test_every_step_arrives_in_order_and_then_the_result(qtbot, run):
    job, seen = run(Course(1000))
    job.start()
    qtbot.waitUntil(is_ended(job))
    assert [step.index for step in seen.steps] == list(range(1000))
    assert seen.ends == [("done", "result")]
    assert seen.states == [JobState.RUNNING, JobState.DONE]


def test_a_generator_without_a_result_ends_with_its_last_step(qtbot, run):
    job, seen = run(lambda: (Step(index) for index in range(3)))
    job.start()
    qtbot.waitUntil(is_ended(job))
    assert seen.ends == [("done", Step(2))]


def test_of_previews_the_newest_is_shown_and_the_last_one_always_is(qtbot, run):
    course = Course(1000)
    job, seen = run(course, preview=lambda step: step.picture, metrics=lambda step: step.index)
    job.start()
    qtbot.waitUntil(is_ended(job))
    assert seen.steps == list(range(1000))
    assert seen.previews[-1] == "picture 990"
    assert len(seen.previews) < 100


def test_progress_and_time_left(qtbot, run):
    course = Course(4, free=False)
    job, seen = run(course, fraction=lambda step: (step.index + 1) / 4)
    assert job.eta_s is None
    job.start()
    course.permits.release()
    qtbot.waitUntil(lambda: job.fraction == 0.25)
    assert 0 < job.eta_s < 60
    course.permits.release(3)
    qtbot.waitUntil(is_ended(job))
    assert seen.fractions == [0.25, 0.5, 0.75, 1.0]
    assert job.eta_s is None


def test_pause_stops_after_the_present_step_and_resume_goes_on(qtbot, run):
    course = Course(100, free=False)
    job, seen = run(course)
    job.start()
    course.permits.release()
    qtbot.waitUntil(lambda: len(seen.steps) == 1)
    job.pause()
    course.permits.release()  # the step that may be under way
    qtbot.waitUntil(lambda: len(seen.steps) == 2)
    course.permits.release(98)
    thread = next(t for t in threading.enumerate() if t.name == "job Test")
    thread.join(0.05)
    assert thread.is_alive()
    assert len(seen.steps) == 2
    job.resume()
    qtbot.waitUntil(is_ended(job))
    assert len(seen.steps) == 100
    assert seen.states == [JobState.RUNNING, JobState.PAUSED, JobState.RUNNING, JobState.DONE]


def test_cancel_closes_the_generator_in_its_thread(qtbot, run):
    course = Course(10, free=False)
    job, seen = run(course)
    job.start()
    course.permits.release()
    qtbot.waitUntil(lambda: len(seen.steps) == 1)
    job.cancel()
    course.permits.release()
    qtbot.waitUntil(is_ended(job))
    assert seen.ends == [("cancelled", None)]
    assert [thread.name for thread in course.closed_in] == ["job Test"]
    assert len(seen.steps) <= 2


def test_cancel_while_paused(qtbot, run):
    course = Course(10, free=False)
    job, seen = run(course)
    job.start()
    course.permits.release()
    qtbot.waitUntil(lambda: len(seen.steps) == 1)
    job.pause()
    job.cancel()
    course.permits.release()
    qtbot.waitUntil(is_ended(job))
    assert seen.ends == [("cancelled", None)]


def test_cancel_before_the_start(run):
    course = Course(3)
    job, seen = run(course)
    job.cancel()
    job.start()
    assert seen.ends == [("cancelled", None)]
    assert seen.steps == []
    assert course.closed_in == []


@pytest.mark.parametrize("when", ["making", "stepping", "closing", "preview"])
def test_what_raises_anywhere_ends_in_failed(qtbot, run, when):
    def steps():
        try:
            yield Step(0, "picture")
            if when == "stepping":
                raise ValueError(when)
            yield Step(1)
        finally:
            if when == "closing":
                raise ValueError(when)

    def make():
        if when == "making":
            raise ValueError(when)
        return steps()

    def preview(step):
        if when == "preview":
            raise ValueError(when)
        return step.picture

    job, seen = run(make, preview=preview)
    job.start()
    qtbot.waitUntil(is_ended(job))
    assert [(name, str(error)) for name, error in seen.ends] == [("failed", when)]


def test_what_raises_when_it_is_cancelled_ends_in_failed_too(qtbot, run):
    permits = threading.Semaphore(0)

    def stubborn():
        while True:
            try:
                yield Step(0)
            except GeneratorExit:
                yield Step(1)  # "generator ignored GeneratorExit"
            assert permits.acquire(timeout=5)

    job, seen = run(stubborn)
    job.start()
    qtbot.waitUntil(lambda: len(seen.steps) == 1)
    job.cancel()
    permits.release()
    qtbot.waitUntil(is_ended(job))
    assert [name for name, _ in seen.ends] == ["failed"]


@pytest.mark.parametrize("seed", range(25))
def test_any_sequence_of_orders_ends_in_exactly_one_signal(qapp, qtbot, run, seed):
    """Random orders at random moments, with steps that come and go meanwhile."""
    choose = random.Random(seed)
    course = Course(30, free=False)
    job, seen = run(course)
    orders = [job.start, job.pause, job.resume, job.cancel, qapp.processEvents]
    weights = [4, 4, 4, choose.choice([0, 1]), 6]
    job.start()
    for _ in range(40):
        choose.choices(orders, weights)[0]()
        if choose.random() < 0.7:
            course.permits.release(choose.randint(1, 3))
    course.permits.release(30)
    if choose.random() < 0.3:
        job.shutdown()
    job.resume()
    qtbot.waitUntil(is_ended(job))
    for order in orders:
        order()
    job.shutdown()
    qapp.processEvents()
    assert len(seen.ends) == 1
    assert seen.states.count(job.state) == 1
    assert seen.states[-1] is job.state
    assert [thread.name for thread in course.closed_in] in ([], ["job Test"])
    assert [step.index for step in seen.steps] == list(range(len(seen.steps)))
    if seen.ends[0][0] == "done":
        assert len(seen.steps) == 30


def test_shutdown_signals_the_end_even_if_a_step_hangs(qapp, run, caplog):
    course = Course(3, free=False)
    job, seen = run(course)
    job.start()
    job.shutdown(timeout_s=0.01)
    assert seen.ends == [("cancelled", None)]
    assert "left behind" in caplog.text
    course.permits.release(3)
    qapp.processEvents()
    assert len(seen.ends) == 1


def test_a_slot_may_shut_the_job_down(qtbot, run):
    course = Course(100)
    job, seen = run(course)
    job.stepped.connect(lambda step: job.shutdown() if step.index == 5 else None)
    job.start()
    qtbot.waitUntil(is_ended(job))
    assert len(seen.ends) == 1


class TestRegistry:
    @pytest.fixture
    def registry(self, qapp):
        registry = JobRegistry()
        yield registry
        registry.shutdown()

    def test_it_lists_a_job_from_start_to_end(self, qtbot, run, registry):
        course = Course(2, free=False)
        job, _ = run(course, fraction=lambda step: (step.index + 1) / 2)
        registry.add(job)
        assert registry.running() == ()
        with qtbot.waitSignal(registry.changed):
            job.start()
        assert [(line.title, line.fraction) for line in registry.running()] == [("Test", None)]
        course.permits.release()
        qtbot.waitUntil(lambda: registry.running()[0].fraction == 0.5)
        job.pause()
        assert registry.running()[0].is_paused
        job.resume()
        with qtbot.waitSignal(job.done):
            course.permits.release()
        assert registry.running() == ()

    def test_progress_is_said_but_not_too_often(self, qtbot, run, registry):
        job, seen = run(Course(500), fraction=lambda step: step.index / 500)
        registry.add(job)
        changes = []
        registry.changed.connect(lambda: changes.append(job.fraction))
        job.start()
        qtbot.waitUntil(is_ended(job))
        assert len(seen.fractions) == 500
        assert len(changes) < 10

    def test_shutdown_ends_all_jobs(self, run, registry):
        jobs = [run(Course(1000)) for _ in range(3)]
        for job, _ in jobs:
            registry.add(job)
            job.start()
        registry.shutdown()
        assert all(len(seen.ends) == 1 for _, seen in jobs)
        assert registry.running() == ()
