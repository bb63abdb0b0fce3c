"""Numbers of this panel as people read them."""

from __future__ import annotations

LONGEST_COUNT = 100_000_000_000
_PREFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


def big_text(count: int) -> str:
    """Return a count exactly, with thousands apart; from 10¹¹ on in G or T."""
    if abs(count) < LONGEST_COUNT:
        return f"{count:,}"
    return short_count(count)


def short_count(count: float) -> str:
    """Return a count in four digits: 138.4 M, 15.47 G, 416.5 k, 156."""
    for size, prefix in _PREFIXES:
        if abs(count) >= size:
            return f"{count / size:.4g} {prefix}"
    return f"{count:,.4g}"


def bytes_text(count: float) -> str:
    """Return bytes in powers of 1000: 0.31 MB, 1.23 GB."""
    for size, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB")):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count / 1e3:.3g} kB"
