r"""What is computed, as formulae with the numbers of the moment (LaTeX, for `FormulaView`).

Brackets around sums are ``\Big``: those of ``\left`` grow beyond measure there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.filters.excite.ascent import AscentRequest, Snapshot
    from explorer.panels.filters.excite.values import (
        CamAnswer,
        ChannelWeight,
        GradientAnswer,
        Method,
        UnitFacts,
    )
    from explorer.panels.filters.maps.values import LayerFacts

TERMS = 3
MEAN = r"\bar a_k"
GENERAL: dict[Method, str] = {
    "gradient": (
        r"\bar a_k = \frac{1}{h w} \sum_{i,j} A^k_{ij}"
        "\n"
        r"m_{ij} = \max_c \left| \frac{\partial \bar a_k}{\partial x_{cij}} \right|"
    ),
    "grad-cam": (
        r"\alpha_k^c = \frac{1}{Z} \sum_{i,j} \frac{\partial y^c}{\partial A^k_{ij}}"
        "\n"
        r"L^c = \text{ReLU}\Big( \sum_k \alpha_k^c A^k \Big)"
    ),
    "maximise": (
        r"x^* = \arg\max_x \; \mathbb{E}_\tau \big[ \bar a_k(\tau(x)) \big]"
        "\n"
        r"x = \sigma\big( C \, \mathcal{F}^{-1} [\, s \odot u \,] \big)"
    ),
}
"""What is computed, before there are numbers."""
SPOKEN: dict[Method, str] = {
    "gradient": (
        "a k is the mean of the unit's map; m i j is the strongest slope of a k over the colours "
        "of pixel i j"
    ),
    "grad-cam": (
        "alpha k is the mean slope of the class's score over map k; L is the sum of all maps "
        "weighted with alpha, where it is above 0"
    ),
    "maximise": "x is the picture whose mean activation, moved at random, is largest",
}


def number(value: float, digits: int = 3) -> str:
    """Return a number for a formula: 0.0123, −4.56 or 1.23 · 10⁻⁵."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else r"\text{no number}"
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    exponent = int(power)
    if -4 <= exponent < 5:
        return f"{value:.{max(digits - 1 - exponent, 0)}f}"
    return rf"{mantissa} \cdot 10^{{{exponent}}}"


def gradient_latex(answer: GradientAnswer, unit: UnitFacts, layer: LayerFacts) -> str:
    """Return what is differentiated, and what a pixel's number is."""
    row, column = answer.peak_at
    peak = rf"m_{{{row},{column}}} = {number(answer.peak)}"
    if answer.position is None:
        return f"{_mean_latex(answer, unit, layer)}\n{_slope(answer.signed, MEAN)}, \\quad {peak}"
    return f"{_largest_latex(answer, unit)}\n{_slope(answer.signed, 'a_k')}, \\quad {peak}"


def cam_latex(answer: CamAnswer) -> str:
    """Return equations 1 and 2 of Grad-CAM, with the largest weights put in."""
    height, width = answer.heat.shape
    terms = "".join(
        _term(weight, first=place == 0) for place, weight in enumerate(answer.weights[:TERMS])
    )
    weights, heat = GENERAL["grad-cam"].split("\n")
    return (
        rf"{weights}, \quad Z = {height} \cdot {width} = {height * width}, "
        rf"\quad y^c = {number(answer.score)}"
        "\n"
        rf"{heat} = \text{{ReLU}}\Big( {terms} + \ldots \Big)"
    )


def ascent_latex(request: AscentRequest | None, shown: Snapshot | None) -> str:
    """Return the objective, what was reached, and how the picture is written."""
    if request is None or shown is None:
        return GENERAL["maximise"]
    objective, picture = GENERAL["maximise"].split("\n")
    k = request.unit.channel
    return (
        rf"{objective}, \quad \bar a_{{{k}}}(\tau(x)) = {number(shown.activation)}" f"\n{picture}"
    )


def _mean_latex(answer: GradientAnswer, unit: UnitFacts, layer: LayerFacts) -> str:
    height, width, _ = layer.shape
    return (
        rf"{MEAN} = \frac{{1}}{{h w}} \sum_{{i,j}} A^k_{{ij}} = "
        rf"\frac{{1}}{{{height} \cdot {width}}} \sum_{{i,j}} A^{{{unit.channel}}}_{{ij}} "
        rf"= {number(answer.activation)}"
    )


def _largest_latex(answer: GradientAnswer, unit: UnitFacts) -> str:
    assert answer.position is not None
    row, column = answer.position
    return (
        rf"a_k = \max_{{i,j}} A^k_{{ij}} = A^{{{unit.channel}}}_{{{row},{column}}} "
        rf"= {number(answer.activation)}"
    )


def _slope(signed: bool, activation: str) -> str:
    """Return what a pixel's number is: the strongest of the colours, with or without its sign."""
    slope = rf"\frac{{\partial {activation}}}{{\partial x_{{cij}}}}"
    if not signed:
        return rf"m_{{ij}} = \max_c \left| {slope} \right|"
    other = rf"\frac{{\partial {activation}}}{{\partial x_{{c'ij}}}}"
    return rf"m_{{ij}} = {slope}, \quad c = \arg\max_{{c'}} \left| {other} \right|"


def _term(weight: ChannelWeight, *, first: bool) -> str:
    sign = "-" if weight.weight < 0 else "" if first else "+"
    return rf"{sign} {number(abs(weight.weight))} \, A^{{{weight.channel}}} "
