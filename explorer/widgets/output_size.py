"""The size of what slides over a volume gives, axis by axis: formula, numbers, what is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.engine.arithmetic import conv_output_size, dropped, pool_output_size

if TYPE_CHECKING:
    from explorer.engine.sliding import Sliding


def shape_text(*sides: int) -> str:
    """Return sides as text: 512 × 512 × 3, height first, as in the course."""
    return " × ".join(str(side) for side in sides)


@dataclass(frozen=True, slots=True)
class AxisSize:
    """Output size along one axis: n cells, kernel f, padding (before, after), stride s, dilation d.

    ``ceil``: a last window that reaches over the edge is kept, as pooling layers may do.
    """

    name: str
    n: int
    f: int
    pads: tuple[int, int]
    s: int
    d: int = 1
    ceil: bool = False

    @property
    def padded(self) -> int:
        """Cells of the input with its padding."""
        return self.n + sum(self.pads)

    @property
    def span(self) -> int:
        """Cells from the window's first to its last: d(f−1) + 1."""
        return self.d * (self.f - 1) + 1

    @property
    def fits(self) -> bool:
        """Whether there is room for a window; the ceil lets it reach over the edge by s − 1."""
        return self.span <= self.padded + (self.s - 1 if self.ceil else 0)

    @property
    def output(self) -> int:
        """n′ = ⌊(n + 2p − d(f−1) − 1)/s⌋ + 1, or its ceil.

        Raises
        ------
        ShapeError
            The window does not fit.
        """
        size = pool_output_size if self.ceil else conv_output_size
        return size(self.n, self.f, self.pads, self.s, self.d)

    @property
    def dropped(self) -> int:
        """Cells of the padded input, at its end, that no window reaches."""
        if self.ceil:
            return max(self.padded - self._reach(), 0)
        return dropped(self.n, self.f, self.pads, self.s, self.d)

    @property
    def overhang(self) -> int:
        """Cells by which the last window reaches over the padded input: in ceil mode alone."""
        return max(self._reach() - self.padded, 0)

    def latex(self, *, padded: bool = True) -> str:
        """Return the formula with the numbers put in; pooling has no p in it.

        Of a window that does not fit it is the numerator: below 0.
        """
        padding = _padding_numbers(self.pads) if padded else ""
        window = str(self.f) if self.d == 1 else rf"{self.d} \cdot ({self.f} - 1) - 1"
        numerator = f"{self.n}{padding} - {window}"
        if not self.fits:
            return f"{numerator} = {self.padded - self.span} < 0"
        rounded = _rounded(numerator, str(self.s), self.ceil)
        less = f" - {self._unread_windows()}" if self._unread_windows() else ""
        return f"{self.name}' = {rounded} + 1{less} = {self.output}"

    def _reach(self) -> int:
        return (self.output - 1) * self.s + self.span

    def _unread_windows(self) -> int:
        """Return how many windows PyTorch's rule for the ceil takes off again."""
        return -(-(self.padded - self.span) // self.s) + 1 - self.output if self.ceil else 0


def general_latex(*axes: AxisSize, padded: bool = True) -> str:
    """Return the formula in letters: only those in it that mean something for these axes.

    d stands in it where the dilation is not 1, p_t + p_b where the padding differs from side to
    side; without axes it is the plain formula of the course.
    """
    is_dilated = any(axis.d != 1 for axis in axes)
    even = all(axis.pads[0] == axis.pads[1] for axis in axes)
    padding = (" + 2p" if even else f" + {_sides(axes)}") if padded else ""
    window = "d(f - 1) - 1" if is_dilated else "f"
    ceil = any(axis.ceil for axis in axes)
    return rf"n' = {_rounded(f'n{padding} - {window}', 's', ceil)} + 1"


def general_words(*axes: AxisSize, padded: bool = True) -> str:
    """Return the formula as it is read aloud."""
    padding = "plus the padding of both sides " if padded else ""
    if padded and all(axis.pads[0] == axis.pads[1] for axis in axes):
        padding = "plus 2 p "
    is_dilated = any(axis.d != 1 for axis in axes)
    window = "minus d times f minus 1, minus 1" if is_dilated else "minus f"
    rounding = "ceiling" if any(axis.ceil for axis in axes) else "floor"
    return f"n′ is the {rounding} of n {padding}{window}, divided by s, plus 1"


def numbers_latex(height: AxisSize, width: AxisSize, *, padded: bool = True) -> str:
    """Return the formula with the numbers of both axes; one line where they are the same."""
    lines = [height.latex(padded=padded), width.latex(padded=padded)]
    same = AxisSize("n", height.n, height.f, height.pads, height.s, height.d, height.ceil)
    if same == AxisSize("n", width.n, width.f, width.pads, width.s, width.d, width.ceil):
        return same.latex(padded=padded)
    return "\n".join(lines)


def axis_sizes(sliding: Sliding) -> tuple[AxisSize, AxisSize]:
    """Return the arithmetic of height and width."""
    top, bottom, left, right = sliding.pads
    f, s = sliding.kernel, sliding.stride
    return (
        AxisSize("h", sliding.picture[0], f[0], (top, bottom), s),
        AxisSize("w", sliding.picture[1], f[1], (left, right), s),
    )


def dropped_text(height: AxisSize, width: AxisSize, where: str = "") -> str:
    """Say which rows and columns the floor drops, by number and place.

    ``where`` follows, such as ": shaded in the input".

    Raises
    ------
    ShapeError
        A window does not fit.
    """
    over = _named(height.overhang, "row"), _named(width.overhang, "column")
    reaches = " and ".join(part for part in over if part)
    if reaches:
        return f"The last window reaches {reaches} over the edge: ceil keeps it."
    parts = _dropped_part(height, "row"), _dropped_part(width, "column")
    found = [part for part in parts if part]
    if not found:
        rounding = "ceil adds" if height.ceil else "the floor drops"
        return f"The windows reach the last row and column: {rounding} nothing."
    if height.ceil:
        return f"No window may begin in the padding, so {' and '.join(found)} stay unread{where}."
    return f"The floor drops {' and '.join(found)}{where}."


def problem_text(height: AxisSize, width: AxisSize) -> str:
    """Say which window does not fit and by how many cells; "" where both do."""
    for axis, name in ((height, "height"), (width, "width")):
        if not axis.fits:
            lacking = _named(axis.span - axis.padded, "cell")
            return f"No window fits along the {name}: {lacking} too few."
    return ""


def _dropped_part(axis: AxisSize, word: str) -> str:
    count = axis.dropped
    if not count:
        return ""
    words = _named(count, word)
    of_input = max(0, count - axis.pads[1])
    if of_input == 0:
        return f"{words} (of padding only)"
    if of_input == 1:
        return f"{words} ({word} {axis.n - 1})"
    return f"{words} ({word}s {axis.n - of_input}–{axis.n - 1})"


def _named(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count > 1 else ''}" if count else ""


def _padding_numbers(pads: tuple[int, int]) -> str:
    before, after = pads
    return rf" + 2 \cdot {before}" if before == after else f" + {before} + {after}"


def _sides(axes: tuple[AxisSize, ...]) -> str:
    """Return the letters of the first axis whose two sides differ."""
    uneven = next(axis for axis in axes if axis.pads[0] != axis.pads[1])
    first, second = ("l", "r") if uneven.name == "w" else ("t", "b")
    return rf"p_{{\mathrm{{{first}}}}} + p_{{\mathrm{{{second}}}}}"


def _rounded(numerator: str, denominator: str, ceil: bool) -> str:
    side = "ceil" if ceil else "floor"
    return rf"\left\l{side} \frac{{{numerator}}}{{{denominator}}} \right\r{side}"
