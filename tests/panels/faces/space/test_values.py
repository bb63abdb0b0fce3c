"""Neighbours, the words about them, and where their distances stand."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.panels.faces.sample import FaceSample, bundled_sample, joined, made_sample
from explorer.panels.faces.space.arrange import arrange
from explorer.panels.faces.space.tags import place_tags
from explorer.panels.faces.space.values import best_known, neighbours_of, tone_of
from explorer.panels.faces.space.words import plane_words, within_text
from explorer.widgets.label_places import Box

CHIPS = np.zeros((8, 150, 150, 3), np.uint8)


def line(*people_at: tuple[str, float]) -> FaceSample:
    """Faces on a line, each with its person and where it lies."""
    people = [person for person, _ in people_at]
    embeddings = np.zeros((len(people), 128), np.float32)
    embeddings[:, 5] = [at for _, at in people_at]
    names = [str(place) for place in range(len(people))]
    return made_sample("bundled", people, names, embeddings, CHIPS[: len(people)])


FACES = line(("a", 0.0), ("b", 0.5), ("a", 0.4), ("b", 0.9), ("a", 1.0), ("c", 0.5))


def test_neighbours_are_sorted_by_squared_distance() -> None:
    found = neighbours_of(FACES, 0)
    assert found.places.tolist() == [2, 1, 5, 3, 4]
    np.testing.assert_allclose(found.distances, [0.16, 0.25, 0.25, 0.81, 1.0], rtol=1e-6)
    assert found.is_same.tolist() == [True, False, False, False, True]
    assert found.within(0.25) == (1, 1)  # at τ is not within
    assert found.within(0.3) == (3, 1)
    assert found.missed(0.3) == 1


def test_words_count_neighbours_within_tau() -> None:
    found = neighbours_of(FACES, 0)
    assert within_text(FACES, found, 0.3) == (
        "3 of its 5 neighbours are within τ = 0.300; 1 of them shows the same person. "
        "1 more photograph of a lies beyond τ."
    )
    assert within_text(FACES, found, 0.2) == (
        "1 of its 5 neighbours is within τ = 0.200; it shows the same person. "
        "1 more photograph of a lies beyond τ."
    )
    assert within_text(FACES, found, 0.1) == (
        "0 of its 5 neighbours are within τ = 0.100. 2 more photographs of a lie beyond τ."
    )
    assert within_text(FACES, found, 1.5).endswith("2 of them show the same person.")
    two = line(("a", 0.0), ("a", 0.1), ("a", 0.2))
    assert "all of them show the same" in within_text(two, neighbours_of(two, 0), 0.3)


def test_bundled_neighbours_are_counted_as_a_plain_loop_does() -> None:
    sample = bundled_sample()
    found = neighbours_of(sample, 100)
    wide = sample.embeddings.astype(np.float64)
    near = [
        place
        for place in range(173)
        if place != 100 and np.square(wide[place] - wide[100]).sum() < 0.36
    ]
    same = [place for place in near if sample.people[place] == sample.people[100]]
    assert found.within(0.36) == (len(near), len(same))


def test_words_say_what_a_plane_cannot_show() -> None:
    pca = plane_words(128, 0.284, None)
    assert "28 % of the variance" in pca
    assert "the other 126" in pca
    assert "perplexity 15" in plane_words(128, 0.284, 15.0)


@pytest.mark.parametrize(
    ("is_same", "is_near", "tone"),
    [(True, True, "good"), (False, True, "bad"), (True, False, "warm"), (False, False, "muted")],
)
def test_tones(is_same: bool, is_near: bool, tone: str) -> None:
    assert tone_of(is_same=is_same, is_near=is_near) == tone


def test_who_has_most_photographs() -> None:
    assert best_known(FACES) == 0
    sample = bundled_sample()
    assert sample.people.count(sample.people[best_known(sample)]) == 10


def test_others_over_a_sample_leave_its_picture_as_it_is() -> None:
    alone, with_others = arrange(FACES, None), arrange(FACES, line(("a", 0.2), ("d", 2.0)))
    np.testing.assert_allclose(with_others.points[:6], alone.points)
    assert with_others.crowd.over == 6
    assert len(with_others.sample) == 8
    assert with_others.sample.people[6] == "a (gallery)"  # another a than the sample's
    assert with_others.sample.people_count == 5
    assert joined(FACES, FACES).people_count == 6


def test_tags_stand_beside_their_points_or_in_a_column() -> None:
    room, sizes = Box(0, 0, 400, 300), [(80.0, 16.0)] * 3
    apart = place_tags([(100, 50), (100, 150), (300, 250)], sizes, [Box(90, 40, 20, 20)], room, 12)
    assert not any(tag.is_led for tag in apart)
    crowded = [(200.0 + step, 150.0 + step) for step in (4, 0, 2)]
    faces = [Box(x - 30, y - 30, 60, 60) for x, y in crowded]
    column = place_tags(crowded, sizes, faces, room, 12)
    assert all(tag.is_led for tag in column)
    assert column[1].box.y < column[2].box.y < column[0].box.y  # as their points
    for tag in (*apart, *column):
        assert tag.box.is_inside(room)
    boxes = [*faces, *(tag.box for tag in column)]
    assert not any(tag.box.meets(box) for tag in column for box in boxes if box is not tag.box)


def test_a_column_at_the_edge_goes_to_the_other_side() -> None:
    room = Box(0, 0, 400, 300)
    points = [(380.0, 20.0), (382.0, 22.0)]
    faces = [Box(x - 15, y - 15, 30, 30) for x, y in points]
    tags = place_tags(points, [(150.0, 16.0)] * 2, [*faces, Box(200, 40, 190, 16)], room, 5)
    assert all(tag.box.is_inside(room) for tag in tags)
