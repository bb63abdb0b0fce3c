"""Names that do not flicker."""

from __future__ import annotations

import pytest

from explorer.engine.gallery import Hit
from explorer.panels.faces.recognise.naming import IN_A_ROW, Namer, name_at

TAU = 0.36


def hit(name: str = "Anna", d: float = 0.1) -> Hit:
    return Hit(name, d, 1)


@pytest.mark.parametrize(
    ("nearest", "name"),
    [(hit(d=0.35), "Anna"), (hit(d=0.36), None), (hit(d=0.5), None), (None, None)],
)
def test_the_rule_is_d_below_tau(nearest, name):
    assert name_at(nearest, TAU) == name


def test_a_new_face_is_named_at_once():
    namer = Namer()
    namer.update({7: hit()}, TAU)
    assert namer.name(7) == "Anna"
    assert namer.name(8) is None


def test_distances_around_tau_do_not_take_a_name_away():
    namer = Namer()
    namer.update({1: hit(d=0.35)}, TAU)
    for d in (0.37, 0.35, 0.39, 0.34, 0.38) * 4:
        namer.update({1: hit(d=d)}, TAU)
        assert namer.name(1) == "Anna"


def test_an_unknown_face_becomes_known_after_some_frames_in_a_row():
    namer = Namer()
    namer.update({1: hit(d=0.5)}, TAU)
    names = []
    for _ in range(IN_A_ROW):
        namer.update({1: hit(d=0.2)}, TAU)
        names.append(namer.name(1))
    assert names == [None] * (IN_A_ROW - 1) + ["Anna"]


def test_frames_that_disagree_do_not_add_up():
    namer = Namer()
    namer.update({1: hit("Anna")}, TAU)
    for name in ("Bo", "Cy", "Bo", "Anna", "Bo", "Bo", "Anna"):
        namer.update({1: hit(name)}, TAU)
        assert namer.name(1) == "Anna"
    for _ in range(IN_A_ROW):
        namer.update({1: hit("Bo")}, TAU)
    assert namer.name(1) == "Bo"


def test_another_tau_acts_at_once_and_exactly():
    namer = Namer()
    namer.update({1: hit(d=0.35)}, TAU)
    namer.decide_at_once({1: hit(d=0.35)}, 0.34)
    assert namer.name(1) is None
    namer.decide_at_once({1: hit(d=0.35)}, 0.36)
    assert namer.name(1) == "Anna"


def test_who_is_gone_is_forgotten():
    namer = Namer()
    namer.update({1: hit()}, TAU)
    namer.update({}, TAU)
    assert namer.name(1) is None
