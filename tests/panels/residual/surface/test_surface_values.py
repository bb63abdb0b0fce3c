"""Values, words, places and pictures of the page, without Qt."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.relief import Projection, Viewpoint
from explorer.engine.residual.config import TrainingConfig
from explorer.engine.residual.surface_recording import load_surface_recording
from explorer.engine.residual.surface_values import SurfaceConfig
from explorer.panels.residual.state import SurfaceState
from explorer.panels.residual.surface import words
from explorer.panels.residual.surface.drawing import (
    BLACK,
    WHITE,
    DrawRequest,
    colours,
    draw,
    in_picture,
    ink_at,
)
from explorer.panels.residual.surface.places import (
    grid_point,
    label_spots,
    lowest,
    square_in,
    surface_point,
    surface_points,
)
from explorer.panels.residual.surface.values import (
    Asked,
    Shown,
    SurfaceRequest,
    asked_of,
    is_pair,
    names_of,
    recorded,
    rows_of,
    run,
)
from explorer.widgets.label_places import Box
from tests.panels.residual.surface.surface_fakes import bowl, landscape, recording, trained

if TYPE_CHECKING:
    from typing import Literal

ROOM = Box(0, 0, 200, 200)


def shown(plain: float = 16.0, residual: float = 4.0) -> Shown:
    asked = Asked("bundled-20", SurfaceConfig(11), 64)
    both = (landscape("plain-20", plain), landscape("residual-20", residual))
    return Shown(asked, "computed", both, 121)


# --- whose slice ---------------------------------------------------------------------------------


def test_a_bundled_pair_is_asked_for_by_its_settings_alone() -> None:
    state = SurfaceState("bundled-56", 31, 0.5, 128, 7)
    asked = asked_of(state, trained())
    assert asked == Asked("bundled-56", SurfaceConfig(31, 0.5, 7), 128)
    assert names_of("bundled-56", None) == ("plain-56", "residual-56")


def test_a_trained_pair_is_another_once_it_has_learnt_more() -> None:
    state = SurfaceState("trained")
    early, late = asked_of(state, trained(40)), asked_of(state, trained(80))
    assert early.training == TrainingConfig()
    assert not early.is_of(late)
    assert early.is_of(replace(early, images=32))
    assert names_of("trained", trained()) == ("plain-8", "residual-8")


def test_two_networks_that_have_not_diverged_are_a_pair() -> None:
    assert is_pair(trained())
    assert not is_pair(trained(plain_diverged=True))
    assert not is_pair(None)


def test_a_pair_is_of_one_depth() -> None:
    assert names_of("trained", trained(depths=(20, 56))) == ("plain-20", "residual-20")
    lost = trained(depths=(20, 56), plain_diverged=True)
    assert names_of("trained", lost) == ("plain-56", "residual-56")


def test_a_trained_pair_has_no_more_pictures_than_it_learnt_from() -> None:
    state = SurfaceState("trained", images=2048)
    assert asked_of(state, trained(images=96)).images == 96
    assert asked_of(state, trained(images=4000)).images == 2048
    assert asked_of(SurfaceState("bundled-20", images=2048), trained(images=96)).images == 2048


def test_what_guessing_costs_depends_on_how_many_classes_there_are() -> None:
    both = shown().landscapes  # a loss of 0.3 nats at their middles
    assert asked_of(SurfaceState("trained"), trained(classes=2)).classes == 2
    assert "hardly learnt" not in words.verdict(*both, classes=2)
    raised = [replace(one, losses=one.losses + 0.35) for one in both]  # 0.65, of log 2 = 0.69
    assert "0.69 nats" in words.verdict(*raised, classes=2)
    assert "hardly learnt" not in words.verdict(*raised)


def test_points_have_to_be_odd() -> None:
    with pytest.raises(ValueError, match="odd"):
        SurfaceState(points=20)


def test_what_is_recorded_is_of_the_default_settings() -> None:
    for source in (recording(), load_surface_recording()):
        there = recorded("bundled-56", source)
        assert there is not None
        assert there.asked == asked_of(SurfaceState("bundled-56"), None)
    assert [one.name for one in there.landscapes] == ["plain-56", "residual-56"]
    assert recorded("trained", recording()) is None


def test_the_table_has_a_line_for_each_known_point() -> None:
    rows = rows_of(shown())
    assert rows[0] == ("a", "b", "plain-20", "residual-20")
    assert len(rows) == 1 + 121
    assert rows[1] == ("-1", "-1", "32.3", "8.3")
    assert rows[61][:2] == ("0", "0")
    half = shown()
    losses = half.landscapes[0].losses.copy()
    losses[3] = np.nan
    partly = replace(
        half, landscapes=(replace(half.landscapes[0], losses=losses), half.landscapes[1])
    )
    assert len(rows_of(partly)) == 1 + 110


def test_the_job_computes_both_bundled_networks() -> None:
    asked = Asked("bundled-20", SurfaceConfig(5, 0.2), 4)
    steps, generator = [], run(SurfaceRequest(asked))
    try:
        while True:
            steps.append(next(generator))
    except StopIteration as end:
        plain, residual = end.value
    assert len(steps) == 25
    assert (plain.name, residual.name) == ("plain-20", "residual-20")
    assert plain.centre < 2
    assert residual.flatness is not None


# --- words ---------------------------------------------------------------------------------------


def test_numbers_of_a_whole_slice() -> None:
    facts = {fact.name: fact.value for fact in words.facts_of(landscape("plain-20", 4.0))}
    assert facts == {
        "loss at a = b = 0": "0.300",
        "flat as far as": "0.50 filter lengths",  # 4 r² = 1
        "curvature": "16",
        "lowest point": "0.300 at (0, 0)",
    }


def test_a_radius_that_is_not_reached_is_a_lower_bound() -> None:
    facts = {fact.name: fact.value for fact in words.facts_of(landscape("plain-20", 0.1))}
    assert facts["flat as far as"] == "more than 1.00 filter lengths"


def test_the_verdict_compares_radii() -> None:
    said = words.verdict(*shown().landscapes)
    assert said == (
        "The filters of residual-20 can be moved 2.1 times as far as those of plain-20 before the "
        "loss has risen by 1 nat."
    )
    assert "about as wide" in words.verdict(*shown(4.0, 4.1).landscapes)
    assert words.verdict(*shown(2.0, 8.0).landscapes).startswith("The filters of plain-20")
    assert "at least" in words.verdict(*shown(16.0, 0.1).landscapes)


def test_a_network_that_has_learnt_nothing_is_not_called_flat() -> None:
    idle = landscape("plain-56", 0.01)
    high = replace(idle, losses=idle.losses + 1.9)
    said = words.verdict(high, landscape("residual-56", 4.0))
    assert said.startswith("plain-56 has hardly learnt")
    assert "2.30 nats" in said


def test_a_slice_under_way_has_no_verdict() -> None:
    whole = landscape("plain-20", 4.0)
    part = replace(whole, surface=None, flatness=None)
    assert words.verdict(part, whole) == ""
    assert [fact.value for fact in words.facts_of(part)][1:] == ["…"] * 3


def test_a_point_is_read_with_both_losses() -> None:
    text = words.reading(shown(), (5, 7))
    assert text == "a = +0.40, b = 0:  plain-20 2.860   residual-20 0.940"
    assert words.reading(shown(), None) == ""
    assert words.reading(shown(), (20, 20)) == ""


def test_what_is_stale_says_what_it_is_of() -> None:
    there = shown()
    assert words.stale_text(there, there.asked) == ""
    other = replace(there.asked, config=SurfaceConfig(21, 0.5, 3))
    assert "11 points a side, span 1, 64 pictures, seed 0" in words.stale_text(there, other)
    assert "other networks" in words.stale_text(there, replace(there.asked, pair="bundled-56"))


def test_costs_are_counted() -> None:
    text = words.cost_text(Asked("bundled-20", SurfaceConfig(21), 256))
    assert text == "225,792 passes of one picture: about 1 min 24 s of one core."
    trained_pair = words.cost_text(Asked("trained", SurfaceConfig(5), 32))
    assert trained_pair == "1,600 passes of one picture."


# --- places --------------------------------------------------------------------------------------


def test_a_square_lies_in_the_middle() -> None:
    assert square_in(Box(10, 0, 300, 100)) == (110, 0, 100, 100)


def test_a_pixel_is_the_nearest_point_with_b_upwards() -> None:
    assert grid_point(0, 200, ROOM, 11) == (0, 0)
    assert grid_point(200, 0, ROOM, 11) == (10, 10)
    assert grid_point(109, 100, ROOM, 11) == (5, 5)
    assert grid_point(201, 100, ROOM, 11) is None
    assert grid_point(0, 0, Box(0, 0, 0, 0), 11) is None


@pytest.mark.parametrize("azimuth", [0, 45, 200])
def test_a_pixel_of_a_surface_is_the_nearest_point_that_is_seen(azimuth: float) -> None:
    shares = bowl(11, 0.4, 0.1)
    above = Projection(Viewpoint(azimuth, 80), 300, 300)
    for row, column in ((0, 5), (5, 5), (10, 0), (3, 8)):
        x, y = surface_points(shares, above)[row, column] * (1 - 1e-4) + 150 * 1e-4
        assert surface_point(x, y, shares, above) == (row, column)
    assert surface_point(-50, 0, shares, above) is None


def test_what_is_behind_a_wall_is_not_read() -> None:
    shares = np.zeros((11, 11))
    shares[1] = 1  # near the front
    view = Projection(Viewpoint(0, 10), 300, 300)
    x, y = surface_points(shares, view)[5, 5]
    row, _ = surface_point(x, y, shares, view) or (9, 9)
    assert row <= 1


def test_the_lowest_point_may_be_beside_unknown_ones() -> None:
    losses = np.array([[np.nan, 2.0], [1.0, np.inf]])
    assert lowest(losses) == (1, 0)
    assert lowest(np.full((2, 2), np.nan)) is None


def test_words_stand_on_their_lines_and_apart() -> None:
    turn = np.linspace(0, 2 * math.pi, 60)
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    lines = [[100 + 40 * ring], [100 + 60 * ring], [100 + 3 * ring]]
    spots = label_spots(lines, [(20, 10)] * 3, ROOM)
    assert [level for level, _ in spots] == [0, 1]  # the third is too short
    (_, one), (_, other) = spots
    assert not one.meets(other)
    for radius, box in ((40, one), (60, other)):
        middle = (box.x + box.width / 2 - 100, box.y + box.height / 2 - 100)
        assert math.hypot(*middle) == pytest.approx(radius, abs=1)
    hidden = label_spots(lines[:1], [(20, 10)], ROOM, taken=[ROOM])
    assert hidden == []


# --- pictures ------------------------------------------------------------------------------------


def request(kind: Literal["contours", "surface"]) -> DrawRequest:
    losses = (bowl(21, 16.0), bowl(21, 4.0))
    return DrawRequest(losses, kind, (120, 100), Viewpoint(), (1, 2, 3), (90, 90, 90))


def test_maps_have_one_scale_and_lines_at_its_levels() -> None:
    drawn = draw(request("contours"))
    assert (drawn.low, drawn.high) == pytest.approx((0.3, 10))
    assert drawn.is_cut  # the steep one goes up to 32.3
    assert [picture.shape for picture in drawn.pictures] == [(100, 120, 3)] * 2
    assert drawn.shares[1].max() < drawn.shares[0].max() == 1
    steep, gentle = drawn.pictures
    assert steep[2, 2].tolist() == pytest.approx(colours()[-1].tolist(), abs=12)
    assert gentle[50, 60].tolist() == pytest.approx(colours()[0].tolist(), abs=12)
    level = drawn.levels.index(1.0)
    (ring,) = drawn.lines[1][level]  # 0.3 + 4 r² = 1, in cells of a tenth
    radii = np.hypot(*((ring - 10) / 10).T)
    assert radii == pytest.approx(np.full(len(ring), math.sqrt(0.7 / 4)), abs=0.02)


def test_a_contour_is_painted_where_it_is() -> None:
    drawn = draw(request("contours"))
    plain = draw(replace(request("contours"), losses=(np.full((21, 21), 0.3),) * 2))
    assert (plain.pictures[0] == plain.pictures[0][0, 0]).all()
    (ring,) = drawn.lines[1][drawn.levels.index(1.0)]
    x, y = in_picture(ring, 21, 120, 100)[0].round().astype(int)
    share = float(drawn.shares[1][10, 10])
    assert ink_at(share) == WHITE
    around = drawn.pictures[1][y - 1 : y + 2, x - 1 : x + 2].max(axis=(0, 1))
    assert (around > 120).all()


def test_the_ink_is_seen_on_its_colour() -> None:
    assert ink_at(0) == WHITE
    assert ink_at(1) == BLACK


def test_a_surface_stands_on_the_cards_colour() -> None:
    drawn = draw(request("surface"))
    picture = drawn.pictures[0]
    assert picture[0, 0].tolist() == [1, 2, 3]
    assert (picture != (1, 2, 3)).any(axis=2).mean() > 0.2
    assert drawn.lines == ((), ())


def test_a_slice_that_has_just_begun_is_drawn_too() -> None:
    losses = np.full((21, 21), np.nan)
    losses[10, 10] = 0.5
    for kind in ("contours", "surface"):
        drawn = draw(replace(request(kind), losses=(losses, losses)))
        assert np.isfinite(drawn.shares[0]).all()
