"""From a picture to the numbers that a network was trained on, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from explorer.engine.images import centre_crop, resize, to_tensor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

Channels = Literal["rgb", "bgr", "grey"]


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a network sees a picture: ``(value · scale − mean) / std``, with values of 0 to 255.

    Parameters
    ----------
    size
        Height and width of the network's input, in pixels.
    resize
        What the shorter side is scaled to before the centre of ``size`` is cut out; ``None`` cuts
        out the largest part of the right proportions. The picture is never stretched.
    channels
        Order of the channels, or ``"grey"`` for one.
    scale, mean, std
        As in the formula, one mean and one deviation for each channel.
    """

    size: tuple[int, int]
    resize: int | None = None
    channels: Channels = "rgb"
    scale: float = 1 / 255
    mean: tuple[float, ...] = (0.0, 0.0, 0.0)
    std: tuple[float, ...] = (1.0, 1.0, 1.0)

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with."""
        count = 1 if self.channels == "grey" else 3
        if len(self.mean) != count or len(self.std) != count:
            raise ValueError(f"{self.channels} takes {count} means and {count} deviations")
        if min(self.size) < 1 or not self.scale or 0 in self.std:
            raise ValueError("the size is at least 1 × 1, and no scale or deviation is 0")
        if self.resize is not None and self.resize < max(self.size):
            raise ValueError(f"resizing to {self.resize} leaves less than {max(self.size)} pixels")

    def crop_xyxy(self, height: int, width: int) -> tuple[float, float, float, float]:
        """Return the part of a picture that the network sees, in whole pixels."""
        rows, columns = self.size
        if self.resize is None:
            pixel = min(height / rows, width / columns)
        else:
            pixel = min(height, width) / self.resize
        tall = max(1, min(height, round(rows * pixel)))
        wide = max(1, min(width, round(columns * pixel)))
        top, left = (height - tall) // 2, (width - wide) // 2
        return float(left), float(top), float(left + wide), float(top + tall)

    def tensor(self, rgb: NDArray[np.uint8]) -> Tensor:
        """Turn a picture, uint8 (H, W, 3), into the network's input, float32 (1, C, h, w)."""
        left, top, right, bottom = self.crop_xyxy(*rgb.shape[:2])
        part = centre_crop(rgb, int(bottom - top), int(right - left))
        return self.normalise(to_tensor(resize(part, *self.size)))

    def normalise(self, unit_rgb: Tensor) -> Tensor:
        """Turn RGB in 0..1, (N, 3, H, W), into network input; differentiable.

        A network of one channel takes (N, 1, H, W) as well.
        """
        if self.channels == "grey" and unit_rgb.shape[1] == 3:
            weights = unit_rgb.new_tensor((0.299, 0.587, 0.114))[:, None, None]
            unit_rgb = (unit_rgb * weights).sum(1, keepdim=True)
        elif self.channels == "bgr":
            unit_rgb = unit_rgb.flip(1)
        mean, std = self._statistics(unit_rgb)
        return (255 * self.scale * unit_rgb - mean) / std

    def denormalise(self, x: Tensor) -> Tensor:
        """Turn network input, (N, C, H, W), into RGB in 0..1, not clipped; differentiable."""
        mean, std = self._statistics(x)
        unit = (x * std + mean) / (255 * self.scale)
        if self.channels == "grey":
            return unit.expand(-1, 3, -1, -1)
        return unit.flip(1) if self.channels == "bgr" else unit

    def _statistics(self, like: Tensor) -> tuple[Tensor, Tensor]:
        mean, std = like.new_tensor(self.mean), like.new_tensor(self.std)
        return mean[:, None, None], std[:, None, None]


IMAGENET = Preprocessing(
    (224, 224), resize=256, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)
)
