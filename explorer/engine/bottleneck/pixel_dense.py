"""A 1×1 convolution is a small dense layer that stands at each pixel, everywhere the same.

At a pixel, the volume holds a vector of C numbers, one of each channel. The 1×1 convolution
multiplies it by its C′×C weights and adds its C′ biases (Lin, Chen and Yan, "Network in network",
2013, section 3.1), which is what ``nn.Linear`` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from explorer.engine.arithmetic import ShapeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PixelResult:
    """One pixel, computed three ways; all arrays are float32.

    Attributes
    ----------
    channels
        The pixel's vector, (C,).
    weights, bias
        The matrix, (C′, C), and what is added, (C′,).
    by_dot
        (C′,): each row's products with the channels, added up by numpy, and the bias.
    by_linear
        (C′,): the same by ``nn.Linear``.
    by_conv
        (C′,): what ``nn.Conv2d`` has at this pixel, having run over the whole volume.
    """

    row: int
    column: int
    channels: Vector
    weights: NDArray[np.float32]
    bias: Vector
    by_dot: Vector
    by_linear: Vector
    by_conv: Vector

    @property
    def products(self) -> NDArray[np.float32]:
        """(C′, C): each weight times its channel; a row's sum and its bias are one result."""
        return self.weights * self.channels

    @property
    def difference(self) -> float:
        """The largest distance between any two of the three ways: the error of rounding.

        They add the same products in different orders.
        """
        ways = np.stack([self.by_dot, self.by_linear, self.by_conv])
        return float(np.ptp(ways, axis=0).max())


class PixelDense:
    """A 1×1 convolution of a volume, and the dense layer that it is at each pixel.

    Parameters
    ----------
    values
        The volume, float32 (1, C, H, W).
    weights, bias
        (C′, C) and (C′,); without a bias, zeros are added.

    Raises
    ------
    ShapeError
        They do not fit together.
    """

    def __init__(self, values: Tensor, weights: Tensor, bias: Tensor | None = None) -> None:
        _check(values, weights, bias)
        self._values = values.detach().float().cpu()
        self._weights = weights.detach().float().cpu()
        zeros = torch.zeros(len(weights))
        self._bias = zeros if bias is None else bias.detach().float().cpu()
        with torch.inference_mode():
            self._linear = _linear(self._weights, self._bias)
            self._conv = _convolution(self._weights, self._bias)(self._values)[0]

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the volume."""
        return (int(self._values.shape[2]), int(self._values.shape[3]))

    @property
    def output(self) -> NDArray[np.float32]:
        """(C′, H, W): the convolution of the whole volume."""
        return _array(self._conv)

    def at(self, row: int, column: int) -> PixelResult:
        """Return what happens at a pixel, counted from 0 at the top left.

        Raises
        ------
        ShapeError
            The pixel lies outside the volume.
        """
        height, width = self.size
        if not (0 <= row < height and 0 <= column < width):
            raise ShapeError(
                f"The volume has rows 0 to {height - 1} and columns 0 to {width - 1}: "
                f"there is no pixel ({row}, {column})."
            )
        vector = self._values[0, :, row, column]
        with torch.inference_mode():
            by_linear = self._linear(vector)
        channels, weights, bias = _array(vector), _array(self._weights), _array(self._bias)
        by_dot = np.array([_dot(line, channels) for line in weights], np.float32) + bias
        by_conv = _array(self._conv[:, row, column])
        return PixelResult(row, column, channels, weights, bias, by_dot, _array(by_linear), by_conv)

    def largest_difference(self) -> float:
        """Return the largest distance of ``nn.Linear`` from ``nn.Conv2d`` over all pixels."""
        with torch.inference_mode():
            everywhere = self._linear(self._values[0].permute(1, 2, 0))  # (H, W, C′)
            return float((everywhere.permute(2, 0, 1) - self._conv).abs().max())


@dataclass(frozen=True, slots=True, eq=False)
class OneChannel:
    """A 1×1 convolution of one channel into one: each number times the only weight there is.

    ``by_number`` is ``channel`` · weight + bias, ``by_conv`` what ``nn.Conv2d(1, 1, 1)`` gives:
    float32 (H, W).
    """

    channel: NDArray[np.float32]
    weight: float
    bias: float
    by_number: NDArray[np.float32]
    by_conv: NDArray[np.float32]

    @property
    def difference(self) -> float:
        """The largest distance between both."""
        return float(np.abs(self.by_number - self.by_conv).max())


def one_channel_step(channel: NDArray[np.float32], weight: float, bias: float = 0.0) -> OneChannel:
    """Run a 1×1 convolution with C = C′ = 1: just multiplying by a number.

    Raises
    ------
    ShapeError
        The channel is no plane (H, W).
    """
    if channel.ndim != 2 or not channel.size:
        raise ShapeError(f"One channel is a plane (H, W), not {channel.shape}.")
    plane = np.array(channel, np.float32)
    matrix, added = torch.tensor([[weight]]), torch.tensor([bias])
    with torch.inference_mode():
        by_conv = _convolution(matrix, added)(torch.from_numpy(plane)[None, None])[0, 0]
    by_number = plane * np.float32(weight) + np.float32(bias)
    return OneChannel(plane, weight, bias, by_number, _array(by_conv))


def _dot(weights: Vector, channels: Vector) -> np.float32:
    """Multiply number by number and add up, in float32 as the layers do."""
    return np.float32((weights * channels).sum(dtype=np.float32))


def _linear(weights: Tensor, bias: Tensor) -> nn.Linear:
    with torch.device("meta"):  # nothing is drawn
        layer = nn.Linear(weights.shape[1], weights.shape[0])
    layer.load_state_dict({"weight": weights, "bias": bias}, assign=True)
    return layer


def _convolution(weights: Tensor, bias: Tensor) -> nn.Conv2d:
    with torch.device("meta"):
        layer = nn.Conv2d(weights.shape[1], weights.shape[0], 1)
    layer.load_state_dict({"weight": weights[:, :, None, None], "bias": bias}, assign=True)
    return layer


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return np.array(tensor.numpy(), np.float32)


def _check(values: Tensor, weights: Tensor, bias: Tensor | None) -> None:
    if values.ndim != 4 or values.shape[0] != 1 or not values.numel():
        raise ShapeError(f"A volume of one picture is (1, C, H, W), not {(*values.shape,)}.")
    if weights.ndim != 2 or weights.shape[1] != values.shape[1]:
        raise ShapeError(
            f"The volume has {values.shape[1]} channels: the weights of a 1×1 convolution "
            f"are (C′, {values.shape[1]}), not {(*weights.shape,)}."
        )
    if bias is not None and bias.shape != weights.shape[:1]:
        raise ShapeError(f"{len(weights)} filters have as many biases, not {(*bias.shape,)}.")
