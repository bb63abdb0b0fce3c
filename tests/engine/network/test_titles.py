"""What layers are called."""

from __future__ import annotations

import pytest

from explorer.engine.network import Conv, Layer, Pool, conv, pool, title


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (conv(8, 3), "conv 3×3"),
        (conv(8, 3, s=2, groups=4), "conv 3×3 /2 in 4 groups"),
        (Conv(8, (1, 7), (1, 2), dilation=(1, 2)), "conv 1×7 /1×2 dilated 1×2"),
        (pool("max", 2), "max pool 2×2"),
        (pool("average", 3, s=2), "average pool 3×3 /2"),
        (Pool("max", (3, 2), (2, 1)), "max pool 3×2 /2×1"),
    ],
)
def test_strides_and_dilations_of_both_axes_are_said(layer: Layer, words: str) -> None:
    assert title(layer) == words
