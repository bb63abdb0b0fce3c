from __future__ import annotations

import numpy as np
import pytest

from explorer.engine.style import StyleState
from explorer.panels.style.moments import MOST_MOMENTS, bytes_of, key_of, level_for, lowest, thinned
from tests.panels.style.making import make_moment


def many(count, every=1, branch=0):
    return [make_moment(index * every, branch=branch) for index in range(count)]


def test_memory_is_that_of_pictures_and_planes():
    moment = make_moment(3)
    without = thinned([moment], 1, 1, ())
    assert bytes_of([moment]) - bytes_of(without) == moment.planes.planes.nbytes
    assert bytes_of(without) == moment.rgb.nbytes + moment.thumb.nbytes


def test_the_first_level_keeps_all_pictures():
    left = thinned(many(8), 1, 1, {(0, 3)})
    assert [one.index for one in left] == list(range(8))
    assert [one.index for one in left if one.planes is not None] == [3]


@pytest.mark.parametrize(("level", "left"), [(2, [0, 5, 10, 20, 30]), (3, [0, 5, 20])])
def test_further_levels_keep_one_in_two_and_one_in_four(level, left):
    moments = many(8, every=5)
    assert [one.index for one in thinned(moments, level, 5, {(0, 5)})] == left


def test_what_is_held_stays_the_very_same():
    moments = many(8)
    held = {key_of(moments[3])}
    for level in range(6):
        assert moments[3] in thinned(moments, level, 1, held)


def test_the_level_rises_until_it_fits():
    moments = many(16)
    whole = bytes_of(moments)
    rows = [(moments, 1)]
    assert level_for(rows, (), whole, 0) == 0
    assert level_for(rows, (), whole - 1, 0) == 1
    assert level_for(rows, (), bytes_of(thinned(moments, 1, 1, ())) - 1, 0) == 2
    assert level_for(rows, (), whole, 2) == 2  # what was let go of does not come back


def test_there_is_an_end_where_only_what_is_held_is_left():
    moments = many(4)
    held = {key_of(one) for one in moments}
    level = level_for([(moments, 1)], held, 0, 0)
    assert thinned(moments, level, 1, held) == moments


def test_their_number_is_bounded_too():
    moments = many(MOST_MOMENTS + 1)
    assert level_for([(moments, 1)], (), 10**12, 0) == 2


def test_the_lowest_is_of_the_last_size():
    small, large = make_moment(0, loss=1.0, size=48), make_moment(1, loss=5.0, size=96)
    larger = make_moment(2, loss=4.0, size=96)
    assert lowest([small, large, larger]) is larger
    assert lowest([]) is None


def test_planes_are_what_the_engine_gave():
    moment = make_moment(2)
    assert isinstance(moment.planes, StyleState)
    assert moment.planes.planes.dtype == np.float32
