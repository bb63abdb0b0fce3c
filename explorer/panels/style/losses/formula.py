"""An entry and its part of the loss as mathematics, with today's numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.panels.style.losses.values import LossesView

DEFINITION = r"G_{kk'} = \sum_{i=1}^{H} \sum_{j=1}^{W} a_{ijk}\, a_{ijk'}"
_FACTORS = {
    "sum": "",
    "gatys": r"\frac{1}{4 N^2 M^2}",
    "johnson": r"\frac{1}{(N M)^2}",
    "mean": r"\frac{1}{N^4 M^2}",
}


def style_latex(view: LossesView) -> str:
    """Return the style's entry as a sum, times its part where sizes differ or styles are mixed."""
    part = view.of_style.pair.part
    several = len(view.request.subject.styles) > 1
    product = _product(view)
    before = r"\sum_s w_s " if several else "" if part == 1 else f"{part:.4g} "
    return rf"{_entry(view, 'S')} = {before}{product} = {grouped(view.entry.style)}"


def picture_latex(view: LossesView) -> str:
    """Return the picture's entry as a sum."""
    return rf"{_entry(view, 'G')} = {_product(view)} = {grouped(view.entry.picture)}"


def contribution_latex(view: LossesView) -> str:
    """Return the definition, and what the entry adds to the layer's loss."""
    factor = _FACTORS[view.gram.normalisation]
    difference = rf"\left({_entry(view, 'S')} - {_entry(view, 'G')}\right)^2"
    return f"{DEFINITION}\n{factor}{difference} = {powered(view.entry.contribution)}"


def _entry(view: LossesView, which: str) -> str:
    return rf"G^{{({which})}}_{{{view.entry.k},\,{view.entry.other}}}"


def _product(view: LossesView) -> str:
    entry = view.entry
    return rf"\sum_{{ij}} a_{{ij\,{entry.k}}}\, a_{{ij\,{entry.other}}}"


def grouped(value: float) -> str:
    """Return a number in four digits at least, thousands apart."""
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    if "e" in text:
        return powered(value)
    return text.replace(",", "{,}")


def powered(value: float) -> str:
    """Return a number in three digits, with a power of ten where it is large or small."""
    text = f"{value:.3g}"
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
