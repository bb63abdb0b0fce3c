"""Axes, places of labels, and the frame of charts."""

from __future__ import annotations

import pytest

from explorer.widgets.axis import Axis, around
from explorer.widgets.chart import Chart, Plane
from explorer.widgets.label_places import Box, along, place_labels


def texts(axis: Axis, most: int = 8) -> list[str]:
    return [tick.text for tick in axis.ticks(most) if tick.text]


def test_even_axes_have_round_numbers() -> None:
    assert texts(Axis("", 0, 1), 6) == ["0", "0.2", "0.4", "0.6", "0.8", "1"]
    assert texts(Axis("", 0, 0.031), 5) == ["0", "0.01", "0.02", "0.03"]
    assert [tick.value for tick in Axis("", 76, 90).ticks(8)] == [76, 78, 80, 82, 84, 86, 88, 90]


def test_axes_of_ratios_have_powers_and_lines_between() -> None:
    axis = Axis("", 50, 2e4, is_log=True)
    assert texts(axis) == ["100", "1 k", "10 k"]
    assert len(axis.ticks()) == 5 + 9 + 9 + 2  # 50..90, 100..900, 1000..9000, 10000 and 20000
    assert texts(Axis("", 3e5, 6e6, is_log=True)) == ["500 k", "1 M", "2 M", "5 M"]
    assert len(texts(Axis("", 1, 1e30, is_log=True), 8)) <= 8


@pytest.mark.parametrize("is_log", [True, False])
def test_shares_run_from_end_to_end(is_log: bool) -> None:
    axis = Axis("", 10, 1000, is_log=is_log)
    assert axis.share(10) == 0
    assert axis.share(1000) == 1
    assert axis.share(100) == pytest.approx(0.5 if is_log else 90 / 990)
    assert axis.holds(1000)
    assert not axis.holds(1001)


def test_axes_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Axis("", 2, 2)
    with pytest.raises(ValueError, match="above 0"):
        Axis("", 0, 2, is_log=True)
    assert around([2.0, 8.0], 4) == (0.5, 32.0)


ROOM = Box(0, 0, 200, 100)


def test_a_label_stands_at_the_right_where_that_is_free() -> None:
    (box,) = place_labels([(50, 50)], [(40, 10)], ROOM, 8)
    assert box == Box(58, 45, 40, 10)


def test_labels_keep_to_the_room_and_off_one_another() -> None:
    points = [(195, 50), (190, 52), (100, 3), (102, 97)]
    boxes = place_labels(points, [(40, 10)] * 4, ROOM, 8)
    assert all(box.is_inside(ROOM) for box in boxes)
    assert not any(one.meets(other) for one in boxes for other in boxes if one is not other)


def test_labels_keep_off_what_is_taken() -> None:
    line = along([(0, 50), (200, 50)], 2)
    (box,) = place_labels([(50, 50)], [(40, 10)], ROOM, 8, line)
    assert not any(box.meets(part) for part in line)


def test_a_label_without_a_free_place_stays_in_the_room() -> None:
    (box,) = place_labels([(195, 50)], [(40, 10)], ROOM, 8, [ROOM])
    assert box == Box(160, 45, 40, 10)


def test_a_line_is_covered_from_end_to_end() -> None:
    boxes = along([(0, 0), (10, 20), (30, 20)], 1, parts=5)
    assert len(boxes) == 10
    assert min(box.x for box in boxes) == 0
    assert max(box.x + box.width for box in boxes) == 30


class _Dots(Chart):
    def axes(self) -> tuple[Axis, Axis]:
        return Axis("seconds", 0, 10), Axis("metres", 1, 1000, is_log=True)

    def paint_marks(self, painter, plane: Plane) -> None:
        self.painted = plane


def test_the_plane_maps_numbers_to_its_corners(qtbot) -> None:
    chart = _Dots("Dots")
    qtbot.addWidget(chart)
    chart.resize(400, 300)
    chart.show()
    chart.grab()
    plane = chart.painted
    room = plane.room
    assert 0 < room.left() < room.right() < 400
    assert 0 < room.top() < room.bottom() < 300
    low, high = plane.point(0, 1), plane.point(10, 1000)
    assert (low.x(), low.y()) == (room.left(), room.bottom())
    assert (high.x(), high.y()) == pytest.approx((room.right(), room.top()))
    chart.resize(8, 8)  # no room: nothing is painted, and nothing breaks
    chart.grab()
