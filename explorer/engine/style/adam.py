"""Adam on a picture (Kingma and Ba 2015, algorithm 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor

_DECAY_MEAN, _DECAY_SQUARE, _EPS = 0.9, 0.999, 1e-12
"""The gradient may be very small, according to the weights of the losses: so is ε."""


class Adam:
    """Steps of about the learning rate for each pixel, in the range 0 to 1 of a pixel."""

    def __init__(self, learning_rate: float = 0.02) -> None:
        self.learning_rate = learning_rate
        self.forget()

    def forget(self) -> None:
        """Start anew from wherever the next picture is."""
        self._steps = 0
        self._mean: Tensor | None = None
        self._square: Tensor | None = None

    def lower(self) -> None:
        """Take steps half as long from now on, and start anew."""
        self.learning_rate /= 2
        self.forget()

    def advance(self, picture: Tensor, gradient: Tensor, loss: float) -> Tensor:
        """Return the next picture, of the same shape; the loss is not needed."""
        del loss
        if self._mean is None or self._square is None:
            self._mean, self._square = torch.zeros_like(picture), torch.zeros_like(picture)
        self._steps += 1
        self._mean.lerp_(gradient, 1 - _DECAY_MEAN)
        self._square.lerp_(gradient.square(), 1 - _DECAY_SQUARE)
        mean = self._mean / (1 - _DECAY_MEAN**self._steps)
        square = self._square / (1 - _DECAY_SQUARE**self._steps)
        return picture - self.learning_rate * mean / (square.sqrt() + _EPS)
