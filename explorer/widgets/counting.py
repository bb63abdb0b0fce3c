"""Numbers of things in sentences."""

from __future__ import annotations


def many(count: int, one: str, more: str = "") -> str:
    """Return "1 box" or "3,000 boxes"; without a word for more than one, an s is added."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"
