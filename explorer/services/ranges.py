"""The range of a number in a saved state: what lies outside is said with its name and the range."""

from __future__ import annotations


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Let a number pass that lies from ``low`` to ``high``, both included.

    Raises
    ------
    ValueError
        Where it lies outside, or is not a number.
    """
    if not low <= value <= high:
        raise ValueError(f"{name} is {value}; it has to lie from {low:.12g} to {high:.12g}")
