"""One output channel's sum with the numbers of the moment, as LaTeX for `FormulaView`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from explorer.widgets.latex_numbers import factor_latex, number_latex

if TYPE_CHECKING:
    from explorer.engine.bottleneck.pixel_dense import OneChannel
    from explorer.panels.bottleneck.pixel.values import Found
    from explorer.widgets.cells import Cell

FIRST_TERMS = 3
ALL_TERMS_UP_TO = 4


def sum_latex(found: Found, channel: int) -> str:
    """Return the sum of one output channel, line by line, and what follows it."""
    value = number_latex(float(found.sums[channel]))
    lines = [
        _head(found, channel),
        rf"{{}} = {_terms(found, channel)}{_bias(found, channel)} = {value}",
    ]
    lines += _normalised_line(found, channel)
    lines += _activated_line(found, channel)
    return "\n".join(lines)


def letters_latex(found: Found, channel: int) -> str:
    """Return the same in letters, for pictures that move on before numbers could be read."""
    last = found.channels_in - 1
    added = f" + b_{{{channel}}}" if found.volume.bias is not None else ""
    first = rf"w_{{{channel},0}}\, x_0 + w_{{{channel},1}}\, x_1"
    dots = rf" + \ldots + w_{{{channel},{last}}}\, x_{{{last}}}" if last > 1 else ""
    lines = [_head(found, channel), f"{{}} = {first}{dots}{added}"]
    after = found.following
    if after.factor is not None:
        lines.append(_normalised_head(channel))
    if after.activation:
        lines.append(_activated_head(found, channel))
    return "\n".join(lines)


def single_latex(single: OneChannel, given: int, cell: Cell) -> str:
    """Return the multiplication of one channel at one pixel."""
    x, y = (float(plane[cell]) for plane in (single.channel, single.by_conv))
    product = rf"{factor_latex(single.weight)} \cdot {factor_latex(x)}"
    return rf"y_{{ij}} = w \cdot x_{{ij{given}}} = {product} = {number_latex(y)}"


def single_letters_latex(given: int) -> str:
    """Return the multiplication in letters."""
    return rf"y_{{ij}} = w \cdot x_{{ij{given}}} \quad \text{{at each pixel }} (i, j)"


def _head(found: Found, channel: int) -> str:
    added = f" + b_{{{channel}}}" if found.volume.bias is not None else ""
    return (
        rf"z_{{{channel}}} = \sum_{{c=0}}^{{{found.channels_in - 1}}}"
        rf" w_{{{channel},c}}\, x_c{added}"
    )


def _terms(found: Found, channel: int) -> str:
    """Return the first products and the last; those between are dots."""
    weights, values = found.pixel.weights[channel].tolist(), found.pixel.channels.tolist()
    terms = [
        rf"{factor_latex(weight)} \cdot {factor_latex(value)}"
        for weight, value in zip(weights, values, strict=True)
    ]
    if len(terms) <= ALL_TERMS_UP_TO:
        return " + ".join(terms)
    return rf"{' + '.join(terms[:FIRST_TERMS])} + \ldots + {terms[-1]}"


def _bias(found: Found, channel: int) -> str:
    if found.volume.bias is None:
        return ""
    bias = float(found.pixel.bias[channel])
    sign = "-" if math.copysign(1, bias) < 0 else "+"
    return f" {sign} {number_latex(abs(bias))}"


def _normalised_line(found: Found, channel: int) -> list[str]:
    factor, shift = found.following.factor, found.following.shift
    if factor is None or shift is None:
        return []
    by, added = float(factor[channel]), float(shift[channel])
    sign = "-" if added < 0 else "+"
    product = rf"{factor_latex(by)} \cdot {factor_latex(float(found.sums[channel]))}"
    value = number_latex(float(found.normalised[channel]))
    return [rf"{_normalised_head(channel)} = {product} {sign} {number_latex(abs(added))} = {value}"]


def _normalised_head(channel: int) -> str:
    return (
        rf"y_{{{channel}}} = \gamma \cdot \frac{{z_{{{channel}}} - \mu}}"
        rf"{{\sqrt{{\sigma^2 + \epsilon}}}} + \beta"
    )


def _activated_line(found: Found, channel: int) -> list[str]:
    if not found.following.activation:
        return []
    before = number_latex(float(found.normalised[channel]))
    inner = rf"\max\left(0,\; {before}\right)"
    if found.following.activation == "relu6":
        inner = rf"\min\left(6,\; {inner}\right)"
    value = number_latex(float(found.outcome[channel]))
    return [rf"{_activated_head(found, channel)} = {inner} = {value}"]


def _activated_head(found: Found, channel: int) -> str:
    letter = "z" if found.following.factor is None else "y"
    name = "ReLU6" if found.following.activation == "relu6" else "ReLU"
    return rf"a_{{{channel}}} = \mathrm{{{name}}}\left({letter}_{{{channel}}}\right)"
