"""The numbers of the moment as set mathematics (LaTeX, for `FormulaView`)."""

from __future__ import annotations

from math import degrees
from typing import TYPE_CHECKING

from explorer.widgets.numbers import MINUS, format_number, short_number, signed_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.panels.filters.edges.probing import Reading

ROWS_AT_MOST = 3
SHORT = 100
DIGITS = 3
HEADS = {
    "luminance": r"z = \sum_{i,j} x_{ij}\, w_{ij}",
    "volume": r"z = \sum_{c} \sum_{i,j} x_{ijc}\, w_{ijc}",
    "each": r"z_{c} = \sum_{i,j} x_{ijc}\, w_{ij}",
}
"""What is summed, for each way to take the channels."""


def number(value: float, decimals: int = DIGITS) -> str:
    """Return a number for a formula, never −0; its sign is no operator and stands close."""
    text = f"{value:.{decimals}f}"
    return _signed(text.lstrip("-") if float(text) == 0 else text)


def probe_latex(reading: Reading) -> str:
    """Return the formula of one cell, line by line: the sum, then what is shown of it."""
    makers = {"luminance": _plane_lines, "each": _channel_lines, "volume": _volume_lines}
    lines = makers[reading.response.request.channels](reading)
    lines += [line for line in shown_latex(reading).split("\n") if line]
    if len(reading.probe.padded) > ROWS_AT_MOST and len(lines[0]) < SHORT:
        return r" \qquad ".join(lines)  # matrices take the width above: there is room for one line
    return "\n".join(lines)


def outcome_text(reading: Reading) -> str:
    """Return what the probe finds for the map, as a few plain characters."""
    if len(reading.sums) > 1:
        return "all sums"
    shown = reading.response.request.shown
    if reading.shows_angle:
        if not reading.has_direction:
            return "no direction"
        return f"θ {format_number(degrees(reading.outcome()), 0)}°"
    name = {"absolute": "|Σ|", "magnitude": "√", "direction": "√"}.get(shown)
    if name is None:
        return f"Σ {signed_number(reading.outcome(), DIGITS)}"
    return f"{name} {format_number(reading.outcome(), DIGITS)}"


def _plane_lines(reading: Reading) -> list[str]:
    """Return the dot product with its numbers: a line for each row of a small kernel."""
    head, total = HEADS["luminance"], number(reading.probe.total)
    pairs = list(zip(reading.probe.window.tolist(), reading.probe.kernel.tolist(), strict=True))
    rows = [_terms(list(zip(*pair, strict=True))) for pair in pairs]
    rows = [row for row in rows if row]
    if len(pairs) > ROWS_AT_MOST or not rows:
        first = rows[0] if rows else "0"
        dots = r" + \ldots" if len(rows) > 1 else ""
        return [rf"{head} = {first}{dots} = {total}"]
    lines = [rf"{{}} {'+' if index else '='} {row}" for index, row in enumerate(rows)]
    if len(rows) < ROWS_AT_MOST:  # long rows and room below: the sum gets a line of its own
        return [head, *lines, rf"{{}} = {total}"]
    return [head, *lines[:-1], f"{lines[-1]} = {total}"]


def _volume_lines(reading: Reading) -> list[str]:
    sums = [float(total) for total in reading.probe.channel_totals]
    return [
        HEADS["volume"],
        rf"= {_signed_sum(sums)} = {number(reading.probe.total)}",
    ]


def _channel_lines(reading: Reading) -> list[str]:
    sums = [float(total) for total in reading.probe.channel_totals]
    return [
        HEADS["each"],
        rf"z_R + z_G + z_B = {number(sum(sums))}",
    ]


def shown_latex(reading: Reading) -> str:
    """Return what is made of the sum before it is shown; empty where it is shown as it is."""
    shown = reading.response.request.shown
    z = reading.probe.total
    value = reading.values[-1]
    if shown == "absolute":
        if len(reading.values) > 1:
            return rf"\left|z_R\right| + \left|z_G\right| + \left|z_B\right| = {number(value)}"
        return rf"\left|z\right| = {number(value)}"
    if reading.turned is None:
        return ""
    across = reading.turned.total
    root = (
        rf"\sqrt{{z^2 + z_\perp^2}} = \sqrt{{{_bracketed(z)}^2 + {_bracketed(across)}^2}}"
        rf" = {number(reading.strength())}"
    )
    if reading.shows_angle and reading.has_direction:
        return f"{root}\n" + rf"\theta = {number(degrees(reading.outcome()), 0)}^\circ"
    return root


def _terms(pairs: Sequence[tuple[float, float]]) -> str:
    """Return the products of one row that are not 0, negative ones in brackets."""
    return " + ".join(rf"{number(x)} \cdot {weight_latex(w)}" for x, w in pairs if w != 0)


def weight_latex(weight: float) -> str:
    """Return a number of the kernel as a factor, in brackets when it is negative."""
    mantissa, _, exponent = short_number(weight).replace(MINUS, "-").partition("e")
    if exponent:
        mantissa = rf"{mantissa} \cdot 10^{{{exponent}}}"
    return _bracketed(weight, _signed(mantissa))


def _signed(text: str) -> str:
    return text.replace("-", "{-}")


def _signed_sum(values: Sequence[float]) -> str:
    text = ""
    for value in values:
        shown = number(value)
        if text:
            text += " - " if shown.startswith("{-}") else " + "
            shown = shown.removeprefix("{-}")
        text += shown
    return text


def _bracketed(value: float, shown: str = "") -> str:
    shown = shown or number(value)
    return rf"({shown})" if shown.startswith("{-}") else shown
