"""L-BFGS on a picture: quasi-Newton steps whose cost next to the network's is small."""

from __future__ import annotations

import torch
from torch import Tensor

_FIRST_STEP = 0.01
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
    """

    def __init__(self, history: int = 20, learning_rate: float = 1.0) -> None:
        self._history = history
        self.learning_rate = learning_rate
        self.forget()

    def forget(self) -> None:
        """Start anew from wherever the next picture is."""
        self._order: list[int] = []  # slots, oldest first
        self._memory: Tensor | None = None  # (2, history, n): steps, changes of the gradient
        self._products = torch.zeros(2, self._history, 2, self._history, dtype=torch.double)
        self._last: tuple[Tensor, Tensor, float] | None = None  # point, gradient, loss
        self._step: Tensor | None = None

    def lower(self) -> None:
        """Take steps half as long from now on, and start anew."""
        self.learning_rate /= 2
        self.forget()

    def advance(self, picture: Tensor, gradient: Tensor, loss: float) -> Tensor:
        """Return the next picture, of the same shape, for the loss and gradient at this one."""
        point, slope = picture.reshape(-1), gradient.reshape(-1)
        if self._last is not None and self._step is not None:
            before, _, loss_before = self._last
            if loss > _ALLOWED_RISE * loss_before:
                self._step = self._step / 2
                return (before + self._step).view_as(picture)
        self._remember(point, slope)
        self._last = (point.clone(), slope.clone(), loss)
        self._step = self._limited(self._direction(slope))
        return (point + self._step).view_as(picture)

    def _remember(self, point: Tensor, slope: Tensor) -> None:
        if self._last is None:
            return
        step, change = point - self._last[0], slope - self._last[1]
        if float(step @ change) <= _LEAST_CURVATURE * float(change @ change):
            return
        if self._memory is None:
            self._memory = point.new_zeros(2, self._history, point.numel())
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
            length = slope.norm() / slope.numel() ** 0.5
            first: Tensor = -slope * (_FIRST_STEP / length.clamp_min(1e-30))
            return first
        with_slope = self._with_memory(slope[:, None])[..., 0]
        of_slope, of_memory = self._coefficients(with_slope)
        weights = of_memory.flatten().to(slope)
        return weights @ self._memory.flatten(0, 1) + of_slope * slope

    def _coefficients(self, with_slope: Tensor) -> tuple[float, Tensor]:
        """Return the direction as a share of the slope and shares (2, history) of the memory."""
        products, shares, of_slope = self._products, torch.zeros_like(with_slope), -1.0
        steps_taken: dict[int, float] = {}
        for slot in reversed(self._order):
            along = (products[0, slot] * shares).sum() + of_slope * with_slope[0, slot]
            steps_taken[slot] = float(along / products[0, slot, 1, slot])
            shares[1, slot] -= steps_taken[slot]
        newest = self._order[-1]
        scale = float(products[0, newest, 1, newest] / products[1, newest, 1, newest])
        shares, of_slope = shares * scale, of_slope * scale
        for slot in self._order:
            along = (products[1, slot] * shares).sum() + of_slope * with_slope[1, slot]
            shares[0, slot] += steps_taken[slot] - float(along / products[0, slot, 1, slot])
        return of_slope, shares

    def _limited(self, direction: Tensor) -> Tensor:
        """Shorten a step that is too long, and apply the learning rate."""
        length = float(direction.norm()) / direction.numel() ** 0.5
        shorter: Tensor = direction * (
            self.learning_rate * min(1.0, _LONGEST_STEP / max(length, 1e-30))
        )
        return shorter
