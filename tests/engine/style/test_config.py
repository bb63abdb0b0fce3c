from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from explorer.engine.style import StyleConfig, StyleError, StyleState

if TYPE_CHECKING:
    from numpy.typing import NDArray


@pytest.fixture
def config(cat_rgb: NDArray[np.uint8], starry_rgb: NDArray[np.uint8]) -> StyleConfig:
    return StyleConfig(cat_rgb, starry_rgb)


SMALL = np.zeros((20, 300, 3), np.uint8)
PICTURE = np.zeros((64, 64, 3), np.uint8)
STATE = StyleState(200, np.zeros((3, 64, 64), np.float32))


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"content_rgb": SMALL}, "content_rgb", "300 × 20 px are too few: each side has 32"),
        ({"style_rgb": PICTURE[..., :1]}, "style_rgb", "3 channels, red, green and blue, not 1"),
        ({"style_rgb": PICTURE[..., 0]}, "style_rgb", r"uint8 \(H, W, 3\), not uint8 \(64, 64\)"),
        ({"content_rgb": PICTURE / 255}, "content_rgb", "not float64"),
        ({"style_rgb": (PICTURE, None)}, "style_rgb", "not NoneType"),
        ({"size": 16}, "size", "Size 16 px: it lies from 32 to 8192 px"),
        ({"steps": 0}, "steps", "Steps 0"),
        ({"noise": 1.5}, "noise", "Noise 1.5: it lies from 0 to 1"),
        ({"style_weight": float("nan")}, "style_weight", "Style weight nan"),
        ({"optimizer": "sgd"}, "optimizer", '"sgd" is none of lbfgs, adam'),
        ({"normalisation": "l2"}, "normalisation", "none of sum, gatys, johnson, mean"),
        ({"style_layers": (("relu6_1", 1.0),)}, "style_layers", 'no layer "relu6_1"'),
        ({"style_layers": (("relu1_1", 1.0),) * 2}, "style_layers", "named twice"),
        ({"content_layers": (("relu1_1", -1.0),)}, "content_layers", "weight -1"),
        ({"content_weight": 0, "style_weight": 0}, "style_weight", "nothing to paint"),
        (
            {"content_layers": (("relu4_2", 0.0),), "style_layers": ()},
            "style_weight",
            "nothing to paint",
        ),
        ({"style_mix": (1.0, 1.0)}, "style_mix", "1 styles take as many weights"),
        ({"coarse_sizes": (512,)}, "coarse_sizes", "not 512 → 256 px"),
        ({"trunk": "vgg19"}, "trunk_file", "choose the official file vgg19-dcbb9e9d.pth"),
        ({"start": STATE}, "steps", "Step 200 of 200: nothing is left"),
        ({"start": StyleState(3, STATE.planes), "start_rgb": PICTURE}, "start", "one start"),
    ],
)
def test_what_cannot_be_painted_with_is_refused(
    config: StyleConfig, changes: dict[str, object], field: str, text: str
) -> None:
    with pytest.raises(StyleError, match=text) as caught:
        replace(config, **changes)  # type: ignore[arg-type]
    assert caught.value.field == field


def test_styles_are_weighed_alike_where_nothing_is_said(config: StyleConfig) -> None:
    assert config.style_shares == (1.0,)
    both = replace(config, style_rgb=(PICTURE, PICTURE))
    assert both.style_shares == (0.5, 0.5)
    assert replace(both, style_mix=(3.0, 1.0)).style_shares == (0.75, 0.25)
