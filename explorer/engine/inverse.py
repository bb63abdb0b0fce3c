"""The arithmetic of sliding windows read backwards: which p, s or f give n′ from n.

n′ = ⌊(n + 2p − d(f−1) − 1)/s⌋ + 1 holds exactly where

    (n′ − 1)·s ≤ n + 2p − d(f−1) − 1 ≤ n′·s − 1,

so for each stride what is looked for lies in an interval: of paddings, or of kernels. Padding is
the same on both sides here, p cells each.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.engine.arithmetic import ShapeError, conv_output_size, same_padding_pair

LARGEST_STRIDE = 32
"""Of those that are tried: the stride of the largest patches in use (a ViT's 32×32)."""
LARGEST_KERNEL = 15
"""Of those that are tried where the padding is open too; AlexNet's largest is 11."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Kernel, padding on each side, stride and dilation; and what the floor drops."""

    f: int
    p: int
    s: int
    d: int
    dropped: int


def solve_padding_stride(
    n: int,
    f: int,
    wanted: int,
    d: int = 1,
    *,
    largest_p: int | None = None,
    largest_s: int = LARGEST_STRIDE,
) -> tuple[Solution, ...]:
    """Return every padding and stride with which n cells give ``wanted``.

    Parameters
    ----------
    n, f, wanted, d
        Cells of the input, of the kernel and of the output; dilation.
    largest_p
        None allows d(f−1): with more, a window would lie in the padding alone.
    largest_s
        The largest stride that is tried.

    Returns
    -------
    Solution
        First those that drop no row, then by stride, then by padding.

    Raises
    ------
    ShapeError
        A number out of its range.
    """
    _check(n=n, f=f, wanted=wanted, d=d, largest_s=largest_s)
    most = _largest_padding(f, d, largest_p)
    found = [
        _solution(n, f, p, s, d)
        for s in range(1, largest_s + 1)
        for p in _paddings(n, f, wanted, s, d, most)
    ]
    return _in_order(found)


def solve_kernel(
    n: int,
    wanted: int,
    p: int | None = None,
    s: int | None = None,
    d: int = 1,
    *,
    largest_f: int | None = None,
    largest_s: int = LARGEST_STRIDE,
) -> tuple[Solution, ...]:
    """Return every kernel with which n cells give ``wanted``.

    Parameters
    ----------
    n, wanted, d
        Cells of the input and of the output; dilation.
    p, s
        Padding on each side and stride; None leaves them open, and they are looked for as well:
        a padding from 0 to d(f−1).
    largest_f
        None allows every kernel that fits if p is known, else `LARGEST_KERNEL`.
    largest_s
        The largest stride that is tried.

    Returns
    -------
    Solution
        First those that drop no row, then by stride, padding and kernel.

    Raises
    ------
    ShapeError
        A number out of its range.
    """
    _check(n=n, wanted=wanted, d=d, largest_s=largest_s)
    _check(s=1 if s is None else s, largest_f=1 if largest_f is None else largest_f)
    strides = range(1, largest_s + 1) if s is None else range(s, s + 1)
    if p is None:
        most = LARGEST_KERNEL if largest_f is None else largest_f
        found = [
            _solution(n, f, pad, step, d)
            for step in strides
            for f in range(1, most + 1)
            for pad in _paddings(n, f, wanted, step, d, d * (f - 1))
        ]
    else:
        most = n + 2 * _padding(p) if largest_f is None else largest_f
        found = [
            _solution(n, f, p, step, d)
            for step in strides
            for f in _kernels(n, p, wanted, step, d, most)
        ]
    return _in_order(found)


def why_none(
    n: int,
    f: int,
    wanted: int,
    d: int = 1,
    *,
    largest_p: int | None = None,
    largest_s: int = LARGEST_STRIDE,
) -> str:
    """Return in a sentence why `solve_padding_stride` finds nothing; "" where it finds something.

    Raises
    ------
    ShapeError
        A number out of its range.
    """
    if solve_padding_stride(n, f, wanted, d, largest_p=largest_p, largest_s=largest_s):
        return ""
    most = _largest_padding(f, d, largest_p)
    span = d * (f - 1) + 1
    sum_text = f"{n} + 2·{most} − {span - 1}"
    largest = n + 2 * most - span + 1
    if largest < 1:
        return (
            f"A window of {span} cells is larger than the input with all the padding that is "
            f"allowed: {n} + 2·{most} = {n + 2 * most}."
        )
    if wanted > largest:
        return (
            f"n′ = {wanted} is too large: stride 1 with the most padding that is allowed, "
            f"p = {most}, gives {sum_text} = {largest}."
        )
    least = _smallest_padding(n, span)
    smallest = conv_output_size(n, f, least, largest_s, d)
    if wanted < smallest:
        return (
            f"n′ = {wanted} is too small: even stride {largest_s} with p = {least} gives "
            f"{smallest}."
        )
    return f"n′ = {wanted} cannot be reached: {_between(n, f, wanted, d, most, largest_s)}."


def why_no_kernel(n: int, wanted: int, p: int, s: int, d: int = 1) -> str:
    """Return why no kernel gives ``wanted`` with this p and s; "" where one does.

    Raises
    ------
    ShapeError
        A number out of its range.
    """
    if solve_kernel(n, wanted, p, s, d):
        return ""
    largest = conv_output_size(n, 1, p, s, d)
    if wanted > largest:
        return (
            f"n′ = {wanted} is too large: even a kernel of 1 cell gives {largest} with p = {p} "
            f"and stride {s}."
        )
    return (
        f"n′ = {wanted} cannot be reached with p = {p} and stride {s}: "
        f"dilation {d} spreads the kernel, and {_around(n, wanted, p, s, d)}."
    )


def same_relation(f: int | None = None, d: int | None = None) -> str:
    r"""Return in LaTeX how much padding keeps the size at stride 1, with numbers if f is given.

    n′ = n at s = 1 means 2p = d(f−1). At stride s the same padding gives n′ = ⌈n/s⌉.

    Examples
    --------
    >>> same_relation(5)
    'p = \\frac{d(f-1)}{2} = \\frac{1 \\cdot (5-1)}{2} = 2'

    Raises
    ------
    ShapeError
        A number out of its range.
    """
    general = r"p = \frac{d(f-1)}{2}"
    if f is None:
        return general
    dilation = 1 if d is None else d
    total = sum(same_padding_pair(f, dilation))
    numbers = rf"\frac{{{dilation} \cdot ({f}-1)}}{{2}}"
    return f"{general} = {numbers} = {total / 2:g}"


def _paddings(n: int, f: int, wanted: int, s: int, d: int, most: int) -> range:
    """Return the paddings from 0 to ``most`` that give n′ at a stride."""
    rest = d * (f - 1) + 1 - n
    low = -(-((wanted - 1) * s + rest) // 2)
    high = (wanted * s - 1 + rest) // 2
    return range(max(low, 0), min(high, most) + 1)


def _kernels(n: int, p: int, wanted: int, s: int, d: int, most: int) -> range:
    """Return the kernels from 1 to ``most`` that give n′ with a padding at a stride."""
    padded = n + 2 * p
    low = -(-(padded - wanted * s) // d) + 1
    high = (padded - 1 - (wanted - 1) * s) // d + 1
    return range(max(low, 1), min(high, most) + 1)


def _solution(n: int, f: int, p: int, s: int, d: int) -> Solution:
    return Solution(f, p, s, d, (n + 2 * p - d * (f - 1) - 1) % s)


def _in_order(found: list[Solution]) -> tuple[Solution, ...]:
    return tuple(sorted(found, key=lambda one: (one.dropped > 0, one.s, one.p, one.f)))


def _smallest_padding(n: int, span: int) -> int:
    return max(-((n - span) // 2), 0)


def _between(n: int, f: int, wanted: int, d: int, most: int, largest_s: int) -> str:
    """Say what the strides on both sides of a wanted output reach.

    At stride 1 one cell more on both sides adds 2 to n′; from stride 2 on it adds at most 1. So
    what is left out has the wrong parity at stride 1, or lies between two strides, or both.
    """
    least = _smallest_padding(n, d * (f - 1) + 1)
    s = 1
    while s < largest_s and conv_output_size(n, f, least, s + 1, d) > wanted:
        s += 1
    smallest = conv_output_size(n, f, least, s, d)
    reason = (
        f"stride {s} gives at least {smallest}"
        if smallest > wanted
        else f"stride 1 needs 2p = {wanted + d * (f - 1) - n}, which is odd"
    )
    if s == largest_s:
        return reason
    return f"{reason}, and stride {s + 1} gives at most {conv_output_size(n, f, most, s + 1, d)}"


def _around(n: int, wanted: int, p: int, s: int, d: int) -> str:
    """Return the outputs between which a wanted one lies, as kernels grow cell by cell."""
    f = (n + 2 * p - 1 - (wanted - 1) * s) // d + 1  # the largest that gives more than n′
    above = f"f = {f} gives {conv_output_size(n, f, p, s, d)}"
    if d * f + 1 > n + 2 * p:
        return f"{above}, while f = {f + 1} does not fit"
    return f"{above}, f = {f + 1} gives {conv_output_size(n, f + 1, p, s, d)}"


def _largest_padding(f: int, d: int, largest_p: int | None) -> int:
    return d * (f - 1) if largest_p is None else _padding(largest_p)


def _padding(p: int) -> int:
    if p < 0:
        raise ShapeError(f"The padding must be at least 0, not {p}.")
    return p


_WORDS = {
    "n": "input size",
    "f": "kernel size",
    "wanted": "output size",
    "d": "dilation",
    "s": "stride",
    "largest_f": "largest kernel",
    "largest_s": "largest stride",
}


def _check(**values: int) -> None:
    for name, value in values.items():
        if value < 1:
            raise ShapeError(f"The {_WORDS[name]} must be at least 1, not {value}.")
