"""Numbers as people type and read them: 1/9, −2.5, 0,5 and 1e-3."""

from __future__ import annotations

import math
import re

from explorer.engine.errors import ExplorerError

MINUS = "\N{MINUS SIGN}"
LONGEST_COUNT = 100_000_000_000
LONGEST_QUOTE = 24
_PREFIXES = (
    (1e30, "Q"), (1e27, "R"), (1e24, "Y"), (1e21, "Z"), (1e18, "E"), (1e15, "P"),
    (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"),
)  # fmt: skip
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_FRACTION = re.compile(rf"({_NUMBER})(?:\s*/\s*({_NUMBER}))?", re.IGNORECASE)


class NumberError(ExplorerError, ValueError):
    """Text that is no number; says why."""


def parse_number(text: str) -> float:
    """Return the number that a text means.

    Both "." and "," are decimal signs, whatever the system's language is; a quotient such as 1/9
    is worked out; thousands are not grouped.

    Raises
    ------
    NumberError
        When it is empty, no number, divided by zero or not finite.
    """
    plain = text.strip().replace(MINUS, "-").replace(",", ".")
    if not plain:
        raise NumberError("Type a number, for example 0.5 or 1/9.")
    found = _FRACTION.fullmatch(plain)
    if found is None:
        raise NumberError(f"{_quoted(text)} is not a number.")
    value = float(found[1])
    if found[2] is not None:
        divisor = float(found[2])
        if divisor == 0:
            raise NumberError("A number cannot be divided by 0.")
        value /= divisor
    if not math.isfinite(value):
        raise NumberError(f"{_quoted(text)} is too large.")
    return value


def _quoted(text: str) -> str:
    """Return what was typed in quotation marks; of a page that was pasted, the beginning."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= LONGEST_QUOTE else f"“{line[:LONGEST_QUOTE]}…”"


def format_number(value: float, decimals: int = 2) -> str:
    """Return a number with a real minus sign and a fixed count of decimals; no "−0.00"."""
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def signed_number(value: float, decimals: int = 2) -> str:
    """Return a number with its sign, plus or minus: live numbers then keep their width."""
    text = format_number(value, decimals)
    return text if text.startswith(MINUS) else f"+{text}"


def short_number(value: float, digits: int = 3) -> str:
    """Return a number in as few signs as `digits` significant digits allow.

    Up to 99,999 whole numbers stay whole: 763 is never 7.6e2.
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    if 10**digits <= abs(value) < 99_999.5:
        return format_number(value, 0)
    text = f"{value:.{digits}g}"
    mantissa, _, exponent = text.partition("e")
    if exponent:
        return f"{mantissa}e{int(exponent)}".replace("-", MINUS)
    return text.replace("-", MINUS)


def duration_text(seconds: float) -> str:
    """Return a time span in its largest two units, for example "2 min 5 s"."""
    whole = max(0, round(seconds))
    hours, minutes = whole // 3600, whole // 60 % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {whole % 60} s" if minutes else f"{whole} s"


def superscript(exponent: int) -> str:
    """Return an exponent of 0 or more in raised digits: 12 as ¹²."""
    return str(exponent).translate(_RAISED)


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
