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
        UnitFacts,
    )
    from explorer.panels.filters.maps.values import LayerFacts

TERMS = 3


def number(value: float, digits: int = 3) -> str:
    """Return a number for a formula: 0.0123, −4.56 or 1.23 · 10⁻⁵."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else r"\text{no number}"
    exponent = math.floor(math.log10(abs(value)))
    if -4 <= exponent < 5:
        return f"{value:.{max(digits - 1 - exponent, 0)}f}"
    mantissa = value / 10.0**exponent
    return rf"{mantissa:.{digits - 1}f} \cdot 10^{{{exponent}}}"


def gradient_latex(answer: GradientAnswer, unit: UnitFacts, layer: LayerFacts) -> str:
    """Return what is differentiated, and what a pixel's number is."""
    height, width, _ = layer.shape
    a, k = _activation(answer), unit.channel
    if answer.position is None:
        unit_line = (
            rf"\bar a_k = \frac{{1}}{{h w}} \sum_{{i,j}} A^k_{{ij}} = "
            rf"\frac{{1}}{{{height} \cdot {width}}} \sum_{{i,j}} A^{{{k}}}_{{ij}} "
            rf"= {number(answer.activation)}"
        )
    else:
        row, column = answer.position
        unit_line = (
            rf"a_k = \max_{{i,j}} A^k_{{ij}} = A^{{{k}}}_{{{row},{column}}} "
            rf"= {number(answer.activation)}"
        )
    slope = rf"\frac{{\partial {a}}}{{\partial x_{{cij}}}}"
    row, column = answer.peak_at
    peak = rf"m_{{{row},{column}}} = {number(answer.peak)}"
    if answer.signed:
        strongest = (
            rf"c = \arg\max_{{c'}} \left| \frac{{\partial {a}}}{{\partial x_{{c'ij}}}} \right|"
        )
        return f"{unit_line}\n" + rf"m_{{ij}} = {slope}, \quad {strongest}, \quad {peak}"
    return f"{unit_line}\n" + rf"m_{{ij}} = \max_c \left| {slope} \right|, \qquad {peak}"


def cam_latex(answer: CamAnswer) -> str:
    """Return equations 1 and 2 of Grad-CAM, with the largest weights put in."""
    height, width = answer.heat.shape
    terms = "".join(
        _term(weight, first=place == 0) for place, weight in enumerate(answer.weights[:TERMS])
    )
    return (
        r"\alpha_k^c = \frac{1}{Z} \sum_{i,j} \frac{\partial y^c}{\partial A^k_{ij}}, \quad "
        rf"Z = {height} \cdot {width} = {height * width}, \quad y^c = {number(answer.score)}"
        "\n"
        r"L^c = \text{ReLU}\Big( \sum_k \alpha_k^c A^k \Big) = "
        rf"\text{{ReLU}}\Big( {terms} + \ldots \Big)"
    )


def ascent_latex(request: AscentRequest | None, shown: Snapshot | None) -> str:
    """Return the objective, what was reached, and how the picture is written."""
    reached = ""
    if request is not None and shown is not None:
        k = request.unit.channel
        reached = rf", \quad \bar a_{{{k}}}(\tau(x)) = {number(shown.activation)}"
    return (
        r"x^* = \arg\max_x \; \mathbb{E}_\tau \big[ \bar a_k(\tau(x)) \big]"
        f"{reached}\n"
        r"x = \sigma\big( C \, \mathcal{F}^{-1} [\, s \odot u \,] \big)"
    )


def _activation(answer: GradientAnswer) -> str:
    return r"\bar a_k" if answer.position is None else "a_k"


def _term(weight: ChannelWeight, *, first: bool) -> str:
    sign = "-" if weight.weight < 0 else "" if first else "+"
    return rf"{sign} {number(abs(weight.weight))} \, A^{{{weight.channel}}} "
