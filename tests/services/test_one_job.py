from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from explorer.engine.errors import ExplorerError
from explorer.services.errors import ErrorHub
from explorer.services.job_registry import JobRegistry
from explorer.services.jobs import Job, JobState
from explorer.services.one_job import OneJob

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

TIMEOUT_MS = 10_000


class Counting(OneJob[int]):
    """Counts to three; each step waits for the gate."""

    def __init__(self, errors: ErrorHub, parent: QObject) -> None:
        super().__init__(JobRegistry(parent), errors, parent)
        self.gate = threading.Semaphore(0)
        self.error: BaseException | None = None

    def start(self) -> None:
        self._let_go()
        self._begin(Job("counting", self._count, self))

    def _count(self) -> Generator[int, None, None]:
        for number in range(3):
            assert self.gate.acquire(timeout=10)
            if self.error is not None:
                raise self.error
            yield number


@pytest.fixture
def counting(qapp) -> Iterator[Counting]:
    parent = QObject()
    work = Counting(ErrorHub(), parent)
    yield work
    work.gate.release(20)
    work.shutdown()
    parent.deleteLater()


def test_another_start_takes_the_place_of_the_first(qtbot, counting: Counting) -> None:
    assert counting.state() is None
    counting.start()
    first = counting.job
    counting.start()
    assert counting.job is not first
    counting.gate.release(4)  # one step for the first, which is cancelled after it
    qtbot.waitUntil(counting.is_idle, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: counting.state() is JobState.DONE, timeout=TIMEOUT_MS)


def test_a_failure_is_kept_until_the_next_start(qtbot, counting: Counting) -> None:
    counting.error = ExplorerError("planted")
    counting.start()
    counting.gate.release()
    qtbot.waitUntil(lambda: counting.failure is not None, timeout=TIMEOUT_MS)
    assert str(counting.failure) == "planted"
    counting.error = None
    counting.start()
    assert counting.failure is None
