from __future__ import annotations

import threading

from explorer.services.lazily import made_when_called
from explorer.services.serial import one_at_a_time


def test_a_function_is_made_once_and_only_when_it_is_called() -> None:
    made: list[int] = []

    def make():
        made.append(1)
        return lambda value: value + 1

    call = made_when_called(make)
    assert made == []
    assert [call(1), call(2)] == [2, 3]
    assert made == [1]


def test_calls_of_two_threads_do_not_overlap() -> None:
    inside, first_is_in, go_on = [], threading.Event(), threading.Event()

    def work(name: str) -> None:
        inside.append(f"{name} in")
        if name == "first":
            first_is_in.set()
            assert go_on.wait(10)
        inside.append(f"{name} out")

    guarded = one_at_a_time(work)
    first = threading.Thread(target=guarded, args=("first",))
    first.start()
    assert first_is_in.wait(10)
    second = threading.Thread(target=guarded, args=("second",))
    second.start()
    go_on.set()
    first.join(10)
    second.join(10)
    assert inside == ["first in", "first out", "second in", "second out"]
