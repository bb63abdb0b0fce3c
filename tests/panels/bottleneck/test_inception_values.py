"""What stands behind the inception page: rows of the charts, the table, the output's volume."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.engine.bottleneck.inception import preset
from explorer.engine.bottleneck.inception_costs import compare_designs
from explorer.panels.bottleneck.inception.costs import branch_rows, form_rows, ratio_text
from explorer.panels.bottleneck.inception.stack import slabs, spread
from explorer.panels.bottleneck.inception.table import cells, columns
from explorer.panels.bottleneck.inception.values import ModuleRequest, respond

FIRST = compare_designs(preset("3a"))
SIZE = (144.0, 194.0)
PITCHES = (32.0, 46.0)


def test_the_forms_side_by_side() -> None:
    rows = form_rows(FIRST, "macs")
    assert [row.measures[0].text for row in rows] == [
        "128,049,152", "303,464,448", "308,281,344", "128,049,152",
    ]  # fmt: skip
    assert [row.measures[0].note for row in rows] == [
        "2.37× fewer", "reference", "1.02× more", "2.37× fewer",
    ]  # fmt: skip
    assert [row.measures[1].total for row in rows] == [163_696, 387_296, 393_472, 163_696]
    assert [row.caption for row in rows] == [
        "256 channels out", "416 channels out", "256 channels out", "256 channels out",
    ]  # fmt: skip
    assert [row.is_strong for row in rows] == [True, False, False, False]


def test_flops_are_twice_as_many_and_say_so() -> None:
    for macs, flops in zip(form_rows(FIRST, "macs"), form_rows(FIRST, "flops"), strict=True):
        assert flops.measures[0].total == 2 * macs.measures[0].total
        assert (macs.measures[0].unit, flops.measures[0].unit) == ("MACs", "FLOPs")
        assert flops.measures[1] == macs.measures[1]


def test_a_branch_is_cut_into_its_layers() -> None:
    one, three, five, pool = branch_rows(FIRST.today, "macs")
    assert [(part.title, part.count, part.is_soft) for part in five.measures[0].segments] == [
        ("5×5 reduce", 2_408_448, True),
        ("5×5", 10_035_200, False),
    ]
    assert [part.is_soft for part in pool.measures[0].segments] == [False]
    assert [row.measures[0].note for row in (one, three, five, pool)] == [
        "7.5%", "79.0%", "9.7%", "3.8%",
    ]  # fmt: skip
    assert "5×5 reduce: 2,408,448 MACs" in five.details


def test_a_pool_that_is_passed_through_costs_nothing() -> None:
    pool = branch_rows(FIRST.naive, "macs")[3]
    assert (pool.measures[0].text, pool.measures[0].segments, pool.measures[0].note) == (
        "0", (), "",
    )  # fmt: skip
    assert pool.caption == "192 channels"


@pytest.mark.parametrize(
    ("count", "said"),
    [(4, ("as many", "muted")), (2, ("2× fewer", "good")), (8, ("2× more", "warm"))],
)
def test_ratios(count: int, said: tuple[str, str]) -> None:
    assert ratio_text(4, count) == said


def test_the_table_has_every_layer_of_every_form() -> None:
    rows = cells(FIRST, "macs")
    assert [row[0].text for row in rows if row[0].spans] == [
        "as designed", "naive, pool passed through", "naive, 1×1 after the pool", "bottlenecked",
    ]  # fmt: skip
    assert len(rows) == 4 + 8 + 5 + 6 + 8
    assert {len(row) for row in rows} == {len(columns("macs"))}
    total = next(row for row in rows if row[0].text == "total")
    assert [total[place].text for place in (1, 3, 4)] == ["28×28×256", "163,696", "128,049,152"]
    assert columns("flops")[4].title == "FLOPs"
    flops = next(row for row in cells(FIRST, "flops") if row[0].text == "total")
    assert flops[4].value == 256_098_304


@given(st.lists(st.integers(1, 1000), min_size=4, max_size=4))
def test_slabs_are_as_deep_as_their_channels(parts: list[int]) -> None:
    found = slabs(parts, SIZE, sum(parts), PITCHES)
    deep = [(slab.dx, slab.channels) for slab in found]
    for (dx, channels), (other_dx, other) in pairwise(deep):
        if min(channels, other) > sum(parts) / 50:
            assert dx / other_dx == pytest.approx(channels / other, rel=1e-6)
    for behind, before in pairwise(found):  # they touch, the first at the back
        assert before.front.x + before.dx == pytest.approx(behind.front.x)
        assert before.front.y - before.dy == pytest.approx(behind.front.y)


@given(st.lists(st.integers(1, 1000), min_size=4, max_size=4))
def test_words_beside_the_volume_never_overlap(parts: list[int]) -> None:
    lines = [slab.label.y for slab in slabs(parts, SIZE, sum(parts), PITCHES)]
    assert all(after - before >= PITCHES[0] - 1e-6 for before, after in pairwise(lines))
    assert lines[0] >= PITCHES[0] / 2 - 1e-6
    assert lines[-1] <= SIZE[1] - PITCHES[0] / 2 + 1e-6


def test_spread_leaves_be_what_has_room() -> None:
    assert spread([10, 50, 90], 20, 0, 100) == [10, 50, 90]
    assert spread([10, 12, 14], 20, 0, 100) == [10, 30, 50]
    assert spread([90, 95, 99], 20, 0, 100) == [60, 80, 100]


def test_drawings_are_remembered() -> None:
    request = ModuleRequest(preset("4e"), "macs", "graph")
    first, second = respond(request), respond(ModuleRequest(preset("4e"), "flops", "graph"))
    assert first.figure is second.figure
    assert first.preset == "4e"
    assert (first.sums[0].unit, second.sums[0].unit) == ("MACs", "FLOPs")
    assert first.sums[1].unit == "parameters"
