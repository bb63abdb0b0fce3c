"""The usual ways in which networks were shown pictures, to choose from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.panels.filters.state import OwnInput


@dataclass(frozen=True, slots=True)
class Preset:
    """A preprocessing by name; ``mean`` and ``std`` are for three channels."""

    title: str
    tooltip: str
    channels: Literal["rgb", "bgr"]
    scale: float
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def apply(self, own: OwnInput) -> OwnInput:
        """Return ``own`` with this preprocessing, and its size."""
        if own.channels != "grey":
            return replace(
                own, channels=self.channels, scale=self.scale, mean=self.mean, std=self.std
            )
        mean, std = sum(self.mean) / 3, sum(self.std) / 3
        return replace(own, scale=self.scale, mean=(mean,), std=(std,))


_ZEROS, _ONES = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
PRESETS: Mapping[str, Preset] = {
    "unit": Preset("0 to 1", "value / 255", "rgb", 1 / 255, _ZEROS, _ONES),
    "imagenet": Preset(
        "ImageNet (RGB)",
        "(value / 255 − mean) / deviation, as torchvision's networks",
        "rgb",
        1 / 255,
        (0.485, 0.456, 0.406),
        (0.229, 0.224, 0.225),
    ),
    "caffe": Preset(
        "Caffe (BGR, minus mean)",
        "value − mean, blue first, as Caffe's networks",
        "bgr",
        1.0,
        (103.939, 116.779, 123.68),
        _ONES,
    ),
    "signed": Preset(
        "−1 to 1",
        "value / 127.5 − 1, as TensorFlow's networks",
        "rgb",
        1 / 127.5,
        _ONES,
        _ONES,
    ),
}
CUSTOM = "custom"


def preset_of(own: OwnInput) -> str:
    """Return the key of the preset that gives this preprocessing, or `CUSTOM`."""
    return next((key for key, preset in PRESETS.items() if preset.apply(own) == own), CUSTOM)
