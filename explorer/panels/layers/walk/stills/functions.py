"""The activation functions: their values for a curve, and how they are written."""

from __future__ import annotations

from math import erf, exp, sqrt, tanh
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LEAK: Final = 0.01
"""PyTorch's slope of a leaky ReLU below 0."""


def _sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x))


CURVES: Final[Mapping[str, Callable[[float], float]]] = {
    "relu": lambda x: max(x, 0.0),
    "relu6": lambda x: min(max(x, 0.0), 6.0),
    "leaky-relu": lambda x: x if x > 0 else LEAK * x,
    "elu": lambda x: x if x > 0 else exp(x) - 1,
    "gelu": lambda x: x * (1 + erf(x / sqrt(2))) / 2,
    "silu": lambda x: x * _sigmoid(x),
    "sigmoid": _sigmoid,
    "tanh": tanh,
}
"""All but softmax, which is a function of several numbers."""

FORMULAE: Final[Mapping[str, str]] = {
    "relu": r"g(z) = \max(0, z)",
    "relu6": r"g(z) = \min(\max(0, z), 6)",
    "leaky-relu": rf"g(z) = \max(z, {LEAK} \, z)",
    "elu": r"g(z) = \max(0, z) + \min(0, e^{z} - 1)",
    "gelu": r"g(z) = z \, \Phi(z)",
    "silu": r"g(z) = z \, \sigma(z) = \frac{z}{1 + e^{-z}}",
    "sigmoid": r"g(z) = \frac{1}{1 + e^{-z}}",
    "tanh": r"g(z) = \tanh z = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
    "softmax": r"g(z)_k = \frac{e^{z_k}}{\sum_{m} e^{z_m}}",
}

WORDS: Final[Mapping[str, str]] = {
    "relu": "What is below 0 becomes 0; the rest stays. Its slope is 0 or 1.",
    "relu6": "A ReLU that stops at 6, so that few bits hold its values.",
    "leaky-relu": f"Below 0 a slope of {LEAK} is left, so that no unit is cut off for good.",
    "elu": "Below 0 it bends towards −1, and stays smooth.",
    "gelu": "z, weighted by the share of a normal distribution that lies below z.",
    "silu": "z, weighted by its own sigmoid; also called swish.",
    "sigmoid": "It squeezes every number between 0 and 1; far from 0 its slope is almost 0.",
    "tanh": "It squeezes every number between −1 and 1; far from 0 its slope is almost 0.",
    "softmax": "Scores become shares: each is above 0, and together they are 1.",
}


def softmax(values: tuple[float, ...]) -> tuple[float, ...]:
    """Return e^z over the sum of all e^z."""
    powers = [exp(value - max(values)) for value in values]
    return tuple(power / sum(powers) for power in powers)
