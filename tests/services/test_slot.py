from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from explorer.services.slot import Slot


def test_put_says_whether_it_wrote_over_a_value():
    slot: Slot[int] = Slot()
    assert slot.put(1) is False
    assert slot.put(2) is True
    assert slot.take() == 2
    assert slot.take() is None
    assert slot.put(3) is False
    assert slot.overwritten == 1


@given(st.lists(st.one_of(st.integers(), st.none())))
def test_a_slot_holds_the_last_value_and_counts_the_others(actions):
    """A list of puts (numbers) and takes (None) against a model of one variable."""
    slot: Slot[int] = Slot()
    held: int | None = None
    lost = 0
    for action in actions:
        if action is None:
            assert slot.take() == held
            held = None
        else:
            assert slot.put(action) is (held is not None)
            lost += held is not None
            held = action
    assert slot.overwritten == lost
    assert slot.is_empty is (held is None)


def test_wait_gets_a_value_that_comes_later():
    slot: Slot[str] = Slot()
    got: list[str | None] = []
    reader = threading.Thread(target=lambda: got.append(slot.wait(5)))
    reader.start()
    slot.put("late")
    reader.join(5)
    assert got == ["late"]


def test_wait_gives_up():
    assert Slot().wait(0.001) is None


def test_close_wakes_who_waits_and_refuses_what_comes():
    slot: Slot[int] = Slot()
    got: list[int | None] = []
    reader = threading.Thread(target=lambda: got.append(slot.wait()))
    reader.start()
    slot.close()
    reader.join(5)
    assert got == [None]
    assert slot.put(1) is False
    assert slot.take() is None
    assert slot.is_closed


def test_the_bell_rings_at_once_when_a_value_is_there_already():
    slot: Slot[int] = Slot()
    bell = threading.Event()
    slot.put(1)
    slot.listen(bell)
    assert bell.is_set()
    bell.clear()
    slot.put(2)
    assert bell.is_set()
    bell.clear()
    slot.listen(None)
    slot.put(3)
    assert not bell.is_set()
