"""Where the pictures of the grid lie."""

from __future__ import annotations

import pytest

from explorer.panels.style.keeps.grid_layout import COLUMNS, ROWS, GridLayout


@pytest.mark.parametrize("room", [(760, 270), (420, 150), (900, 500)])
def test_everything_is_inside_and_nothing_overlaps(room):
    places = GridLayout(*room, (1.5, 0.8), 38, 8)
    for row in range(ROWS):
        for column in range(COLUMNS):
            left, top, width, height = places.cell(row, column)
            assert left >= 0
            assert top >= 0
            assert left + width <= room[0] + 1e-6
            assert top + height <= room[1] + 1e-6
    assert places.cell(0, 0)[1] + places.cell(0, 0)[3] <= places.cell(1, 0)[1]


def test_pictures_keep_their_shape():
    places = GridLayout(760, 270, (1.5, 0.8), 38, 8)
    for row, aspect in enumerate(places.aspects):
        _, _, width, height = places.picture(row, 3)
        assert width / height == pytest.approx(aspect)


def test_a_point_finds_its_cell():
    places = GridLayout(760, 270, (1.5, 1.5), 38, 8)
    left, top, width, height = places.cell(1, 5)
    assert places.at(left + 1, top + 1) == (1, 5)
    assert places.at(left + width - 1, top + height - 1) == (1, 5)
    assert places.at(left - 4, top + 1) is None
