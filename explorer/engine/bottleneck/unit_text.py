"""Measured numbers as people write them: three digits and a prefix."""

from __future__ import annotations

from math import floor, log10

_DECIMAL = {0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P"}
_BINARY = ("KiB", "MiB", "GiB", "TiB")
_SMALL = {-9: "n", -6: "µ", -3: "m"}


def rate_text(per_second: float, unit: str = "FLOP") -> str:
    """Write a rate, such as 194 GFLOP/s, or 12.3 GB/s for the unit "B"."""
    return f"{_prefixed(per_second, _DECIMAL)}{unit}/s"


def seconds_text(seconds: float) -> str:
    """Write a duration, such as 1.55 ms."""
    return f"{_prefixed(seconds, {**_SMALL, 0: ''})}s"


def memory_text(size_bytes: float) -> str:
    """Write an amount of memory in powers of 1024, such as 1.5 GiB."""
    size, power = size_bytes / 1024, 0
    while size >= 1000 and power + 1 < len(_BINARY):
        size, power = size / 1024, power + 1
    return f"{_digits(size)} {_BINARY[power]}"


def times_text(ratio: float) -> str:
    """Write a ratio with three digits and no exponent, such as 9.68."""
    return _digits(ratio)


def _prefixed(value: float, prefixes: dict[int, str]) -> str:
    if value <= 0:
        return "0 "
    power = 3 * floor(log10(value) / 3)
    power = min(max(power, min(prefixes)), max(prefixes))
    if float(f"{value / 10.0**power:.3g}") >= 1000 and power + 3 in prefixes:
        power += 3
    return f"{_digits(value / 10.0**power)} {prefixes[power]}"


def _digits(value: float) -> str:
    if value <= 0:
        return "0"
    if value < 1000:
        value = float(f"{value:.3g}")  # 9.999 has one digit more before its point than it seems
    after_point = max(0, 2 - floor(log10(value)))
    return f"{round(value, after_point):,.{after_point}f}"
