"""The loss as mathematics, with the numbers of the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from explorer.engine.style import StyleConfig
    from explorer.panels.style.state import Normalisation, PaintState
    from explorer.panels.style.values import Losses

J: Final = (
    r"J = \alpha\,J_{\mathrm{content}} + \beta\,J_{\mathrm{style}} + \gamma\,J_{\mathrm{variation}}"
)
_CONTENT: Final[Mapping[str, str]] = {
    "sum": r"\frac{1}{2}",
    "gatys": r"\frac{1}{2}",
    "johnson": r"\frac{1}{N M}",
    "mean": r"\frac{1}{N M}",
}
_STYLE: Final[Mapping[str, str]] = {
    "sum": "",
    "gatys": r"\frac{1}{4 N^2 M^2}",
    "johnson": r"\frac{1}{N^2 M^2}",
    "mean": r"\frac{1}{N^4 M^2}",
}
NORMALISATION_WORDS: Final[Mapping[str, str]] = {
    "sum": "The course’s plain sums. N maps of M positions a layer.",
    "gatys": "Gatys et al. 2016, equations (1) and (4). N maps of M positions a layer.",
    "johnson": "Johnson et al. 2016: G divided by N·M, squares summed.",
    "mean": "PyTorch’s tutorial: G divided by N·M, squares averaged.",
}
DIGITS: Final = 3


def weights_latex(paint: PaintState) -> str:
    """Return J with α, β and γ as they are set, before anything is painted."""
    terms = (
        rf"{number(paint.content_weight)}\,J_{{\mathrm{{content}}}}",
        rf"{number(paint.style_weight)}\,J_{{\mathrm{{style}}}}",
        rf"{number(paint.variation_weight)}\,J_{{\mathrm{{variation}}}}",
    )
    return "\n".join((J, f"= {' + '.join(terms)}"))


def losses_latex(config: StyleConfig, losses: Losses) -> str:
    """Return J of a step: each weight times its loss, each product, and their sum."""
    pairs = (
        (config.content_weight, losses.content),
        (config.style_weight, losses.style),
        (config.variation_weight, losses.variation),
    )
    worked = " + ".join(rf"{number(weight)} \cdot {number(loss)}" for weight, loss in pairs)
    products = " + ".join(number(weight * loss) for weight, loss in pairs)
    return "\n".join((J, f"= {worked}", f"= {products} = {number(losses.loss)}"))


def spoken(config: StyleConfig, losses: Losses) -> str:
    """Return the same in words."""
    return (
        f"J is {losses.loss:.3g}: content {config.content_weight:.3g} times {losses.content:.3g}, "
        f"style {config.style_weight:.3g} times {losses.style:.3g}, "
        f"variation {config.variation_weight:.3g} times {losses.variation:.3g}"
    )


def normalisation_latex(normalisation: Normalisation) -> str:
    """Return both losses of a layer, as a normalisation has them."""
    content, style = _CONTENT[normalisation], _STYLE[normalisation]
    return "\n".join(
        (
            rf"J_{{\mathrm{{content}}}} = {content} \sum_{{i,j,k}} "
            r"\left(a^{(C)}_{ijk} - a^{(G)}_{ijk}\right)^2",
            rf"J_{{\mathrm{{style}}}} = {style} \sum_{{k,k'}} "
            r"\left(G^{(S)}_{kk'} - G^{(G)}_{kk'}\right)^2",
            r"G_{kk'} = \sum_{i,j} a_{ijk}\,a_{ijk'}",
        )
    )


def number(value: float) -> str:
    """Return a number for a formula, to three digits: 0.523, 200, 3.8 · 10⁻⁶."""
    text = f"{value:.{DIGITS}g}"
    mantissa, mark, exponent = text.partition("e")
    if not mark:
        return f"{{{text}}}"
    if -DIGITS - 1 < int(exponent) <= DIGITS + 1:
        return f"{{{value:.0f}}}"
    power = rf"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else rf"{mantissa} {{\cdot}} {power}"
