from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from explorer.engine.style import StyleCache, StyleConfig, measure_step_s, seconds_left

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@pytest.fixture
def config(cat_rgb: NDArray[np.uint8], starry_rgb: NDArray[np.uint8]) -> StyleConfig:
    return StyleConfig(
        cat_rgb,
        starry_rgb,
        size=48,
        steps=30,
        content_layers=(("relu1_2", 1.0),),
        style_layers=(("relu1_1", 1.0),),
        coarse_sizes=(36,),
        device="cpu",
    )


def test_a_step_takes_time(config: StyleConfig) -> None:
    assert 0 < measure_step_s(config, StyleCache()) < 10


def test_time_left_counts_the_steps_of_each_size(config: StyleConfig) -> None:
    # 20 steps at 36 px, each (36 / 48)² of one at 48, and 10 at 48.
    assert seconds_left(config, 0, 2.0) == pytest.approx(20 * 2 * 0.5625 + 10 * 2)
    assert seconds_left(config, 25, 2.0) == pytest.approx(5 * 2)
    assert seconds_left(config, 30, 2.0) == 0
