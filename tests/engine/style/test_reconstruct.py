"""Reconstructions: one loss alone, from the same noise, at each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.ssim import ssim
from explorer.engine.style.reconstruct import (
    ReconstructionConfig,
    ReconstructionStep,
    Target,
    field_of,
    painting_of,
    reconstruct,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


@pytest.fixture(scope="module")
def config(cat_rgb: NDArray[np.uint8], starry_rgb: NDArray[np.uint8]) -> ReconstructionConfig:
    return ReconstructionConfig(
        cat_rgb, starry_rgb, blocks=(1, 2), steps=10, size=48, device="cpu"
    )  # fmt: skip


@pytest.fixture(scope="module")
def steps(config: ReconstructionConfig) -> list[ReconstructionStep]:
    return list(reconstruct(config))


def test_each_target_has_all_its_steps_and_the_fraction_rises(steps):
    targets = [Target(loss, block) for block in (1, 2) for loss in ("content", "style")]
    assert [step.target for step in steps if step.index == 0] == targets
    assert len(steps) == 4 * 11
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0
    assert fractions[-1] == pytest.approx(1)


def test_the_loss_falls_from_that_of_the_noise(steps):
    for last in (step for step in steps if step.is_last):
        assert last.loss < 0.2 * last.first
        assert last.picture is not None
        assert last.alike == pytest.approx(ssim(last.picture, last.original))


def test_the_first_layer_s_content_is_the_picture_and_its_style_is_not(steps):
    content, style = (step for step in steps if step.is_last and step.target.block == 1)
    assert content.alike > 0.7 > 0.3 > style.alike


def test_all_begin_with_the_same_noise(steps):
    first, _, third, _ = (step.picture for step in steps if step.index == 0)
    np.testing.assert_array_equal(first, third)


def test_one_loss_is_all_there_is(config):
    content = painting_of(config, Target("content", 2))
    assert content.content_layers == (("relu2_1", 1.0),)
    assert content.style_layers == ()
    style = painting_of(config, Target("style", 3))
    assert [layer for layer, _ in style.style_layers] == ["relu1_1", "relu2_1", "relu3_1"]
    assert style.content_layers == ()
    assert style.content_rgb is config.style_rgb
    for painting in (content, style):
        assert painting.noise == 1
        assert painting.variation_weight == 0


def test_receptive_fields_are_those_of_vgg():
    fields = [field_of("vgg16", f"relu{block}_1") for block in range(1, 6)]
    assert fields == [3, 10, 24, 60, 132]
    assert field_of("vgg19", "relu5_1") == 156
