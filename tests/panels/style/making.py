"""Plans of small pictures, painted with the real network."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.engine.assets import ASSETS
from explorer.engine.images import fit_within, load_rgb
from explorer.engine.style import StyleConfig, StyleState
from explorer.panels.style.state import PaintState
from explorer.panels.style.values import Losses, Moment, Picture, Plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

TIMEOUT_MS = 60_000
SIZE = 64


@cache
def picture(name: str) -> Picture:
    """Return a bundled picture, small."""
    rgb: NDArray[np.uint8] = fit_within(load_rgb(ASSETS / "images" / f"{name}.jpg"), 128)
    return Picture(name, rgb, f"bundled:{name}")


def make_plan(**changes: Any) -> Plan:
    """Return a plan whose config is quick (four convolutions of the network), with changes."""
    content, style = picture("cat"), picture("starry-night")
    config = StyleConfig(
        content.rgb,
        style.rgb,
        size=SIZE,
        steps=12,
        picture_every=2,
        device="cpu",
        content_layers=(("relu2_2", 1.0),),
        style_layers=(("relu1_1", 1.0), ("relu2_1", 0.3)),
    )
    return Plan(replace(config, **changes), content, (style,), PaintState(size=SIZE))


def make_moment(index: int, *, branch: int = 0, loss: float = 1.0, size: int = 64) -> Moment:
    """Return a moment with a grey picture."""
    rgb = np.full((size * 3 // 4, size, 3), 100 + index % 100, np.uint8)
    losses = Losses(index, loss, loss / 4, loss / 2, loss / 8, (), (), 0.1 * index, size)
    planes = StyleState(index, np.zeros((3, size * 3 // 4, size), np.float32))
    return Moment(branch, index, rgb, rgb[::2, ::2], losses, None, planes)
