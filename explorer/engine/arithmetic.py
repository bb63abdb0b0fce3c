"""The arithmetic of sliding windows: how large an output is, and what the floor drops."""

from __future__ import annotations

from operator import index
from typing import TypeAlias

from explorer.engine.errors import ExplorerError

PaddingWidth: TypeAlias = int | tuple[int, int]
"""Cells added at each side, or (before, after) where the two differ."""


class ShapeError(ExplorerError, ValueError):
    """Shapes that do not fit together; the message holds the numbers."""


def conv_output_size(n: int, f: int, p: PaddingWidth = 0, s: int = 1, d: int = 1) -> int:
    """Return floor((n + 2p − d(f−1) − 1)/s) + 1.

    Parameters
    ----------
    n, f
        Cells of the input and of the kernel along one axis.
    p
        Padding on each side, or (before, after).
    s, d
        Stride and dilation.

    Raises
    ------
    ShapeError
        A number out of its range, or a kernel that is larger than the padded input.
    """
    return _slack(n, f, p, s, d) // s + 1


def pool_output_size(n: int, f: int, p: PaddingWidth = 0, s: int = 1, d: int = 1) -> int:
    """Return the output size where a last window that reaches over the edge is kept.

    It is ceil((n + 2p − d(f−1) − 1)/s) + 1, less one if that last window would begin in the
    padding after the input: PyTorch's rule for ``ceil_mode``. So one window may be larger than
    the padded input, by less than s cells.

    Raises
    ------
    ShapeError
        A number out of its range, or a window that is larger than the padded input by s or more.
    """
    size = -(-_slack(n, f, p, s, d, over=_at_least("stride", s, 1) - 1) // s) + 1
    before = p[0] if isinstance(p, tuple) else p
    return size - 1 if (size - 1) * s >= n + before else size


def dropped(n: int, f: int, p: PaddingWidth = 0, s: int = 1, d: int = 1) -> int:
    """Return how many rows (or columns) of the padded input the floor leaves unread."""
    return _slack(n, f, p, s, d) % s


def same_padding(f: int, d: int = 1) -> int:
    """Return p = d(f−1)/2, which keeps the size at stride 1.

    Raises
    ------
    ShapeError
        d(f−1) is odd: no equal padding on both sides keeps the size (see `same_padding_pair`).
    """
    before, after = same_padding_pair(f, d)
    if before != after:
        raise ShapeError(
            f"Same padding of a kernel of {f} cells with dilation {d} would be "
            f"{(before + after) / 2:g} on each side: only an odd kernel has a whole number."
        )
    return before


def same_padding_pair(f: int, d: int = 1) -> tuple[int, int]:
    """Return (before, after) that keeps the size at stride 1; an odd cell goes after."""
    total = _at_least("dilation", d, 1) * (_at_least("kernel size", f, 1) - 1)
    return total // 2, total - total // 2


def _slack(n: int, f: int, p: PaddingWidth, s: int, d: int, over: int = 0) -> int:
    """Return by how many cells the window can move: the padded input less the kernel's span.

    It is negative where the window reaches over the edge, which ``over`` cells of it may.
    """
    n = _at_least("input size", n, 1)
    f = _at_least("kernel size", f, 1)
    before, after = p if isinstance(p, tuple) else (p, p)
    padded = n + _at_least("padding", before, 0) + _at_least("padding", after, 0)
    _at_least("stride", s, 1)
    span = _at_least("dilation", d, 1) * (f - 1) + 1
    if span > padded + over:
        spread = f" (dilation {d}: {span})" if d > 1 else ""
        margin = f" + {padded - n} of padding = {padded}" if padded > n else ""
        edge = f", and only {over} may reach over the edge" if over else ""
        raise ShapeError(f"A kernel of {f} cells{spread} does not fit into {n}{margin}{edge}.")
    return padded - span


def _at_least(what: str, value: int, minimum: int) -> int:
    try:
        whole = index(value)
    except TypeError:
        raise ShapeError(f"The {what} must be a whole number, not {value!r}.") from None
    if whole < minimum:
        raise ShapeError(f"The {what} must be at least {minimum}, not {whole}.")
    return whole
