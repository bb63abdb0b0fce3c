from __future__ import annotations

import threading

import pytest

from explorer.services.in_order import InOrder


@pytest.fixture
def worker(qapp):
    made = InOrder()
    yield made
    made.shutdown()


def refuse(error: BaseException) -> None:
    raise AssertionError("nothing was to fail") from error


def test_all_is_done_in_its_order_in_another_thread(qtbot, worker):
    got: list[int] = []
    threads = set()

    def work(number: int) -> int:
        threads.add(threading.current_thread())
        return number

    for number in range(20):
        worker.submit(lambda number=number: work(number), got.append, refuse)
    assert not worker.is_idle()
    qtbot.waitUntil(worker.is_idle)
    assert got == list(range(20))
    assert len(threads) == 1
    assert threading.current_thread() not in threads


def test_what_fails_is_said_to_its_own_asker_and_the_rest_goes_on(qtbot, worker):
    got: list[object] = []
    worker.submit(lambda: 1 // 0, refuse, lambda error: got.append(type(error)))
    worker.submit(lambda: 2, got.append, refuse)
    qtbot.waitUntil(worker.is_idle)
    assert got == [ZeroDivisionError, 2]


def test_at_the_end_what_was_given_is_done_and_not_delivered(qtbot, worker):
    written: list[int] = []
    delivered: list[object] = []
    for number in range(5):
        worker.submit(lambda number=number: written.append(number), delivered.append, refuse)
    worker.shutdown()
    qtbot.wait(0)
    assert written == list(range(5))
    assert delivered == []
    worker.submit(lambda: written.append(9), delivered.append, refuse)
    assert worker.is_idle()
