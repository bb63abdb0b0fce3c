"""How large the numbers of a network may be, and what is said of those that are not."""

from __future__ import annotations

from explorer.engine.network.errors import LayerError

LARGEST = 1_000_000
"""Of any size or count: beyond it, a number was mistyped."""
LARGEST_KERNEL = 1024
DEEPEST = 12
"""Blocks in blocks."""
LONGEST_NUMBER = 30
LONGEST_NAME = 80
MOST_LAYERS = 10_000
"""In a network, those in blocks included."""
MOST_CONNECTIONS = 16_384
"""Of a sparse convolution, all filters together: 128 filters that see 128 channels each."""
MOST_BRANCHES = 64
MOST_SOURCES = 128


def check_range(field: str, value: float, low: float, high: float = LARGEST) -> None:
    """Refuse a number outside its range by a `LayerError` that names the field."""
    if not low <= value <= high:
        raise LayerError(f"{field} {short(value)}: it has to lie from {low:,} to {high:,}.", field)


def short(value: float) -> str:
    """Return a number with its first digits only, should it have come out of a broken file."""
    text = f"{value:,}"
    return text if len(text) <= LONGEST_NUMBER else text[:LONGEST_NUMBER] + "…"


def check_name(name: str, field: str = "name") -> None:
    """Refuse a name that cannot be shown, or not be saved.

    Raises
    ------
    LayerError
        It is longer than 80 characters, or has half a sign in it (a lone surrogate).
    """
    if len(name) > LONGEST_NAME:
        raise LayerError(
            f"{field} with {len(name):,} characters: at most {LONGEST_NAME} can be shown.", field
        )
    if any("\ud800" <= sign <= "\udfff" for sign in name):
        raise LayerError(f"{field} {name!a} has half a sign in it.", field)


def check_most(field: str, count: int, most: int, what: str) -> None:
    """Refuse more of something than can be shown by a `LayerError` that names the field."""
    if count > most:
        raise LayerError(f"{count:,} {what}: at most {most:,} can be shown.", field)


def check_all(field: str, values: tuple[int, ...], low: int, high: int = LARGEST) -> None:
    """Refuse numbers outside their range, as `check_range`."""
    for value in values:
        check_range(field, value, low, high)
