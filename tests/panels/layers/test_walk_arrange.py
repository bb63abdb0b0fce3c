"""Where grids, words and picture lie: within the card, apart, and as large as may be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.panels.layers.walk.arrange import (
    CAPTION,
    GAP,
    Box,
    Column,
    Needs,
    Places,
    arrange,
    picture_boxes,
)

COLUMNS = (Column(210, 150), Column(340, 130), Column(210, 120, 20))
LINES = 64.0


def squares(count: float, columns: tuple[Column, ...] = COLUMNS, *, picture: bool = True) -> Needs:
    """Grids as wide as so many squares of the height, as large as both sides of a room allow."""
    return Needs(
        columns,
        LINES,
        lambda height: count * (height - CAPTION),
        lambda room: min(room[1] - CAPTION, room[0] / count),
        needs_picture=picture,
    )


def parts(places: Places) -> list[Box]:
    return [one for one in (places.grids, places.words, places.picture) if one is not None]


def test_a_wide_and_low_card_gives_its_height_to_the_grids():
    places = arrange((764, 170), squares(2))
    assert places.in_row
    assert places.grids == Box(0, 0, 304, 170)
    assert places.words == Box(304 + GAP, 0, 210, 170)
    # The picture ends at the card's edge, as high as the grids.
    assert places.picture.right == 764
    assert places.picture.width >= 152


def test_a_high_card_has_its_words_below():
    places = arrange((600, 600), squares(2))
    assert not places.in_row
    assert places.words == Box(0, 536, 600, 64)
    assert places.grids.bottom == places.picture.bottom == 534
    assert places.grids.right + GAP == places.picture.left


def test_words_that_are_too_high_for_a_row_go_below():
    assert not arrange((764, 119), squares(2)).in_row


def test_a_wider_column_is_taken_where_the_narrow_one_is_too_high():
    assert arrange((1200, 149), squares(2)).words.width == 340
    assert arrange((1200, 150), squares(2)).words.width == 210


def test_words_are_left_out_only_for_much_larger_grids():
    # With the wide column the grids would lose more than the 20 pixels that the short one costs.
    assert arrange((640, 140), squares(2)).words.width == 210
    assert arrange((900, 140), squares(2)).words.width == 340


def test_grids_shrink_before_a_picture_that_is_needed_gets_tiny():
    places = arrange((764, 170), squares(4))
    assert places.in_row
    assert places.picture.width >= 0.75 * (170 - CAPTION) - 1
    assert places.grids.width < 4 * (170 - CAPTION)


def test_a_picture_that_the_grids_show_themselves_gives_way_to_them():
    tight = arrange((764, 170), squares(3.3, picture=False))
    assert tight.picture is None
    assert tight.grids.width == int(3.3 * (170 - CAPTION))
    roomy = arrange((1000, 170), squares(3.3, picture=False))
    assert roomy.picture is not None
    # Where height is not what is short, nothing is won without it.
    assert arrange((900, 900), squares(3.3, picture=False)).picture is not None


def test_sizes_grow_with_the_scale():
    columns = tuple(Column(2 * c.width, 2 * c.height, c.cost) for c in COLUMNS)
    twice = Needs(
        columns, 2 * LINES, lambda height: 2 * (height - 2 * CAPTION),
        lambda room: min(room[1] - 2 * CAPTION, room[0] / 2),
    )  # fmt: skip
    once, doubled = arrange((764, 170), squares(2)), arrange((1528, 340), twice, 2.0)
    for one, other in zip(parts(once), parts(doubled), strict=True):
        for field in ("left", "top", "width", "height"):
            assert getattr(other, field) == pytest.approx(2 * getattr(one, field), abs=2)


@settings(max_examples=300, deadline=None)
@given(st.integers(420, 2400), st.integers(100, 900), st.floats(0.5, 8), st.booleans())
def test_parts_lie_in_the_room_and_apart(width, height, count, picture):
    places = arrange((width, height), squares(count, picture=picture))
    found = parts(places)
    for one in found:
        assert 0 <= one.left
        assert one.right <= width + 1
        assert 0 <= one.top
        assert one.bottom <= height + 1
    for index, one in enumerate(found):
        for other in found[index + 1 :]:
            beside = one.right <= other.left or other.right <= one.left
            assert beside or one.bottom <= other.top or other.bottom <= one.top


@settings(max_examples=300, deadline=None)
@given(st.integers(420, 2400), st.integers(100, 900), st.floats(0.5, 8))
def test_words_in_a_row_never_make_the_grids_smaller(width, height, count):
    needs, below = squares(count, picture=False), squares(count, (), picture=False)
    sides = [
        needs.side((places.grids.width, places.grids.height))
        for places in (arrange((width, height), needs), arrange((width, height), below))
    ]
    assert sides[0] >= sides[1]


# The picture and its enlarged part


def test_a_picture_is_as_high_as_the_room_with_its_part_beside():
    picture, inset = picture_boxes((300, 150), 1.0)
    assert picture == Box(0, 0, 150, 150)
    assert inset == Box(158, 0, 142, 150)


def test_a_picture_gives_some_width_to_its_part_and_not_too_much():
    picture, inset = picture_boxes((200, 150), 1.0)
    assert (picture.width, inset.width) == (124, 67)
    picture, inset = picture_boxes((180, 150), 1.0)
    assert (picture.width, inset) == (150, None)


def test_a_picture_fits_its_width():
    assert picture_boxes((90, 150), 1.0) == (Box(0, 0, 90, 150), None)
    assert picture_boxes((400, 150), 0.5)[0].width == 75


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 900), st.integers(1, 500), st.floats(0.1, 10))
def test_pictures_lie_in_their_room(width, height, aspect):
    picture, inset = picture_boxes((width, height), aspect)
    assert picture.width <= width
    if inset is not None:
        assert picture.right < inset.left
        assert inset.right <= width + 1
