from __future__ import annotations

import pytest

from explorer.panels.style.live.blend import (
    NONE,
    alone,
    chosen,
    even,
    random_blend,
    shares,
    toggled,
    with_weight,
)
from explorer.panels.style.live.exports import blend_rows
from explorer.panels.style.live.mathematics import blend_latex, example_latex, facts_text
from explorer.panels.style.state import LiveState


def blend(**weights: float) -> tuple[float, ...]:
    made = NONE
    for style, weight in weights.items():
        made = with_weight(made, int(style.lstrip("s")), weight)
    return made


def test_shares_are_weights_over_their_sum() -> None:
    portions = shares(blend(s3=1.0, s19=0.6))
    assert portions[3] == pytest.approx(0.625)
    assert portions[19] == pytest.approx(0.375)
    assert sum(portions) == pytest.approx(1)
    assert shares(NONE) == NONE


def test_a_style_joins_as_heavy_as_the_heaviest_and_leaves() -> None:
    two = toggled(blend(s3=0.4, s5=0.2), 19)
    assert chosen(two) == (3, 5, 19)
    assert two[19] == 0.4
    assert toggled(two, 19) == blend(s3=0.4, s5=0.2)
    assert toggled(NONE, 7) == alone(7)


def test_an_even_mix_has_the_same_styles() -> None:
    assert even(blend(s3=0.4, s5=0.2)) == blend(s3=1.0, s5=1.0)


def test_random_blends_are_valid_and_the_same_for_a_seed() -> None:
    blends = [random_blend(seed) for seed in range(200)]
    assert blends == [random_blend(seed) for seed in range(200)]
    assert len(set(blends)) == 200
    assert {len(chosen(one)) for one in blends} == {2, 3, 4}
    assert {style for one in blends for style in chosen(one)} == set(range(26))
    for one in blends:
        assert LiveState(weights=one).weights == one


def test_gamma_is_written_out_with_shares_and_numbers_from_1() -> None:
    assert blend_latex(blend(s3=1.0, s19=0.6)) == (
        r"\gamma = 0.625\,\gamma_{4} + 0.375\,\gamma_{20}"
    )
    four = blend(s0=0.1, s1=0.3, s2=0.3, s3=0.3)
    assert blend_latex(four) == (
        r"\gamma = 0.300\,\gamma_{2} + 0.300\,\gamma_{3} + 0.300\,\gamma_{4} + \cdots"
    )
    assert blend_latex(NONE) == ""


def test_the_numbers_of_the_first_map_are_those_of_the_network() -> None:
    from explorer.engine.style.multistyle import load_multistyle
    from explorer.engine.style.multistyle_facts import facts_of
    from explorer.engine.weights import load_weights

    facts = facts_of(load_multistyle("cpu").network)
    state = load_weights("multistyle26")
    gamma, beta = state["contract.0.gamma"][:, 0], state["contract.0.beta"][:, 0]
    first, second = example_latex(blend(s3=1.0, s19=0.6), facts).split("\n")
    assert first.startswith(r"\gamma = 0.625\cdot0.8458 + 0.375\cdot0.7355 = ")
    found = float(first.split(" = ")[-1]), float(second.split(" = ")[-1])
    by_hand = (0.625 * one[3] + 0.375 * one[19] for one in (gamma, beta))
    assert found == pytest.approx(tuple(map(float, by_hand)), abs=5e-5)
    assert r"\left({-}0.09045\right)" in second
    assert example_latex(NONE, facts) == ""
    own = sum(one[0].numel() for name, one in state.items() if not name.endswith("weight"))
    shared = sum(one.numel() for name, one in state.items() if name.endswith("weight"))
    assert f"{shared:,} weights" in facts_text(facts)
    assert f"these {own} numbers" in facts_text(facts)


def test_a_blend_is_a_table() -> None:
    header, *rows = blend_rows(blend(s3=1.0, s19=0.6))
    assert header == ("number", "style", "weight", "share")
    assert rows == [(4, "Stained", 1.0, 0.625), (20, "Night strokes", 0.6, 0.375)]
