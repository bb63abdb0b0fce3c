from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import QObject

from explorer.services.courier import Address
from explorer.services.threads import Raised, Returned, attempt, end_thread, start_thread


class Receiver(QObject):
    def __init__(self):
        super().__init__()
        self.got = []

    def on_letter(self, number: int) -> None:
        self.got.append((number, threading.current_thread()))


def test_letters_arrive_in_order_in_the_gui_thread(qtbot):
    receiver = Receiver()
    address = Address(receiver.on_letter)
    thread = start_thread("sender", lambda: [address.send(number) for number in range(500)])
    qtbot.waitUntil(lambda: len(receiver.got) == 500)
    assert [number for number, _ in receiver.got] == list(range(500))
    assert {where for _, where in receiver.got} == {threading.main_thread()}
    assert end_thread(thread)


def test_letters_of_many_senders_all_arrive(qtbot):
    receiver = Receiver()
    address = Address(receiver.on_letter)
    threads = [
        start_thread(f"sender {k}", lambda k=k: [address.send(100 * k + i) for i in range(100)])
        for k in range(4)
    ]
    qtbot.waitUntil(lambda: len(receiver.got) == 400)
    assert sorted(number for number, _ in receiver.got) == list(range(400))
    assert all(end_thread(thread) for thread in threads)


def test_a_receiver_deleted_by_python_is_passed_over(qapp):
    receiver = Receiver()
    address = Address(receiver.on_letter)
    address.send(1)
    del receiver
    gc.collect()
    qapp.processEvents()
    address.send(2)
    qapp.processEvents()


def test_a_receiver_deleted_by_qt_is_passed_over(qapp):
    import shiboken6

    receiver = Receiver()
    address = Address(receiver.on_letter)
    address.send(1)
    shiboken6.delete(receiver)
    qapp.processEvents()
    assert receiver.got == []


def test_a_closed_address_drops_what_is_under_way(qapp):
    receiver = Receiver()
    address = Address(receiver.on_letter)
    address.send(1)
    address.close()
    address.send(2)
    qapp.processEvents()
    assert receiver.got == []


def test_one_receiver_that_raises_does_not_cost_the_next_its_letter(qtbot):
    class Clumsy(Receiver):
        def on_letter(self, number: int) -> None:
            raise ValueError(number)

    clumsy, receiver = Clumsy(), Receiver()
    with qtbot.captureExceptions() as exceptions:
        Address(clumsy.on_letter).send(1)
        Address(receiver.on_letter).send(2)
        qtbot.waitUntil(lambda: len(receiver.got) == 1)
    assert [kind for kind, *_ in exceptions] == [ValueError]


def test_attempt_turns_every_raise_into_a_value():
    assert attempt(lambda: 3) == Returned(3)
    for error in (ValueError("no"), KeyboardInterrupt(), SystemExit(1)):

        def fail(error=error):
            raise error

        assert attempt(fail) == Raised(error)


def test_a_thread_that_does_not_end_is_left_behind_and_named(caplog):
    release = threading.Event()
    thread = start_thread("stuck driver", release.wait)
    assert end_thread(thread, 0.01) is False
    assert "stuck driver" in caplog.text
    release.set()
    assert end_thread(thread) is True


@pytest.mark.parametrize("nothing", [None])
def test_no_thread_has_ended(nothing):
    assert end_thread(nothing) is True
