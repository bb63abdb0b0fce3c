from __future__ import annotations

import threading

import pytest

from explorer.services.turns import Turns


def test_two_threads_take_turns():
    turns: Turns[list[str]] = Turns(list)
    both_wait = threading.Barrier(2)

    def work(name: str) -> None:
        both_wait.wait()
        for _ in range(50):
            with turns.turn() as log:
                log.append(name)
                both_ask.wait(0.005)

    both_ask = threading.Event()  # never set: while one has its turn, the other comes to ask
    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with turns.turn() as log:
        said = "".join(log)
    assert len(said) == 100
    assert "aaaa" not in said[2:80]  # nobody is passed over again and again
    assert "bbbb" not in said[2:80]


def test_nobody_works_with_it_while_another_does():
    turns: Turns[list[int]] = Turns(lambda: [0])
    seen: list[int] = []

    def work() -> None:
        for _ in range(200):
            with turns.turn() as counter:
                before = counter[0]
                counter[0] = before + 1
                seen.append(counter[0] - before)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with turns.turn() as counter:
        assert counter == [800]
    assert set(seen) == {1}


def test_it_is_made_once_by_who_asks_first():
    made: list[threading.Thread] = []
    turns = Turns(lambda: made.append(threading.current_thread()))
    for _ in range(3):
        with turns.turn():
            pass
    assert made == [threading.current_thread()]


def test_an_error_ends_the_turn():
    turns: Turns[int] = Turns(lambda: 1)
    with pytest.raises(ZeroDivisionError), turns.turn():
        1 / 0  # noqa: B018
    with turns.turn() as thing:
        assert thing == 1


def test_what_could_not_be_made_is_tried_again():
    attempts: list[int] = []

    def make() -> int:
        attempts.append(1)
        if len(attempts) == 1:
            raise OSError
        return 7

    turns = Turns(make)
    with pytest.raises(OSError), turns.turn():  # noqa: PT011
        pass
    with turns.turn() as thing:
        assert thing == 7
