from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.panels.style.presets import FIELD_TITLES, PRESETS, nearest, preset
from explorer.panels.style.state import PaintState, StyleChoice

OWN = PaintState(
    content="bundled:eagle",
    styles=(StyleChoice("bundled:great-wave", 0.5),),
    size=512,
    steps=50,
    seed=3,
    optimizer="adam",
    precision="float32",
    picture_every=2,
)


def test_there_are_the_five_and_the_state_of_a_new_user_is_the_balanced_one() -> None:
    titles = [one.title for one in PRESETS]
    assert titles == ["Faithful", "Balanced", "Wild", "Texture only", "Content only"]
    assert nearest(PaintState()) == (preset("balanced"), ())


@pytest.mark.parametrize("chosen", PRESETS, ids=lambda one: one.key)
def test_a_preset_is_found_again_and_leaves_the_rest_alone(chosen) -> None:
    applied = chosen.applied(OWN)
    assert nearest(applied) == (chosen, ())
    for name in ("content", "styles", "size", "steps", "seed", "optimizer", "precision",
                 "picture_every", "trunk", "coarse"):  # fmt: skip
        assert getattr(applied, name) == getattr(OWN, name)


@pytest.mark.parametrize("chosen", PRESETS, ids=lambda one: one.key)
def test_what_was_changed_since_is_named(chosen) -> None:
    changed = replace(chosen.applied(OWN), variation_weight=77.0)
    assert nearest(changed) == (chosen, ("variation_weight",))
    assert FIELD_TITLES["variation_weight"] == "γ"


def test_a_weight_of_ones_own_is_a_change_of_the_balanced_one() -> None:
    changed = replace(PaintState(), style_weight=1000.0)
    assert nearest(changed) == (preset("balanced"), ("style_weight",))


def test_one_of_the_losses_is_off_where_the_other_is_all() -> None:
    assert preset("texture").values["content_weight"] == 0
    assert preset("content").values["style_weight"] == 0
    weights = [preset(key).values["style_weight"] for key in ("faithful", "balanced", "wild")]
    assert weights == sorted(weights)


def test_an_unknown_preset_is_a_fault() -> None:
    with pytest.raises(KeyError):
        preset("sepia")
