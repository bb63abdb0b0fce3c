"""The block's equations, and one output number with the numbers of the moment, as LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.widgets.latex_numbers import DIGITS, factor_latex, number_latex
from explorer.widgets.numbers import short_number

if TYPE_CHECKING:
    from explorer.engine.residual.block_values import Form, Numbers

_AROUND: dict[Form, str] = {"A": r"S\,a^{[l]}", "B": r"W_s a^{[l]}"}


def general_latex(form: Form) -> str:
    """Return the block's equation."""
    if form == "linear":
        return r"y = F(x) + \alpha\, x"
    around = {"A": r"S\,x", "B": r"W_s\, x"}.get(form, "x")
    return rf"y = g\left(F(x) + \alpha\, {around}\right)"


def general_spoken(form: Form) -> str:
    """Return the block's equation in words."""
    around = {"A": "the padded x", "B": "W s times x"}.get(form, "x")
    total = f"F of x plus alpha times {around}"
    return f"y is {total}" if form == "linear" else f"y is g of {total}"


def gradient_latex(form: Form) -> str:
    """Return what arrives at x of a gradient at y: through F, and around it."""
    arriving = r"\frac{\partial L}{\partial y}"
    if form != "linear":
        arriving = rf"D\, {arriving}"
    back = {"A": r"\, S^T", "B": r"\, W_s^T"}.get(form, "")
    return (
        r"\frac{\partial L}{\partial x} = \left(\frac{\partial F}{\partial x}\right)^{\!T}"
        rf" {arriving} + \alpha{back}\, {arriving}"
    )


def gradient_spoken(form: Form) -> str:
    """Return the same in words."""
    arriving = "the gradient at y" if form == "linear" else "D times the gradient at y"
    back = {"A": "S transposed times ", "B": "W s transposed times "}.get(form, "")
    spoken = (
        f"The gradient at x is the transposed derivative of F times {arriving}, plus alpha times "
        f"{back}{arriving}"
    )
    if form == "linear":
        return spoken
    return f"{spoken}; D is 1 where the sum is above 0, and 0 elsewhere"


def letters_latex(form: Form) -> str:
    """Return one output number in the lecture's symbols, for pictures that move on at once."""
    total = rf"z^{{[l+2]}} + \alpha \cdot {_AROUND.get(form, 'a^{[l]}')}"
    if form == "linear":
        return f"a^{{[l+2]}} = {total}"
    return rf"a^{{[l+2]}} = g\left({total}\right)"


def numbers_latex(form: Form, numbers: Numbers) -> str:
    """Return one output number with its terms, line by line."""
    terms = (
        rf"{number_latex(numbers.z2)} + {number_latex(numbers.alpha)} \cdot"
        rf" {factor_latex(numbers.around)}"
    )
    total, output = number_latex(numbers.total), number_latex(numbers.output)
    if form == "linear":
        return "\n".join((letters_latex(form), rf"{{}} = {terms}", rf"{{}} = {output}"))
    lines = (
        letters_latex(form),
        rf"{{}} = g\left({terms}\right)",
        rf"{{}} = g\left({total}\right) = \max(0, {total})",
        rf"{{}} = {output}",
    )
    return "\n".join(lines)


def numbers_spoken(numbers: Numbers) -> str:
    """Return the same in words."""
    z2, alpha, around, total, output = (
        short_number(value, DIGITS)
        for value in (numbers.z2, numbers.alpha, numbers.around, numbers.total, numbers.output)
    )
    return f"{z2} plus {alpha} times {around} is {total}; the output is {output}"
