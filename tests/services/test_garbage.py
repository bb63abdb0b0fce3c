from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import QObject, Qt

from explorer.services.garbage import GuiCollector


@pytest.fixture
def collector(qapp):
    gc.enable()  # as in the application; tests/conftest.py has it off
    collector = GuiCollector()
    assert not gc.isenabled()
    yield collector
    collector.shutdown()
    assert gc.isenabled()
    gc.disable()


def make_garbage():
    """An object of Qt in a cycle; tells the thread in which it is destroyed."""
    died_in: list[threading.Thread] = []
    garbage = QObject()
    garbage.myself = garbage
    garbage.destroyed.connect(
        lambda *_: died_in.append(threading.current_thread()), Qt.ConnectionType.DirectConnection
    )
    return died_in


def test_a_busy_worker_destroys_no_object_of_qt(collector):
    died_in = make_garbage()

    def allocate():
        for _ in range(200):
            kept = [[] for _ in range(1000)]
        return kept

    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert died_in == []
    gc.collect()
    assert died_in == [threading.main_thread()]


def test_it_collects_what_is_due(qtbot, collector):
    died_in = make_garbage()
    kept = [[] for _ in range(3000)]
    with qtbot.waitSignal(collector._timer.timeout):
        pass
    collector.look()
    assert died_in == [threading.main_thread()]
    assert len(kept) == 3000


def test_what_is_settled_is_not_looked_at(collector):
    died_in = make_garbage()
    collector.settle()
    assert died_in == [threading.main_thread()]
    assert gc.get_freeze_count() > 0
    collector.shutdown()
    assert gc.get_freeze_count() == 0


def test_it_changes_nothing_where_collection_was_off(qapp):
    GuiCollector().shutdown()
    assert not gc.isenabled()
