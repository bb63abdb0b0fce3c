from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from explorer.widgets.detections.tabs import place_tabs
from explorer.widgets.label_places import Box

HEIGHT = 18.0
ROOM = Box(0, 0, 400, 300)


def _cut(box):
    return Box(box.x, box.y, min(box.width, 400 - box.x), min(box.height, 300 - box.y))


boxes = st.builds(Box, st.floats(0, 390), st.floats(0, 290), st.floats(1, 200), st.floats(1, 200))
anchors = st.lists(boxes.map(_cut), max_size=40)


@given(anchors, st.data())
def test_names_never_meet_nor_leave_the_room(found, data):
    widths = [data.draw(st.tuples(st.floats(40, 120), st.floats(10, 40))) for _ in found]
    tabs = place_tabs(found, widths, HEIGHT, ROOM)
    placed = [tab.box for tab in tabs if tab is not None]
    assert all(box.is_inside(ROOM) for box in placed)
    assert not any(one.meets(other) for one, other in combinations(placed, 2))
    assert all(
        tab.box.width == forms[tab.text]
        for tab, forms in zip(tabs, widths, strict=True)
        if tab is not None
    )


@given(boxes)
def test_a_box_alone_always_has_its_full_name_at_its_edge(box):
    (tab,) = place_tabs([box], [(80.0, 40.0)], HEIGHT, ROOM)
    assert tab is not None
    assert tab.text == 0
    assert tab.box.x <= box.x + box.width
    assert box.x <= tab.box.x + tab.box.width
    assert tab.box.y <= box.y + box.height
    assert box.y <= tab.box.y + HEIGHT


def test_a_name_stands_above_its_box_and_inside_where_there_is_no_above():
    tabs = place_tabs([Box(50, 60, 100, 80), Box(200, 2, 100, 80)], [(60,), (60,)], HEIGHT, ROOM)
    assert [tab.box for tab in tabs] == [Box(50, 42, 60, 18), Box(200, 2, 60, 18)]


def test_a_second_box_at_the_same_corner_has_its_name_further_along_the_edge():
    box = Box(50, 60, 200, 80)
    first, second = place_tabs([box, box], [(60,), (60,)], HEIGHT, ROOM)
    assert first.box == Box(50, 42, 60, 18)
    assert second.box == Box(110, 42, 60, 18)


def test_a_name_at_the_right_border_is_moved_in():
    (tab,) = place_tabs([Box(380, 100, 20, 50)], [(60,)], HEIGHT, ROOM)
    assert tab.box == Box(340, 82, 60, 18)


def test_the_later_box_has_the_shorter_name_and_the_last_one_none():
    room = Box(0, 0, 100, 18)
    box = Box(0, 0, 100, 18)
    tabs = place_tabs([box] * 3, [(60, 30)] * 3, HEIGHT, room)
    assert tabs[0].text == 0
    assert tabs[1].text == 1
    assert tabs[2] is None


def test_a_room_that_is_lower_than_a_name_has_none():
    assert place_tabs([Box(0, 0, 50, 10)], [(20,)], HEIGHT, Box(0, 0, 100, 10)) == [None]
