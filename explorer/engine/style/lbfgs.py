"""L-BFGS on a picture: quasi-Newton steps whose cost next to the network's is small."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST_STEP = 0.03
"""Root mean square of the first step, in the range of a pixel: no curvature is known yet."""
_LONGEST_STEP = 0.1
"""Longer steps leave the region where the curvature of the last ones says anything."""
_LEAST_CURVATURE = 1e-10
_ALLOWED_RISE = 1.5
"""A loss higher than the last by more is not stepped on from: half the step is tried instead."""


class LBFGS:
    """Steps of limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.4), without line search.

    A step costs one gradient. The two loops of the algorithm run over the inner products of the
    remembered vectors and not over the vectors (Chen, Wang and Zhou 2014, "Large-scale L-BFGS using
    MapReduce"): all products of a step are one matrix product, its direction is another.

    Parameters
    ----------
    history
        How many pairs of steps and changes of the gradient are remembered.
    learning_rate
        Share of the full step that is taken.
    smooth
        A linear, symmetric operator S: steps are taken in z, where the picture is x₀ + S z and the
        gradient S ∂J/∂x. None for the identity.
    """

    def __init__(
        self,
        history: int = 20,
        learning_rate: float = 1.0,
        smooth: Callable[[Tensor], Tensor] | None = None,
    ) -> None:
        self._history = history
        self.learning_rate = learning_rate
        self._smooth = smooth or (lambda planes: planes)
        self.forget()

    def forget(self) -> None:
        """Start anew from wherever the next picture is."""
        self._order: list[int] = []  # slots, oldest first
        self._memory: Tensor | None = None  # (2, history, n): steps, changes of the gradient
        self._products = torch.zeros(2, self._history, 2, self._history, dtype=torch.double)
        self._last: tuple[Tensor, Tensor, float] | None = None  # picture, slope in z, loss
        self._step: Tensor | None = None  # in z

    def lower(self) -> None:
        """Take steps half as long from now on, and start anew."""
        self.learning_rate /= 2
        self.forget()

    def advance(self, picture: Tensor, gradient: Tensor, loss: float) -> Tensor:
        """Return the next picture, of the same shape, for the loss and gradient at this one."""
        if self._last is not None and self._step is not None:
            before, _, loss_before = self._last
            if loss > _ALLOWED_RISE * loss_before:
                self._step = self._step / 2
                return before + self._smooth(self._step.view_as(picture))
        slope = self._smooth(gradient).reshape(-1).clone()
        self._remember(slope)
        self._last = picture, slope, loss
        direction = self._direction(slope)
        way = self._smooth(direction.view_as(picture))
        share = self._share(way)
        self._step = direction * share
        return picture + way * share

    def _remember(self, slope: Tensor) -> None:
        if self._last is None or self._step is None:
            return
        step, change = self._step, slope - self._last[1]
        if float(step @ change) <= _LEAST_CURVATURE * float(change @ change):
            return
        if self._memory is None:
            self._memory = slope.new_zeros(2, self._history, slope.numel())
        full = len(self._order) == self._history
        slot = self._order.pop(0) if full else len(self._order)
        self._order.append(slot)
        self._memory[0, slot], self._memory[1, slot] = step, change
        products = self._with_memory(torch.stack((step, change), dim=1))
        self._products[:, :, 0, slot] = self._products[0, slot] = products[..., 0]
        self._products[:, :, 1, slot] = self._products[1, slot] = products[..., 1]

    def _with_memory(self, columns: Tensor) -> Tensor:
        """Return the inner products of all remembered vectors with columns (n, k)."""
        assert self._memory is not None
        products = self._memory.flatten(0, 1) @ columns
        return products.double().cpu().view(2, self._history, -1)

    def _direction(self, slope: Tensor) -> Tensor:
        if self._memory is None:
            return -slope
        with_slope = self._with_memory(slope[:, None])[..., 0]
        of_slope, of_memory = self._coefficients(with_slope)
        weights = of_memory.flatten().to(slope)
        return weights @ self._memory.flatten(0, 1) + of_slope * slope

    def _coefficients(self, with_slope: Tensor) -> tuple[float, Tensor]:
        """Return the direction as a share of the slope and shares (2, history) of the memory."""
        products, shares, of_slope = self._products, torch.zeros_like(with_slope), -1.0
        taken: dict[int, float] = {}
        for slot in reversed(self._order):
            along = (products[0, slot] * shares).sum() + of_slope * with_slope[0, slot]
            taken[slot] = float(along / products[0, slot, 1, slot])
            shares[1, slot] -= taken[slot]
        newest = self._order[-1]
        scale = float(products[0, newest, 1, newest] / products[1, newest, 1, newest])
        shares, of_slope = shares * scale, of_slope * scale
        for slot in self._order:
            along = (products[1, slot] * shares).sum() + of_slope * with_slope[1, slot]
            # Both loops have the direction downhill, so the signs are those of −g.
            shares[0, slot] += taken[slot] - float(along / products[0, slot, 1, slot])
        return of_slope, shares

    def _share(self, way: Tensor) -> float:
        """Return how much of a way through the pixels is gone."""
        length = float(torch.linalg.vector_norm(way)) / math.sqrt(way.numel())
        if not length > 0:
            return 0.0
        if self._memory is None:
            return self.learning_rate * _FIRST_STEP / length
        return self.learning_rate * min(1.0, _LONGEST_STEP / length)
