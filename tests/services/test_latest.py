from __future__ import annotations

import threading

import pytest

from explorer.services.latest import LatestWins


@pytest.fixture
def latest(qapp):
    worker: LatestWins[int] = LatestWins()
    yield worker
    worker.shutdown()


@pytest.fixture
def results(latest):
    got: list[int] = []
    latest.resultReady.connect(got.append)
    return got


class Gate:
    """Work that begins, says so, and ends when it is told to."""

    def __init__(self, value: int) -> None:
        self.value = value
        self.began = threading.Event()
        self.go = threading.Event()

    def __call__(self) -> int:
        self.began.set()
        assert self.go.wait(5)
        return self.value


def test_the_work_runs_in_another_thread_and_the_result_arrives_in_this_one(qtbot, latest):
    where = []
    latest.resultReady.connect(lambda name: where.append((name, threading.current_thread().name)))
    latest.submit(lambda: threading.current_thread().name)
    qtbot.waitUntil(latest.is_idle)
    assert where == [("latest wins", "MainThread")]


def test_of_what_waits_only_the_newest_runs(qtbot, latest, results):
    first = Gate(0)
    ran = []
    latest.submit(first)
    assert first.began.wait(5)
    for number in range(1, 20):
        latest.submit(lambda number=number: ran.append(number) or number)
    first.go.set()
    qtbot.waitUntil(latest.is_idle)
    assert ran == [19]
    assert results == [0, 19]


def test_a_result_is_delivered_although_a_newer_one_is_on_its_way(qtbot, latest, results):
    """Monotone delivery: "newest only" would show nothing as long as the slider moves."""
    gates = [Gate(number) for number in range(5)]
    latest.submit(gates[0])
    for present, following in zip(gates, [*gates[1:], None], strict=True):
        assert present.began.wait(5)
        if following is not None:
            latest.submit(following)
        present.go.set()
        qtbot.waitUntil(lambda present=present: results[-1:] == [present.value])
    assert results == [0, 1, 2, 3, 4]


def test_the_last_value_always_lands(qtbot, latest, results):
    for number in range(2000):
        latest.submit(lambda number=number: number)
    qtbot.waitUntil(latest.is_idle)
    assert results[-1] == 1999
    assert results == sorted(results)


def test_an_exception_is_delivered_and_the_worker_goes_on(qtbot, latest, results):
    errors = []
    latest.failed.connect(errors.append)
    latest.submit(lambda: 1 // 0)
    qtbot.waitUntil(latest.is_idle)
    latest.submit(lambda: 7)
    qtbot.waitUntil(latest.is_idle)
    assert [type(error) for error in errors] == [ZeroDivisionError]
    assert results == [7]


def test_discard_drops_what_runs_and_what_waits(qtbot, latest, results):
    running = Gate(1)
    latest.submit(running)
    assert running.began.wait(5)
    latest.submit(lambda: 2)
    latest.discard()
    running.go.set()
    qtbot.waitUntil(latest.is_idle)
    latest.submit(lambda: 3)
    qtbot.waitUntil(latest.is_idle)
    assert results == [3]


def test_after_shutdown_nothing_is_delivered_or_accepted(qapp, results, latest):
    running = Gate(1)
    latest.submit(running)
    assert running.began.wait(5)
    latest.submit(lambda: 2)
    running.go.set()
    latest.shutdown()
    latest.submit(lambda: 3)
    qapp.processEvents()
    assert results == []
    assert latest.is_idle()
    latest.shutdown()


def test_shutdown_does_not_wait_for_ever(latest, caplog):
    stuck = Gate(1)
    latest.submit(stuck)
    assert stuck.began.wait(5)
    latest.shutdown(timeout_s=0.01)
    assert "left behind" in caplog.text
    stuck.go.set()
