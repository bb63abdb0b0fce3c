"""The formulae of the page, with the numbers of the blend put in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from explorer.panels.style.live.blend import chosen, shares
from explorer.widgets.latex_numbers import factor_latex, number_latex

if TYPE_CHECKING:
    from explorer.engine.style.multistyle_facts import MultistyleFacts
    from explorer.panels.style.live.blend import Weights

NORMALISED: Final = (
    r"y = \gamma\,\frac{x - \mu}{\sigma} + \beta\qquad"
    r"\gamma = \sum_s w_s\,\gamma_s\qquad \beta = \sum_s w_s\,\beta_s"
)
NORMALISED_SPOKEN: Final = (
    "y is gamma times x minus mu over sigma, plus beta; gamma is the sum over the styles of w s "
    "times gamma s, and beta likewise"
)
TERMS_AT_MOST: Final = 3


def blend_latex(weights: Weights) -> str:
    """Return γ of the blend as a sum over its styles, numbered from 1."""
    parts = [f"{share:.3f}\\,\\gamma_{{{style + 1}}}" for style, share in _heaviest(weights)]
    return r"\gamma = " + _summed(parts, len(chosen(weights))) if parts else ""


def example_latex(weights: Weights, facts: MultistyleFacts) -> str:
    """Return γ and β of the first map, with the numbers that its styles have there."""
    if not any(weights):
        return ""
    lines = []
    for sign, values in ((r"\gamma", facts.gammas), (r"\beta", facts.betas)):
        parts = [f"{share:.3f}\\cdot{factor_latex(values[s])}" for s, share in _heaviest(weights)]
        whole = sum(share * value for share, value in zip(shares(weights), values, strict=True))
        lines.append(f"{sign} = {_summed(parts, len(chosen(weights)))} = {number_latex(whole)}")
    return "\n".join(lines)


def facts_text(facts: MultistyleFacts) -> str:
    """Return how few numbers a style is."""
    return (
        f"Every style goes through the same {facts.layers} convolutions with {facts.shared:,} "
        f"weights. Behind each of their {facts.maps} maps x, whose mean and deviation over this "
        f"picture are μ and σ, stand a γ and a β: these {facts.own} numbers are a style, "
        f"{facts.own / facts.shared:.1%} as many as are shared."
    )


def _heaviest(weights: Weights) -> list[tuple[int, float]]:
    """Return the styles that are written out, with their shares, in the network's order."""
    portions = shares(weights)
    ranked = sorted(chosen(weights), key=lambda style: -portions[style])[:TERMS_AT_MOST]
    return [(style, portions[style]) for style in sorted(ranked)]


def _summed(parts: list[str], count: int) -> str:
    more = [r"\cdots"] if count > len(parts) else []
    return " + ".join([*parts, *more])
