from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from explorer.services.frames import Frame
from explorer.services.live import ASKED_MS, PULL_MS, LiveWorker
from explorer.services.media import SourceSpec
from explorer.services.slot import Slot

SPEC = SourceSpec("camera", "0", "Test camera")


def frame(index: int) -> Frame:
    return Frame(np.full((2, 3, 3), index % 256, np.uint8), index, time.perf_counter(), SPEC)


class Network:
    """Stands for a slow network: each call waits until the test lets it go on."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, object]] = []
        self.began = threading.Semaphore(0)
        self.go = threading.Semaphore(0)

    def __call__(self, frame: Frame, request: object) -> tuple[int, object]:
        self.calls.append((frame.index, request))
        self.began.release()
        assert self.go.acquire(timeout=5)
        return frame.index, request


@pytest.fixture
def slot():
    return Slot()


@pytest.fixture
def network():
    return Network()


@pytest.fixture
def make(qapp, slot):
    workers = []

    def build(process):
        worker = LiveWorker(process)
        results, errors = [], []
        worker.resultReady.connect(results.append)
        worker.failed.connect(errors.append)
        workers.append(worker)
        return worker, results, errors

    yield build
    for worker in workers:
        worker.shutdown()


def test_what_is_worked_on_is_always_the_newest_frame(qtbot, slot, network, make):
    """A source of 50 frames while each one is worked on: none of the old ones is ever touched."""
    worker, results, _ = make(network)
    worker.set_request("r")
    worker.start(slot)
    slot.put(frame(0))
    for first in range(1, 301, 50):
        assert network.began.acquire(timeout=5)
        for index in range(first, first + 50):
            slot.put(frame(index))
        network.go.release()
    network.go.release()
    qtbot.waitUntil(worker.is_idle)
    assert [call[0] for call in network.calls] == [0, 50, 100, 150, 200, 250, 300]
    assert results[-1].frame.index == 300
    indices = [result.frame.index for result in results]
    assert indices == sorted(set(indices))
    assert worker.rates().dropped == 6 * 49


def test_a_new_request_is_looked_for_more_often_until_it_is_answered(qtbot, slot, network, make):
    worker, results, _ = make(network)
    interval = worker._timer.interval
    worker.set_request("old")
    worker.start(slot)
    slot.put(frame(0))
    assert network.began.acquire(timeout=5)
    worker.set_request("new")
    network.go.release()
    qtbot.waitUntil(lambda: len(results) == 1)
    assert interval() == ASKED_MS  # the old one's answer is not what is waited for
    network.go.release()
    qtbot.waitUntil(lambda: len(results) == 2)
    assert results[-1].request == "new"
    assert interval() == PULL_MS
    network.go.release()
    slot.put(frame(1))
    qtbot.waitUntil(lambda: len(results) == 3)
    assert interval() == PULL_MS


def test_latency_does_not_build_up(qtbot, slot, make):
    """A source of 500 fps before a network of 100: the queue that would grow is not there."""
    ended = threading.Event()
    ages_s = []

    def process(frame, _request):
        ages_s.append(time.perf_counter() - frame.captured_s)
        ended.wait(0.01)

    def film():
        for index in range(300):
            slot.put(frame(index))
            if ended.wait(0.002):
                return

    worker, _results, _ = make(process)
    worker.set_request(None)
    worker.start(slot)
    camera = threading.Thread(target=film)
    camera.start()
    qtbot.waitUntil(lambda: len(ages_s) >= 40)
    ended.set()
    camera.join(5)
    qtbot.waitUntil(worker.is_idle)
    early, late = np.median(ages_s[:20]), np.median(ages_s[20:])
    assert late < early + 0.01
    assert worker.rates().latency_ms < 100


def test_nothing_runs_before_there_is_a_request(qtbot, slot, make):
    worker, results, _ = make(lambda frame, request: request)
    worker.start(slot)
    slot.put(frame(0))
    qtbot.waitUntil(worker.is_idle)
    assert results == []
    worker.set_request(None)
    qtbot.waitUntil(lambda: len(results) == 1)
    assert results[0].value is None


def test_a_frame_is_there_from_its_coming_until_the_source_is_left(qtbot, slot, make):
    worker, results, _ = make(lambda frame, request: request)
    assert not worker.has_frame()
    worker.start(slot)
    assert not worker.has_frame()
    slot.put(frame(0))
    assert worker.has_frame()
    worker.set_request(1)
    qtbot.waitUntil(lambda: len(results) == 1)
    assert worker.has_frame()
    worker.stop()
    assert not worker.has_frame()


def test_a_new_request_works_on_a_still_picture_again(qtbot, slot, make):
    worker, results, _ = make(lambda frame, request: (frame.index, request))
    worker.set_request(1)
    worker.start(slot)
    slot.put(frame(5))
    for request in (1, 2, 3):
        worker.set_request(request)
        qtbot.waitUntil(worker.is_idle)
        assert results[-1].value == (5, request)


def test_a_fast_slider_on_a_slow_network_lands_on_its_last_value(qtbot, slot, network, make):
    worker, results, _ = make(network)
    worker.start(slot)
    slot.put(frame(0))
    worker.set_request(0)
    assert network.began.acquire(timeout=5)
    for value in range(1, 100):
        worker.set_request(value)
    network.go.release(2)
    qtbot.waitUntil(worker.is_idle)
    assert [call[1] for call in network.calls] == [0, 99]
    assert results[-1].request == 99


def test_an_exception_is_said_once_and_the_next_frame_is_worked_on(qtbot, slot, make):
    def process(frame, request):
        if frame.index < 10:
            raise ValueError("too small")
        return frame.index

    worker, results, errors = make(process)
    worker.set_request("same")
    worker.start(slot)
    for index in range(5):
        slot.put(frame(index))
        qtbot.waitUntil(worker.is_idle)
    assert [str(error) for error in errors] == ["too small"]
    slot.put(frame(10))
    qtbot.waitUntil(worker.is_idle)
    assert [result.value for result in results] == [10]
    slot.put(frame(1))
    qtbot.waitUntil(worker.is_idle)
    assert len(errors) == 2


def test_a_failing_request_is_told_again_for_another_request(qtbot, slot, make):
    def process(frame, request):
        raise ValueError("no")

    worker, _, errors = make(process)
    worker.start(slot)
    slot.put(frame(0))
    for request in ("a", "b"):
        worker.set_request(request)
        qtbot.waitUntil(worker.is_idle)
    assert len(errors) == 2


def test_after_stop_nothing_is_delivered_and_start_goes_on(qtbot, slot, network, make):
    worker, results, _ = make(network)
    worker.set_request("r")
    worker.start(slot)
    slot.put(frame(0))
    assert network.began.acquire(timeout=5)
    worker.stop()
    assert worker.is_idle()
    network.go.release()
    other: Slot[Frame] = Slot()
    other.put(frame(77))
    worker.start(other)
    network.go.release()
    qtbot.waitUntil(lambda: len(results) == 1)
    assert results[0].frame.index == 77
    slot.put(frame(1))
    qtbot.waitUntil(worker.is_idle)
    assert len(network.calls) == 2


def test_rates_count_what_is_shown(qtbot, slot, make):
    worker, results, _ = make(lambda frame, request: None)
    worker.set_request(None)
    worker.start(slot)
    for index in range(5):
        slot.put(frame(index))
        qtbot.waitUntil(lambda index=index: len(results) == index + 1)
    rates = worker.rates()
    assert 1 < rates.fps < 1000
    assert 0 < rates.latency_ms < 1000
    assert rates.dropped == 0


def test_shutdown_ends_a_worker_that_waits_and_is_idempotent(slot, make):
    worker, _, _ = make(lambda frame, request: None)
    worker.start(slot)
    worker.shutdown()
    worker.shutdown()
    worker.start(slot)
    assert not [t for t in threading.enumerate() if t.name == "live"]


def test_shutdown_does_not_wait_for_ever(slot, network, make, caplog):
    worker, _, _ = make(network)
    worker.set_request(None)
    worker.start(slot)
    slot.put(frame(0))
    assert network.began.acquire(timeout=5)
    worker.shutdown(timeout_s=0.01)
    assert "left behind" in caplog.text
    network.go.release()
