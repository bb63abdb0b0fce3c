from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.engine.errors import ExplorerError
from explorer.engine.style import NORMALISATIONS, StyleConfig, StyleError
from explorer.panels.style.balance import rebalanced, reference_weights
from explorer.panels.style.plan import plan_of
from explorer.panels.style.state import PaintState, StyleChoice
from explorer.panels.style.values import CONTENT, Picture, Pictures

PICTURE = Picture("grey", np.full((48, 64, 3), 90, np.uint8), "grey.png")
OTHER = Picture("dark", np.full((40, 40, 3), 9, np.uint8), "dark.png")
PICTURES = Pictures(PICTURE, (OTHER,))


def config(**changes: Any) -> StyleConfig:
    return plan_of(replace(PaintState(), **changes), PICTURES, "cpu").config


def test_the_state_of_a_new_user_is_the_engine_s_own_defaults() -> None:
    made, default = config(), StyleConfig(PICTURE.rgb, (OTHER.rgb,))
    for name in ("size", "steps", "optimizer", "seed", "content_weight", "style_weight",
                 "variation_weight", "content_layers", "style_layers", "normalisation",
                 "style_scale", "noise", "pooling", "colour", "coarse_sizes", "learning_rate",
                 "trunk", "trunk_file", "precision"):  # fmt: skip
        assert getattr(made, name) == getattr(default, name), name


def test_every_choice_reaches_the_config() -> None:
    changes: dict[str, Any] = {
        "size": 300, "steps": 7, "optimizer": "adam", "seed": 3, "content_weight": 2.0,
        "style_weight": 3.0, "variation_weight": 4.0, "content_layers": (("relu3_1", 0.5),),
        "style_layers": (("conv2_1", 2.0),), "normalisation": "gatys", "style_scale": 2.0,
        "noise": 0.5, "pooling": "average", "colour": "matched", "picture_every": 3,
        "learning_rate": 0.1, "precision": "float32",
    }  # fmt: skip
    made = config(**changes)
    assert {name: getattr(made, name) for name in changes} == changes
    assert made.device == "cpu"


def test_coarse_sizes_and_files() -> None:
    assert config(size=1024, coarse=True).coarse_sizes == (128, 256, 512)
    assert config(size=200, coarse=True).coarse_sizes == ()
    own = config(trunk="vgg19", trunk_file="~/vgg19-dcbb9e9d.pth")
    assert own.trunk_file == Path("~/vgg19-dcbb9e9d.pth").expanduser()


def test_the_plan_remembers_what_it_was_made_from() -> None:
    paint = PaintState(steps=3)
    plan = plan_of(paint, PICTURES, None)
    assert plan.made_from is paint
    assert (plan.content, plan.styles) == (PICTURE, (OTHER,))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"trunk": "vgg19"}, "VGG-19 is not bundled"),
        ({"content_weight": 0, "style_weight": 0}, "nothing to paint"),
        ({"style_layers": (("relu9_9", 1.0),)}, "has no layer"),
    ],
)
def test_what_cannot_be_painted_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ExplorerError, match=words):
        config(**changes)


def test_styles_are_weighed_where_there_are_several() -> None:
    two = Pictures(PICTURE, (OTHER, OTHER))
    half = PaintState(styles=(StyleChoice(), StyleChoice(weight=0.5)))
    assert plan_of(half, two, "cpu").config.style_mix == (1.0, 0.5)
    none = PaintState(styles=(StyleChoice(weight=0),) * 2)
    with pytest.raises(StyleError, match="Every style has the weight 0"):
        plan_of(none, two, "cpu")


def test_one_that_is_left_alone_counts_whatever_it_weighed() -> None:
    assert config(styles=(StyleChoice(weight=0),)).style_shares == (1.0,)


def test_a_picture_that_is_missing_is_named() -> None:
    missing = Pictures(PICTURE, (None,), ((0, "There is no file x.png."),))
    with pytest.raises(StyleError, match="The style: There is no file"):
        plan_of(PaintState(), missing, None)
    two = PaintState(styles=(StyleChoice(), StyleChoice()))
    with pytest.raises(StyleError, match="The style 2: why"):
        plan_of(two, Pictures(PICTURE, (OTHER, None), ((1, "why"),)), None)
    with pytest.raises(StyleError, match="The content: why"):
        plan_of(two, Pictures(None, (OTHER, OTHER), ((CONTENT, "why"),)), None)
    with pytest.raises(StyleError, match="being read"):
        plan_of(PaintState(), Pictures(), None)


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
def test_another_normalisation_keeps_the_balance(normalisation: Any) -> None:
    """Worked out by hand for one layer: relu4_2 at 256 px has 512 maps of 32 × 32 positions."""
    layers = (("relu4_2", 2.0),)
    paint = PaintState(content_layers=layers, style_layers=layers, style_weight=100.0)
    values = 512 * 32 * 32
    content = {"sum": 2 / values, "gatys": 2 / values, "johnson": 1, "mean": 1}
    style = {"sum": 100 / values**2, "gatys": 400, "johnson": 100, "mean": 100 * 512**2}
    made = rebalanced(paint, normalisation)
    assert made.content_weight == pytest.approx(content[normalisation], rel=0.06)
    assert made.style_weight == pytest.approx(style[normalisation], rel=0.06)
    assert rebalanced(made, "johnson").style_weight == pytest.approx(100, rel=0.06)
    assert reference_weights(made)["variation_weight"] == 1


def test_nothing_weighed_keeps_its_weight() -> None:
    paint = PaintState(content_layers=(), style_layers=())
    assert rebalanced(paint, "sum").style_weight == paint.style_weight
